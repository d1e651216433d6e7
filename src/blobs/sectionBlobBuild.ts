import { fail } from '../errors'
import { emptyBox, growBox } from '../math/box'
import { hashString64 } from '../math/hash'
import { packMetadata, type MetadataFields } from './metadataColumns'
import { mortonBits, mortonCell, mortonCode, mortonDigit } from '../math/morton'
import {
  SectionFlag,
  writeSectionBlob,
  type BakedSchema,
  type SectionColumnsToWrite,
  type SectionMeta,
} from './sectionBlob'
import { defaultLane, type FocusRecord, type SectionRecord } from './sectionRecord'

/** Sections in an octree leaf before it splits. 16 boxes are 12 cache lines: cheaper to scan than to descend once more. */
const leafSections = 16

/**
 * Orders records into rows and writes the blob. The same records in any order give the same bytes, ties broken by GUID.
 * @throws TerraneError 'argument' for duplicate GUIDs, cycles, requires that do not point to a lower stage, or bad relations.
 */
export function buildSectionBlob(records: readonly SectionRecord[], about: AboutWorld = {}): ArrayBuffer {
  const guids = guidsOf(records)
  const byGuid = orderByGuid(records, guids)
  const rank = new Uint32Array(records.length)
  byGuid.forEach((record, position) => (rank[record] = position))
  const rows = orderRows(records, rank, byGuid)
  return writeSectionBlob(fillColumns(records, about, guids, rank, rows), rows.rootCount)
}

/** Low and high halves, by record. */
function guidsOf(records: readonly SectionRecord[]): Uint32Array {
  const guids = new Uint32Array(2 * records.length)
  for (let i = 0; i < records.length; i++) {
    const [low, high] = records[i].guid ?? hashString64(records[i].name)
    guids[2 * i] = low
    guids[2 * i + 1] = high
  }
  return guids
}

/** What a section blob says of the world as a whole. */
export interface AboutWorld {
  readonly focuses?: readonly FocusRecord[]
  /** Names of data layers, by bit; ['base'] by default. */
  readonly layers?: readonly string[]
  /** What layers do at first, by bit; on where it is left out. */
  readonly layerModes?: SectionMeta['layerModes']
  readonly focusSettings?: SectionMeta['focusSettings']
  readonly profiles?: SectionMeta['profiles']
  /** How far boxes of a layer's sections may overlap, by bit; not at all where it is left out. */
  readonly layerOverlaps?: SectionMeta['layerOverlaps']
  readonly components?: readonly BakedSchema[]
  /** The world's own columns; their values are in the records. */
  readonly metadata?: MetadataFields
  readonly interiorZone?: SectionMeta['interiorZone']
  readonly hierarchical?: boolean
}

interface Rows {
  /** Record index of each row. */
  readonly order: Uint32Array
  /** Row of each record. */
  readonly rowOf: Uint32Array
  readonly rootCount: number
  /** Morton code of each root row. */
  readonly codes: Float64Array
}

/** Records in the order of their GUIDs. */
function orderByGuid(records: readonly SectionRecord[], guids: Uint32Array): Uint32Array {
  const byGuid = sortByHigh(guids)
  // Where high halves are equal the low ones decide: that is rare, and runs are short.
  for (let i = 1; i < byGuid.length; i++)
    for (let at = i; at > 0 && compareGuids(guids, byGuid[at - 1], byGuid[at]) >= 0; at--) {
      const [before, after] = [byGuid[at - 1], byGuid[at]]
      if (compareGuids(guids, before, after) === 0)
        fail(
          'argument',
          `two sections with one GUID: "${records[before].name}" and "${records[after].name}"`,
          'unique names',
          'Rename one.',
        )
      byGuid[at - 1] = after
      byGuid[at] = before
    }
  return byGuid
}

/** High half and record in one number: sorted without a comparator, 173,000 take a tenth of the time. */
function sortByHigh(guids: Uint32Array): Uint32Array {
  const count = guids.length / 2
  const scale = 2 ** 21
  if (count >= scale)
    return Uint32Array.from(guids.subarray(0, count), (_, i) => i).sort((a, b) => guids[2 * a + 1] - guids[2 * b + 1])
  const keys = new Float64Array(count)
  for (let i = 0; i < count; i++) keys[i] = guids[2 * i + 1] * scale + i
  keys.sort()
  const order = new Uint32Array(count)
  for (let i = 0; i < count; i++) order[i] = keys[i] % scale
  return order
}

