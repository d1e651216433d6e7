import { BufferAttribute, BufferGeometry, InterleavedBuffer, InterleavedBufferAttribute } from 'three'
import type { Attribute, Primitive } from '../payloads/draw'

/** Quantized attributes stay quantized; the matrices of the draws undo it. Arrays are let go of once they are uploaded. */
export function geometryOf(primitive: Primitive): BufferGeometry {
  const geometry = new BufferGeometry()
  geometry.setAttribute('position', attributeOf(primitive.positions))
  if (primitive.normals) geometry.setAttribute('normal', attributeOf(primitive.normals))
  if (primitive.uvs) geometry.setAttribute('uv', attributeOf(primitive.uvs))
  geometry.setIndex(new BufferAttribute(primitive.indices, 1).onUpload(letGo))
  return geometry
}

function attributeOf({
  array,
  size,
  normalized,
  strideBytes,
}: Attribute): BufferAttribute | InterleavedBufferAttribute {
  const stride = strideBytes / array.BYTES_PER_ELEMENT
  if (stride === size) return new BufferAttribute(array, size, normalized).onUpload(letGo)
  const buffer = new InterleavedBuffer(array, stride).onUpload(letGo)
  return new InterleavedBufferAttribute(buffer, size, 0, normalized)
}

/** Counts and strides are numbers of their own: three.js needs the array no more. */
function letGo(this: { array: unknown }): void {
  this.array = null
}

export function measurePrimitive({ positions, normals, uvs, indices }: Primitive): number {
  const attributes = [positions, normals, uvs]
  return attributes.reduce((sum, attribute) => sum + (attribute?.array.byteLength ?? 0), indices.byteLength)
}
