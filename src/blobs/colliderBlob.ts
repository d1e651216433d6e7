import { fail } from '../errors'
import type { IdHalves } from '../schema/stableId'
import { checkCollider } from './colliderBlobChecks'
import { nodeBoxStride, nodeLinkStride } from './colliderTree'

/**
 * The payload of a collider section: triangles on a lattice of whole steps, the shapes that they belong to, and a tree of boxes for rays, in one
 * buffer that is opened in place. This file owns the byte layout; docs/formats.md is its page. Where everything lies follows from the
 * counts in the header, so that nothing can overlap or be left over.
 */
export const colliderBlobMagic = 0x43_4e_52_54 // 'TRNC' in little-endian
export const colliderBlobVersion = 1
export const colliderBlobHeaderBytes = 64

/** Numbers of a box shape: centre in metres from the origin, half extents, rotation as a unit quaternion xyzw. */
export const shapeBoxStride = 10

type IndexArray = Uint16Array | Uint32Array
type ShapeArray = Uint8Array | Uint16Array | Uint32Array

/** An opened collider payload: views into the caller's buffer. Fit to be posted from a worker that transfers the buffer. */
export interface ColliderTable {
  readonly byteLength: number
  readonly vertexCount: number
  readonly triangleCount: number
  readonly shapeCount: number
  readonly nodeCount: number
  /** World metres of the lattice's zero; whole steps. */
  readonly origin: Float64Array
  /** Metres; a power of two. */
  readonly step: number
  /** xyz a vertex, steps from the origin. */
  readonly positions: Uint16Array
  /** Three vertices a triangle; triangles of a leaf follow each other. */
  readonly indices: IndexArray
  /** Shape of each triangle. */
  readonly shapeOf: ShapeArray
  /** Stable ids of the shapes, low and high halves in turn. */
  readonly ids: Uint32Array
  /** Of each shape: its place in `boxes` plus 1, or 0 where it is a mesh. */
  readonly shapeBox: Uint32Array
  /** Boxes, ten numbers each; their triangles are in the table as well, so that rays see one thing. */
  readonly boxes: Float32Array
  /** Nodes depth first, as 16-bit words (boxes) and as 32-bit words (links) of the same bytes. */
  readonly nodeBoxes: Uint16Array
  readonly nodeLinks: Uint32Array
}

/** What a bake puts into a section: triangles in the order of the tree's leaves. */
export interface ColliderToWrite {
  readonly origin: readonly [number, number, number]
  readonly step: number
  readonly positions: Uint16Array
  readonly indices: Uint32Array
  readonly shapeOf: Uint32Array
  readonly shapes: readonly ShapeToWrite[]
  /** Four 32-bit words a node. */
  readonly nodes: Uint32Array
}

export interface ShapeToWrite {
  readonly id: IdHalves
  /** Ten numbers, or null for a mesh. */
  readonly box: ArrayLike<number> | null
}

/** What the header counts. */
export interface ColliderCounts {
  readonly vertices: number
  readonly triangles: number
  readonly shapes: number
  readonly boxes: number
  readonly nodes: number
}

type Numbers = Float64Array | Float32Array | Uint32Array | Uint16Array | Uint8Array
type NumbersType = {
  new (buffer: ArrayBuffer, offset: number, length: number): Numbers
  readonly BYTES_PER_ELEMENT: number
}

interface Column {
  readonly type: NumbersType
  readonly length: number
}

/** Every array begins at a multiple of 8 bytes. */
const align8 = (bytes: number) => Math.ceil(bytes / 8) * 8

/** The narrowest numbers that tell so many things apart. */
const shapeType = (count: number) => (count <= 0x100 ? Uint8Array : count <= 0x1_0000 ? Uint16Array : Uint32Array)
const indexType = (count: number) => (count <= 0x1_0000 ? Uint16Array : Uint32Array)

/** Arrays after the header, in order. */
function columnsOf({ vertices, triangles, shapes, boxes, nodes }: ColliderCounts) {
  return {
    nodes: { type: Uint32Array, length: nodeLinkStride * nodes },
    boxes: { type: Float32Array, length: shapeBoxStride * boxes },
    ids: { type: Uint32Array, length: 2 * shapes },
    shapeBox: { type: Uint32Array, length: shapes },
    positions: { type: Uint16Array, length: 3 * vertices },
    indices: { type: indexType(vertices), length: 3 * triangles },
    shapeOf: { type: shapeType(shapes), length: triangles },
  } satisfies Record<string, Column>
}

type ColumnName = keyof ReturnType<typeof columnsOf>

const bytesOf = ({ type, length }: Column) => align8(type.BYTES_PER_ELEMENT * length)

/** Bytes of a payload with these counts. */
export function colliderBlobBytes(counts: ColliderCounts): number {
  const columns: readonly Column[] = Object.values(columnsOf(counts))
  return columns.reduce((sum, column) => sum + bytesOf(column), colliderBlobHeaderBytes)
}

