import { writeEntityIndex } from '../blobs/entityIndex'
import { buildSectionBlob } from '../blobs/sectionBlobBuild'
import { openSectionBlob, sectionGuid } from '../blobs/sectionBlob'
import type { SectionRecord } from '../blobs/sectionRecord'
import { hashString64 } from '../math/hash'
import type { CutSum } from './cutAtCells'
import { contentHash } from './hash'
import { writeManifest, type PlacedPayload } from './manifest'
import { createFiles, createPack, type PayloadStore } from './payloadStore'
import type { BakeOptions } from './options'
import { folderDrafts } from './levels/drafts'
import { planBake, type BakePlan } from './plan'
import type { PlannedSection } from './plannedSection'
import type { SceneReport } from './bakeScene'
import { openWorldFolder, pointerName, writeOnce, writeWhole } from './worldFolder'
import type { WorldPointer } from '../openWorld'

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
  /** LODs that would have saved too little, and are not there. */
  readonly leftOutLods: number
  /** Bytes of each section's payload, in the order of the sections. */
  readonly bytes: readonly number[]
  /** Bytes of all payloads, each counted once. */
  readonly payloadBytes: number
  /** Files of payloads; 1 for a pack. */
  readonly payloadFiles: number
}

/**
 * Bakes a file into a world folder. Payloads first, `world.json` last: a crash at any point leaves the previous world valid, and the next bake goes on
 * from what was finished.
 * @throws TerraneError 'argument', 'bake-input' or 'bake-output'.
 */
export async function bakeWorld(input: string, options: BakeWorldOptions): Promise<BakeResult> {
  await openWorldFolder(options.out)
  const drafts = await folderDrafts(options.out)
  const result = await writeWorld(await planBake(input, options, drafts), options.out)
  await drafts.clear()
  return result
}

/** Encodes and writes all that a plan decided. */
export async function writeWorld(plan: BakePlan, out: string): Promise<BakeResult> {
  await openWorldFolder(out)
  const store = plan.settings.pack ? await createPack(out) : createFiles(out)
  const placed = await encodeAll(plan, store).catch(async (error: unknown) => {
    await store.abandon()
    throw error
  })
  plan.settings.onProgress({ stage: 'write', done: 0, total: 1 })
  const records = plan.records((i) => placed[i].path).map((record, i) => finishRecord(record, placed[i]))
  const blob = buildSectionBlob(records, plan.about)
  const rowOf = rowsOf(records, blob)
  const sections = await writeNamed(out, 'sections', 'bin', new Uint8Array(blob))
  const manifest = await writeNamed(out, 'manifest', 'json', writeManifest(plan, placed, rowOf))
  const entities = await writeIndex(out, plan, rowOf)
  const pointer: WorldPointer = {
    format: 'terrane-world',
    version: 1,
    name: plan.settings.name,
    sections,
    manifest,
    ...(entities && { entities }),
  }
  await writeWhole(out, pointerName, new TextEncoder().encode(`${JSON.stringify(pointer, null, 1)}\n`))
  plan.settings.onProgress({ stage: 'write', done: 1, total: 1 })
  const once = new Map(placed.map(({ hash, bytes }) => [hash, bytes]))
  return {
    pointer,
    sections: plan.sections,
    report: plan.report,
    cuts: plan.cuts,
    leftOutLods: plan.leftOutLods,
    bytes: placed.map(({ bytes }) => bytes),
    payloadBytes: [...once.values()].reduce((sum, bytes) => sum + bytes, 0),
    payloadFiles: plan.settings.pack ? 1 : once.size,
  }
}

function finishRecord(record: SectionRecord, { bytes, size, offset }: PlacedPayload): SectionRecord {
  return { ...record, ...size, fileBytes: bytes, ...(offset === null ? {} : { contentOffset: offset }) }
}

/**
 * Encodes payloads, `jobs` at a time, and stores them in their order: the bytes do not depend on which is done first, and no more than `jobs`
 * payloads are in memory. Images are encoded by their library's own threads; meshes take turns on this one, where they cost milliseconds each.
 */
async function encodeAll(plan: BakePlan, store: PayloadStore): Promise<PlacedPayload[]> {
  const { jobs, onProgress } = plan.settings
  const total = plan.sections.length
  const placed: PlacedPayload[] = []
  for (let from = 0; from < total; from += jobs) {
    const window = Array.from({ length: Math.min(jobs, total - from) }, (_, i) => plan.encode(from + i))
    for (const payload of await Promise.all(window)) {
      const { path, offset } = await store.add(payload)
      plan.forget(placed.length)
      placed.push({ hash: payload.hash, bytes: payload.bytes.byteLength, size: payload.size, path, offset })
      onProgress({ stage: 'encode', done: placed.length, total })
    }
  }
  return finishPaths(placed, await store.finish())
}

/** A pack's name is known when it is whole. */
const finishPaths = (placed: PlacedPayload[], packPath: string | null) =>
  packPath === null ? placed : placed.map((payload) => ({ ...payload, path: packPath }))

async function writeNamed(out: string, name: string, ending: string, bytes: Uint8Array) {
  const path = `${name}.${contentHash(bytes)}.${ending}`
  await writeOnce(out, path, bytes)
  return { path, bytes: bytes.byteLength }
}

/** Null for a world without entities. */
async function writeIndex(out: string, { sections }: BakePlan, rowOf: readonly number[]) {
  const places = sections.flatMap(({ entities = [] }, i) => entities.map((id) => ({ id, row: rowOf[i] })))
  return places.length === 0 ? null : writeNamed(out, 'entities', 'idx', new Uint8Array(writeEntityIndex(places)))
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
