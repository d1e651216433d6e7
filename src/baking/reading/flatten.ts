import { readFocus } from '../../authoring/settings'
import { fail } from '../../errors'
import type { Baking } from '../bakers/baking'
import { identity, multiply } from '../matrices'
import { flattenMesh } from './flattenMesh'
import { createFlat, type Flat, type Standing } from './flat'
import type { NodeTree, TreeNode } from './nodeTree'

/**
 * Goes over the nodes once more, now that bakers have decided what they are for: parts, what moves, colliders, focuses, and what is not
 * carried.
 */
export function flatten(tree: NodeTree, baking: Baking): Flat {
  const flat = createFlat(tree, baking)
  const standings: Standing[] = []
  for (const node of tree.nodes) {
    const standing = standingOf(node, node.parent && standings[node.parent.index])
    standings.push(standing)
    if (node.source.getSkin()) flat.notCarried.push({ node: node.path, what: 'skin: drawn in its rest pose' })
    addFocus(flat, node)
    flattenMesh(flat, node, standing)
  }
  return flat
}

/** What has the role dynamic of its own moves by itself; what inherits it is drawn with it. */
function standingOf(node: TreeNode, above: Standing | null): Standing {
  const because = node.declared?.because ?? above?.because ?? 'by default'
  const carried = node.role === 'dynamic' || (above?.carried ?? false)
  if (node.role !== 'dynamic') return { because, root: null, carried, relative: identity }
  if (node.declared || !above?.root) return { because, root: node, carried, relative: identity }
  const relative = multiply(above.relative, node.source.getMatrix())
  return { because, root: above.root, carried, relative }
}

function addFocus(flat: Flat, { extras, path, matrix }: TreeNode): void {
  const focus = readFocus(extras, path)
  if (!focus) return
  const position = [matrix[12], matrix[13], matrix[14]] as const
  if (!position.every(Number.isFinite))
    fail('bake-input', `focus "${path}" at ${position.join(', ')}`, 'a finite place', 'Move it.')
  flat.focuses.push({ name: focus.name, position, radiusScale: focus.radiusScale })
}
