import type { Trigger } from '../../schema/builtIn'
import type { Values } from '../../schema/component'
import { placeBox } from '../geometry'
import { identity, instanceMatrices } from '../matrices'
import type { TreeNode } from '../reading/nodeTree'

/** An empty as Blender draws its cube: from −1 to 1. */
const unitBox = [-1, -1, -1, 1, 1, 1]

/**
 * The box that a node of the role trigger stands for: around its mesh, or the unit box of an empty that says itself that it is one. Null for
 * others, groups among them: what is below them has boxes.
 */
export function triggerOf(node: TreeNode): Values<typeof Trigger> | null {
  if (node.role !== 'trigger') return null
  const box = node.mesh ? meshBox(node, node.mesh.box) : node.declared && node.children.length === 0 ? unitBox : null
  if (!box) return null
  const centre = (axis: number) => (box[axis] + box[axis + 3]) / 2
  const half = (axis: number) => (box[axis + 3] - box[axis]) / 2
  return {
    centerX: centre(0),
    centerY: centre(1),
    centerZ: centre(2),
    halfX: half(0),
    halfY: half(1),
    halfZ: half(2),
  }
}

/** Around all instances, in the node's own space. */
function meshBox({ source }: TreeNode, box: readonly number[] | null): ArrayLike<number> | null {
  if (!box) return null
  const instances = instanceMatrices(source, identity)
  return instances.length === 0 ? null : placeBox(box, instances)
}
