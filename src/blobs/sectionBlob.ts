import { fail } from '../errors'
import type { MetadataColumn } from './metadataColumns'
import { checkStructure } from './sectionBlobChecks'

/**
 * The section blob: every descriptor of a world as columns in one buffer, opened in place.
 * This file owns the byte layout; docs/formats.md is its page.
 *
 * Rows: placed roots in Morton order, then their descendants level by level with siblings contiguous, then placeless
 * sections (shared assets). `rank` orders rows by GUID and is the tie-breaker everywhere.
 */
export const sectionBlobMagic = 0x53_4e_52_54 // 'TRNS' in little-endian
export const sectionBlobVersion = 2
const headerWords = 8
const directoryEntryBytes = 32
const nameBytes = 16

type ColumnArray = Float64Array | Float32Array | Uint32Array | Int32Array | Uint16Array | Uint8Array | Int8Array
type ArrayConstructorOf = {
  new (buffer: ArrayBuffer, offset: number, length: number): ColumnArray
  readonly BYTES_PER_ELEMENT: number
}
const arrayTypes: readonly ArrayConstructorOf[] = [
  Float64Array,
  Float32Array,
  Uint32Array,
  Int32Array,
  Uint16Array,
  Uint8Array,
  Int8Array,
]

/** What the length of a column is counted in. */
type Per = 'section' | 'section+1' | 'require' | 'node' | 'focus' | 'byte'

interface ColumnSpec {
  readonly type: ArrayConstructorOf
  readonly per: Per
  /** Elements a row. */
  readonly stride: number
  /** Optional columns may be absent; a reader that does not know one ignores it. */
  readonly optional?: true
  /** Left out where every value is this: what no section of a world uses costs no bytes and no checks. */
  readonly absent?: 0 | -1
}

const column = <T extends ArrayConstructorOf>(type: T, per: Per, stride = 1) => ({ type, per, stride })
const each = <T extends ArrayConstructorOf>(type: T, stride = 1) => column(type, 'section', stride)
const sparse = <T extends ArrayConstructorOf>(type: T, absent: 0 | -1 = 0) => ({ ...each(type), absent })
const optional = <T extends ArrayConstructorOf>(type: T, stride = 1) => ({
  ...each(type, stride),
  optional: true as const,
})

