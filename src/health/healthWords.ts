import type { Engine } from '../engine'
import { countOf, mebibytes } from '../explain/words'
import type { HealthCounts } from './healthReport'

/** Failing: something wanted cannot come, or an invariant broke. Degraded: something went wrong, or the budget refuses steps. */
export type Verdict = 'healthy' | 'degraded' | 'failing'

/** The whole report in a word and a sentence. */
export function sayVerdict(
  counts: HealthCounts,
  cooling: number,
  waiting: number,
): { verdict: Verdict; summary: string } {
  const broken = [
    ...(cooling > 0 ? [`${countOf(cooling, 'section')} in Error`] : []),
    ...(counts.forced > 0 ? [`${countOf(counts.forced, 'place')} dropped because coarser sections fail`] : []),
    ...(counts.illegalTransitions > 0 ? [countOf(counts.illegalTransitions, 'illegal transition')] : []),
  ]
  const noted = [
    ...(counts.failures > 0
      ? [`${countOf(counts.failures, 'failed load')} in ${countOf(counts.failedSections, 'section')}`]
      : []),
    ...(counts.stuckUploads > 0 ? [`${countOf(counts.stuckUploads, 'upload')} came to a halt`] : []),
    ...(counts.refused > 0 ? [`${countOf(counts.refused, 'step')} refused`] : []),
    ...(counts.reloads > 0 ? [countOf(counts.reloads, 'reload')] : []),
    ...(counts.contextsLost > 0 ? [countOf(counts.contextsLost, 'lost graphics context')] : []),
  ]
  const verdict = broken.length > 0 ? 'failing' : noted.length > 0 ? 'degraded' : 'healthy'
  const waits = waiting > 0 ? [`${countOf(waiting, 'section')} still to come`] : []
  const parts = [...broken, ...noted, ...waits]
  return { verdict, summary: parts.length > 0 ? `${parts.join(', ')}.` : 'Nothing went wrong.' }
}

export function sayBudget({ ledger, telemetry, cut }: Engine): string {
  const { budgetBytes, residentBytes, peakBytes, paidBytes } = ledger
  const peak = `${mebibytes(peakBytes)} at the peak`
  if (budgetBytes === Infinity) return `No budget: ${mebibytes(residentBytes)} resident, ${peak}.`
  const held = `${mebibytes(residentBytes)} of ${mebibytes(budgetBytes)} resident, ${mebibytes(paidBytes)} paid, ${peak}`
  const wanted = cut.wantedBytes > 0 ? `; distance wants ${mebibytes(cut.wantedBytes)}` : ''
  const refused = telemetry.refused > 0 ? `, and ${countOf(telemetry.refused, 'step')} of it refused` : ''
  return `${held}${wanted}${refused}.`
}
