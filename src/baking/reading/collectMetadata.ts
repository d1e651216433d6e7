import type { SceneMetadata } from '../bakeScene'
import type { Baking } from '../bakers/baking'
import { placeBox } from '../geometry'
import { instanceMatrices } from '../matrices'
import type { NodeTree, TreeNode } from './nodeTree'

type Values = Readonly<Record<string, number | string>>

/** Metadata by place, in the order of the file's nodes. A node hands its values down to those that speak for a place. */
export function collectMetadata(tree: NodeTree, { metadata, components }: Baking): SceneMetadata[] {
  if (metadata.size === 0) return []
  const out: SceneMetadata[] = []
  const held: (Values | null)[] = []
  for (const node of tree.nodes) {
    const own = metadata.get(node)
    const above = node.parent && held[node.parent.index]
    const values = own ? { ...above, ...own } : above
    held.push(values)
    const box = values && node.role !== 'none' && speaks(node, own !== undefined, components) && worldBox(node)
    if (box && box.every(Number.isFinite)) out.push({ path: node.path, owner: node.owner, box, values })
  }
  return out
}

/** A group only hands down: where it lies says nothing, as groups mostly lie at the world's zero. A marker with nothing below speaks for its point. */
function speaks(node: TreeNode, own: boolean, components: Baking['components']): boolean {
  if (node.owner !== null) return own || node.owner === node.path
  const isEntity = components.has(node) || (node.role === 'dynamic' && node.declared !== null)
  return node.mesh !== null || isEntity || (own && node.children.length === 0)
}

/** Around a node's mesh, or its own point. */
export function worldBox({ source, mesh, matrix }: TreeNode): Float64Array {
  if (mesh?.box) return placeBox(mesh.box, instanceMatrices(source, matrix))
  const [x, y, z] = [matrix[12], matrix[13], matrix[14]]
  return Float64Array.of(x, y, z, x, y, z)
}