/** Every column with its element type. Units: metres, bytes; domains are in the comments. */
export const sectionColumnSpecs = {
  /** 64-bit GUID as low and high halves. */
  guid: each(Uint32Array, 2),
  /** Position of the row in GUID order. */
  rank: each(Uint32Array),
  /** min xyz, max xyz in world metres; placeless sections have zeros. */
  bounds: each(Float64Array, 6),
  /** Outer range of a root in metres (0 below a root). Wanted from `enterRadius` inwards, kept until `exitRadius`. */
  enterRadius: each(Float32Array),
  /** 0: not authored, the profile's ratio × enter. */
  exitRadius: sparse(Float32Array),
  /** Distance at which a parent hands over to its children, metres; 0 for leaves and structural sections. */
  refineDistance: sparse(Float32Array),
  /** Distance beyond which a refined parent takes its place again, metres; 0: `settings.refineHysteresis` × the refine distance. */
  coarsenDistance: sparse(Float32Array),
  /** Geometric error of this representation, metres; 0 is exact. */
  error: sparse(Float32Array),
  /** Authored hint of what a load costs beyond its bytes, milliseconds; 0 is none. */
  costMs: sparse(Float32Array),
  /** −8…8, higher is sooner. */
  priority: sparse(Int8Array),
  /** Index into `meta.kinds`. */
  kind: sparse(Uint8Array),
  /** Loader lane: see `Lane`. */
  lane: sparse(Uint8Array),
  /** `requires` points only to lower stages. */
  stage: sparse(Uint8Array),
  /** Data-layer mask, bit i is layer i; 1 is the base layer. */
  layer: each(Uint32Array),
  /** Bits of `SectionFlag`. */
  flags: sparse(Uint16Array),
  /** Decoded bytes on the CPU, an exact upper bound. */
  cpuBytes: sparse(Uint32Array),
  /** Bytes on the GPU, an exact upper bound. */
  gpuBytes: sparse(Uint32Array),
  /** Bytes of the payload as stored. */
  fileBytes: each(Uint32Array),
  /** What it draws: triangles over all instances, and draw calls; 0 where nobody said. For people and tools: the engine asks for neither. */
  triangles: { ...sparse(Uint32Array), optional: true },
  draws: { ...sparse(Uint32Array), optional: true },
  /** Row of the coarser section this one refines, −1 for roots. */
  parent: sparse(Int32Array, -1),
  /** Row of the first child; meaningless where `childCount` is 0. */
  firstChild: sparse(Uint32Array),
  childCount: sparse(Uint32Array),
  /** Row this root is attached to (`add`), −1 for none. */
  attachedTo: sparse(Int32Array, -1),
  /** Row r requires `requires[requireStart[r] .. requireStart[r + 1] − 1]`. */
  requireStart: { ...column(Uint32Array, 'section+1'), absent: 0 },
  requires: column(Uint32Array, 'require'),
  /** UTF-8 of names and of content paths: row r's name is `strings[nameStart[r] .. nameStart[r + 1] − 1]`. */
  nameStart: column(Uint32Array, 'section+1'),
  contentStart: column(Uint32Array, 'section+1'),
  strings: column(Uint8Array, 'byte'),
  /** UTF-8 JSON of `SectionMeta`. */
  meta: column(Uint8Array, 'byte'),
  /** The octree over placed roots, breadth first; each node covers a contiguous run of rows. */
  nodeBox: column(Float64Array, 'node', 6),
  /** Largest enter or exit radius below the node, metres. */
  nodeReach: column(Float32Array, 'node'),
  nodeStart: column(Uint32Array, 'node'),
  nodeCount: column(Uint32Array, 'node'),
  nodeFirstChild: column(Uint32Array, 'node'),
  /** 0 for a leaf. */
  nodeChildCount: column(Uint8Array, 'node'),
  /** Authored focus points: x, y, z in metres and the radius scale. */
  focusPoint: column(Float64Array, 'focus', 4),
  /** What distance is measured to, where it is not the bounds (a manifest's tile: its centre point). */
  rangeBox: optional(Float64Array, 6),
  /** Byte at which a payload begins inside the file that its content path names (a pack); absent, payloads are files of their own. */
  contentOffset: optional(Float64Array),
  /** The world's own columns, one after another as `meta.metadata` says: see metadataColumns.ts. */
  metadata: { ...column(Uint8Array, 'byte'), optional: true },
} as const satisfies Record<string, ColumnSpec>

type Specs = typeof sectionColumnSpecs
export type SectionColumnName = keyof Specs
type Instance<Name extends SectionColumnName> = InstanceType<Specs[Name]['type']>
type OptionalColumnName = 'rangeBox' | 'contentOffset' | 'metadata'
export type SectionColumns = { readonly [Name in Exclude<SectionColumnName, OptionalColumnName>]: Instance<Name> } & {
  readonly [Name in OptionalColumnName]: Instance<Name> | null
}

export enum SectionFlag {
  /** Shared asset: no place, never in range, only required. */
  Placeless = 1,
  /** Pinned from the bake: loads at once and stays. */
  AlwaysLoaded = 2,
  /** `cpuBytes` and `gpuBytes` are estimates: nobody has opened the payload yet. */
  EstimatedSize = 4,
}

/** Loader lanes; profiles bound `Base`, settings the others. */
export enum Lane {
  Base = 0,
  Detail = 1,
  Proxy = 2,
  Asset = 3,
}
export const laneCount = 4

