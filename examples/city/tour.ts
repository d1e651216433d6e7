import type { Layout } from './layout'

/** Where the camera of the tour is: seconds, metres, y up. */
export interface TourSample {
  readonly t: number
  readonly x: number
  readonly y: number
  readonly z: number
}

type Stop = readonly [x: number, y: number, z: number]

const samplesPerSecond = 20
/** Slowest and fastest, m/s: slow where the way turns. */
const slowest = 15
const fastest = 25

/**
 * A flight through the streets of a city of at least 640 m: up Grand Avenue to the clock tower, over the plaza, through the
 * towers, across the river into the old town, and back along the quay. It never leaves the streets' air below roof height.
 */
export function cityTour(layout: Layout): TourSample[] {
  return retime(round(stopsOf(layout)))
}

export function tourCsv(samples: readonly TourSample[]): string {
  const rows = samples.map(({ t, x, y, z }) => `${t.toFixed(2)},${x.toFixed(3)},${y.toFixed(3)},${z.toFixed(3)}`)
  return `t,x,y,z\n${rows.join('\n')}\n`
}

/** The way as points in the middle of streets, corners at crossings. */
function stopsOf(layout: Layout): Stop[] {
  const at = (lines: Layout['columns'], wanted: number) =>
    lines.reduce((best, line) => (Math.abs(line.at - wanted) < Math.abs(best - wanted) ? line.at : best), Infinity)
  const start = layout.edge * 0.52
  const plaza = layout.blocks.find((block) => block.use === 'plaza')
  const middle = plaza ? (plaza.z0 + plaza.z1) / 2 : 0
  const west = at(layout.columns, -84)
  const south = plaza ? at(layout.rows, plaza.z1 + 5) : 0
  const north = plaza ? at(layout.rows, plaza.z0 - 5) : -80
  const quay = layout.river ? layout.columns[layout.river.column].at : at(layout.columns, 180)
  const farQuay = layout.river ? layout.columns[layout.river.column + 1].at : quay
  const bridgeRows = layout.river?.bridges.map((line) => layout.rows[line].at) ?? [0]
  const bridge = bridgeRows.reduce((best, z) => (Math.abs(z - north) < Math.abs(best - north) ? z : best), Infinity)
  const old = at(layout.columns, farQuay + 85)
  const market = at(layout.rows, 60)
  return [
    [2, 2.4, start],
    [2, 3, start * 0.62],
    [0, 5, start * 0.3],
    [0, 8, south],
    [west, 20, south],
    [west, 26, middle],
    [west, 30, north],
    [0, 34, north],
    [quay * 0.55, 30, north],
    [quay, 24, north],
    ...(bridge === north ? [] : [[quay, 16, (north + bridge) / 2] as Stop]),
    [quay, 12, bridge],
    [(quay + farQuay) / 2, 9, bridge],
    [farQuay, 8, bridge],
    [old, 7, bridge],
    [old, 6, (bridge + market) / 2],
    [old, 5, market],
    [farQuay, 7, market],
    [farQuay, 10, start * 0.5],
    [farQuay, 16, start],
  ]
}

/** Metres of each street that a bend takes: the curve stays within a quarter of it of one street's middle. */
const bendMetres = 20

/** The way through the stops, about a metre from point to point, its corners rounded. */
function round(stops: readonly Stop[]): Stop[] {
  const points: Stop[] = [stops[0]]
  for (let i = 1; i < stops.length; i++) {
    const corner = stops[i]
    const next = stops[i + 1]
    if (!next) {
      addStraight(points, corner)
      continue
    }
    const reach = Math.min(bendMetres, distance(stops[i - 1], corner) * 0.45, distance(corner, next) * 0.45)
    const [from, to] = [towards(corner, stops[i - 1], reach), towards(corner, next, reach)]
    addStraight(points, from)
    const steps = Math.ceil(1.7 * reach)
    for (let step = 1; step <= steps; step++) points.push(bezier(from, corner, to, step / steps))
  }
  return points
}

function addStraight(points: Stop[], to: Stop): void {
  const from = points[points.length - 1]
  const steps = Math.ceil(distance(from, to))
  for (let step = 1; step <= steps; step++) points.push(towards(from, to, (distance(from, to) * step) / steps))
}

function towards(from: Stop, to: Stop, metres: number): Stop {
  const share = metres / (distance(from, to) || 1)
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share, from[2] + (to[2] - from[2]) * share]
}

function bezier(a: Stop, b: Stop, c: Stop, t: number): Stop {
  const mix = (axis: 0 | 1 | 2) => (1 - t) * (1 - t) * a[axis] + 2 * t * (1 - t) * b[axis] + t * t * c[axis]
  return [mix(0), mix(1), mix(2)]
}

/** Gives the way its times: slower in bends, at even intervals. */
function retime(points: readonly Stop[]): TourSample[] {
  const speeds = smooth(
    points.map((_, i) => speedAt(points, i)),
    30,
  )
  const times = [0]
  for (let i = 1; i < points.length; i++)
    times.push(times[i - 1] + distance(points[i - 1], points[i]) / ((speeds[i - 1] + speeds[i]) / 2))
  const samples: TourSample[] = []
  let i = 0
  const count = Math.floor(times[times.length - 1] * samplesPerSecond)
  for (let k = 0; k <= count; k++) {
    const t = k / samplesPerSecond
    while (i + 2 < times.length && times[i + 1] < t) i++
    const share = (t - times[i]) / (times[i + 1] - times[i])
    const [a, b] = [points[i], points[i + 1]]
    samples.push({
      t,
      x: a[0] + (b[0] - a[0]) * share,
      y: a[1] + (b[1] - a[1]) * share,
      z: a[2] + (b[2] - a[2]) * share,
    })
  }
  return samples
}

function speedAt(points: readonly Stop[], i: number): number {
  const [a, b, c] = [points[Math.max(0, i - 12)], points[i], points[Math.min(points.length - 1, i + 12)]]
  const [before, after] = [distance(a, b), distance(b, c)]
  if (before < 1e-6 || after < 1e-6) return slowest
  const turn =
    ((b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]) + (b[2] - a[2]) * (c[2] - b[2])) / (before * after)
  return slowest + (fastest - slowest) * Math.max(0, turn) ** 3
}

function smooth(values: readonly number[], reach: number): number[] {
  return values.map((_, i) => {
    const near = values.slice(Math.max(0, i - reach), i + reach + 1)
    return near.reduce((sum, value) => sum + value, 0) / near.length
  })
}

function distance(a: Stop, b: Stop): number {
  return Math.sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2)
}
