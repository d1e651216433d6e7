import { allocate, corrupt, integerBelow, type Allowance } from './corrupt'
import type { Attribute, Primitive } from './draw'
import { fullScaleOf, readAttribute, type Elements } from './gltfAccessors'
import type { GltfJson, GltfPrimitive } from './gltfFile'
import { texCoordOf } from './gltfMaterials'

const triangles = 4
const triangleStrip = 5
const triangleFan = 6
/** 65,535 itself restarts strips in some APIs, so it is left out. */
const largestShortIndex = 65_534

/** A primitive that was read, with the box of its positions: min xyz, max xyz, before any matrix. */
export interface ReadPrimitive {
  readonly primitive: Primitive
  readonly material: number
  readonly box: Float64Array
}

export interface PrimitiveReader {
  readonly json: GltfJson
  readonly accessor: (index: unknown, what: string) => Elements
  readonly allowance: Allowance
  /** Attributes by accessor: primitives that share one share its buffer. */
  readonly attributes: Map<Elements, Attribute>
  readonly boxes: Map<Elements, Float64Array>
}

/** Triangles, strips and fans; null for points and lines, which are not drawn, and for what has no triangle. */
export function readPrimitive(reader: PrimitiveReader, spec: GltfPrimitive, what: string): ReadPrimitive | null {
  const mode = integerBelow(spec.mode ?? triangles, 7, `${what}: mode`)
  const positions = attribute(reader, spec, 'POSITION', 3, what)
  if (mode < triangles || !positions) return null
  const materialCount = Array.isArray(reader.json.materials) ? reader.json.materials.length : 0
  const material =
    spec.material === undefined ? materialCount : integerBelow(spec.material, materialCount, `${what}: material`)
  const normals = attribute(reader, spec, 'NORMAL', 3, what)
  const uvs = attribute(reader, spec, `TEXCOORD_${texCoordOf(reader.json, material)}`, 2, what)
  for (const other of [normals, uvs])
    if (other && other.count !== positions.count)
      corrupt(`${what}: ${other.name} of ${other.count} vertices`, `${positions.count}, as its positions`)
  const indices = readIndices(reader, spec, mode, positions.count, what)
  if (indices.length === 0) return null
  return {
    primitive: {
      positions: shared(reader, positions),
      normals: normals && shared(reader, normals),
      uvs: uvs && shared(reader, uvs),
      indices,
    },
    material,
    box: boxOf(reader, positions),
  }
}

function attribute(
  reader: PrimitiveReader,
  spec: GltfPrimitive,
  name: string,
  size: number,
  what: string,
): Elements | null {
  const index = spec.attributes?.[name]
  if (index === undefined) return null
  const elements = reader.accessor(index, `${what}: ${name}`)
  if (elements.size !== size) corrupt(`${what}: ${name} of ${elements.size} components`, `${size}`)
  return elements
}

function shared(reader: PrimitiveReader, elements: Elements): Attribute {
  const attribute = reader.attributes.get(elements) ?? readAttribute(elements, reader.allowance)
  reader.attributes.set(elements, attribute)
  return attribute
}

/** From the positions themselves: an accessor's own min and max may be wrong, and culling would then drop what is in view. */
function boxOf(reader: PrimitiveReader, elements: Elements): Float64Array {
  const known = reader.boxes.get(elements)
  if (known) return known
  const { array, strideBytes, normalized } = shared(reader, elements)
  const step = strideBytes / array.BYTES_PER_ELEMENT
  const box = Float64Array.of(Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity)
  let notFinite = 0
  for (let at = 0; at < array.length; at += step)
    for (let axis = 0; axis < 3; axis++) {
      const value = array[at + axis]
      notFinite += value * 0
      if (value < box[axis]) box[axis] = value
      if (value > box[3 + axis]) box[3 + axis] = value
    }
  if (notFinite !== 0) corrupt(`${elements.name} with positions that are no numbers`, 'finite ones')
  const scale = normalized ? fullScaleOf(elements) : 1
  for (let i = 0; i < 6; i++) box[i] = normalized ? Math.max(-1, box[i] / scale) : box[i]
  reader.boxes.set(elements, box)
  return box
}

function readIndices(
  reader: PrimitiveReader,
  spec: GltfPrimitive,
  mode: number,
  vertices: number,
  what: string,
): Uint16Array | Uint32Array {
  const elements = spec.indices === undefined ? null : reader.accessor(spec.indices, `${what}: indices`)
  if (elements && (elements.size !== 1 || ![5121, 5123, 5125].includes(elements.componentType)))
    corrupt(`${what}: indices of component type ${elements.componentType}`, 'unsigned integers')
  const listed = elements ? readIntegers(elements, reader.allowance) : null
  const count = listed ? listed.length : vertices
  const drawn = mode === triangles ? count - (count % 3) : Math.max(0, count - 2) * 3
  allocate(reader.allowance, drawn * 4, `${what}: indices`)
  const indices = vertices - 1 <= largestShortIndex ? new Uint16Array(drawn) : new Uint32Array(drawn)
  for (let i = 0; i < drawn; i++) {
    const corner = cornerOf(mode, i)
    const index = listed ? listed[corner] : corner
    if (index >= vertices) corrupt(`${what}: index ${index}`, `one below ${vertices}, its vertices`)
    indices[i] = index
  }
  return indices
}

/** Which listed vertex the i-th corner of a triangle list is. Odd triangles of a strip are turned round. */
function cornerOf(mode: number, i: number): number {
  if (mode === triangles) return i
  const triangle = (i - (i % 3)) / 3
  const corner = i % 3
  if (mode === triangleFan) return corner === 0 ? 0 : triangle + corner
  return triangle + (mode === triangleStrip && triangle % 2 === 1 ? [1, 0, 2][corner] : corner)
}

function readIntegers(elements: Elements, allowance: Allowance): Uint8Array | Uint16Array | Uint32Array {
  const packed = readAttributeBytes(elements, allowance)
  if (elements.componentType === 5121) return packed
  return elements.componentType === 5123 ? new Uint16Array(packed.buffer) : new Uint32Array(packed.buffer)
}

function readAttributeBytes(elements: Elements, allowance: Allowance): Uint8Array<ArrayBuffer> {
  const width = elements.componentType === 5121 ? 1 : elements.componentType === 5123 ? 2 : 4
  allocate(allowance, elements.count * width, elements.name)
  const packed = new Uint8Array(elements.count * width)
  const { bytes, offset, stride, count } = elements
  if (stride === width) packed.set(bytes.subarray(offset, offset + count * width))
  else
    for (let i = 0; i < count; i++)
      packed.set(bytes.subarray(offset + i * stride, offset + i * stride + width), i * width)
  return packed
}
