import { fail } from '../../errors'
import { nodeAt, type NodeTree, type TreeNode } from '../reading/nodeTree'

/** Nodes by name, for references; made when the first one asks. */
export type NodesByName = ReadonlyMap<string, readonly TreeNode[]>

export function groupByName({ nodes }: NodeTree): NodesByName {
  const byName = new Map<string, TreeNode[]>()
  for (const node of nodes) {
    const known = byName.get(node.name)
    if (known) known.push(node)
    else byName.set(node.name, [node])
  }
  return byName
}

/**
 * The node that a text means: a path, a `terrane_id`, or a name that one node has. Null where there is none.
 * @throws TerraneError 'bake-input' for a name that several nodes have; `from` is the node that refers.
 */
export function findNode(tree: NodeTree, byName: NodesByName, target: string, from: string): TreeNode | null {
  const exact = nodeAt(tree, target) ?? tree.byKey.get(target)
  if (exact) return exact
  const named = byName.get(target) ?? []
  if (named.length > 1)
    fail(
      'bake-input',
      `"${from}" refers to "${target}", the name of ${named.length} nodes: ${listSome(named.map(({ path }) => path))}`,
      'a path, a terrane_id or a name that one node has',
      'Name it by its path.',
    )
  return named[0] ?? null
}

const shown = 3

const listSome = (paths: readonly string[]) =>
  paths.slice(0, shown).join(', ') + (paths.length > shown ? ` and ${paths.length - shown} more` : '')

/** @throws TerraneError 'bake-input', always: both ends named. */
export function refuseDangling(from: string, target: string, why = 'which is not there'): never {
  return fail(
    'bake-input',
    `"${from}" refers to "${target}", ${why}`,
    'a node of the default scene, by its path, its terrane_id or its name',
    'Correct the reference, or bring the node back.',
  )
}
