/**
 * One ledger of decoded bytes a world. `resident` is what is occupied (loading … unloading); `paid` adds the missing
 * ancestors and requirements of all that, so that going back out is always affordable (CUT.md D, the return ticket).
 */
export interface Ledger {
  /** Bytes; Infinity for none. The plan and the start rule read it, nothing evicts by it. */
  budgetBytes: number
  residentBytes: number
  paidBytes: number
  peakBytes: number
}

export function createLedger(budgetBytes: number): Ledger {
  return { budgetBytes, residentBytes: 0, paidBytes: 0, peakBytes: 0 }
}

/** Books bytes as resident (negative: gives them back) and keeps the peak. */
export function bookResident(ledger: Ledger, bytes: number): void {
  ledger.residentBytes += bytes
  if (ledger.residentBytes > ledger.peakBytes) ledger.peakBytes = ledger.residentBytes
}
