import { fail, TerraneError } from '../errors'
import { placeOfMissing, type Place } from '../forecast/places'
import type { SimulateReport } from '../forecast/report'
import { formatFigure, readLimit, type Figure } from './figures'

type Comparison = '<' | '<=' | '>' | '>=' | '==' | '!='

/** What a run must hold: `missingShare<0.02`, `peakBytes<=512MB`, `queuesAtRest==true`. */
export interface Assertion {
  /** As it was written. */
  readonly text: string
  readonly figure: string
  readonly comparison: Comparison
  readonly limit: Figure
}

/** What came of one gate. */
export interface GateResult {
  /** 'missingShare<0.02', 'missingShare against nightly.json'. */
  readonly gate: string
  readonly figure: string
  readonly value: Figure
  readonly passed: boolean
  /** Where the figure comes from; null where it has no place. */
  readonly place: Place | null
  /** What would have been right, in words. */
  readonly wanted: string
}

const expression = /^\s*([A-Za-z]\w*(?:\.\w+)*)\s*(<=|>=|==|!=|<|>)\s*(\S+)\s*$/

/** Reads an assertion. @throws TerraneError 'argument'. */
export function readAssertion(text: string): Assertion {
  const [, figure, comparison, written] = expression.exec(text) ?? []
  if (figure === undefined)
    fail('argument', `--assert "${text}"`, 'a figure, a comparison and a limit', 'Pass --assert "missingShare<0.02".')
  const limit = readLimit(figure, written, text)
  if (typeof limit !== 'number' && comparison !== '==' && comparison !== '!=')
    fail('argument', `--assert "${text}"`, `== or != before "${written}"`, `Pass --assert "${figure}==${written}".`)
  return { text: text.trim(), figure, comparison: comparison as Comparison, limit }
}

export function checkAssertion({ text, figure, comparison, limit }: Assertion, report: SimulateReport): GateResult {
  const value = figureOf(report, figure, `--assert "${text}"`)
  if (typeof value !== typeof limit)
    fail('argument', `--assert "${text}"`, `a ${typeof value}, as ${figure} is ${value}`, 'Correct the limit.')
  const passed = holds(value, comparison, limit)
  return { gate: text, figure, value, passed, place: placeOf(report, figure), wanted: text }
}

function holds(value: Figure, comparison: Comparison, limit: Figure): boolean {
  if (comparison === '==') return value === limit
  if (comparison === '!=') return value !== limit
  if (comparison === '<') return value < limit
  if (comparison === '<=') return value <= limit
  return comparison === '>' ? value > limit : value >= limit
}

/** A figure of a report by its name, `loadMs.p95` inside another; no budget is Infinity. @throws 'argument' for what is no figure. */
export function figureOf(report: SimulateReport, name: string, asked: string): Figure {
  const value = listFigures(report).get(name)
  if (value !== undefined) return value
  const known = [...listFigures(report).keys()].join(', ')
  return fail('argument', `${asked}: no figure "${name}"`, `one of ${known}`, 'Correct the name.')
}

/** Parts of a report that hold figures. Its places and lists are none. */
const groups = ['afterWarmUp', 'loadMs', 'tickMs', 'demand', 'lanes']

/** All that can be asserted, by name. */
export function listFigures(report: object, prefix = ''): Map<string, Figure> {
  const found = new Map<string, Figure>()
  for (const [key, value] of Object.entries(report) as [string, unknown][]) {
    const name = prefix + key
    if (key === 'budgetBytes' && value === null) found.set(name, Infinity)
    else if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string')
      found.set(name, value)
    else if (typeof value === 'object' && value && (prefix !== '' || groups.includes(key)))
      for (const [inner, figure] of listFigures(value, `${name}.`)) found.set(inner, figure)
  }
  return found
}

/** The worst place of a figure. */
export function placeOf({ worst, missingPlaces }: SimulateReport, figure: string): Place | null {
  if (figure.startsWith('missing')) return missingPlaces.length === 0 ? null : placeOfMissing(missingPlaces[0])
  const name = figure.split('.')[0] as keyof SimulateReport['worst']
  return worst[name] ?? null
}

/** What a failed gate says: one line each. */
export function gateError({ figure, value, place, wanted }: GateResult): TerraneError {
  const where = place ? `; worst ${describePlace(place)}` : ''
  return new TerraneError('gate', {
    got: `${figure} is ${formatFigure(figure, value)}${where}`,
    wanted,
    next: place?.section ? `Ask --explain "${place.section}@${place.seconds.toFixed(2)}".` : 'See the report.',
  })
}

export function describePlace({ section, seconds, at, what }: Place): string {
  const name = section === null ? '' : `"${section}", `
  return `${name}${what}, at ${seconds.toFixed(2)} s with the focus at ${at.map((metres) => metres.toFixed(1)).join(',')}`
}
