/** What colours mean, in the scene and on the map. */
export type ColorBy = 'state' | 'level'

/** What the overlay draws into the picture. All may be off. */
export interface Choice {
  /** Bounds of live sections. */
  bounds: boolean
  /** How far a point reaches: enter and exit. */
  rings: boolean
  /** Name and state of the nearest sections. */
  labels: boolean
  /** What failed stands out, all else steps back. */
  failures: boolean
  /** What is drawn is painted over in the colour of its section. */
  paint: boolean
  colorBy: ColorBy
}

export type Toggle = 'bounds' | 'rings' | 'labels' | 'failures' | 'paint'

export const toggles: readonly Toggle[] = ['bounds', 'rings', 'labels', 'failures', 'paint']

export function createChoice(given: Partial<Choice> = {}): Choice {
  return { bounds: false, rings: false, labels: false, failures: false, paint: false, colorBy: 'state', ...given }
}
