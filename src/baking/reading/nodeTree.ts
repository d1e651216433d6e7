import type { Document, Mesh, Node as GltfNode, Scene } from '@gltf-transform/core'
import type { RolePattern } from '../../authoring/roles'
import { readIdKey, type Role } from '../../authoring/settings'
import { fail } from '../../errors'
import { hashEnd, hashOn, hashStart, type HashState } from '../../math/hash'
import { idOfKey, idOfPath, type IdHalves } from '../../schema/stableId'
import type { BakeMesh, BakeNode } from '../bakers/baker'
import { multiply, nearestPlacement } from '../matrices'
import { hashOverrides, mergeExtras, type ExtrasOptions, type OverridesByHash } from './overrides'
import { inherit, type DeclaredRole, type Inherited } from './inherit'
import { hashKey } from './hashKey'
import { createNodeMesh } from './nodeMesh'

/** A node with what it says and inherits; what bakers see of it, and what the bake goes on with. */
export interface TreeNode extends BakeNode, Inherited {
  readonly source: GltfNode
  /** Place in the tree's list. */
  readonly index: number
  readonly id: IdHalves
  /** Of the source and the path, to go on with below. */
  readonly hash: HashState
  readonly matrix: Float64Array
  /** As its own key, its name or a baker says; null: as its parent. */
  declared: DeclaredRole | null
  /** In force: of the nearest declared one. */
  role: Role
  readonly parent: TreeNode | null
  readonly children: TreeNode[]
}

/** The default scene's nodes, parents before children. */
export interface NodeTree {
  /** File name of the input. */
  readonly source: string
  readonly nodes: readonly TreeNode[]
  /** By hash of the path: paths of deep files are too long to keep each of them whole. See `nodeAt`. */
  readonly byHash: ReadonlyMap<string, TreeNode>
  /** By id; keys as `hashKey` makes them. */
  readonly byId: ReadonlyMap<string, TreeNode>
  /** By `terrane_id`. */
  readonly byKey: ReadonlyMap<string, TreeNode>
  /** Scenes that are not read. */
  readonly otherScenes: readonly Scene[]
}

/** What a tree is read with. */
export interface TreeOptions extends ExtrasOptions {
  /** File name of the input, without folders: part of every id. */
  readonly source: string
  readonly patterns: readonly RolePattern[]
}

interface Building {
  readonly options: TreeOptions
  readonly overrides: OverridesByHash
  readonly nodes: TreeNode[]
  readonly byHash: Map<string, TreeNode>
  readonly byId: Map<string, TreeNode>
  readonly byKey: Map<string, TreeNode>
  readonly meshes: Map<Mesh, BakeMesh>
}

/**
 * Reads the default scene (the first, or all roots, without one). Depth first, in the file's order, without recursion: files may nest as
 * deep as they like.
 * @throws TerraneError 'bake-input' for settings that do not mean anything, and for two nodes with one `terrane_id`.
 */
export function buildTree(document: Document, options: TreeOptions): NodeTree {
  const root = document.getRoot()
  const scene = root.getDefaultScene() ?? root.listScenes()[0] ?? null
  const roots = scene ? scene.listChildren() : root.listNodes().filter((node) => node.getParentNode() === null)
  const building: Building = {
    options,
    overrides: hashOverrides(options),
    nodes: [],
    byHash: new Map(),
    byId: new Map(),
    byKey: new Map(),
    meshes: new Map(),
  }
  const stack = namesOf(roots, null).reverse()
  for (let next = stack.pop(); next; next = stack.pop()) {
    const node = addNode(building, next.source, next.name, next.parent)
    stack.push(...namesOf(next.source.listChildren(), node).reverse())
  }
  const { nodes, byHash, byId, byKey } = building
  const otherScenes = root.listScenes().filter((other) => other !== scene)
  return { source: options.source, nodes, byHash, byId, byKey, otherScenes }
}

/** The node at a path; null where there is none. */
export function nodeAt({ source, byHash }: NodeTree, path: string): TreeNode | null {
  const node = byHash.get(hashKey(idOfPath(source, path)))
  return node?.path === path ? node : null
}

