import { hasContent, sectionContent, sectionName, type SectionTable } from '../blobs/sectionBlob'
import { describeTrees, type TreeSummary } from './describeTrees'
import { boxStride, emptyBox, growBox } from '../math/box'

/** Sums over the sections of one payload kind. Decoded bytes are those in memory, file bytes those on disk. */
export interface KindSummary {
  readonly kind: string
  readonly sections: number
  readonly fileBytes: number
  readonly cpuBytes: number
  readonly gpuBytes: number
}

export interface SectionSummary {
  readonly name: string
  readonly kind: string
  readonly content: string
  readonly fileBytes: number
  readonly decodedBytes: number
  readonly enterRadius: number
  readonly bounds: readonly number[]
}

/** What a section table holds. Lengths in metres. */
export interface TableSummary {
  readonly bytes: number
  readonly sections: number
  readonly roots: number
  readonly structural: number
  /** Deepest chain of refinement; 1 is a flat world. */
  readonly levels: number
  /** null for a flat world. */
  readonly trees: TreeSummary | null
  readonly kinds: readonly KindSummary[]
  /** min xyz, max xyz of all placed roots; null in a world without one. */
  readonly bounds: readonly number[] | null
  readonly enterRadius: { readonly min: number; readonly max: number } | null
  readonly octree: { readonly nodes: number; readonly depth: number }
  readonly focuses: readonly { readonly name: string; readonly position: readonly number[] }[]
  readonly largest: readonly SectionSummary[]
}

const largestShown = 5

export function describeTable(table: SectionTable): TableSummary {
  const rows = Array.from({ length: table.count }, (_, row) => row)
  const decoded = (row: number) => table.cpuBytes[row] + table.gpuBytes[row]
  const radii = table.enterRadius.subarray(0, table.rootCount)
  return {
    bytes: table.byteLength,
    sections: table.count,
    roots: table.rootCount,
    structural: rows.filter((row) => !hasContent(table, row)).length,
    levels: measureLevels(table),
    trees: describeTrees(table),
    kinds: sumKinds(table),
    bounds: measureBounds(table),
    enterRadius: radii.length === 0 ? null : { min: least(radii), max: greatest(radii) },
    octree: { nodes: table.nodeCountTotal, depth: measureDepth(table) },
    focuses: table.info.focusNames.map((name, i) => ({
      name,
      position: [...table.focusPoint.subarray(4 * i, 4 * i + 3)],
    })),
    largest: [...rows]
      .sort((a, b) => decoded(b) - decoded(a) || table.rank[a] - table.rank[b])
      .slice(0, largestShown)
      .map((row) => describeSection(table, row)),
  }
}

const least = (values: Float32Array): number => values.reduce((a, b) => Math.min(a, b), Infinity)
const greatest = (values: Float32Array): number => values.reduce((a, b) => Math.max(a, b), -Infinity)

function describeSection(table: SectionTable, row: number): SectionSummary {
  return {
    name: sectionName(table, row),
    kind: table.info.kinds[table.kind[row]],
    content: sectionContent(table, row),
    fileBytes: table.fileBytes[row],
    decodedBytes: table.cpuBytes[row] + table.gpuBytes[row],
    enterRadius: table.enterRadius[row],
    bounds: [...table.bounds.subarray(boxStride * row, boxStride * (row + 1))],
  }
}

function sumKinds(table: SectionTable): KindSummary[] {
  const sums = table.info.kinds.map((kind) => ({ kind, sections: 0, fileBytes: 0, cpuBytes: 0, gpuBytes: 0 }))
  for (let row = 0; row < table.count; row++) {
    const sum = sums[table.kind[row]]
    sum.sections++
    sum.fileBytes += table.fileBytes[row]
    sum.cpuBytes += table.cpuBytes[row]
    sum.gpuBytes += table.gpuBytes[row]
  }
  return sums
}

function measureBounds(table: SectionTable): number[] | null {
  if (table.rootCount === 0) return null
  const box = new Float64Array(boxStride)
  emptyBox(box, 0)
  for (let row = 0; row < table.rootCount; row++) growBox(box, 0, table.bounds, boxStride * row)
  return [...box]
}

/** Rows come level by level, parents first. */
function measureLevels(table: SectionTable): number {
  const level = new Uint8Array(table.count)
  let deepest = 0
  for (let row = 0; row < table.count; row++) {
    const parent = table.parent[row]
    level[row] = parent < 0 ? 1 : level[parent] + 1
    deepest = Math.max(deepest, level[row])
  }
  return deepest
}

/** Nodes are breadth first: parents come before their children. */
function measureDepth(table: SectionTable): number {
  const depth = new Uint8Array(table.nodeCountTotal).fill(1)
  let deepest = 0
  for (let node = 0; node < depth.length; node++) {
    deepest = Math.max(deepest, depth[node])
    for (let child = 0; child < table.nodeChildCount[node]; child++)
      depth[table.nodeFirstChild[node] + child] = depth[node] + 1
  }
  return deepest
}
