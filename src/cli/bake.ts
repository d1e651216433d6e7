import type { BakeOptions, BakeProgress } from '../baking/options'
import type { BakeResult } from '../baking/bakeWorld'
import { formatBytes, writeJson } from './output'

/** What `terrane bake` takes beside the input. */
export interface BakeCommandOptions extends BakeOptions {
  readonly out: string
  /** One JSON document on stdout, nothing else. */
  readonly json?: boolean
}

/** Where a command writes to. */
export interface CommandIo {
  /** Appends to stdout. */
  out(text: string): void
  /** Appends to stderr. */
  err(text: string): void
  /** True where stderr is a terminal, and a line of progress may be overwritten. */
  readonly terminal: boolean
}

/** The body of `terrane bake INPUT --out DIR`. Prints what was made and what was not carried. @throws TerraneError. */
export async function runBake(input: string, options: BakeCommandOptions, io: CommandIo): Promise<BakeResult> {
  const { bakeWorld } = await import('../baking/bakeWorld')
  const onProgress = io.terminal && !options.json ? progressLine(io) : undefined
  const result = await bakeWorld(input, { ...options, ...(onProgress && { onProgress }) }).finally(() => {
    if (onProgress) io.err(clearLine)
  })
  if (options.json) writeJson(io, summarize(result, options.out))
  else io.out(describe(result, options.out))
  return result
}

const clearLine = '\r\u001b[K'

const stages = { read: 'reading', plan: 'planning', encode: 'encoding', write: 'writing' } as const

function progressLine(io: CommandIo): (progress: BakeProgress) => void {
  return ({ stage, done, total }) => io.err(`${clearLine}${stages[stage]} ${done} of ${total}`)
}

/** The JSON document of `--json`. */
function summarize(result: BakeResult, out: string) {
  const meshes = result.sections.filter(({ record }) => record.kind === 'mesh')
  return {
    out,
    world: result.pointer,
    sections: result.sections.length,
    meshSections: meshes.length,
    textureSections: result.sections.length - meshes.length,
    triangles: {
      ...result.report.triangles,
      cut: result.cuts.cut,
      pieces: result.cuts.pieces,
      baked: sumOf(meshes, (section) => section.triangles),
    },
    draws: sumOf(meshes, (section) => section.draws),
    cpuBytes: sumOf(result.sections, ({ record }) => record.cpuBytes ?? 0),
    gpuBytes: sumOf(result.sections, ({ record }) => record.gpuBytes ?? 0),
    payloadBytes: result.payloadBytes,
    payloadFiles: result.payloadFiles,
    roles: result.report.roles,
    notCarried: result.report.notCarried,
    hints: result.report.hints,
  }
}

const sumOf = <Item>(items: readonly Item[], value: (item: Item) => number) =>
  items.reduce((sum, item) => sum + value(item), 0)

function describe(result: BakeResult, out: string): string {
  const sum = summarize(result, out)
  const { triangles } = sum
  const undrawn = Object.entries(triangles.undrawn).map(([role, count]) => `, ${count} ${role}`)
  const lines = [
    `${result.pointer.name} → ${out}`,
    `${sum.meshSections} mesh sections, ${sum.textureSections} textures, ${formatBytes(sum.payloadBytes)} in ${sum.payloadFiles} files, ${formatBytes(sum.gpuBytes)} on the GPU, ${sum.draws} draws`,
    `${triangles.input} triangles in: ${triangles.drawn} drawn${undrawn.join('')}, ${triangles.zeroArea} without an area, ${triangles.notFinite} not finite`,
    `${triangles.cut} cut at cell borders into ${triangles.pieces}: ${triangles.baked} baked`,
    ...roleLines(result),
    ...listed(
      'not carried',
      sum.notCarried.map(({ node, what }) => `${node}: ${what}`),
    ),
    ...listed('hints', sum.hints),
  ]
  return `${lines.join('\n')}\n`
}

/** Longer lists are cut; `--json` has all of them. */
const listLimit = 20

function listed(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return []
  const more = items.length > listLimit ? [`  … and ${items.length - listLimit} more (--json lists all)`] : []
  return [`${title}:`, ...items.slice(0, listLimit).map((item) => `  ${item}`), ...more]
}

/** How many of each role, and by name those that somebody or something chose. */
function roleLines({ report }: BakeResult): string[] {
  const counts = new Map<string, number>()
  for (const { role } of report.roles) counts.set(role, (counts.get(role) ?? 0) + 1)
  const chosen = report.roles.filter(({ because }) => because !== 'by default')
  const note = (drawn: boolean, role: string) =>
    !drawn ? 'not drawn' : role === 'dynamic' ? 'drawn where it stands' : 'drawn'
  return [
    `roles: ${[...counts].map(([role, count]) => `${count} ${role}`).join(', ')}`,
    ...listed(
      'roles by name or key',
      chosen.map(({ node, role, because, drawn }) => `${node}: ${role}, ${note(drawn, role)} (${because})`),
    ),
  ]
}
