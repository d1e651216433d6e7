import { openColliderBlob } from '../blobs/colliderBlob'
import { createColliderMesh, type ColliderMesh } from './colliderMesh'
import type { DecodeFunction } from './kind'

/** Checks a collider payload and makes what physics engines take, where it costs the game nothing. */
const decode: DecodeFunction<ColliderMesh> = (bytes) => {
  const value = createColliderMesh(openColliderBlob(bytes))
  return { value, transfer: [bytes, value.positions.buffer as ArrayBuffer, value.indices.buffer as ArrayBuffer] }
}
export default decode
