import { viewMetadata } from '../blobs/metadataColumns'
import { hasContent, Lane, SectionFlag, type SectionTable } from '../blobs/sectionBlob'

/** Least and most over some sections. */
export type Span = readonly [least: number, most: number]

/** Sums over what is drawn on one level: full tiles, the n-th LOD above them, or the HLODs of one size, 1 the smallest. */
export interface LevelSums {
  readonly level: string
  readonly sections: number
  /** As drawn; 0 where the table does not say. */
  readonly triangles: number
  readonly mostTriangles: number
  readonly draws: number
  readonly fileBytes: number
  readonly gpuBytes: number
  /** Geometric error, metres. */
  readonly error: Span
  /** Metres from which a level takes the place of the next finer one: of full tiles 0. */
  readonly distance: Span
}

/** How the drawn sections of a table refine one another; lengths in metres. */
export interface TreeSummary {
  /** Roots that something refines. */
  readonly trees: number
  /** HLODs above one another, at most. */
  readonly hlodDepth: number
  /** Finest first. */
  readonly levels: readonly LevelSums[]
  /** Full tiles by floor and by tier; empty where none says any. */
  readonly floors: readonly { readonly floor: number; readonly tiles: number }[]
  readonly tiers: readonly { readonly tier: string; readonly tiles: number }[]
}

/** @returns null for a flat world: nothing in it refines anything. */
export function describeTrees(table: SectionTable): TreeSummary | null {
  const trees = table.childCount.subarray(0, table.rootCount).filter((count) => count > 0).length
  if (trees === 0) return null
  const rows = Array.from({ length: table.count }, (_, row) => row).filter((row) => isDrawn(table, row))
  const nameLevel = createLevelNames(table)
  const byLevel = groupRows(rows, nameLevel)
  const tiles = rows.filter((row) => table.childCount[row] === 0)
  return {
    trees,
    hlodDepth: nameLevel.hlodDepth,
    levels: [...byLevel]
      .map(([level, of]) => sumLevel(table, level, of))
      .sort((a, b) => orderOf(a.level) - orderOf(b.level)),
    floors: countTiles(table, 'floor_id', tiles)
      .map(([floor, count]) => ({ floor: Number(floor), tiles: count }))
      .sort((a, b) => a.floor - b.floor),
    tiers: countTiles(table, 'semantic_tier', tiles).map(([tier, count]) => ({ tier: String(tier), tiles: count })),
  }
}

function groupRows<Key>(rows: readonly number[], keyOf: (row: number) => Key): Map<Key, number[]> {
  const groups = new Map<Key, number[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group) group.push(row)
    else groups.set(keyOf(row), [row])
  }
  return groups
}

function isDrawn(table: SectionTable, row: number): boolean {
  const placed = (table.flags[row] & SectionFlag.Placeless) === 0
  return placed && hasContent(table, row) && table.info.kinds[table.kind[row]] === 'mesh'
}

/** Full, LOD 1, LOD 2 …, HLOD 1, HLOD 2 … */
const orderOf = (level: string) => {
  const [what, number = '0'] = level.split(' ')
  return 1000 * ['full', 'LOD', 'HLOD'].indexOf(what) + Number(number)
}

/** Names levels by row. HLODs are counted from the top, so that those of one size have one number in trees that are not all equally deep. */
export function createLevelNames(table: SectionTable): { (row: number): string; readonly hlodDepth: number } {
  const depth = new Uint8Array(table.count)
  for (let row = 0; row < table.count; row++) {
    const above = table.parent[row] < 0 ? 0 : depth[table.parent[row]]
    depth[row] = above + (table.lane[row] === Lane.Proxy ? 1 : 0)
  }
  const hlodDepth = depth.reduce((a, b) => Math.max(a, b), 0)
  const nameLevel = (row: number) => {
    if (table.lane[row] === Lane.Proxy) return `HLOD ${hlodDepth - depth[row] + 1}`
    let steps = 0
    for (let at = row; table.childCount[at] > 0; at = table.firstChild[at]) steps++
    return steps === 0 ? 'full' : `LOD ${steps}`
  }
  return Object.assign(nameLevel, { hlodDepth })
}

function sumLevel(table: SectionTable, level: string, rows: readonly number[]): LevelSums {
  const sum = (column: Uint32Array) => rows.reduce((total, row) => total + column[row], 0)
  const span = (column: ArrayLike<number>): Span => [
    rows.reduce((least, row) => Math.min(least, column[row]), Infinity),
    rows.reduce((most, row) => Math.max(most, column[row]), 0),
  ]
  return {
    level,
    sections: rows.length,
    triangles: sum(table.triangles),
    mostTriangles: span(table.triangles)[1],
    draws: sum(table.draws),
    fileBytes: sum(table.fileBytes),
    gpuBytes: sum(table.gpuBytes),
    error: span(table.error),
    distance: span(table.refineDistance),
  }
}

/** Tiles by what they say in a metadata column, most of one first; none where the world has no such column. */
function countTiles(table: SectionTable, name: string, tiles: readonly number[]): [number | string, number][] {
  const column = table.info.metadata.find((candidate) => candidate.name === name)
  if (!column) return []
  const values = viewMetadata(table, column)
  const said = (row: number) => (column.type === 'text' ? table.info.metadataTexts[values[row]] : values[row])
  const counts = [...groupRows(tiles, said)].map(([value, rows]): [number | string, number] => [value, rows.length])
  return counts.filter(([value]) => value !== '').sort(([, a], [, b]) => b - a)
}