function compareGuids(guids: Uint32Array, a: number, b: number): number {
  return guids[2 * a + 1] - guids[2 * b + 1] || guids[2 * a] - guids[2 * b]
}

const isPlaceless = (record: SectionRecord) => ((record.flags ?? 0) & SectionFlag.Placeless) !== 0

/** Placed roots in Morton order, then level by level, then placeless ones, and those that sharpen them. `byGuid`: records by rank. */
function orderRows(records: readonly SectionRecord[], rank: Uint32Array, byGuid: Uint32Array): Rows {
  const children = listChildren(records, byGuid)
  const roots = byGuid.filter((i) => records[i].parent === undefined && !isPlaceless(records[i]))
  const codeOf = mortonCodes(records, roots)
  roots.sort((a, b) => codeOf[a] - codeOf[b] || rank[a] - rank[b])
  const order = new Uint32Array(records.length)
  order.set(roots)
  let filled = roots.length
  const addChildren = (from: number) => {
    for (let row = from; row < filled; row++)
      for (let child = children.first[order[row]]; child >= 0; child = children.next[child]) order[filled++] = child
  }
  addChildren(0)
  const assets = filled
  for (const record of byGuid)
    if (isPlaceless(records[record]) && records[record].parent === undefined) order[filled++] = record
  addChildren(assets)
  if (filled !== records.length)
    fail(
      'argument',
      `${records.length - filled} sections that no root leads to`,
      'parents without a cycle',
      'Check their parent fields.',
    )
  const rowOf = new Uint32Array(records.length)
  order.forEach((record, row) => (rowOf[record] = row))
  return { order, rowOf, rootCount: roots.length, codes: Float64Array.from(roots, (record) => codeOf[record]) }
}

/** Of each record its first child, and the next one of the same parent, by rank; −1 for none. */
function listChildren(records: readonly SectionRecord[], byGuid: Uint32Array): { first: Int32Array; next: Int32Array } {
  const [first, next] = [new Int32Array(records.length).fill(-1), new Int32Array(records.length).fill(-1)]
  for (let position = byGuid.length - 1; position >= 0; position--) {
    const child = byGuid[position]
    const { parent, name } = records[child]
    if (parent === undefined) continue
    if (!records[parent])
      fail('argument', `"${name}" with parent ${parent}`, `an index below ${records.length}`, 'Check its parent field.')
    next[child] = first[parent]
    first[parent] = child
  }
  return { first, next }
}

/** Codes of the roots' range-box centres over their common cube, indexed by record. */
function mortonCodes(records: readonly SectionRecord[], roots: Uint32Array): Float64Array {
  const box = new Float64Array(6)
  emptyBox(box, 0)
  for (const i of roots) growBox(box, 0, rangeOf(records[i]), 0)
  const size = Math.max(box[3] - box[0], box[4] - box[1], box[5] - box[2])
  const codes = new Float64Array(records.length)
  for (const i of roots) {
    const range = rangeOf(records[i])
    const cell = (axis: number) => mortonCell((range[axis] + range[axis + 3]) / 2, box[axis], size)
    codes[i] = mortonCode(cell(0), cell(1), cell(2))
  }
  return codes
}

const rangeOf = (record: SectionRecord) => record.rangeBox ?? record.bounds

