import { roles, type Role } from '../../authoring/settings'
import { fail } from '../../errors'
import type { ComponentSchema, RefTarget } from '../../schema/component'
import type { CheckedConfig, NamedBaker } from '../config'
import { refuseThrown } from '../refuseThrown'
import { spreadRole, type NodeTree, type TreeNode } from '../reading/nodeTree'
import type { Bake, BakeNode } from './baker'
import { createBaking, nodeNamed, setComponent, setMetadata, targetOf, type Baking } from './baking'
import { bakeBuiltIn } from './builtIn'
import { givePayload } from './ownPayloads'
import { refuseDangling } from './references'

/** Where the bake is in the config's bakers. */
interface Running extends Baking {
  baker: string
  node: TreeNode
}

/**
 * Calls every baker of the config for every node, baker after baker, parents before children; the built-in ones come last and fill
 * in what nobody gave.
 * @throws TerraneError 'bake-input' where a baker throws, naming baker, node and what it said.
 */
export function runBakers(tree: NodeTree, config: CheckedConfig): Baking {
  const baking = createBaking(tree, config)
  const running: Running = Object.assign(baking, { baker: '', node: tree.nodes[0] })
  const bake = createBake(running)
  for (const baker of config.bakers) for (const node of tree.nodes) runBaker(running, baker, node, bake, config)
  for (const node of tree.nodes) bakeBuiltIn(baking, node)
  return baking
}

function runBaker(running: Running, baker: NamedBaker, node: TreeNode, bake: Bake, { place }: CheckedConfig): void {
  running.baker = baker.name
  running.node = node
  try {
    const answer: unknown = baker.run(node, bake)
    if (answer instanceof Promise) refusePromise(answer)
  } catch (error) {
    const where = place(error)
    refuseThrown(`baker ${baker.name} at "${node.path}"${where ? ` (${where})` : ''}`, error)
  }
}

function refusePromise(answer: Promise<unknown>): never {
  answer.catch(() => {})
  return fail(
    'bake-input',
    'it answers a promise',
    'a baker that is done when it returns',
    'Read files before the bake.',
  )
}

function createBake(running: Running): Bake {
  function ref(target: BakeNode | string): RefTarget
  function ref(target: BakeNode | string, options: { readonly optional: boolean }): RefTarget | undefined
  function ref(target: BakeNode | string, options?: { readonly optional: boolean }): RefTarget | undefined {
    const found = typeof target === 'string' ? nodeNamed(running, target, running.node) : treeNode(running, target)
    if (found) return targetOf(found)
    return options?.optional ? undefined : refuseDangling(running.node.path, String(target))
  }
  return {
    ref,
    add: (node, schema, values = {}) => setComponent(running, treeNode(running, node), checkSchema(schema), values),
    claim: (node, role) => claim(running, treeNode(running, node), role),
    metadata: (node, values) => setMetadata(running, treeNode(running, node), values),
    payload: (node, kind, bytes, size = {}) => givePayload(running, treeNode(running, node), kind, bytes, size),
    note: (node, text) => void running.notes.push({ node: treeNode(running, node).path, what: text }),
  }
}

/** A node of this bake. @throws TerraneError 'bake-input' for what is none. */
function treeNode({ tree }: Running, node: BakeNode): TreeNode {
  const known = tree.nodes[(node as TreeNode | undefined)?.index ?? -1]
  if (known !== undefined && known === node) return known
  return fail(
    'bake-input',
    'something else in place of a node',
    'a node of this bake',
    'Pass the node, or one it leads to.',
  )
}

function checkSchema(schema: ComponentSchema): ComponentSchema {
  if (typeof (schema as ComponentSchema | undefined)?.hash === 'string') return schema
  return fail('bake-input', 'something else in place of a component', "component('Door', { … })", 'Pass the component.')
}

function claim({ baker }: Running, node: TreeNode, role: Role): void {
  if (!roles.includes(role))
    fail('bake-input', `role ${JSON.stringify(role)}`, `one of ${roles.join(', ')}`, 'Correct the claim.')
  node.declared = { role, because: `by baker ${baker}` }
  spreadRole(node, role)
}