export interface SectionMeta {
  /** Names of payload kinds, by `kind`. */
  readonly kinds: readonly string[]
  /** Names of data layers, by bit. */
  readonly layers: readonly string[]
  /** What layers do at first, by bit; those beyond the list are on. */
  readonly layerModes: readonly ('on' | 'hidden' | 'off')[]
  /** How far boxes of a layer's sections may overlap, by bit: for the validator. 'forbid' where nothing is said. */
  readonly layerOverlaps: readonly OverlapPolicy[]
  /** Names of authored focuses, in the order of `focusPoint`. */
  readonly focusNames: readonly string[]
  /** What else authored focuses are, in the same order. */
  readonly focusSettings: readonly FocusSettings[]
  /** Profiles that the world brings, by name: for `setProfile`. */
  readonly profiles: Readonly<Record<string, BakedProfile>>
  /** Columns of `metadata`, and the strings that its text columns point to. */
  readonly metadata: readonly MetadataColumn[]
  readonly metadataTexts: readonly string[]
  /** Components that entity payloads hold: a game that declares one otherwise is refused when it opens the world. */
  readonly components: readonly BakedSchema[]
  /** min xyz, max xyz: interior sections load only while a focus is inside; null for no such gate. */
  readonly interiorZone: readonly [number, number, number, number, number, number] | null
  /** Its tiles are nodes of trees: a quadtree or kd-tree a floor, not a uniform grid. */
  readonly hierarchical: boolean
}

/** For whoever makes the focus: the name of what it follows, and whether its velocity is measured from motion. */
export interface FocusSettings {
  readonly follow: string | null
  readonly captureVelocity: boolean
}

/** A `Profile`, as a world brings it. */
export interface BakedProfile {
  readonly name: string
  readonly concurrent: number
  readonly loadsPerTick: number
  readonly unloadsPerTick: number
  readonly exitRatio: number
  readonly prefetchBudget: number
}

/** Metres, or not at all, or as they like. */
export type OverlapPolicy = number | 'allow' | 'forbid'

/** A component as the bake wrote it. */
export interface BakedSchema {
  readonly name: string
  /** Of name and columns, 16 hex digits. */
  readonly hash: string
  readonly columns: readonly (readonly [name: string, type: string])[]
}

/** An opened blob: views into the caller's buffer, nothing copied. */
export interface SectionTable extends SectionColumns {
  readonly count: number
  /** Rows 0 … rootCount − 1 are placed roots. */
  readonly rootCount: number
  readonly nodeCountTotal: number
  readonly focusCount: number
  readonly info: SectionMeta
  readonly byteLength: number
}

type Counts = Readonly<Record<Per, number>>

function elementsOf(spec: ColumnSpec, counts: Counts): number {
  return counts[spec.per] * spec.stride
}

const align8 = (bytes: number) => (bytes + 7) & ~7

/** The columns to write; every required one, with lengths as the counts say. */
export type SectionColumnsToWrite = Omit<SectionColumns, OptionalColumnName> &
  Partial<Pick<SectionColumns, OptionalColumnName>>

/** Writes columns as a blob, those without news left out. `strings` and `meta` set their own lengths. */
export function writeSectionBlob(columns: SectionColumnsToWrite, rootCount: number): ArrayBuffer {
  const present = (Object.entries(sectionColumnSpecs) as [SectionColumnName, ColumnSpec][]).filter(([name, spec]) => {
    const values: ColumnArray | null | undefined = columns[name]
    return values && (spec.absent === undefined || values.some((value) => value !== spec.absent))
  })
  let offset = align8(headerWords * 4 + present.length * directoryEntryBytes)
  const entries = present.map(([name, spec]) => {
    const source = columns[name] as ColumnArray
    const entry = { name, spec, source, offset }
    offset = align8(offset + source.byteLength)
    return entry
  })
  const buffer = new ArrayBuffer(offset)
  const header = new Uint32Array(buffer, 0, headerWords)
  header.set([sectionBlobMagic, sectionBlobVersion, columns.rank.length, rootCount, columns.nodeStart.length])
  header.set([columns.focusPoint.length / sectionColumnSpecs.focusPoint.stride, entries.length, offset], 5)
  const view = new DataView(buffer)
  entries.forEach((entry, i) => {
    const at = headerWords * 4 + i * directoryEntryBytes
    new TextEncoder().encodeInto(entry.name, new Uint8Array(buffer, at, nameBytes))
    view.setUint8(at + 16, arrayTypes.indexOf(entry.spec.type))
    view.setUint8(at + 17, entry.spec.optional ? 0 : 1)
    view.setUint32(at + 20, entry.source.length, true)
    view.setUint32(at + 24, entry.offset, true)
    new Uint8Array(buffer, entry.offset, entry.source.byteLength).set(
      new Uint8Array(entry.source.buffer, entry.source.byteOffset, entry.source.byteLength),
    )
  })
  return buffer
}

