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
  return retime(spline(stopsOf(layout)))
}

export function tourCsv(samples: readonly TourSample[]): string {
  const rows = samples.map(({ t, x, y, z }) => `${t.toFixed(2)},${x.toFixed(3)},${y.toFixed(3)},${z.toFixed(3)}`)
  return `t,x,y,z\n${rows.join('\n')}\n`
}

/** The way as points on streets; corners are cut by the spline inside the crossings. */
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
    [0, 8, south + 40],
    [west * 0.45, 14, south],
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

/** Catmull-Rom through the stops, centripetal in effect: tangents are shortened so that streets stay streets. */
function spline(stops: readonly Stop[]): Stop[] {
  const points: Stop[] = []
  const tension = 0.32
  for (let i = 0; i + 1 < stops.length; i++) {
    const [a, b] = [stops[i], stops[i + 1]]
    const before = stops[Math.max(0, i - 1)]
    const after = stops[Math.min(stops.length - 1, i + 2)]
    for (let step = 0; step < 60; step++) {
      const t = step / 60
      const [t2, t3] = [t * t, t * t * t]
      const mix = (axis: 0 | 1 | 2) =>
        (2 * t3 - 3 * t2 + 1) * a[axis] +
        (t3 - 2 * t2 + t) * tension * (b[axis] - before[axis]) +
        (3 * t2 - 2 * t3) * b[axis] +
        (t3 - t2) * tension * (after[axis] - a[axis])
      points.push([mix(0), mix(1), mix(2)])
    }
  }
  points.push(stops[stops.length - 1])
  return points
}

/** Gives the way its times: slower in bends, at even intervals. */
function retime(points: readonly Stop[]): TourSample[] {
  const speeds = smooth(
    points.map((_, i) => speedAt(points, i)),
    40,
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
