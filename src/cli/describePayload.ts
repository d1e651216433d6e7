import { emptyBox } from '../math/box'
import { decodeMeshPayload } from '../payloads/decodeMesh'
import type { Attribute, MeshPayload } from '../payloads/draw'
import { openGlb } from '../payloads/glb'
import { measureDraw } from '../payloads/measure'

/** What a .glb holds, as the engine would draw it. Metres; bytes in memory. */
export interface PayloadSummary {
  readonly bytes: number
  readonly generator: string
  readonly extensions: readonly string[]
  /** World position of the payload's local origin. */
  readonly origin: readonly number[]
  /** min xyz, max xyz, world; null where nothing is drawn. */
  readonly bounds: readonly number[] | null
  readonly primitives: number
  readonly materials: number
  readonly images: number
  /** Draw calls, and what they draw: instances, and triangles over all of them. */
  readonly draws: number
  readonly instances: number
  readonly triangles: number
  readonly cpuBytes: number
  readonly gpuBytes: number
}

/** @throws TerraneError 'payload-corrupt'. */
export async function describePayload(bytes: ArrayBuffer): Promise<PayloadSummary> {
  const json = openGlb(bytes).json as { asset?: { generator?: string }; extensionsUsed?: string[]; images?: unknown[] }
  const { value } = await decodeMeshPayload(bytes)
  const instances = value.draws.map((draw) => draw.matrices.length / 16)
  const trianglesOf = (primitive: number) => value.primitives[primitive].indices.length / 3
  return {
    bytes: bytes.byteLength,
    generator: json.asset?.generator ?? '',
    extensions: json.extensionsUsed ?? [],
    origin: value.origin,
    bounds: measureBounds(value),
    primitives: value.primitives.length,
    materials: value.materials.length,
    images: json.images?.length ?? 0,
    draws: value.draws.length,
    instances: instances.reduce((sum, count) => sum + count, 0),
    triangles: value.draws.reduce((sum, draw, i) => sum + instances[i] * trianglesOf(draw.primitive), 0),
    ...measureDraw(value),
  }
}

/** Of every vertex where it is drawn: boxes of turned boxes would be too large. */
function measureBounds({ draws, primitives, origin }: MeshPayload): number[] | null {
  if (draws.length === 0) return null
  const box = new Float64Array(6)
  emptyBox(box, 0)
  for (const { primitive, matrices } of draws) {
    const points = readPositions(primitives[primitive].positions)
    for (let at = 0; at < matrices.length; at += 16) growByPoints(box, points, matrices.subarray(at, at + 16))
  }
  return [...box].map((value, i) => value + origin[i % 3])
}

function readPositions({ array, strideBytes, normalized }: Attribute): Float64Array {
  const stride = strideBytes / array.BYTES_PER_ELEMENT
  const signed = array instanceof Int8Array || array instanceof Int16Array
  const scale = normalized ? 1 / (2 ** (8 * array.BYTES_PER_ELEMENT - (signed ? 1 : 0)) - 1) : 1
  const count = Math.ceil(array.length / stride)
  return Float64Array.from({ length: 3 * count }, (_, i) => array[Math.floor(i / 3) * stride + (i % 3)] * scale)
}

function growByPoints(box: Float64Array, points: Float64Array, m: Float32Array): void {
  for (let i = 0; i < points.length; i += 3)
    for (let axis = 0; axis < 3; axis++) {
      const value = m[axis] * points[i] + m[4 + axis] * points[i + 1] + m[8 + axis] * points[i + 2] + m[12 + axis]
      if (value < box[axis]) box[axis] = value
      if (value > box[axis + 3]) box[axis + 3] = value
    }
}
