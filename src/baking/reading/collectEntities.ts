import { builtInSchemas, Figure, Parent, Transform } from '../../schema/builtIn'
import type { ComponentSchema } from '../../schema/component'
import type { ComponentValues, NotCarried, SceneEntity, SceneFigure } from '../bakeScene'
import type { Baking } from '../bakers/baking'
import { refuseDangling } from '../bakers/references'
import type { Flat } from './flat'
import type { NodeTree, TreeNode } from './nodeTree'

const none: ReadonlyMap<ComponentSchema, ComponentValues> = new Map()

/**
 * Nodes that moved, were given components or are referred to.
 * @throws TerraneError 'bake-input' for references to what is left out.
 */
export function collectEntities(
  tree: NodeTree,
  { components, referred }: Baking,
  figureOf: ReadonlyMap<TreeNode, number>,
  notCarried: NotCarried[],
): SceneEntity[] {
  const entities: SceneEntity[] = []
  const nearest: (number | null)[] = []
  for (const node of tree.nodes) {
    const { id, path, matrix, settings, owner } = node
    const parent = node.parent && nearest[node.parent.index]
    nearest.push(parent)
    const isEntity = components.has(node) || (node.role === 'dynamic' && node.declared !== null) || referred.has(node)
    if (!isEntity || isLeftOut(node, components, referred, notCarried)) continue
    nearest[node.index] = entities.length
    const given = components.get(node) ?? none
    const figure = figureOf.get(node) ?? null
    entities.push({ id, path, matrix, settings, owner, components: given, figure, parent })
  }
  return entities
}

/** What nobody gave a component has no place in the world where its role is none; what has no finite place has none at all. */
function isLeftOut(
  node: TreeNode,
  components: Baking['components'],
  referred: Baking['referred'],
  notCarried: NotCarried[],
): boolean {
  const placed = node.matrix.every(Number.isFinite)
  if (placed && (node.role !== 'none' || components.has(node))) return false
  const from = referred.get(node)
  if (from) refuseDangling(from.path, node.path, placed ? 'whose role is none' : 'whose place is not a finite number')
  notCarried.push({ node: node.path, what: 'entity: its place is not a finite number' })
  return true
}

/** Meshes of what moves, each once, and the one of each node. A single mesh that several nodes have is one figure. */
export function collectFigures({ tree, moving, library }: Flat) {
  const figures: SceneFigure[] = []
  const figureOf = new Map<TreeNode, number>()
  const ofMesh = new Map<number, number>()
  for (const node of tree.nodes) {
    const drawn = (moving.get(node) ?? []).filter(({ mesh }) => library.meshes[mesh].surfaces.length > 0)
    if (drawn.length === 0) continue
    const [{ mesh, path }] = drawn
    const single = drawn.length === 1 && path === node.path
    const figure = (single ? ofMesh.get(mesh) : undefined) ?? figures.push({ name: node.path, parts: drawn }) - 1
    if (single) ofMesh.set(mesh, figure)
    figureOf.set(node, figure)
  }
  return { figures, figureOf }
}

/** Every component that the config lists, after the built-in ones that some entity has. */
export function collectSchemas(entities: readonly SceneEntity[], listed: readonly ComponentSchema[]) {
  const used = new Set<ComponentSchema>(entities.flatMap(({ components }) => [...components.keys()]))
  if (entities.length > 0) used.add(Transform)
  if (entities.some(({ parent }) => parent !== null)) used.add(Parent)
  if (entities.some(({ figure }) => figure !== null)) used.add(Figure)
  return [...[...builtInSchemas.values()].filter((schema) => used.has(schema)), ...listed]
}
