/** Three numbers: a direction, or a linear colour (not display values; may exceed 1). */
export type Triple = readonly [number, number, number]

/** Light, air and sky around everything that is drawn. Colours are linear. */
export interface Environment {
  /** From the ground towards the sun; normalized when drawn. */
  readonly sunDirection: Triple
  readonly sunColor: Triple
  /** The sky overhead. */
  readonly zenithColor: Triple
  /** The sky at the horizon, which is also what fog fades to there. */
  readonly horizonColor: Triple
  /** What lies below the horizon, and what lights surfaces from below. */
  readonly groundColor: Triple
  /** How much of the sky's colour reaches surfaces, 0 … 1. */
  readonly ambient: number
  /** Distances in metres: fog begins, and nothing is seen any more. */
  readonly fogStart: number
  readonly fogEnd: number
  /** Multiplies everything before tone mapping. */
  readonly exposure: number
}

/** A clear late morning: warm sun from the south-east, a blue sky, haze from 100 m that closes at 2.5 km. */
export const defaultEnvironment: Environment = {
  sunDirection: [0.55, 0.62, 0.56],
  sunColor: [4.2, 3.6, 2.85],
  zenithColor: [0.09, 0.24, 0.62],
  horizonColor: [0.55, 0.68, 0.84],
  groundColor: [0.2, 0.19, 0.165],
  ambient: 0.62,
  fogStart: 100,
  fogEnd: 2500,
  exposure: 0.72,
}
