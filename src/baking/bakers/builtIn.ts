import { moverPolicies, readMover, settingPrefix } from '../../authoring/settings'
import { Lens, Light, Mover, Trigger } from '../../schema/builtIn'
import type { ComponentSchema } from '../../schema/component'
import { isReferenceType } from '../../schema/fields'
import type { TreeNode } from '../reading/nodeTree'
import { readFlatKey } from '../reading/flatKeys'
import { fillComponent, fillMetadata, referTo, type Baking } from './baking'
import { lensOf } from './lenses'
import { lightOf } from './lights'
import { triggerOf } from './triggers'
import { refuseValue } from './values'

/**
 * What the engine's own bakers give a node: components and metadata of its flat keys, the box of a trigger, lights, cameras, and what becomes of a
 * mover. Each only what nobody gave before; flat keys come before the file's own lights and cameras.
 */
export function bakeBuiltIn(baking: Baking, node: TreeNode): void {
  if (node.role === 'none') return
  bakeFlatKeys(baking, node)
  const policy = readMover(node.extras, node.path)
  const mover = policy && { policy: moverPolicies.indexOf(policy) }
  const given = [
    [Trigger, triggerOf(node)],
    [Light, lightOf(node.source)],
    [Lens, lensOf(node.source)],
    [Mover, mover],
  ] as const
  for (const [schema, values] of given) if (values) fillComponent(baking, node, schema, values)
}

/** `terrane_Door_angle`, `terrane_Burning` and `terrane_meta_music`. */
function bakeFlatKeys(baking: Baking, node: TreeNode): void {
  for (const [key, value] of Object.entries(node.extras)) {
    const flat = key.startsWith(settingPrefix) && value !== null ? readFlatKey(key, baking.names, node.path) : null
    if (!flat || flat.about === 'setting') continue
    if (flat.about === 'metadata') fillMetadata(baking, node, { [flat.name]: value })
    else if (flat.column === null) bakeTag(baking, node, flat.schema, value)
    else {
      const reference = isReferenceType(flat.schema.fields[flat.column])
      if (reference && (value === '' || value === undefined)) continue
      const column = reference ? referTo(baking, node, value, `${flat.schema.name}.${flat.column}`) : value
      fillComponent(baking, node, flat.schema, { [flat.column]: column })
    }
  }
}

/** The component's name alone is a switch. */
function bakeTag(baking: Baking, node: TreeNode, schema: ComponentSchema, value: unknown): void {
  if (value === true || value === 1) fillComponent(baking, node, schema, {})
  else if (value !== false && value !== 0)
    refuseValue(`"${node.path}" with ${settingPrefix}${schema.name}`, value, 'true or false')
}
