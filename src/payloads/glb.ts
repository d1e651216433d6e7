import { corrupt } from './corrupt'
import type { GltfJson } from './gltfFile'

const glbMagic = 0x46546c67 // 'glTF'
const jsonChunk = 0x4e4f534a
const binaryChunk = 0x004e4942

/** Required extensions that change geometry and are understood; `KHR_materials_…` and image formats only change looks. */
const understood = new Set([
  'EXT_meshopt_compression',
  'KHR_meshopt_compression',
  'KHR_mesh_quantization',
  'EXT_mesh_gpu_instancing',
  'EXT_texture_webp',
  'EXT_texture_avif',
  'KHR_texture_basisu',
])

/** A `.glb` taken apart; `binary` views the file's own bytes. */
export interface Glb {
  readonly json: GltfJson
  readonly binary: Uint8Array
}

/** @throws TerraneError 'payload-corrupt' for what is no whole glTF 2.0 binary, or needs an extension that is not understood. */
export function openGlb(bytes: ArrayBuffer): Glb {
  const view = new DataView(bytes)
  if (bytes.byteLength < 20) corrupt(`a .glb of ${bytes.byteLength} bytes`, 'at least a header and a JSON chunk')
  if (view.getUint32(0, true) !== glbMagic) corrupt('a file that does not begin with "glTF"', 'a .glb')
  if (view.getUint32(4, true) !== 2) corrupt(`glTF version ${view.getUint32(4, true)}`, 'version 2')
  const length = view.getUint32(8, true)
  if (length > bytes.byteLength || length < 20)
    corrupt(`a .glb of ${bytes.byteLength} bytes`, `${length}, as its header says`)
  const chunks = readChunks(view, length)
  const json = parseJson(chunks.get(jsonChunk) ?? corrupt('a .glb without a JSON chunk', 'one'))
  checkExtensions(json)
  return { json, binary: chunks.get(binaryChunk) ?? new Uint8Array() }
}

function readChunks(view: DataView, length: number): Map<number, Uint8Array> {
  const chunks = new Map<number, Uint8Array>()
  for (let at = 12; at + 8 <= length;) {
    const size = view.getUint32(at, true)
    const type = view.getUint32(at + 4, true)
    if (at + 8 + size > length) corrupt(`a chunk of ${size} bytes at byte ${at}`, `one inside ${length} bytes`)
    if (!chunks.has(type)) chunks.set(type, new Uint8Array(view.buffer as ArrayBuffer, at + 8, size))
    at += 8 + size
  }
  return chunks
}

function parseJson(bytes: Uint8Array): GltfJson {
  let json: unknown = null
  try {
    json = JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    // Refused below: what is no object is no glTF either.
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    corrupt('a JSON chunk that is no JSON object', 'glTF')
  return json as GltfJson
}

function checkExtensions(json: GltfJson): void {
  const required = Array.isArray(json.extensionsRequired) ? (json.extensionsRequired as unknown[]) : []
  for (const name of required)
    if (!understood.has(String(name)) && !String(name).startsWith('KHR_materials_'))
      corrupt(`a .glb that needs ${String(name)}`, `at most ${[...understood].join(', ')}`)
}
