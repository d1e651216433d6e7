import { describePayload, type PayloadSummary } from './describePayload'
import { describeRecording, recordingRows } from './describeRecording'
import { describeTable, type TableSummary } from './describeTable'
import { describeBranch, formatBranch } from './describeBranch'
import type { Span, TreeSummary } from './describeTrees'
import type { SectionTable } from '../blobs/sectionBlob'
import { fail } from '../errors'
import { formatFault, refuseFaulty } from '../manifest/faults'
import { openInput, type ManifestInput } from './openInput'
import { formatBytes, formatCount, formatMetres, formatTable, writeJson, type CommandIo } from './output'

export interface InspectOptions {
  readonly json?: boolean
  /** Name of a section: its path from root to leaves instead of the sums. */
  readonly section?: string
}

/** The body of `terrane inspect FILE`. @throws TerraneError. */
export async function runInspect(path: string, options: InspectOptions, io: CommandIo): Promise<void> {
  const input = await openInput(path)
  if (options.section !== undefined)
    return inspectSection(path, options.section, 'table' in input ? input.table : null, options, io)
  if (input.what === 'glb') {
    const payload = await describePayload(input.bytes)
    if (options.json) return writeJson(io, { what: 'payload', path, ...payload })
    return io.out(`${path}: a .glb of ${formatBytes(payload.bytes)}\n${formatTable(payloadRows(payload))}`)
  }
  if (input.what === 'recording') {
    const summary = describeRecording(input.recording)
    if (options.json) return writeJson(io, { what: 'recording', path, ...summary })
    return io.out(`${path}: a recording\n${formatTable(recordingRows(summary))}`)
  }
  if (input.what === 'manifest') return inspectManifest(path, input, options, io)
  const table = describeTable(input.table)
  const pointer = input.what === 'world' ? { name: input.pointer.name, version: input.pointer.version } : {}
  if (options.json) return writeJson(io, { what: input.what, path, ...pointer, ...table })
  const title = input.what === 'world' ? `world "${input.pointer.name}"` : 'section blob'
  printTable(path, title, table, io)
}

function inspectSection(
  path: string,
  name: string,
  table: SectionTable | null,
  options: InspectOptions,
  io: CommandIo,
): void {
  if (!table)
    fail(
      'argument',
      `--section ${name} of ${path}`,
      'a world, a sections file or a manifest',
      'Leave it out for others.',
    )
  const rows = describeBranch(table, name)
  if (options.json) writeJson(io, { what: 'section', path, name, rows })
  else io.out(`${path}: "${name}", ${formatBranch(rows)}`)
}

function printTable(path: string, title: string, table: TableSummary, io: CommandIo): void {
  io.out(`${path}: ${title}, ${formatCount(table.sections)} sections\n${formatTable(tableRows(table))}`)
  if (table.trees) io.out(`levels\n${formatTable(levelRows(table.trees))}${treeLines(table.trees)}`)
  io.out(`kinds\n${formatTable(kindRows(table))}largest sections\n${formatTable(largestRows(table))}`)
}

/** All faults of a manifest, then what it opens to. @throws TerraneError 'manifest' where it does not open. */
function inspectManifest(path: string, { table, faults }: ManifestInput, options: InspectOptions, io: CommandIo): void {
  const summary = table && describeTable(table)
  if (options.json) writeJson(io, { what: 'manifest', path, faults, ...summary })
  else {
    if (summary) printTable(path, 'tile manifest', summary, io)
    io.out(faults.map((fault) => `${formatFault(fault)}\n`).join(''))
  }
  refuseFaulty(faults, path)
}

function formatBox(box: readonly number[] | null): string {
  if (!box) return 'nothing'
  const corner = (from: number) =>
    box
      .slice(from, from + 3)
      .map(formatMetres)
      .join(', ')
  return `[${corner(0)}] … [${corner(3)}] m`
}

function tableRows(table: TableSummary): string[][] {
  const { enterRadius: radius, octree } = table
  return [
    ['table', formatBytes(table.bytes)],
    ['roots', formatCount(table.roots)],
    ['levels', `${table.levels}${table.structural ? `, ${table.structural} sections structural` : ''}`],
    ['bounds', formatBox(table.bounds)],
    ['enter radius', radius ? `${formatMetres(radius.min)} … ${formatMetres(radius.max)} m` : 'none'],
    ['octree', `${octree.nodes} nodes, ${octree.depth} deep`],
    ...table.focuses.map(({ name, position }) => ['focus', `${name} at ${position.map(formatMetres).join(', ')}`]),
  ]
}

function levelRows({ levels }: TreeSummary): string[][] {
  const range = ([least, most]: Span) =>
    least === most ? formatMetres(most) : `${formatMetres(least)} … ${formatMetres(most)}`
  const header = ['level', 'sections', 'triangles', 'most', 'draws', 'files', 'GPU', 'error, m', 'from, m']
  const known = (sum: number) => (sum > 0 ? formatCount(sum) : '–')
  const rows = levels.map((sum) => [
    sum.level,
    formatCount(sum.sections),
    known(sum.triangles),
    known(sum.mostTriangles),
    known(sum.draws),
    formatBytes(sum.fileBytes),
    formatBytes(sum.gpuBytes),
    range(sum.error),
    range(sum.distance),
  ])
  return [header, ...rows]
}

/** What there is beside levels: trees, floors, tiers. */
function treeLines({ trees, hlodDepth, floors, tiers }: TreeSummary): string {
  const lines = [
    ['trees', `${formatCount(trees)}, HLODs ${hlodDepth} deep`],
    ...(floors.length > 0 ? [['floors', floors.map(({ floor, tiles }) => `${floor}: ${tiles} tiles`).join(', ')]] : []),
    ...(tiers.length > 0 ? [['tiers', tiers.map(({ tier, tiles }) => `${tier} ${tiles}`).join(', ')]] : []),
  ]
  return formatTable(lines)
}

function kindRows(table: TableSummary): string[][] {
  const header = ['kind', 'sections', 'files', 'CPU', 'GPU']
  const rows = table.kinds.map((sum) => [
    sum.kind,
    formatCount(sum.sections),
    formatBytes(sum.fileBytes),
    formatBytes(sum.cpuBytes),
    formatBytes(sum.gpuBytes),
  ])
  return [header, ...rows]
}

function largestRows(table: TableSummary): string[][] {
  return table.largest.map((section) => [
    section.name,
    section.kind,
    `${formatBytes(section.decodedBytes)} decoded`,
    `${formatBytes(section.fileBytes)} file`,
    section.content,
  ])
}

function payloadRows(payload: PayloadSummary): string[][] {
  return [
    ['written by', payload.generator || 'unknown'],
    ['extensions', payload.extensions.join(', ') || 'none'],
    ['origin', `${payload.origin.map(formatMetres).join(', ')} m`],
    ['bounds', formatBox(payload.bounds)],
    ['triangles', formatCount(payload.triangles)],
    ['draws', `${payload.draws} of ${payload.primitives} primitives, ${payload.instances} instances`],
    ['materials', `${payload.materials}, ${payload.images} images`],
    ['memory', `${formatBytes(payload.gpuBytes)} GPU, ${formatBytes(payload.cpuBytes)} CPU`],
  ]
}
