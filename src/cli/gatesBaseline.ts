import { fail } from '../errors'
import type { SimulateReport } from '../forecast/report'
import { formatFigure } from './figures'
import { figureOf, listFigures, placeOf, type GateResult } from './gates'
import { readText } from './openInput'

/** An earlier report, and how much each figure may be off. */
export interface Baseline {
  readonly file: string
  readonly figures: ReadonlyMap<string, number | boolean | string>
  /** Share of the baseline's value, by figure; '' is for all others. */
  readonly tolerances: ReadonlyMap<string, number>
}

/** A figure against its baseline: only what got worse fails. */
export interface Change extends GateResult {
  readonly before: number
  readonly value: number
  readonly verdict: 'worse' | 'better' | 'same'
}

const defaultTolerance = 0.05

/** Figures that say how good a run was; of all of them less is better. Wall times differ by machine: only with a tolerance of their own. */
const judged = [
  'missingShare',
  'missingSectionSeconds',
  'afterWarmUp.missingShare',
  'lateSections',
  'peakBytes',
  'loads',
  'reloads',
  'cancels',
  'failures',
  'refused',
  'forced',
  'holes',
  'doubles',
  'maxQueuedLoads',
  'loadMs.mean',
  'loadMs.p95',
  'drainTicks',
]

/** What must be the same for two runs to be compared. The world may have changed: that is what is looked at. */
const conditions = ['profile', 'seed', 'tickHz', 'ticks', 'focuses', 'budgetBytes']

/** Reads `5%`, `0.05` or `FIGURE=SHARE`. @throws TerraneError 'argument'. */
export function readTolerance(text: string): readonly [figure: string, share: number] {
  const [, figure = '', number, percent] = /^(?:([\w.]+)=)?([\d.]+)(%?)$/.exec(text.trim()) ?? []
  const share = Number(number) * (percent ? 0.01 : 1)
  if (Number.isFinite(share)) return [figure, share]
  return fail('argument', `--tolerance ${text}`, 'a share, or FIGURE=SHARE', 'Pass --tolerance 5% or loads=10%.')
}

/** Reads a report that `simulate --json` printed before. @throws TerraneError 'file', 'argument'. */
export async function readBaseline(file: string, tolerances: Iterable<readonly [string, number]>): Promise<Baseline> {
  const figures = listFigures(parseReport(await readText(file)))
  if (typeof figures.get('missingShare') !== 'number' || typeof figures.get('timelineHash') !== 'string')
    fail(
      'argument',
      `--baseline ${file}, which is no report`,
      'what simulate --json printed',
      `Write it: … --json > ${file}.`,
    )
  return { file, figures, tolerances: new Map([['', defaultTolerance] as const, ...tolerances]) }
}

function parseReport(text: string): object {
  try {
    return Object(JSON.parse(text)) as object
  } catch {
    return {}
  }
}

/** Every judged figure that both have. @throws TerraneError 'argument' where the runs cannot be compared, or a tolerance is for no figure. */
export function compareWithBaseline(baseline: Baseline, report: SimulateReport): Change[] {
  const { figures, tolerances, file } = baseline
  const now = listFigures(report)
  for (const name of conditions)
    if (figures.has(name) && figures.get(name) !== now.get(name))
      fail(
        'argument',
        `--baseline ${file} with ${name} ${figures.get(name)}`,
        `${now.get(name)}, as in this run`,
        'Simulate as then, or write the baseline anew.',
      )
  const named = [...tolerances.keys()].filter((name) => name !== '')
  for (const name of named) figureOf(report, name, `--tolerance ${name}`)
  return [...new Set([...judged, ...named])].flatMap((figure) => {
    const [before, value] = [figures.get(figure), now.get(figure)]
    return typeof before === 'number' && typeof value === 'number'
      ? [changeOf(baseline, report, figure, before, value)]
      : []
  })
}

function changeOf(baseline: Baseline, report: SimulateReport, figure: string, before: number, value: number): Change {
  const tolerance = toleranceOf(baseline, figure)
  const verdict = judge(before, value, tolerance)
  return {
    gate: `${figure} against ${baseline.file}`,
    figure,
    before,
    value,
    verdict,
    passed: verdict !== 'worse',
    place: placeOf(report, figure),
    wanted: `at most ${Number((100 * tolerance).toFixed(3))} % above ${formatFigure(figure, before)} of ${baseline.file}`,
  }
}

function toleranceOf({ tolerances }: Baseline, figure: string): number {
  return tolerances.get(figure) ?? (tolerances.get('') as number)
}

function judge(before: number, now: number, tolerance: number): Change['verdict'] {
  if (now > before * (1 + tolerance)) return 'worse'
  return now < before * (1 - tolerance) ? 'better' : 'same'
}
