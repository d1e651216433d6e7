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
    grow(open[chart], mesh.uvs[2 * vertex], mesh.uvs[2 * vertex + 1])
  }
  for (let at = 0; at < mesh.indices.length; at += 3) measure(open[chartOf[mesh.indices[at]]], mesh, at)
  return { charts: open.map((chart) => closeChart(chart, looks)), chartOf }
}

interface OpenChart {
  readonly look: number
  readonly low: [number, number]
  readonly high: [number, number]
  /** Sums of area, and of area × metres for one unit of u and of v. */
  area: number
  readonly stretch: [number, number]
}

const openChart = (look: number): OpenChart => ({
  look,
  low: [Infinity, Infinity],
  high: [-Infinity, -Infinity],
  area: 0,
  stretch: [0, 0],
})

function grow({ low, high }: OpenChart, u: number, v: number): void {
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

function closeChart({ look, low, high, area, stretch }: OpenChart, looks: readonly Look[]): Chart {
  const textured = looks[look].uvUse !== null
  const size = [0, 1].map((axis) => (textured ? high[axis] - low[axis] : 0)) as [number, number]
  const metres = [0, 1].map((axis) => (area > 0 ? (size[axis] * stretch[axis]) / area : 0)) as [number, number]
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
