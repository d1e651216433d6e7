import { buildSectionBlob } from '../blobs/sectionBlobBuild'
import { openSectionBlob, sectionGuid } from '../blobs/sectionBlob'
import type { SectionRecord } from '../blobs/sectionRecord'
import { hashString64 } from '../math/hash'
import type { CutSum } from './cutAtCells'
import { contentHash } from './hash'
import { writeManifest, type PlacedPayload } from './manifest'
import type { BakeOptions } from './options'
import { planBake, type BakedPayload, type BakePlan, type PlannedSection } from './plan'
import type { SceneReport } from './bakeScene'
import { openWorldFolder, payloadFolder, pointerName, writeOnce, writeWhole, type WorldPointer } from './worldFolder'

export interface BakeWorldOptions extends BakeOptions {
  /** The world folder. */
  readonly out: string
}

/** What a bake made. */
export interface BakeResult {
  readonly pointer: WorldPointer
  readonly sections: readonly PlannedSection[]
  readonly report: SceneReport
  readonly cuts: CutSum
  /** Bytes of all payloads, each counted once. */
  readonly payloadBytes: number
  /** Files of payloads; 1 for a pack. */
  readonly payloadFiles: number
}

/**
 * Bakes a file into a world folder. Payloads first, `world.json` last: a crash at any point leaves the previous world valid.
 * @throws TerraneError 'argument', 'bake-input' or 'bake-output'.
 */
export async function bakeWorld(input: string, options: BakeWorldOptions): Promise<BakeResult> {
  await openWorldFolder(options.out)
  return writeWorld(await planBake(input, options), options.out)
}

/** Encodes and writes all that a plan decided. */
export async function writeWorld(plan: BakePlan, out: string): Promise<BakeResult> {
  await openWorldFolder(out)
  const payloads = await encodeAll(plan)
  const placed = plan.settings.pack ? await writePack(out, payloads) : await writeFiles(plan, out, payloads)
  const records = plan
    .records((i) => placed[i].path)
    .map((record, i) => ({
      ...record,
      ...payloads[i].size,
      fileBytes: payloads[i].bytes.byteLength,
      ...(placed[i].offset === null ? {} : { contentOffset: placed[i].offset }),
    }))
  const blob = buildSectionBlob(records, plan.focuses, plan.layers)
  const sections = await writeNamed(out, 'sections', 'bin', new Uint8Array(blob))
  const manifest = await writeNamed(out, 'manifest', 'json', writeManifest(plan, placed, rowsOf(records, blob)))
  const pointer: WorldPointer = { format: 'terrane-world', version: 1, name: plan.settings.name, sections, manifest }
  await writeWhole(out, pointerName, new TextEncoder().encode(`${JSON.stringify(pointer, null, 1)}\n`))
  const files = new Map(payloads.map(({ file, bytes }) => [file, bytes.byteLength]))
  return {
    pointer,
    sections: plan.sections,
    report: plan.report,
    cuts: plan.cuts,
    payloadBytes: [...files.values()].reduce((sum, bytes) => sum + bytes, 0),
    payloadFiles: plan.settings.pack ? 1 : files.size,
  }
}

/** Encodes every payload, `jobs` at a time; their order does not depend on which is done first. */
async function encodeAll(plan: BakePlan): Promise<BakedPayload[]> {
  const total = plan.sections.length
  const out = new Array<BakedPayload>(total)
  let next = 0
  let done = 0
  const work = async () => {
    while (next < total) {
      const section = next++
      out[section] = await plan.encode(section)
      plan.settings.onProgress({ stage: 'encode', done: ++done, total })
    }
  }
  await Promise.all(Array.from({ length: plan.settings.jobs }, work))
  return out
}

async function writeFiles(plan: BakePlan, out: string, payloads: readonly BakedPayload[]): Promise<PlacedPayload[]> {
  const placed: PlacedPayload[] = []
  for (const payload of payloads) {
    const path = `${payloadFolder}/${payload.file}`
    await writeOnce(out, path, payload.bytes)
    placed.push({ payload, path, offset: null })
    plan.settings.onProgress({ stage: 'write', done: placed.length, total: payloads.length })
  }
  return placed
}

/** Payloads begin at multiples of this in a pack, so that readers may view them in place. */
const packAlignment = 8

/** All payloads one after another, equal ones once. */
async function writePack(out: string, payloads: readonly BakedPayload[]): Promise<PlacedPayload[]> {
  const offsets = new Map<string, number>()
  const parts: Uint8Array[] = []
  let length = 0
  for (const { file, bytes } of payloads) {
    if (offsets.has(file)) continue
    offsets.set(file, length)
    parts.push(bytes, new Uint8Array(-bytes.byteLength & (packAlignment - 1)))
    length += (bytes.byteLength + packAlignment - 1) & -packAlignment
  }
  const { path } = await writeNamed(out, 'payloads', 'pack', Buffer.concat(parts))
  return payloads.map((payload) => ({ payload, path, offset: offsets.get(payload.file) ?? 0 }))
}

async function writeNamed(out: string, name: string, ending: string, bytes: Uint8Array) {
  const path = `${name}.${contentHash(bytes)}.${ending}`
  await writeOnce(out, path, bytes)
  return { path, bytes: bytes.byteLength }
}

/** Row of each record, found by GUID. */
function rowsOf(records: readonly SectionRecord[], blob: ArrayBuffer): number[] {
  const table = openSectionBlob(blob)
  const byGuid = new Map(Array.from({ length: table.count }, (_, row) => [sectionGuid(table, row), row]))
  const hex = (value: number) => value.toString(16).padStart(8, '0')
  return records.map((record) => {
    const [low, high] = record.guid ?? hashString64(record.name)
    return byGuid.get(hex(high) + hex(low)) as number
  })
}
