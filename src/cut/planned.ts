/** Bits of `LiveSections.planned`, the plan in the making. */
export enum Planned {
  Admitted = 1,
  Refined = 2,
  Active = 4,
  Refused = 8,
  Dropped = 16,
  Keep = 32,
  PinRefused = 64,
  /** Its root step, and its refinement, are given up last (T-17). */
  Protected = 128,
  ProtectedFiner = 256,
  /** Refused by a budget of its class, not by that for all. */
  NoGeometry = 512,
  NoTexture = 1024,
}
