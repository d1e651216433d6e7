/** One buffer view of the file: arrays laid end to end. */
export interface Chunk {
  readonly parts: ArrayBufferView[]
  /** Bytes from one vertex to the next; vertex data only. */
  readonly stride?: number
  /** What WebGL calls the buffer's use; images have none. */
  readonly target?: number
}

const glbMagic = 0x46546c67
const jsonChunk = 0x4e4f534a
const binaryChunk = 0x004e4942

const align4 = (bytes: number): number => (bytes + 3) & ~3

/** Puts a glTF description and its buffer views into one .glb; adds `buffers` and `bufferViews` to the description. */
export function packGlb(json: Readonly<Record<string, unknown>>, chunks: readonly Chunk[]): Uint8Array {
  let byteLength = 0
  const bufferViews = chunks.map(({ parts, stride, target }) => {
    const view = {
      buffer: 0,
      byteOffset: byteLength,
      byteLength: parts.reduce((sum, part) => sum + part.byteLength, 0),
      byteStride: stride,
      target,
    }
    byteLength = align4(byteLength + view.byteLength)
    return view
  })
  const text = new TextEncoder().encode(JSON.stringify({ ...json, buffers: [{ byteLength }], bufferViews }))
  const binaryStart = 20 + align4(text.length)
  const bytes = new Uint8Array(binaryStart + 8 + byteLength)
  const header = new DataView(bytes.buffer)
  const words = [glbMagic, 2, bytes.length, align4(text.length), jsonChunk]
  words.forEach((word, i) => header.setUint32(i * 4, word, true))
  bytes.fill(0x20, 20, binaryStart).set(text, 20)
  header.setUint32(binaryStart, byteLength, true)
  header.setUint32(binaryStart + 4, binaryChunk, true)
  chunks.forEach(({ parts }, i) => {
    let at = binaryStart + 8 + bufferViews[i].byteOffset
    for (const part of parts) {
      bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at)
      at += part.byteLength
    }
  })
  return bytes
}
