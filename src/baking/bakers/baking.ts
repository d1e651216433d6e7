import { fail } from '../../errors'
import { Figure, Parent, Transform } from '../../schema/builtIn'
import type { ComponentSchema, RefTarget } from '../../schema/component'
import { refuseMetadata, type KeyNames } from '../reading/flatKeys'
import { hashKey } from '../reading/hashKey'
import type { NodeTree, TreeNode } from '../reading/nodeTree'
import type { GivenPayload } from './ownPayloads'
import { findNode, groupByName, refuseDangling, type NodesByName } from './references'
import { checkValue, columnType, refuseValue, type BakedValue } from './values'

type Columns = Record<string, BakedValue>

/** What bakers have given so far. */
export interface Baking {
  readonly tree: NodeTree
  readonly names: KeyNames
  readonly components: Map<TreeNode, Map<ComponentSchema, Columns>>
  readonly metadata: Map<TreeNode, Record<string, number | string>>
  /** By kind of the game's own. */
  readonly payloads: Map<TreeNode, Map<string, GivenPayload>>
  /** What is referred to, and the first node that does. */
  readonly referred: Map<TreeNode, TreeNode>
  readonly notes: { readonly node: string; readonly what: string }[]
  byName: NodesByName | null
}

export function createBaking(tree: NodeTree, names: KeyNames): Baking {
  const given = { components: new Map(), metadata: new Map(), payloads: new Map(), referred: new Map() }
  return { tree, names, ...given, notes: [], byName: null }
}

/** Sets a component's columns. @throws TerraneError 'bake-input' for values that do not fit. */
export function setComponent(baking: Baking, node: TreeNode, schema: ComponentSchema, values: object): void {
  const { known, columns } = checkComponent(baking, node, schema, values)
  componentsOf(baking, node).set(known, { ...componentsOf(baking, node).get(known), ...columns })
}

/** Sets only the columns that nobody set. */
export function fillComponent(baking: Baking, node: TreeNode, schema: ComponentSchema, values: object): void {
  const { known, columns } = checkComponent(baking, node, schema, values)
  componentsOf(baking, node).set(known, { ...columns, ...componentsOf(baking, node).get(known) })
}

function componentsOf({ components }: Baking, node: TreeNode): Map<ComponentSchema, Columns> {
  const known = components.get(node) ?? new Map<ComponentSchema, Columns>()
  components.set(node, known)
  return known
}

/** What the plan derives from nodes; nobody gives them. */
const derived: readonly string[] = [Transform, Parent, Figure].map(({ name }) => name)

function checkComponent(baking: Baking, node: TreeNode, schema: ComponentSchema, values: object) {
  const known = knownSchema(baking, schema, node.path)
  const columns: Columns = {}
  for (const [column, value] of Object.entries(values)) {
    if (value === undefined) continue
    const type = columnType(known, column, `"${node.path}"`)
    columns[column] = checkValue(type, value, `"${node.path}" with ${known.name}.${column}`)
    if (typeof columns[column] === 'object') noteReference(baking, node, columns[column])
  }
  return { known, columns }
}

/** The one that the world is baked with: the same name and columns, whatever copy of the package made it. */
function knownSchema({ names }: Baking, { name, hash }: ComponentSchema, path: string): ComponentSchema {
  if (derived.includes(name))
    fail(
      'bake-input',
      `"${path}" given the component ${name}`,
      'a component of the game',
      `${name} comes from the node.`,
    )
  const known = names.components.get(name)
  if (known?.hash === hash) return known
  return fail(
    'bake-input',
    `"${path}" given the component ${name}, which the config ${known ? 'lists with other columns' : 'does not list'}`,
    `one of ${[...names.components.keys()].filter((other) => !derived.includes(other)).join(', ')}`,
    'List it in the components of terrane.config.ts.',
  )
}

/** The target of a reference column's value, as flat keys give it: a path, a `terrane_id` or a name. */
export function referTo(baking: Baking, node: TreeNode, value: unknown, column: string): RefTarget {
  if (typeof value !== 'string')
    return refuseValue(`"${node.path}" with ${column}`, value, 'the path, terrane_id or name of a node')
  const target = nodeNamed(baking, value, node)
  return target ? targetOf(target) : refuseDangling(node.path, value, `which is not there (${column})`)
}

/** Null where there is none. @throws TerraneError 'bake-input' for a name that several nodes have. */
export function nodeNamed(baking: Baking, name: string, from: TreeNode): TreeNode | null {
  baking.byName ??= groupByName(baking.tree)
  return findNode(baking.tree, baking.byName, name, from.path)
}

export const targetOf = ({ id, path }: TreeNode): RefTarget => ({ id, path })

function noteReference({ tree, referred }: Baking, from: TreeNode, { id, path }: RefTarget): void {
  const target = tree.byId.get(hashKey(id)) ?? refuseDangling(from.path, path)
  if (!referred.has(target)) referred.set(target, from)
}

/** Sets values of the node's place. @throws TerraneError 'bake-input' for names without a type and values that do not fit. */
export function setMetadata(baking: Baking, node: TreeNode, values: object): void {
  baking.metadata.set(node, { ...baking.metadata.get(node), ...checkMetadata(baking, node, values) })
}

/** Sets only the values that nobody set. */
export function fillMetadata(baking: Baking, node: TreeNode, values: object): void {
  baking.metadata.set(node, { ...checkMetadata(baking, node, values), ...baking.metadata.get(node) })
}

function checkMetadata({ names: { metadata } }: Baking, node: TreeNode, values: object) {
  const out: Record<string, number | string> = {}
  for (const [name, value] of Object.entries(values)) {
    if (!Object.hasOwn(metadata, name)) refuseMetadata(node.path, name, metadata)
    out[name] = checkValue(metadata[name], value, `"${node.path}" with metadata ${name}`) as number | string
  }
  return out
}
