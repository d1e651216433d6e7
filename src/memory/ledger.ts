/**
 * One ledger of decoded bytes a world. `resident` is what is occupied (loading … unloading); `paid` adds the missing
 * ancestors and requirements of all that, so that going back out is always affordable (CUT.md D, the return ticket).
 * Of all three sums the part that is textures is kept as well; the rest is geometry, entities and colliders included.
 */
export interface Ledger {
  /** Bytes in all that the game allows; Infinity for any number. */
  ceilingBytes: number
  /** The ceiling, or less under memory pressure. The plan and the start rule read it, nothing evicts by it. */
  budgetBytes: number
  /** Shares of the ceiling for either class; Infinity for as much as the ceiling leaves. */
  geometryBudgetBytes: number
  textureBudgetBytes: number
  residentBytes: number
  residentTextureBytes: number
  paidBytes: number
  paidTextureBytes: number
  peakBytes: number
  peakTextureBytes: number
  /** Memory pressure in force, of `Pressure`. */
  pressure: number
}

export enum Pressure {
  None = 0,
  Moderate = 1,
  Critical = 2,
}
export const pressureNames = ['none', 'moderate', 'critical'] as const

/** Steps in which the budget returns after pressure. */
export const pressureSteps = 4

/** What a world may keep in memory, decoded bytes above 0, CPU and GPU together. Left out: any number. */
export interface Budgets {
  /** All together: the ceiling. */
  readonly budgetBytes?: number
  /** Shared textures, and everything else. The two may be more than the ceiling together: then it is what binds. */
  readonly geometryBytes?: number
  readonly textureBytes?: number
}

export function createLedger(): Ledger {
  return {
    ceilingBytes: Infinity,
    budgetBytes: Infinity,
    geometryBudgetBytes: Infinity,
    textureBudgetBytes: Infinity,
    residentBytes: 0,
    residentTextureBytes: 0,
    paidBytes: 0,
    paidTextureBytes: 0,
    peakBytes: 0,
    peakTextureBytes: 0,
    pressure: Pressure.None,
  }
}

/** Teardown knows no bounds while there is pressure and more is resident than the plan may keep. */
export function isShedding({ pressure, residentBytes, budgetBytes }: Ledger): boolean {
  return pressure !== Pressure.None && residentBytes > budgetBytes
}

/** Books bytes as resident (negative: gives them back) and keeps the peaks. */
export function bookResident(ledger: Ledger, bytes: number, textureBytes: number): void {
  ledger.residentBytes += bytes
  ledger.residentTextureBytes += textureBytes
  if (ledger.residentBytes > ledger.peakBytes) ledger.peakBytes = ledger.residentBytes
  if (ledger.residentTextureBytes > ledger.peakTextureBytes) ledger.peakTextureBytes = ledger.residentTextureBytes
}

/** Which budget does not carry so many bytes, of which some are textures; '' where all do. */
export type ShortOf = '' | 'memory' | 'geometry' | 'texture'

export function shortOf(ledger: Ledger, bytes: number, textureBytes: number): ShortOf {
  if (bytes > ledger.budgetBytes) return 'memory'
  if (textureBytes > ledger.textureBudgetBytes) return 'texture'
  return bytes - textureBytes > ledger.geometryBudgetBytes ? 'geometry' : ''
}

export function isUnlimited({ budgetBytes, geometryBudgetBytes, textureBudgetBytes }: Ledger): boolean {
  return Math.min(budgetBytes, geometryBudgetBytes, textureBudgetBytes) === Infinity
}
