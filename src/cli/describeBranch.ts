import { sectionContent, sectionName, type SectionTable } from '../blobs/sectionBlob'
import { fail } from '../errors'
import { createLevelNames } from './describeTrees'
import { formatBytes, formatCount, formatMetres, formatTable } from './output'

/** One section on a path from a root to its leaves. Lengths in metres. */
export interface BranchRow {
  /** Steps below the root. */
  readonly depth: number
  readonly name: string
  readonly kind: string
  /** As `terrane inspect` names levels: 'full', 'LOD 1', 'HLOD 2'. */
  readonly level: string
  readonly triangles: number
  readonly draws: number
  readonly fileBytes: number
  readonly gpuBytes: number
  readonly error: number
  /** Where what it refines into takes over, going in; 0 for a leaf. */
  readonly refineDistance: number
  /** Outer range of a root; 0 below it. */
  readonly enterRadius: number
  readonly exitRadius: number
  readonly priority: number
  readonly content: string
  /** Names of sections that are loaded first. */
  readonly requires: readonly string[]
  readonly isAsked: boolean
}

/**
 * The path of a section: from its root down to it, then all that it refines into, each before its children.
 * @throws TerraneError 'argument' for a name that the table does not have.
 */
export function describeBranch(table: SectionTable, name: string): BranchRow[] {
  const asked = rowNamed(table, name)
  const above: number[] = []
  for (let row = table.parent[asked]; row >= 0; row = table.parent[row]) above.unshift(row)
  const levelOf = createLevelNames(table)
  const rows = above.map((row, depth) => describeRow(table, levelOf, row, depth, false))
  const addBelow = (row: number, depth: number) => {
    rows.push(describeRow(table, levelOf, row, depth, row === asked))
    for (let child = 0; child < table.childCount[row]; child++) addBelow(table.firstChild[row] + child, depth + 1)
  }
  addBelow(asked, above.length)
  return rows
}

function rowNamed(table: SectionTable, name: string): number {
  for (let row = 0; row < table.count; row++) if (sectionName(table, row) === name) return row
  return fail(
    'argument',
    `a section named "${name}"`,
    table.count > 0 ? `one of ${table.count}, as "${sectionName(table, 0)}"` : 'a table with sections',
    'terrane inspect lists the largest ones; the manifest has all.',
  )
}

function describeRow(
  table: SectionTable,
  levelOf: (row: number) => string,
  row: number,
  depth: number,
  isAsked: boolean,
): BranchRow {
  const requires = table.requires.subarray(table.requireStart[row], table.requireStart[row + 1])
  return {
    depth,
    name: sectionName(table, row),
    kind: table.info.kinds[table.kind[row]],
    level: levelOf(row),
    triangles: table.triangles[row],
    draws: table.draws[row],
    fileBytes: table.fileBytes[row],
    gpuBytes: table.gpuBytes[row],
    error: table.error[row],
    refineDistance: table.refineDistance[row],
    enterRadius: table.enterRadius[row],
    exitRadius: table.exitRadius[row],
    priority: table.priority[row],
    content: sectionContent(table, row),
    requires: [...requires].map((other) => sectionName(table, other)),
    isAsked,
  }
}

/** Longer paths are cut; `--json` has all. */
const mostRows = 60

export function formatBranch(rows: readonly BranchRow[]): string {
  const header = ['section', 'level', 'triangles', 'draws', 'file', 'GPU', 'error, m', 'refines at, m']
  const lines = rows
    .slice(0, mostRows)
    .map((row) => [
      `${'  '.repeat(row.depth)}${row.isAsked ? '> ' : ''}${row.name}`,
      row.level,
      row.triangles > 0 ? formatCount(row.triangles) : '–',
      row.draws > 0 ? formatCount(row.draws) : '–',
      formatBytes(row.fileBytes),
      formatBytes(row.gpuBytes),
      formatMetres(row.error),
      row.refineDistance > 0 ? formatMetres(row.refineDistance) : '–',
    ])
  const [root] = rows
  const range = `in range from ${formatMetres(root.enterRadius)} m${root.exitRadius > 0 ? ` to ${formatMetres(root.exitRadius)} m` : ''}`
  const more = rows.length > mostRows ? `  … and ${rows.length - mostRows} more (--json lists all)\n` : ''
  return `${range}\n${formatTable([header, ...lines])}${more}`
}