function fillColumns(
  records: readonly SectionRecord[],
  about: AboutWorld,
  guids: Uint32Array,
  rank: Uint32Array,
  rows: Rows,
): SectionColumnsToWrite {
  const { focuses = [], layers = ['base'], layerModes = [], layerOverlaps = [] } = about
  const { components = [], metadata = {}, interiorZone = null, focusSettings = [], profiles = {}, hierarchical } = about
  const count = records.length
  const kinds = [...new Set(records.map((record) => record.kind))].sort()
  const row = rows.order
  const packed = packMetadata(
    metadata,
    Array.from(row, (record) => records[record].metadata),
  )
  const meta: Omit<SectionMeta, 'hierarchical'> & { readonly hierarchical?: true } = {
    kinds,
    layers,
    layerModes,
    layerOverlaps,
    focusNames: focuses.map((focus) => focus.name),
    focusSettings,
    profiles,
    components,
    metadata: packed.columns,
    metadataTexts: packed.texts,
    interiorZone,
    ...(hierarchical && { hierarchical: true }),
  }
  const columns = createColumns(count)
  const rangeBox = records.some((record) => record.rangeBox) ? new Float64Array(6 * count) : null
  const contentOffset = records.some((record) => record.contentOffset !== undefined) ? new Float64Array(count) : null
  // Record by record: they lie in memory as they were made, and each is large.
  for (let i = 0; i < count; i++) {
    const [record, at] = [records[i], rows.rowOf[i]]
    writeRow(columns, at, record)
    columns.guid[2 * at] = guids[2 * i]
    columns.guid[2 * at + 1] = guids[2 * i + 1]
    columns.rank[at] = rank[i]
    columns.kind[at] = kinds.indexOf(record.kind)
    columns.parent[at] = record.parent === undefined ? -1 : rows.rowOf[record.parent]
    columns.attachedTo[at] = attachedRow(record, rows)
    if (rangeBox) writeBox(rangeBox, at, rangeOf(record))
    if (contentOffset) contentOffset[at] = record.contentOffset ?? 0
  }
  countChildren(columns)
  return {
    ...columns,
    rangeBox,
    contentOffset,
    ...requireColumns(records, rows),
    ...stringColumns(records, row),
    metadata: packed.bytes,
    meta: new TextEncoder().encode(JSON.stringify(meta)),
    ...octreeColumns(rows, rangeBox ?? columns.bounds, columns.enterRadius, columns.exitRadius),
    focusPoint: Float64Array.from(focuses.flatMap((focus) => [...focus.position, focus.radiusScale ?? 1])),
  }
}

/** Columns with an element or a box a row. */
function createColumns(count: number) {
  return {
    guid: new Uint32Array(2 * count),
    rank: new Uint32Array(count),
    bounds: new Float64Array(6 * count),
    enterRadius: new Float32Array(count),
    exitRadius: new Float32Array(count),
    refineDistance: new Float32Array(count),
    coarsenDistance: new Float32Array(count),
    error: new Float32Array(count),
    costMs: new Float32Array(count),
    priority: new Int8Array(count),
    kind: new Uint8Array(count),
    lane: new Uint8Array(count),
    stage: new Uint8Array(count),
    layer: new Uint32Array(count),
    flags: new Uint16Array(count),
    cpuBytes: new Uint32Array(count),
    gpuBytes: new Uint32Array(count),
    fileBytes: new Uint32Array(count),
    triangles: new Uint32Array(count),
    draws: new Uint32Array(count),
    parent: new Int32Array(count),
    firstChild: new Uint32Array(count),
    childCount: new Uint32Array(count),
    attachedTo: new Int32Array(count),
  }
}

type Columns = ReturnType<typeof createColumns>

/** All that a record says by itself. */
function writeRow(columns: Columns, at: number, record: SectionRecord): void {
  writeBox(columns.bounds, at, record.bounds)
  columns.enterRadius[at] = record.enterRadius
  columns.exitRadius[at] = record.exitRadius ?? 0
  columns.refineDistance[at] = record.refineDistance ?? 0
  columns.coarsenDistance[at] = record.coarsenDistance ?? 0
  columns.error[at] = record.error ?? 0
  columns.costMs[at] = record.costMs ?? 0
  columns.priority[at] = record.priority ?? 0
  columns.lane[at] = defaultLane(record)
  columns.stage[at] = record.stage ?? 0
  columns.layer[at] = record.layer ?? 1
  columns.flags[at] = record.flags ?? 0
  columns.cpuBytes[at] = record.cpuBytes ?? 0
  columns.gpuBytes[at] = record.gpuBytes ?? 0
  columns.fileBytes[at] = record.fileBytes ?? 0
  columns.triangles[at] = record.triangles ?? 0
  columns.draws[at] = record.draws ?? 0
}

function writeBox(out: Float64Array, at: number, box: SectionRecord['bounds']): void {
  for (let i = 0; i < 6; i++) out[6 * at + i] = box[i]
}

/** Siblings are contiguous. */
function countChildren({ parent, firstChild, childCount }: Columns): void {
  for (let at = parent.length - 1; at >= 0; at--) {
    if (parent[at] < 0) continue
    firstChild[parent[at]] = at
    childCount[parent[at]]++
  }
}

