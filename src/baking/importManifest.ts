import { readFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { SectionFlag } from '../blobs/sectionBlob'
import type { SectionRecord } from '../blobs/sectionRecord'
import { fail } from '../errors'
import { readScene } from '../manifest/convertManifest'
import { formatFault, refuseFaulty, type ManifestFault } from '../manifest/faults'
import type { Manifest, ManifestTile } from '../manifest/manifest'
import { decodeMeshPayload } from '../payloads/decodeMesh'
import type { MeshPayload } from '../payloads/draw'
import { measureDraw } from '../payloads/measure'
import type { SceneReport } from './bakeScene'
import type { BakeSettings } from './options'
import type { PartitionName } from './partition'
import { nameFile, type BakedPayload, type BakePlan } from './plan'
import { recordsOf, type EncodedPayload, type PlannedSection, type TileFacts } from './plannedSection'

/** Inputs that are read as tile manifests. */
export const isManifestPath = (input: string) => /\.json$/i.test(input)

/**
 * The plan of a tile manifest: its payloads stay as they are, and each is opened once to measure what it takes decoded.
 * @throws TerraneError 'argument' for options that would change them, 'bake-input' for a manifest or payload that cannot be read, 'manifest' for what is wrong in it.
 */
export async function planManifest(input: string, settings: BakeSettings): Promise<BakePlan> {
  refuseChanges(settings)
  const text = await readInputFile(input, 'the path of a tile manifest')
  const { manifest, scene, faults } = readScene(text.toString('utf8'))
  refuseFaulty(faults, input)
  const { records, about } = scene!
  const folder = dirname(resolve(input))
  const facts = new Map(manifest!.tiles.map((tile) => [tile.id, factsOf(tile)]))
  const sections: PlannedSection[] = []
  for (const record of records) {
    settings.onProgress({ stage: 'plan', done: sections.length, total: records.length })
    const section = await planRecord(record, folder)
    const tile = facts.get(record.name)
    const bucket = record.name === manifest!.bucket?.id
    sections.push({ ...section, ...(tile && { tile }), ...(bucket && { bucket }) })
  }
  return {
    settings: settingsOf(input, manifest!, settings),
    sections,
    about,
    report: reportOf(faults, sections),
    cuts: { cut: 0, pieces: 0 },
    leftOutLods: 0,
    records: (contentOf) => recordsOf(sections, contentOf),
    encode: async (i): Promise<BakedPayload> => nameFile(await sections[i].encode({ imageFile: refuseImage })),
    // A payload is a file that lies there: nothing was kept.
    forget() {},
  }
}

function refuseChanges({ lods, hlod, textureBase }: BakeSettings): void {
  if (lods > 0 || hlod || textureBase > 0)
    fail(
      'argument',
      'levels of detail or blurred textures for a tile manifest',
      'its payloads as they are',
      'Leave --lods, --hlod and --texture-base out; the manifest names its own levels.',
    )
}

const refuseImage = () => fail('invariant', 'an image of a manifest', 'none', 'Please report it with the manifest.')

const partitionOf: Readonly<Record<Manifest['mode'], PartitionName>> = {
  uniform_grid: 'grid',
  quadtree_floor: 'quadtree',
  kdtree_floor: 'kdtree',
}

/** A file called manifest is named after its folder. */
function settingsOf(input: string, { mode, tileSize }: Manifest, settings: BakeSettings): BakeSettings {
  const generic = settings.name === 'manifest' && basename(input).toLowerCase() === 'manifest.json'
  const name = generic ? basename(dirname(resolve(input))) : settings.name
  return { ...settings, name, partition: partitionOf[mode], ...(tileSize > 0 && { cell: tileSize }) }
}

function factsOf({ floor, nodeId, tier, interior }: ManifestTile): TileFacts {
  const known = tier ? { tier: tier as TileFacts['tier'] } : {}
  return { ...(nodeId && { nodeId }), ...(floor !== null && { floor }), ...known, interior }
}

interface Opened extends EncodedPayload {
  readonly triangles: number
  readonly draws: number
}

async function planRecord(record: SectionRecord, folder: string): Promise<PlannedSection> {
  const open = () => openPayload(record, folder)
  const { bytes, size, triangles, draws } = await open()
  const { contentOffset: _, flags = 0, ...rest } = record
  const measured = flags & ~SectionFlag.EstimatedSize
  return {
    record: { ...rest, ...size, ...(measured !== 0 && { flags: measured }), fileBytes: bytes.byteLength },
    triangles,
    draws,
    encode: open,
  }
}

/** Reads a payload where it lies, in a pack or as a file, and opens it where it is a mesh. */
async function openPayload(record: SectionRecord, folder: string): Promise<Opened> {
  const { name, content = '', contentOffset, fileBytes = 0, kind, cpuBytes = 0, gpuBytes = 0 } = record
  const file = await readInputFile(resolve(folder, content), `a payload, which "${name}" names`)
  const part = contentOffset === undefined ? file : file.subarray(contentOffset, contentOffset + fileBytes)
  const bytes = new Uint8Array(part)
  if (kind !== 'mesh') return { bytes, ...formOf(kind, content), size: { cpuBytes, gpuBytes }, triangles: 0, draws: 0 }
  const { value } = await decodeMeshPayload(bytes.slice().buffer).catch((error: Error) =>
    fail('bake-input', `"${name}" does not decode (${error.message})`, 'a readable .glb', 'Export it again.'),
  )
  const size = measureDraw(value)
  return { bytes, ...formOf(kind, content), size, triangles: countTriangles(value), draws: value.draws.length }
}

function countTriangles({ draws, primitives }: MeshPayload): number {
  return draws.reduce(
    (sum, { primitive, matrices }) => sum + (primitives[primitive].indices.length / 3) * (matrices.length / 16),
    0,
  )
}

/** Files in a pack have lost their endings. */
function formOf(kind: string, path: string): Pick<EncodedPayload, 'mimeType' | 'ending'> {
  const ending = /\.pack$/.test(path) ? '' : (/\.([A-Za-z0-9]{1,8})$/.exec(path)?.[1] ?? '')
  if (kind === 'mesh') return { mimeType: 'model/gltf-binary', ending: 'glb' }
  if (kind === 'texture') return { mimeType: `image/${ending || 'webp'}`, ending: ending || 'webp' }
  return { mimeType: 'application/octet-stream', ending: ending || kind.replace(/[^a-z0-9]/gi, '') || 'bin' }
}

function readInputFile(path: string, wanted: string): Promise<Buffer> {
  return readFile(path).catch((error: NodeJS.ErrnoException) =>
    fail(
      'bake-input',
      error.code === 'ENOENT' ? `no file ${path}` : `${path} cannot be read (${error.code ?? error.message})`,
      wanted,
      'Check the path; those in a manifest are relative to it.',
    ),
  )
}

/** Warnings are the hints of a bake; there are no nodes to speak of. */
function reportOf(faults: readonly ManifestFault[], sections: readonly PlannedSection[]): SceneReport {
  const drawn = sections.reduce((sum, { triangles }) => sum + triangles, 0)
  const none = { undrawn: 0, drawn: 0, baked: 0, boxed: 0, zeroArea: 0, notFinite: 0, moving: 0 }
  return {
    roles: [],
    notCarried: [],
    notes: [],
    hints: faults.map(formatFault),
    triangles: { input: drawn, drawn, dynamic: 0, undrawn: {}, zeroArea: 0, notFinite: 0, solid: none },
    things: { entities: 0, components: {}, moving: 0, figures: 0, colliders: 0, boxes: 0, metadata: 0 },
    authoring: { config: null, bakers: [], overrides: null, overridden: 0 },
  }
}
