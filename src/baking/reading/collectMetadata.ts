import type { SceneMetadata } from '../bakeScene'
import type { Baking } from '../bakers/baking'
import { placeBox } from '../geometry'
import { instanceMatrices } from '../matrices'
import type { NodeTree, TreeNode } from './nodeTree'

type Values = Readonly<Record<string, number | string>>

/**
 * Metadata by place. A node hands its values down; they are those of the cell that it lies in, and of what has a radius of its own.
 * Order: the file's nodes.
 */
export function collectMetadata(tree: NodeTree, { metadata, components }: Baking): SceneMetadata[] {
  if (metadata.size === 0) return []
  const out: SceneMetadata[] = []
  const held: (Values | null)[] = []
  for (const node of tree.nodes) {
    const own = metadata.get(node)
    const above = node.parent && held[node.parent.index]
    const values = own ? { ...above, ...own } : above
    held.push(values)
    const speaks =
      own !== undefined || (node.owner === null ? node.mesh || components.has(node) : node.owner === node.path)
    if (values && speaks && node.role !== 'none') out.push(placeOf(node, values))
  }
  return out.filter(({ box }) => box === null || box.every(Number.isFinite))
}

function placeOf(node: TreeNode, values: Values): SceneMetadata {
  const { path, owner } = node
  if (owner !== null) return { path, owner, cell: null, box: null, values }
  const box = worldBox(node)
  const centre = (axis: number) => (box[axis] + box[axis + 3]) / 2
  return { path, owner, cell: [centre(0), centre(1), centre(2)], box, values }
}

/** Around a node's mesh, or its own point. */
export function worldBox({ source, mesh, matrix }: TreeNode): Float64Array {
  if (mesh?.box) return placeBox(mesh.box, instanceMatrices(source, matrix))
  const [x, y, z] = [matrix[12], matrix[13], matrix[14]]
  return Float64Array.of(x, y, z, x, y, z)
}
