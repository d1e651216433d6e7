import uPlot from 'uplot'
import { addElement, setText } from '../elements'
import { formatBytes, formatCount, formatMs } from '../format'
import { Line, readHistory } from '../history'
import type { OverlayContext, Panel } from '../panel'

/** One line of a chart. */
interface Curve {
  readonly line: number
  readonly name: string
  readonly color: string
  readonly bars?: true
  readonly fill?: string
}

interface Chart {
  readonly curves: readonly Curve[]
  readonly format: (value: number) => string
  /** The scale reaches at least this high. */
  readonly least: number
  /** Marks lie a multiple of one of these apart; uPlot's own, powers of ten, if left out. */
  readonly steps?: number[]
}

const charts: readonly Chart[] = [
  {
    curves: [
      { line: Line.Desired, name: 'Desired', color: '#e9eef5' },
      { line: Line.Loaded, name: 'Loaded', color: '#5ed694' },
      { line: Line.Loading, name: 'Loading', color: '#54b0ff', fill: 'rgb(84 176 255 / 0.22)' },
      { line: Line.Failures, name: 'Failed', color: '#ff625c', bars: true },
    ],
    format: formatCount,
    least: 10,
  },
  {
    curves: [
      { line: Line.Resident, name: 'Resident', color: '#8fd0ff', fill: 'rgb(143 208 255 / 0.2)' },
      { line: Line.Budget, name: 'Budget', color: '#ffbf47' },
    ],
    format: formatBytes,
    least: 1024 * 1024,
    steps: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].map((mebibytes) => mebibytes * 1024 * 1024),
  },
  {
    curves: [{ line: Line.WorstFrame, name: 'Longest frame', color: '#ffbf47', bars: true }],
    format: (value) => `${formatMs(value)} ms`,
    least: 40,
  },
]

const chartHeight = 104
/** Seconds that are shown. */
const shownSeconds = 30

/** The last 30 seconds: what was wanted and there, bytes, the longest frames, failures. */
export const timelinePanel: Panel = {
  id: 'timeline',
  title: 'Timeline',
  key: 't',
  place: 'bottom',
  create(body, overlay) {
    const row = addElement(body, 'div', 'charts')
    const drawn = charts.map((chart) => addChart(row, chart))
    return {
      update() {
        const count = readHistory(overlay.history)
        for (const update of drawn) update(overlay, count)
      },
      dispose: () => undefined,
    }
  },
}

function addChart(row: Node, chart: Chart): (overlay: OverlayContext, count: number) => void {
  const box = addElement(row, 'div', 'chart')
  const key = addElement(box, 'div', 'key')
  const values = chart.curves.map(({ name, color }) => {
    const entry = addElement(key, 'span')
    addElement(entry, 'i', 'dot').style.background = color
    addElement(entry, 'span', '', name)
    return addElement(entry, 'b')
  })
  const plot = new uPlot(optionsOf(chart, box.clientWidth || 300), [[], ...chart.curves.map(() => [])], box)
  return ({ history: { ordered } }, count) => {
    const lines = chart.curves.map(({ line }) => ordered.lines[line].subarray(0, count))
    if (box.clientWidth !== plot.width) plot.setSize({ width: box.clientWidth, height: chartHeight })
    plot.setData([ordered.seconds.subarray(0, count), ...lines])
    const at = plot.cursor.idx ?? count - 1
    box.hidden = count > 0 && lines.every((line) => Number.isNaN(line[count - 1]))
    lines.forEach((line, i) => {
      const known = count > 0 && !Number.isNaN(line[count - 1])
      if (plot.series[i + 1].show !== known) plot.setSeries(i + 1, { show: known })
      ;(values[i].parentElement as HTMLElement).hidden = !known
      setText(values[i], known ? chart.format(line[at]) : '')
    })
  }
}

const grid = { stroke: 'rgb(255 255 255 / 0.08)', width: 1 }
const axis = {
  stroke: 'rgb(233 238 245 / 0.6)',
  font: '10px ui-sans-serif, system-ui, sans-serif',
  grid,
  ticks: { show: false },
}

function optionsOf({ curves, format, least, steps }: Chart, width: number): uPlot.Options {
  return {
    width,
    height: chartHeight,
    padding: [8, 14, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: 'terrane' }, drag: { x: false, y: false }, y: false, points: { size: 5 } },
    scales: {
      x: { time: false, range: [-shownSeconds, 0] },
      y: { range: (_, __, high) => [0, high * 1.1 > least ? high * 1.1 : least] },
    },
    axes: [
      { ...axis, size: 18, values: (_, seconds) => seconds.map((value) => `${value} s`), space: 60 },
      {
        ...axis,
        ...(steps ? { incrs: steps } : {}),
        size: 54,
        values: (_, marks) => marks.map((mark) => (mark === 0 ? '0' : format(mark))),
        space: 28,
      },
    ],
    series: [{}, ...curves.map(seriesOf)],
  }
}

function seriesOf({ color, bars, fill }: Curve): uPlot.Series {
  const paths = bars ? { paths: uPlot.paths.bars?.({ size: [0.9, 6] }), fill: color } : { fill }
  return { stroke: color, width: bars ? 0 : 1.5, points: { show: false }, ...paths }
}
