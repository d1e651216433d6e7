import { MeshoptDecoder } from 'meshoptimizer/decoder'
import { allocate, corrupt, integerBelow, type Allowance } from './corrupt'
import type { Glb } from './glb'
import type { GltfBufferView, GltfCompression } from './gltfFile'

/** Bytes of a buffer view, decompressed; `stride` is 0 where elements are packed. */
export interface BufferView {
  readonly bytes: Uint8Array
  readonly stride: number
}

const filters = new Set(['NONE', 'OCTAHEDRAL', 'QUATERNION', 'EXPONENTIAL'])

/** Views are decompressed when first asked for, and kept. */
export function createBufferViews(glb: Glb, allowance: Allowance): (index: unknown, what: string) => BufferView {
  const specs = Array.isArray(glb.json.bufferViews) ? glb.json.bufferViews : []
  const opened = new Map<number, BufferView>()
  return (index, what) => {
    const at = integerBelow(index, specs.length, `${what}: bufferView`)
    const view = opened.get(at) ?? openView(glb.binary, specs[at] ?? {}, `bufferView ${at}`, allowance)
    opened.set(at, view)
    return view
  }
}

function openView(binary: Uint8Array, spec: GltfBufferView, name: string, allowance: Allowance): BufferView {
  const compression = spec.extensions?.EXT_meshopt_compression ?? spec.extensions?.KHR_meshopt_compression
  if (compression) return decompress(binary, compression, name, allowance)
  if (spec.buffer !== 0) corrupt(`${name} in buffer ${JSON.stringify(spec.buffer)}`, "buffer 0, the file's own")
  const stride = integerBelow(spec.byteStride ?? 0, 256, `${name}: byteStride`)
  return { bytes: part(binary, spec, name), stride }
}

function part(binary: Uint8Array, spec: { byteOffset?: unknown; byteLength?: unknown }, name: string): Uint8Array {
  const offset = integerBelow(spec.byteOffset ?? 0, binary.byteLength + 1, `${name}: byteOffset`)
  const length = integerBelow(spec.byteLength, binary.byteLength - offset + 1, `${name}: byteLength`)
  return binary.subarray(offset, offset + length)
}

function decompress(binary: Uint8Array, spec: GltfCompression, name: string, allowance: Allowance): BufferView {
  const stride = integerBelow(spec.byteStride, 257, `${name}: byteStride`)
  const count = integerBelow(spec.count, 2 ** 31, `${name}: count`)
  const filter = String(spec.filter ?? 'NONE')
  const mode = String(spec.mode)
  checkMode(mode, filter, stride, count, name)
  allocate(allowance, stride * count, name)
  const bytes = new Uint8Array(stride * count)
  try {
    MeshoptDecoder.decodeGltfBuffer(bytes, count, stride, part(binary, spec, name), mode, filter)
  } catch (error) {
    corrupt(`${name} that does not decompress (${(error as Error).message})`, 'meshopt data')
  }
  return { bytes, stride }
}

/** What the decoder takes for granted. */
function checkMode(mode: string, filter: string, stride: number, count: number, name: string): void {
  const good =
    mode === 'ATTRIBUTES'
      ? stride > 0 && stride % 4 === 0 && filters.has(filter)
      : (mode === 'TRIANGLES' ? count % 3 === 0 : mode === 'INDICES') &&
        (stride === 2 || stride === 4) &&
        filter === 'NONE'
  const fits = filter === 'OCTAHEDRAL' ? stride === 4 || stride === 8 : filter === 'QUATERNION' ? stride === 8 : true
  if (!good || !fits)
    corrupt(
      `${name} compressed as ${mode}, filter ${filter}, ${count} × ${stride} bytes`,
      'a combination of EXT_meshopt_compression',
    )
}
