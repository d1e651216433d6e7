import type { Bytes } from '../memory/meter'
import type { DrawPayload, MeshPayload } from './draw'

/**
 * What a draw payload costs once adopted. GPU: every buffer and texel that is uploaded, mip chain included (4/3).
 * CPU: what stays after the upload, matrices and boxes. The bake writes these numbers, the backend checks them.
 */
export function measureDraw(payload: DrawPayload): Bytes {
  if (payload.kind === 'texture') return { cpuBytes: 0, gpuBytes: Math.ceil((payload.width * payload.height * 16) / 3) }
  return measureMesh(payload)
}

function measureMesh(payload: MeshPayload): Bytes {
  const bytes: Bytes = { cpuBytes: 0, gpuBytes: 0 }
  for (const primitive of payload.primitives) {
    bytes.gpuBytes += primitive.indices.byteLength + primitive.positions.array.byteLength
    bytes.gpuBytes += (primitive.normals?.array.byteLength ?? 0) + (primitive.uvs?.array.byteLength ?? 0)
  }
  for (const image of payload.images ?? []) bytes.gpuBytes += measureDraw(image).gpuBytes
  for (const draw of payload.draws) {
    bytes.cpuBytes += draw.matrices.byteLength + draw.box.byteLength
    if (draw.matrices.length > 16) bytes.gpuBytes += draw.matrices.byteLength
  }
  return bytes
}