/**
 * Opens a blob in place and checks it once, to the byte. Nothing is copied: keep the buffer unchanged.
 * @throws TerraneError 'blob-foreign', 'blob-newer', 'blob-truncated' or 'blob-corrupt', naming what was found.
 */
export function openSectionBlob(buffer: ArrayBuffer): SectionTable {
  const table = viewSectionBlob(buffer)
  checkStructure(table)
  return table
}

/** The same without a look at what the columns hold: for the validator, which lists all that is wrong with it. @throws as above, but for contents. */
export function viewSectionBlob(buffer: ArrayBuffer): SectionTable {
  const header = readHeader(buffer)
  const columns = readColumns(buffer, header)
  return {
    ...columns,
    count: header.sections,
    rootCount: header.roots,
    nodeCountTotal: header.nodes,
    focusCount: header.focuses,
    info: readMeta(columns.meta),
    byteLength: buffer.byteLength,
  }
}

interface Header {
  sections: number
  roots: number
  nodes: number
  focuses: number
  columns: number
}

const rebake = 'Bake the world again with this version of terrane.'

function readHeader(buffer: ArrayBuffer): Header {
  if (buffer.byteLength < headerWords * 4)
    fail('blob-truncated', `a section blob of ${buffer.byteLength} bytes`, `at least ${headerWords * 4}`, rebake)
  const [magic, version, sections, roots, nodes, focuses, columns, bytes] = new Uint32Array(buffer, 0, headerWords)
  if (magic !== sectionBlobMagic)
    fail(
      'blob-foreign',
      `a file that begins with 0x${magic.toString(16)}`,
      `a section blob (0x${sectionBlobMagic.toString(16)})`,
      'Point at the sections file that world.json names.',
    )
  if (version !== sectionBlobVersion)
    fail(
      version > sectionBlobVersion ? 'blob-newer' : 'blob-foreign',
      `section blob version ${version}`,
      `version ${sectionBlobVersion}`,
      version > sectionBlobVersion ? 'Update terrane, or bake with the older one.' : rebake,
    )
  if (bytes !== buffer.byteLength)
    fail('blob-truncated', `a section blob of ${buffer.byteLength} bytes`, `${bytes} as its header says`, rebake)
  if (roots > sections)
    fail('blob-corrupt', `${roots} roots of ${sections} sections`, 'no more roots than sections', rebake)
  if (headerWords * 4 + columns * directoryEntryBytes > bytes)
    fail('blob-corrupt', `a directory of ${columns} columns`, `one that fits into ${bytes} bytes`, rebake)
  return { sections, roots, nodes, focuses, columns }
}

function readColumns(buffer: ArrayBuffer, header: Header): SectionColumns {
  const found: Record<string, ColumnArray> = {}
  const view = new DataView(buffer)
  for (let i = 0; i < header.columns; i++) {
    const at = headerWords * 4 + i * directoryEntryBytes
    const name = new TextDecoder().decode(new Uint8Array(buffer, at, nameBytes)).replace(/\0+$/, '')
    const required = view.getUint8(at + 17) === 1
    const spec: ColumnSpec | undefined = (sectionColumnSpecs as Record<string, ColumnSpec>)[name]
    if (!spec) {
      if (required)
        fail('blob-newer', `a required column "${name}"`, 'only columns this version knows', 'Update terrane.')
      continue
    }
    found[name] = viewColumn(buffer, name, spec, view, at)
  }
  const counts = countsOf(found, header)
  checkLengths(found, counts)
  return {
    rangeBox: null,
    contentOffset: null,
    metadata: null,
    ...absentColumns(found, counts),
    ...found,
  } as unknown as SectionColumns
}