function attachedRow({ name, attachedTo }: SectionRecord, { rowOf }: Rows): number {
  if (attachedTo === undefined) return -1
  if (attachedTo in rowOf) return rowOf[attachedTo]
  return fail(
    'argument',
    `"${name}" attached to ${attachedTo}`,
    `an index below ${rowOf.length}`,
    'Check its attachedTo.',
  )
}

function requireColumns(records: readonly SectionRecord[], rows: Rows) {
  const requireStart = new Uint32Array(records.length + 1)
  const requires: number[] = []
  rows.order.forEach((record, row) => {
    requireStart[row] = requires.length
    for (const other of records[record].requires ?? []) {
      const target: SectionRecord | undefined = records[other]
      if (!target || (target.stage ?? 0) >= (records[record].stage ?? 0))
        fail(
          'argument',
          `"${records[record].name}" (stage ${records[record].stage ?? 0}) requires ${target ? `"${target.name}" (stage ${target.stage ?? 0})` : `record ${other}, which is not there`}`,
          'requires to point to a lower stage',
          'Raise the stage of the one that requires.',
        )
      requires.push(rows.rowOf[other])
    }
  })
  requireStart[records.length] = requires.length
  return { requireStart, requires: Uint32Array.from(requires) }
}

function stringColumns(records: readonly SectionRecord[], order: Uint32Array) {
  const encoder = new TextEncoder()
  let units = 0
  for (const { name, content = '' } of records) units += name.length + content.length
  // No UTF-16 unit takes more than three bytes of UTF-8.
  const room = new Uint8Array(3 * units)
  let length = 0
  const append = (text: (record: SectionRecord) => string) => {
    const starts = new Uint32Array(records.length + 1)
    for (let row = 0; row < records.length; row++) {
      starts[row] = length
      length += writeText(room, length, text(records[order[row]]), encoder)
    }
    starts[records.length] = length
    return starts
  }
  const nameStart = append((record) => record.name)
  const contentStart = append((record) => record.content ?? '')
  return { nameStart, contentStart, strings: room.slice(0, length) }
}

/** Writes UTF-8 and answers its length. Names are nearly always ASCII, which a loop copies several times as fast as an encoder that is called for each. */
function writeText(out: Uint8Array, at: number, text: string, encoder: TextEncoder): number {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 0x7f) return encoder.encodeInto(text, out.subarray(at)).written
    out[at + i] = unit
  }
  return text.length
}

/** Eight-way subdivision by Morton digits; a node splits while it holds more than `leafSections` and bits are left. */
function octreeColumns(rows: Rows, ranges: Float64Array, enter: Float32Array, exit: Float32Array) {
  const start: number[] = []
  const size: number[] = []
  const depth: number[] = []
  const first: number[] = []
  const children: number[] = []
  const add = (from: number, to: number, level: number) => {
    start.push(from)
    size.push(to - from)
    depth.push(level)
    first.push(0)
    children.push(0)
  }
  if (rows.rootCount > 0) add(0, rows.rootCount, 0)
  for (let node = 0; node < start.length; node++) {
    if (size[node] <= leafSections || depth[node] >= mortonBits) continue
    first[node] = start.length
    const end = start[node] + size[node]
    for (let from = start[node]; from < end;) {
      const digit = mortonDigit(rows.codes[from], depth[node])
      let to = from + 1
      while (to < end && mortonDigit(rows.codes[to], depth[node]) === digit) to++
      add(from, to, depth[node] + 1)
      from = to
      children[node]++
    }
  }
  const nodeBox = new Float64Array(6 * start.length)
  const nodeReach = new Float32Array(start.length)
  for (let node = start.length - 1; node >= 0; node--) {
    emptyBox(nodeBox, 6 * node)
    for (let child = first[node]; child < first[node] + children[node]; child++) {
      growBox(nodeBox, 6 * node, nodeBox, 6 * child)
      nodeReach[node] = Math.max(nodeReach[node], nodeReach[child])
    }
    if (children[node] > 0) continue
    for (let row = start[node]; row < start[node] + size[node]; row++) {
      growBox(nodeBox, 6 * node, ranges, 6 * row)
      nodeReach[node] = Math.max(nodeReach[node], enter[row], exit[row])
    }
  }
  return {
    nodeBox,
    nodeReach,
    nodeStart: Uint32Array.from(start),
    nodeCount: Uint32Array.from(size),
    nodeFirstChild: Uint32Array.from(first),
    nodeChildCount: Uint8Array.from(children),
  }
}
