import type { Node as GltfNode } from '@gltf-transform/core'
import { LensType, type Lens } from '../../schema/builtIn'
import type { Values } from '../../schema/component'

/** The camera of a node; null without one. */
export function lensOf(node: GltfNode): Values<typeof Lens> | null {
  const camera = node.getCamera()
  if (!camera) return null
  const depth = { near: camera.getZNear(), far: camera.getZFar() }
  if (camera.getType() === 'orthographic')
    return {
      type: LensType.Orthographic,
      yfov: camera.getYMag(),
      aspect: camera.getXMag() / camera.getYMag(),
      ...depth,
    }
  return { type: LensType.Perspective, yfov: camera.getYFov(), aspect: camera.getAspectRatio() ?? 0, ...depth }
}