/** @throws what `openColliderBlob` throws: nothing is written that no reader would accept. */
export function writeColliderBlob(collider: ColliderToWrite): ArrayBuffer {
  const boxes = collider.shapes.flatMap(({ box }) => (box ? [box] : []))
  const counts: ColliderCounts = {
    vertices: collider.positions.length / 3,
    triangles: collider.indices.length / 3,
    shapes: collider.shapes.length,
    boxes: boxes.length,
    nodes: collider.nodes.length / nodeLinkStride,
  }
  const values: Record<ColumnName, ArrayLike<number>> = {
    nodes: collider.nodes,
    boxes: boxes.flatMap((box) => Array.from(box)),
    ids: collider.shapes.flatMap(({ id }) => [...id]),
    shapeBox: collider.shapes.map(({ box }) => (box ? boxes.indexOf(box) + 1 : 0)),
    positions: collider.positions,
    indices: collider.indices,
    shapeOf: collider.shapeOf,
  }
  const buffer = new ArrayBuffer(colliderBlobBytes(counts))
  writeHeader(buffer, counts, collider)
  const views = viewColumns(buffer, counts)
  for (const name of Object.keys(views) as ColumnName[]) views[name].set(values[name])
  openColliderBlob(buffer)
  return buffer
}

function writeHeader(buffer: ArrayBuffer, counts: ColliderCounts, { origin, step }: ColliderToWrite): void {
  const { vertices, triangles, shapes, boxes, nodes } = counts
  const words = [colliderBlobMagic, colliderBlobVersion, buffer.byteLength, vertices, triangles, shapes, boxes, nodes]
  new Uint32Array(buffer).set(words)
  new Float64Array(buffer).set([...origin, step], words.length / 2)
}

/** Views over every array of a buffer that is as long as its counts say. */
function viewColumns(buffer: ArrayBuffer, counts: ColliderCounts) {
  const views = {} as Record<string, Numbers>
  let offset = colliderBlobHeaderBytes
  for (const [name, column] of Object.entries<Column>(columnsOf(counts))) {
    views[name] = new column.type(buffer, offset, column.length)
    offset += bytesOf(column)
  }
  return views as Record<ColumnName, Numbers>
}

/**
 * Opens a payload in place and checks it once, to the byte; nothing is copied.
 * @throws TerraneError 'blob-foreign', 'blob-newer', 'blob-truncated' or 'blob-corrupt', naming what was found.
 */
export function openColliderBlob(buffer: ArrayBuffer): ColliderTable {
  const counts = readHeader(buffer)
  const views = viewColumns(buffer, counts)
  const table: ColliderTable = {
    byteLength: buffer.byteLength,
    vertexCount: counts.vertices,
    triangleCount: counts.triangles,
    shapeCount: counts.shapes,
    nodeCount: counts.nodes,
    origin: new Float64Array(buffer, 32, 3),
    step: new Float64Array(buffer, 56, 1)[0],
    positions: views.positions as Uint16Array,
    indices: views.indices as IndexArray,
    shapeOf: views.shapeOf as ShapeArray,
    ids: views.ids as Uint32Array,
    shapeBox: views.shapeBox as Uint32Array,
    boxes: views.boxes as Float32Array,
    nodeBoxes: new Uint16Array(buffer, views.nodes.byteOffset, nodeBoxStride * counts.nodes),
    nodeLinks: views.nodes as Uint32Array,
  }
  checkCollider(table)
  return table
}

const rebake = 'Bake the world again with this version of terrane.'

function readHeader(buffer: ArrayBuffer): ColliderCounts {
  if (buffer.byteLength < colliderBlobHeaderBytes)
    fail(
      'blob-truncated',
      `a collider payload of ${buffer.byteLength} bytes`,
      `at least ${colliderBlobHeaderBytes}`,
      rebake,
    )
  const [magic, version, bytes, vertices, triangles, shapes, boxes, nodes] = new Uint32Array(buffer, 0, 8)
  if (magic !== colliderBlobMagic)
    fail(
      'blob-foreign',
      `a payload that begins with 0x${magic.toString(16)}`,
      `a collider (0x${colliderBlobMagic.toString(16)})`,
      rebake,
    )
  if (version !== colliderBlobVersion)
    fail(
      version > colliderBlobVersion ? 'blob-newer' : 'blob-foreign',
      `collider payload version ${version}`,
      `version ${colliderBlobVersion}`,
      version > colliderBlobVersion ? 'Update terrane, or bake with the older one.' : rebake,
    )
  if (bytes !== buffer.byteLength)
    fail('blob-truncated', `a collider payload of ${buffer.byteLength} bytes`, `${bytes} as its header says`, rebake)
  const counts = { vertices, triangles, shapes, boxes, nodes }
  const counted = colliderBlobBytes(counts)
  if (counted !== bytes) fail('blob-corrupt', `counts of ${counted} bytes`, `${bytes} bytes`, rebake)
  return counts
}