/** One array a type and value stands for all columns that were left out; zeros are pages that nobody has touched yet. */
function absentColumns(found: Record<string, ColumnArray>, counts: Counts): Record<string, ColumnArray> {
  const shared = new Map<string, ColumnArray>()
  const columns: Record<string, ColumnArray> = {}
  for (const [name, spec] of Object.entries(sectionColumnSpecs) as [string, ColumnSpec][]) {
    if (found[name] || spec.absent === undefined) continue
    const elements = elementsOf(spec, counts)
    const key = `${spec.type.name} ${spec.absent} ${elements}`
    columns[name] =
      shared.get(key) ?? new spec.type(new ArrayBuffer(elements * spec.type.BYTES_PER_ELEMENT), 0, elements)
    if (spec.absent !== 0 && !shared.has(key)) columns[name].fill(spec.absent)
    shared.set(key, columns[name])
  }
  return columns
}

function viewColumn(buffer: ArrayBuffer, name: string, spec: ColumnSpec, view: DataView, at: number): ColumnArray {
  const type = arrayTypes[view.getUint8(at + 16)]
  const elements = view.getUint32(at + 20, true)
  const offset = view.getUint32(at + 24, true)
  if (type !== spec.type)
    fail('blob-corrupt', `column "${name}" of ${type?.name ?? 'an unknown type'}`, `${spec.type.name}`, rebake)
  if (offset % 8 !== 0 || offset + elements * type.BYTES_PER_ELEMENT > buffer.byteLength)
    fail(
      'blob-corrupt',
      `column "${name}" at byte ${offset}, ${elements} elements`,
      'one inside the file, 8-byte aligned',
      rebake,
    )
  return new type(buffer, offset, elements)
}

function countsOf(found: Record<string, ColumnArray>, header: Header): Counts {
  return {
    section: header.sections,
    'section+1': header.sections + 1,
    require: found.requires?.length ?? 0,
    node: header.nodes,
    focus: header.focuses,
    byte: NaN,
  }
}

function checkLengths(found: Record<string, ColumnArray>, counts: Counts): void {
  for (const [name, spec] of Object.entries(sectionColumnSpecs) as [string, ColumnSpec][]) {
    if (!found[name]) {
      if (!spec.optional && spec.absent === undefined)
        fail('blob-corrupt', `a section blob without column "${name}"`, 'every required column', rebake)
      continue
    }
    const wanted = elementsOf(spec, counts)
    if (spec.per !== 'byte' && found[name].length !== wanted)
      fail('blob-corrupt', `column "${name}" of ${found[name].length} elements`, `${wanted}`, rebake)
  }
}

/** What worlds say that do not say it. */
const emptyMeta: SectionMeta = {
  kinds: [],
  layers: [],
  layerModes: [],
  layerOverlaps: [],
  focusNames: [],
  focusSettings: [],
  profiles: {},
  metadata: [],
  metadataTexts: [],
  components: [],
  interiorZone: null,
  hierarchical: false,
}

function readMeta(bytes: Uint8Array): SectionMeta {
  try {
    const meta = JSON.parse(new TextDecoder().decode(bytes)) as Partial<SectionMeta>
    return { ...emptyMeta, ...meta }
  } catch {
    return fail('blob-corrupt', 'a meta column that is not JSON', 'UTF-8 JSON', rebake)
  }
}

/** Name of a section; decodes on demand. */
export function sectionName(table: SectionTable, row: number): string {
  return new TextDecoder().decode(table.strings.subarray(table.nameStart[row], table.nameStart[row + 1]))
}

/** Path of a section's payload relative to the world's root; '' where it has no content (structural). */
export function sectionContent(table: SectionTable, row: number): string {
  return new TextDecoder().decode(table.strings.subarray(table.contentStart[row], table.contentStart[row + 1]))
}

/** Structural sections have no content: always refined, never loaded, never shown. */
export function hasContent(table: SectionTable, row: number): boolean {
  return table.contentStart[row + 1] > table.contentStart[row]
}

/** GUID as 16 lower-case hex digits. */
export function sectionGuid(table: SectionTable, row: number): string {
  const hex = (value: number) => value.toString(16).padStart(8, '0')
  return hex(table.guid[2 * row + 1]) + hex(table.guid[2 * row])
}
