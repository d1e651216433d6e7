/** Where the game says that a focus will go. */
export interface FocusPath {
  /** x, y, z of every point, metres of the scene. */
  readonly points: Float64Array
  /** Metres a second that the game means to go; 0: as fast as the focus is. */
  readonly speed: number
  /** The same in the world, as the game said it; left out where that is no different. */
  readonly given?: FocusPath
}

/** Points of one path at most: the nearest one is looked for ten times a second. */
export const largestPath = 4096
