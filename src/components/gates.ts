/** What can keep a new root or refinement step from being taken (T-7), or a load from being started, though distance wants it. */
export enum Gate {
  None = 0,
  /** Outside the view of every focus, by more than `settings.viewGatePadding`. */
  View = 1,
  /** Interior, and no focus is inside the scene's `interior_zone`. */
  Zone = 2,
  /** Interior with a floor, and no focus that is inside is within `settings.floorGateMetres` of its height. */
  Floor = 3,
  /** Behind closer tiles, where `settings.coveredFactor` is 0. */
  Covered = 4,
  /** Not a step: a load that waits because as much as `settings.maxParseBytes` is being parsed. */
  Memory = 5,
}

export const gateCount = 6
