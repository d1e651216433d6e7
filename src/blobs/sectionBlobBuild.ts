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
  const guids = records.map((record) => record.guid ?? hashString64(record.name))
  const rank = rankByGuid(records, guids)
  const rows = orderRows(records, rank)
  return writeSectionBlob(fillColumns(records, about, guids, rank, rows), rows.rootCount)
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

function rankByGuid(records: readonly SectionRecord[], guids: readonly (readonly [number, number])[]): Uint32Array {
  const byGuid = Uint32Array.from(records.keys())
  byGuid.sort((a, b) => guids[a][1] - guids[b][1] || guids[a][0] - guids[b][0])
  const rank = new Uint32Array(records.length)
  byGuid.forEach((record, position) => {
    rank[record] = position
    const before = byGuid[position - 1]
    if (position > 0 && guids[record][0] === guids[before][0] && guids[record][1] === guids[before][1])
      fail(
        'argument',
        `two sections with one GUID: "${records[before].name}" and "${records[record].name}"`,
        'unique names',
        'Rename one.',
      )
  })
  return rank
}

const isPlaceless = (record: SectionRecord) => ((record.flags ?? 0) & SectionFlag.Placeless) !== 0

/** Placed roots in Morton order, then level by level, then placeless ones. */
function orderRows(records: readonly SectionRecord[], rank: Uint32Array): Rows {
  const children = childLists(records, rank)
  const roots = Uint32Array.from(records.keys()).filter(
    (i) => records[i].parent === undefined && !isPlaceless(records[i]),
  )
  const codeOf = mortonCodes(records, roots)
  roots.sort((a, b) => codeOf[a] - codeOf[b] || rank[a] - rank[b])
  const order = new Uint32Array(records.length)
  order.set(roots)
  let filled = roots.length
  for (let row = 0; row < filled; row++) for (const child of children.get(order[row]) ?? []) order[filled++] = child
  const placeless = [...records.keys()].filter((i) => isPlaceless(records[i])).sort((a, b) => rank[a] - rank[b])
  for (const record of placeless) order[filled++] = record
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

function childLists(records: readonly SectionRecord[], rank: Uint32Array): Map<number, number[]> {
  const children = new Map<number, number[]>()
  records.forEach((record, i) => {
    if (record.parent === undefined) return
    if (!records[record.parent])
      fail(
        'argument',
        `"${record.name}" with parent ${record.parent}`,
        `an index below ${records.length}`,
        'Check its parent field.',
      )
    const list = children.get(record.parent)
    if (list) list.push(i)
    else children.set(record.parent, [i])
  })
  for (const list of children.values()) list.sort((a, b) => rank[a] - rank[b])
  return children
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
  guids: readonly (readonly [number, number])[],
  rank: Uint32Array,
  rows: Rows,
): SectionColumnsToWrite {
  const { focuses = [], layers = ['base'], layerModes = [], layerOverlaps = [] } = about
  const { components = [], metadata = {}, interiorZone = null, focusSettings = [], profiles = {}, hierarchical } = about
  const count = records.length
  const kinds = [...new Set(records.map((record) => record.kind))].sort()
  const row = rows.order
  const each = <T extends { [index: number]: number }>(
    array: T,
    value: (record: SectionRecord, i: number) => number,
  ): T => {
    for (let at = 0; at < count; at++) array[at] = value(records[row[at]], row[at])
    return array
  }
  const bounds = new Float64Array(6 * count)
  const rangeBox = records.some((record) => record.rangeBox) ? new Float64Array(6 * count) : null
  const guid = new Uint32Array(2 * count)
  for (let at = 0; at < count; at++) {
    bounds.set(records[row[at]].bounds, 6 * at)
    rangeBox?.set(rangeOf(records[row[at]]), 6 * at)
    guid.set(guids[row[at]], 2 * at)
  }
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
  const enterRadius = each(new Float32Array(count), (record) => record.enterRadius)
  const exitRadius = each(new Float32Array(count), (record) => record.exitRadius ?? 0)
  const childCount = each(new Uint32Array(count), () => 0)
  const firstChild = new Uint32Array(count)
  const parent = each(new Int32Array(count), (record) => (record.parent === undefined ? -1 : rows.rowOf[record.parent]))
  for (let at = count - 1; at >= 0; at--) {
    if (parent[at] < 0) continue
    firstChild[parent[at]] = at
    childCount[parent[at]]++
  }
  return {
    guid,
    rank: each(new Uint32Array(count), (_, i) => rank[i]),
    bounds,
    rangeBox,
    enterRadius,
    exitRadius,
    refineDistance: each(new Float32Array(count), (record) => record.refineDistance ?? 0),
    coarsenDistance: each(new Float32Array(count), (record) => record.coarsenDistance ?? 0),
    error: each(new Float32Array(count), (record) => record.error ?? 0),
    costMs: each(new Float32Array(count), (record) => record.costMs ?? 0),
    priority: each(new Int8Array(count), (record) => record.priority ?? 0),
    kind: each(new Uint8Array(count), (record) => kinds.indexOf(record.kind)),
    lane: each(new Uint8Array(count), defaultLane),
    stage: each(new Uint8Array(count), (record) => record.stage ?? 0),
    layer: each(new Uint32Array(count), (record) => record.layer ?? 1),
    flags: each(new Uint16Array(count), (record) => record.flags ?? 0),
    cpuBytes: each(new Uint32Array(count), (record) => record.cpuBytes ?? 0),
    gpuBytes: each(new Uint32Array(count), (record) => record.gpuBytes ?? 0),
    fileBytes: each(new Uint32Array(count), (record) => record.fileBytes ?? 0),
    triangles: each(new Uint32Array(count), (record) => record.triangles ?? 0),
    draws: each(new Uint32Array(count), (record) => record.draws ?? 0),
    parent,
    firstChild,
    childCount,
    attachedTo: each(new Int32Array(count), (record) => attachedRow(record, rows)),
    contentOffset: records.some((record) => record.contentOffset !== undefined)
      ? each(new Float64Array(count), (record) => record.contentOffset ?? 0)
      : null,
    ...requireColumns(records, rows),
    ...stringColumns(records, row),
    metadata: packed.bytes,
    meta: new TextEncoder().encode(JSON.stringify(meta)),
    ...octreeColumns(rows, rangeBox ?? bounds, enterRadius, exitRadius),
    focusPoint: Float64Array.from(focuses.flatMap((focus) => [...focus.position, focus.radiusScale ?? 1])),
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
  const parts: Uint8Array[] = []
  let length = 0
  const append = (text: (record: SectionRecord) => string) => {
    const starts = new Uint32Array(records.length + 1)
    for (let row = 0; row < records.length; row++) {
      starts[row] = length
      const bytes = encoder.encode(text(records[order[row]]))
      parts.push(bytes)
      length += bytes.length
    }
    starts[records.length] = length
    return starts
  }
  const nameStart = append((record) => record.name)
  const contentStart = append((record) => record.content ?? '')
  const strings = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    strings.set(part, at)
    at += part.length
  }
  return { nameStart, contentStart, strings }
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
