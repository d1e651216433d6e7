import type { Look } from '../looks'
import { areaOf } from './simplify'
import type { MergedMesh } from './mergedMesh'

/** Triangles of one look that hang together in their texture. */
export interface Chart {
  readonly look: number
  /** What of the texture they show; may reach beyond 0 … 1 where it repeats. */
  readonly from: readonly [u: number, v: number]
  readonly size: readonly [u: number, v: number]
  /** Metres on the surface along u and v, for all of `size`. */
  readonly metres: readonly [u: number, v: number]
}

export interface Charts {
  readonly charts: readonly Chart[]
  /** Chart of each vertex: no vertex is in two. */
  readonly chartOf: Uint32Array
}

/** Charts of a mesh: vertices that triangles connect. Numbered in the order of their first vertices. */
export function findCharts(mesh: MergedMesh, looks: readonly Look[]): Charts {
  const rootOf = connect(mesh)
  const numbers = new Map<number, number>()
  const chartOf = new Uint32Array(mesh.looks.length)
  const open: OpenChart[] = []
  for (let vertex = 0; vertex < chartOf.length; vertex++) {
    const root = rootOf(vertex)
    let chart = numbers.get(root)
    if (chart === undefined) {
      chart = open.push(openChart(mesh.looks[vertex])) - 1
      numbers.set(root, chart)
    }
    chartOf[vertex] = chart
    grow(open[chart], mesh, vertex)
  }
  for (let at = 0; at < mesh.indices.length; at += 3) measure(open[chartOf[mesh.indices[at]]], mesh, at)
  return { charts: open.map((chart) => closeChart(chart, looks)), chartOf }
}

interface OpenChart {
  readonly look: number
  readonly low: [number, number]
  readonly high: [number, number]
  readonly box: Float64Array
  /** Sums of twice the area, and of that × metres for one unit of u and of v. */
  area: number
  readonly stretch: [number, number]
}

const openChart = (look: number): OpenChart => ({
  look,
  low: [Infinity, Infinity],
  high: [-Infinity, -Infinity],
  box: Float64Array.of(Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity),
  area: 0,
  stretch: [0, 0],
})

function grow({ low, high, box }: OpenChart, { uvs, positions }: MergedMesh, vertex: number): void {
  const [u, v] = [uvs[2 * vertex], uvs[2 * vertex + 1]]
  for (let axis = 0; axis < 3; axis++) {
    box[axis] = Math.min(box[axis], positions[3 * vertex + axis])
    box[axis + 3] = Math.max(box[axis + 3], positions[3 * vertex + axis])
  }
  low[0] = Math.min(low[0], u)
  low[1] = Math.min(low[1], v)
  high[0] = Math.max(high[0], u)
  high[1] = Math.max(high[1], v)
}

/** How far a step along u, and along v, goes over the surface: the columns of the Jacobian of the triangle. */
function measure(chart: OpenChart, { positions, uvs, indices }: MergedMesh, at: number): void {
  const [a, b, c] = [indices[at], indices[at + 1], indices[at + 2]]
  const uv = (vertex: number, axis: number) => uvs[2 * vertex + axis] - uvs[2 * a + axis]
  const determinant = uv(b, 0) * uv(c, 1) - uv(c, 0) * uv(b, 1)
  const area = areaOf(positions, a, b, c)
  if (determinant === 0 || area === 0) return
  const along = (first: number, second: number) => {
    let square = 0
    for (let axis = 0; axis < 3; axis++) {
      const toB = positions[3 * b + axis] - positions[3 * a + axis]
      const toC = positions[3 * c + axis] - positions[3 * a + axis]
      square += ((toB * first - toC * second) / determinant) ** 2
    }
    return Math.sqrt(square)
  }
  chart.area += area
  chart.stretch[0] += area * along(uv(c, 1), uv(b, 1))
  chart.stretch[1] += area * along(-uv(c, 0), -uv(b, 0))
}

/** A texture may go round a tower: three times the diagonal of its box. What it covers may have holes: eight times its area, of which `area` is twice. */
const [mostDiagonals, mostAreas] = [3, 4]

/** Where triangles are thin in their texture, its scale means little: metres are held to what the chart measures in the world. */
function closeChart({ look, low, high, box, area, stretch }: OpenChart, looks: readonly Look[]): Chart {
  const textured = looks[look].uvUse !== null
  const size = [0, 1].map((axis) => (textured ? high[axis] - low[axis] : 0)) as [number, number]
  const diagonal = Math.sqrt((box[3] - box[0]) ** 2 + (box[4] - box[1]) ** 2 + (box[5] - box[2]) ** 2)
  const long = [0, 1].map((axis) =>
    area > 0 ? Math.min(mostDiagonals * diagonal, (size[axis] * stretch[axis]) / area) : 0,
  )
  const surplus = Math.sqrt(Math.max(1, (long[0] * long[1]) / (mostAreas * area)))
  const metres = long.map((value) => (area > 0 ? value / surplus : 0)) as [number, number]
  return { look, from: textured ? low : [0, 0], size, metres }
}

/** Union-find over vertices that share a triangle; the root of a set is its first vertex. */
function connect({ indices, looks }: MergedMesh): (vertex: number) => number {
  const above = Uint32Array.from(looks.keys())
  const rootOf = (vertex: number) => {
    while (above[vertex] !== vertex) {
      above[vertex] = above[above[vertex]]
      vertex = above[vertex]
    }
    return vertex
  }
  for (let at = 0; at < indices.length; at += 3)
    for (const other of [indices[at + 1], indices[at + 2]]) {
      const [a, b] = [rootOf(indices[at]), rootOf(other)]
      above[Math.max(a, b)] = Math.min(a, b)
    }
  return rootOf
}
