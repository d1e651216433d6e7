import type { BakeOptions, BakeProgress } from '../baking/options'
import type { BakeResult } from '../baking/bakeWorld'
import type { PlannedSection } from '../baking/plannedSection'
import { SectionFlag } from '../blobs/sectionBlob'
import {
  counted,
  describeAuthoring,
  describeKinds,
  describeRoles,
  describeThings,
  describeTriangles,
  listed,
} from './describeBake'
import { describeLevels, summarizeLevels } from './describeLevels'
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

const stages = {
  read: 'reading',
  plan: 'planning',
  levels: 'building levels',
  encode: 'encoding',
  write: 'writing',
} as const

function progressLine(io: CommandIo): (progress: BakeProgress) => void {
  return ({ stage, done, total }) => io.err(`${clearLine}${stages[stage]} ${done} of ${total}`)
}

/** The JSON document of `--json`. */
function summarize(result: BakeResult, out: string) {
  const drawn = result.sections.filter(({ record, level }) => record.kind === 'mesh' && !level)
  const meshes = drawn.filter(({ record }) => !isPlaceless(record))
  const figures = drawn.filter(({ record }) => isPlaceless(record))
  return {
    out,
    world: result.pointer,
    sections: result.sections.length,
    meshSections: meshes.length,
    textureSections: result.sections.filter(({ record }) => record.kind === 'texture').length,
    figureSections: figures.length,
    sectionsByKind: countBy(result.sections, ({ record }) => record.kind),
    triangles: {
      ...result.report.triangles,
      cut: result.cuts.cut,
      pieces: result.cuts.pieces,
      baked: sumOf(meshes, (section) => section.triangles),
      bakedFigures: sumOf(figures, (section) => section.triangles),
    },
    draws: sumOf(drawn, (section) => section.draws),
    cpuBytes: sumOf(result.sections, ({ record }) => record.cpuBytes ?? 0),
    gpuBytes: sumOf(result.sections, ({ record }) => record.gpuBytes ?? 0),
    payloadBytes: result.payloadBytes,
    payloadFiles: result.payloadFiles,
    levels: summarizeLevels(result),
    leftOutLods: result.leftOutLods,
    things: result.report.things,
    authoring: result.report.authoring,
    roles: result.report.roles,
    notCarried: result.report.notCarried,
    notes: result.report.notes,
    hints: result.report.hints,
  }
}

const isPlaceless = ({ flags = 0 }: PlannedSection['record']) => (flags & SectionFlag.Placeless) !== 0

const sumOf = <Item>(items: readonly Item[], value: (item: Item) => number) =>
  items.reduce((sum, item) => sum + value(item), 0)

function countBy<Item>(items: readonly Item[], key: (item: Item) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1
  return counts
}

function describe(result: BakeResult, out: string): string {
  const sum = summarize(result, out)
  const { authoring, notes, notCarried, hints } = result.report
  const named = (items: BakeResult['report']['notes']) => items.map(({ node, what }) => `${node}: ${what}`)
  const lines = [
    `${result.pointer.name} → ${out}`,
    ...describeAuthoring(authoring),
    `${describeKinds(sum)}, ${formatBytes(sum.payloadBytes)} in ${counted(sum.payloadFiles, 'file')}, ${formatBytes(sum.gpuBytes)} on the GPU, ${counted(sum.draws, 'draw')}`,
    describeTriangles(result.report.triangles),
    `${sum.triangles.cut} cut at cell borders into ${sum.triangles.pieces}: ${sum.triangles.baked} baked`,
    ...describeLevels(sum.levels, sum.leftOutLods),
    ...describeThings(result.report),
    ...describeRoles(result.report.roles),
    ...listed('notes of bakers', named(notes)),
    ...listed('not carried', named(notCarried)),
    ...listed('hints', hints),
  ]
  return `${lines.join('\n')}\n`
}