/** Siblings with names of their own; ones that share a name are told apart by #2, #3 in order. */
function namesOf(sources: readonly GltfNode[], parent: TreeNode | null) {
  const seen = new Map<string, number>()
  return sources.map((source) => {
    const name = source.getName() || source.getMesh()?.getName() || 'node'
    const copy = (seen.get(name) ?? 0) + 1
    seen.set(name, copy)
    return { source, parent, name: copy === 1 ? name : `${name}#${copy}` }
  })
}

/** The path of a node below its parent. Names that hold '/' or '#2' themselves can make two paths one: the later gets a number. */
function placeInTree({ options, byHash }: Building, name: string, parent: TreeNode | null) {
  const above = parent?.hash ?? hashOn(hashStart, `${options.source}#`)
  for (let copy = 1; ; copy++) {
    const step = (parent ? '/' : '') + (copy === 1 ? name : `${name}#${copy}`)
    const hash = hashOn(above, step)
    if (!byHash.has(hashKey(hashEnd(hash)))) return { hash, path: (parent?.path ?? '') + step }
  }
}

function addNode(building: Building, source: GltfNode, name: string, parent: TreeNode | null): TreeNode {
  const { options, nodes } = building
  const { path, hash } = placeInTree(building, name, parent)
  const mesh = source.getMesh()
  const over = building.overrides.get(hashKey(hashEnd(hash)))
  const extras = mergeExtras(mesh?.getExtras() ?? {}, source.getExtras(), path, over, options)
  const key = readIdKey(extras, path)
  const { declared, ...inherited } = inherit(source, path, extras, parent, options)
  const node: TreeNode = Object.assign(Object.create(placed) as typeof placed, {
    source,
    index: nodes.length,
    name: source.getName(),
    path,
    hash,
    id: key === null ? hashEnd(hash) : idOfKey(options.source, key),
    extras,
    matrix: parent ? multiply(parent.matrix, source.getMatrix()) : Float64Array.from(source.getMatrix()),
    ...inherited,
    declared,
    role: declared?.role ?? parent?.role ?? 'static',
    mesh: mesh && meshOf(building, mesh),
    parent,
    children: [],
  })
  enter(building, node, key)
  parent?.children.push(node)
  return node
}

/** What a node answers from its matrix when it is asked. */
const placed = {
  get position(): readonly [number, number, number] {
    const matrix = matrixOf(this)
    return [matrix[12], matrix[13], matrix[14]]
  },
  get rotation() {
    return nearestPlacement(matrixOf(this)).rotation
  },
  get scale() {
    return nearestPlacement(matrixOf(this)).scale
  },
}

const matrixOf = (node: unknown) => (node as TreeNode).matrix

function meshOf({ meshes }: Building, mesh: Mesh): BakeMesh {
  const known = meshes.get(mesh) ?? createNodeMesh(mesh)
  meshes.set(mesh, known)
  return known
}

function enter({ nodes, byHash, byId, byKey }: Building, node: TreeNode, key: string | null): void {
  const id = hashKey(node.id)
  const twin = byId.get(id)
  if (twin) refuseTwins(twin.path, node.path, key)
  nodes.push(node)
  byHash.set(hashKey(hashEnd(node.hash)), node)
  byId.set(id, node)
  if (key !== null) byKey.set(key, node)
}

const refuseTwins = (one: string, other: string, key: string | null) =>
  fail(
    'bake-input',
    `"${one}" and "${other}" with one id${key === null ? '' : ` (terrane_id "${key}")`}`,
    'an id for each node',
    key === null ? 'Rename one of them.' : 'Give one of them another terrane_id.',
  )

/** Nodes of the tree that are below one and have no role of their own follow its role. */
export function spreadRole(node: TreeNode, role: Role): void {
  const stack = [node]
  for (let next = stack.pop(); next; next = stack.pop()) {
    next.role = role
    stack.push(...next.children.filter((child) => child.declared === null && child.role !== role))
  }
}
