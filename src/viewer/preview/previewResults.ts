import { sectionName } from '../../blobs/sectionBlob'
import { profiles } from '../../components/profile'
import { addElement } from '../../debug/elements'
import { formatBytes, formatCount, formatMs, tailOf } from '../../debug/format'
import { createList } from '../../debug/list'
import type { OverlayContext } from '../../debug/panel'
import type { Forecast } from '../../forecast/forecast'
import type { ComparedLoad, ComparedPlace } from '../../forecast/sideBySide'
import { eyeHeight } from '../../forecast/tour'
import { sectionId, type SectionId } from '../../sectionId'
import type { Preview } from './previewState'

const profileNames = Object.keys(profiles)

/** A figure of every profile, side by side. */
export function figureRows(forecasts: readonly Forecast[]): string[][] {
  const row = (label: string, of: (forecast: Forecast) => string) => [label, ...forecasts.map(of)]
  const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0)
  return [
    row('', ({ report }) => report.profile),
    row('Peak memory', ({ report }) => formatBytes(report.peakBytes)),
    row('Loads', ({ report }) => formatCount(report.loads)),
    row('Loaded', ({ loads }) => formatBytes(loads.reduce((sum, { bytes }) => sum + bytes, 0))),
    row('Load time, p95', ({ report }) => `${formatMs(report.loadMs.p95)} ms`),
    row('Missing', ({ report }) => `${(100 * report.missingShare).toFixed(2)} %`),
    row('After the first fill', ({ report }) => `${(100 * report.afterWarmUp.missingShare).toFixed(2)} %`),
    row('Longest', ({ missing }) => `${most(missing.map((gap) => gap.longestSeconds)).toFixed(2)} s`),
    row('Loads a second', ({ report }) => report.demand.perSecond.toFixed(1)),
    row('Can be carried', ({ report }) => report.demand.capacityPerSecond.toFixed(1)),
  ]
}

export function addPreviewFigures(parent: Node, preview: Preview): () => void {
  const grid = addElement(parent, 'div', 'preview-figures')
  let shown: Preview['forecasts'] | null = null
  return () => {
    if (shown === preview.forecasts) return
    shown = preview.forecasts
    grid.replaceChildren()
    if (shown.length === 0) return
    for (const row of figureRows(shown)) row.forEach((text, i) => addElement(grid, 'span', i === 0 ? 'name' : '', text))
  }
}

/** Rows of one list: a section and a cell a profile. */
interface Compared<Row> {
  readonly title: string
  /** Of a profile's column, points. */
  readonly width: number
  rows(): readonly Row[]
  cells(row: Row): readonly string[]
  choose?(index: number): void
  readonly empty: string
}

/** Load order and missing places. A click explains a section, or jumps to where it is missing. */
export function addPreviewLists(parent: Node, overlay: OverlayContext, preview: Preview): (() => void)[] {
  const find = createFinder(overlay)
  const loads = addCompared<ComparedLoad>(parent, overlay, find, {
    title: 'Load order: from–to, s',
    width: 68,
    rows: () => preview.loads,
    cells: (row) => row.loads.map((load) => (load ? `${load.start.toFixed(1)}–${load.done.toFixed(1)}` : '–')),
    empty: 'No path yet',
  })
  const missing = addCompared<ComparedPlace>(parent, overlay, find, {
    title: 'Missing: at · for, s',
    width: 68,
    rows: () => preview.missing,
    cells: (row) => row.places.map((gap) => (gap ? `${gap.since.toFixed(1)} · ${gap.longestSeconds.toFixed(2)}` : '–')),
    choose(index) {
      const { at } = preview.missing[index].worst
      overlay.host.goTo?.(at[0], at[1] - eyeHeight, at[2])
    },
    empty: 'Nothing',
  })
  return [loads, missing]
}

type Find = (name: string) => SectionId

/** Sections by name; where several share one, the first. */
function createFinder({ world: { terrane } }: OverlayContext): Find {
  const rows = new Map<string, number>()
  return (name) => {
    if (rows.size === 0)
      for (let row = terrane.table.count - 1; row >= 0; row--) rows.set(sectionName(terrane.table, row), row)
    return sectionId(terrane, rows.get(name) ?? 0)
  }
}

function addCompared<Row extends { readonly section: string }>(
  parent: Node,
  overlay: OverlayContext,
  find: Find,
  { title, width, rows, cells, choose, empty }: Compared<Row>,
): () => void {
  const box = addElement(parent, 'div')
  addElement(box, 'h3', '', title)
  const columns = ['1fr', ...profileNames.map(() => `${width}px`)].join(' ')
  const heads = addElement(box, 'div', 'preview-heads')
  heads.style.gridTemplateColumns = `${columns} max-content`
  for (const [i, text] of ['', ...profileNames].entries()) addElement(heads, 'span', i === 0 ? 'name' : '', text)
  const list = createList(box, overlay, {
    label: title,
    columns,
    count: () => rows().length,
    read: (first, count) =>
      rows()
        .slice(first, first + count)
        .map((row) => ({
          section: find(row.section),
          title: row.section,
          cells: [tailOf(row.section, 26), ...cells(row)],
        })),
    ...(choose && { choose }),
    empty,
  })
  return () => list.update()
}
