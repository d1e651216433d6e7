import type { Node as GltfNode } from '@gltf-transform/core'
import type { Light as GltfLight } from '@gltf-transform/extensions'
import { LightType, type Light } from '../../schema/builtIn'
import type { Values } from '../../schema/component'

const types: Readonly<Record<string, LightType>> = {
  directional: LightType.Directional,
  point: LightType.Point,
  spot: LightType.Spot,
}

/** The light of a node (KHR_lights_punctual); null without one. Only spots have a cone. */
export function lightOf(node: GltfNode): Values<typeof Light> | null {
  const light = node.getExtension<GltfLight>('KHR_lights_punctual')
  if (!light) return null
  const [r, g, b] = light.getColor()
  const type = types[light.getType()] ?? LightType.Point
  const cone =
    type === LightType.Spot ? { innerCone: light.getInnerConeAngle(), outerCone: light.getOuterConeAngle() } : {}
  return { type, r, g, b, intensity: light.getIntensity(), range: light.getRange() ?? 0, ...cone }
}
