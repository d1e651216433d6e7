import { MeshoptEncoder } from 'meshoptimizer/encoder'

/** glTF's component types that payloads use. */
export const Component = { Byte: 5120, UnsignedShort: 5123, Float: 5126 } as const

/** A `.glb` in the making: JSON lists, and compressed buffer views one after another. */
export interface GlbWriter {
  readonly accessors: object[]
  readonly bufferViews: object[]
  readonly chunks: Uint8Array[]
  /** Bytes of `chunks`. */
  stored: number
  /** Bytes that all views have uncompressed. */
  plain: number
}

export const createGlbWriter = (): GlbWriter => ({ accessors: [], bufferViews: [], chunks: [], stored: 0, plain: 0 })

/** What an accessor says beside its view. */
export interface AccessorShape {
  readonly type: 'SCALAR' | 'VEC2' | 'VEC3' | 'VEC4'
  readonly componentType: number
  readonly normalized?: boolean
  readonly min?: readonly number[]
  readonly max?: readonly number[]
}

const arrayBufferTarget = 34962
const elementArrayTarget = 34963

/** Adds vertex data, `stride` bytes an element (a multiple of 4), and answers its accessor's index. */
export function addAttribute(writer: GlbWriter, bytes: Uint8Array, stride: number, shape: AccessorShape): number {
  const count = bytes.byteLength / stride
  const view = addView(writer, bytes, count, stride, 'ATTRIBUTES', { byteStride: stride, target: arrayBufferTarget })
  return writer.accessors.push({ bufferView: view, count, ...shape }) - 1
}

/** Adds 16-bit triangle indices and answers their accessor's index. */
export function addIndices(writer: GlbWriter, indices: Uint16Array): number {
  const bytes = new Uint8Array(indices.buffer, indices.byteOffset, indices.byteLength)
  const view = addView(writer, bytes, indices.length, 2, 'TRIANGLES', { target: elementArrayTarget })
  return (
    writer.accessors.push({
      bufferView: view,
      count: indices.length,
      type: 'SCALAR',
      componentType: Component.UnsignedShort,
    }) - 1
  )
}

/** EXT_meshopt_compression speaks version 0 of the vertex codec. */
const codecVersion = 0

function addView(
  writer: GlbWriter,
  bytes: Uint8Array,
  count: number,
  stride: number,
  mode: string,
  extra: object,
): number {
  const packed = MeshoptEncoder.encodeGltfBuffer(bytes, count, stride, mode, codecVersion)
  const compression = {
    buffer: 0,
    byteOffset: writer.stored,
    byteLength: packed.byteLength,
    byteStride: stride,
    count,
    mode,
  }
  const view = {
    buffer: 1,
    byteOffset: writer.plain,
    byteLength: bytes.byteLength,
    ...extra,
    extensions: { EXT_meshopt_compression: compression },
  }
  append(writer, packed)
  writer.plain += (bytes.byteLength + 3) & ~3
  return writer.bufferViews.push(view) - 1
}

function append(writer: GlbWriter, bytes: Uint8Array): void {
  const padded = new Uint8Array((bytes.byteLength + 3) & ~3)
  padded.set(bytes)
  writer.chunks.push(padded)
  writer.stored += padded.byteLength
}

/** Closes the file: `json` brings everything but accessors, views and buffers. */
export function finishGlb(writer: GlbWriter, json: object): Uint8Array {
  const { accessors, bufferViews, stored, plain } = writer
  const fallback = { byteLength: plain, extensions: { EXT_meshopt_compression: { fallback: true } } }
  const text = new TextEncoder().encode(
    JSON.stringify({ ...json, accessors, bufferViews, buffers: [{ byteLength: stored }, fallback] }),
  )
  const textBytes = (text.byteLength + 3) & ~3
  const out = new Uint8Array(28 + textBytes + stored)
  const view = new DataView(out.buffer)
  const words = [0x46546c67, 2, out.byteLength, textBytes, 0x4e4f534a]
  words.forEach((word, i) => view.setUint32(4 * i, word, true))
  out.fill(0x20, 20, 20 + textBytes)
  out.set(text, 20)
  view.setUint32(20 + textBytes, stored, true)
  view.setUint32(24 + textBytes, 0x004e4942, true)
  let at = 28 + textBytes
  for (const chunk of writer.chunks) {
    out.set(chunk, at)
    at += chunk.byteLength
  }
  return out
}
