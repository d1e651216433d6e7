import { fail } from '../errors'
import type { SimulateReport } from '../forecast/report'
import { checkAssertion, gateError, readAssertion, type Assertion } from './gates'
import { compareWithBaseline, readBaseline, readTolerance, type Baseline } from './gatesBaseline'
import { allGates, formatJunit, formatMarkdown, type Gates } from './gatesReport'
import { writeText } from './writeText'

/** Gates as they stand on the command line. */
export interface GateOptions {
  readonly assert?: readonly string[]
  /** File of an earlier report. */
  readonly baseline?: string
  readonly tolerance?: readonly string[]
  /** Files to write. */
  readonly junit?: string
  readonly markdown?: string
}

export interface AskedGates {
  readonly assertions: readonly Assertion[]
  readonly baseline: Baseline | null
}

/** Reads what is asked before anything runs. @throws TerraneError 'argument', 'file'. */
export async function readGates(options: GateOptions): Promise<AskedGates> {
  const { baseline, junit } = options
  const assertions = (options.assert ?? []).map(readAssertion)
  const tolerances = (options.tolerance ?? []).map(readTolerance)
  if (tolerances.length > 0 && baseline === undefined)
    fail('argument', '--tolerance without --baseline', 'a report to compare with', 'Pass --baseline FILE.')
  if (junit !== undefined && assertions.length === 0 && baseline === undefined)
    fail('argument', '--junit without a gate', 'an --assert or a --baseline', 'Pass --assert "missingShare<0.02".')
  return { assertions, baseline: baseline === undefined ? null : await readBaseline(baseline, tolerances) }
}

/** @throws TerraneError 'argument' for figures that the report does not have. */
export function gatesOf({ assertions, baseline }: AskedGates, report: SimulateReport, title: string): Gates {
  return {
    title,
    asserted: assertions.map((assertion) => checkAssertion(assertion, report)),
    changes: baseline ? compareWithBaseline(baseline, report) : [],
  }
}

export async function writeGates(options: GateOptions, gates: Gates, figures: readonly string[][]): Promise<void> {
  const { junit, markdown } = options
  if (junit !== undefined) await writeText('--junit', junit, formatJunit(gates))
  if (markdown !== undefined) await writeText('--markdown', markdown, formatMarkdown(gates, figures))
}

/** What `--json` says of gates; nothing where none was asked for. */
export function describeGates({ asserted, changes }: Gates): object {
  return { ...(asserted.length > 0 ? { gates: asserted } : {}), ...(changes.length > 0 ? { changes } : {}) }
}

/** @throws AggregateError of a TerraneError 'gate' for each that failed. */
export function failGates(gates: Gates): void {
  const failed = allGates(gates).filter(({ passed }) => !passed)
  if (failed.length > 0) throw new AggregateError(failed.map(gateError))
}
