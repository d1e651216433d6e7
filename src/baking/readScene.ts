import type { Animation, Document, Node as GltfNode, Scene } from '@gltf-transform/core'
import { roleByName, stripCopyNumber, type RolePattern } from '../authoring/roles'
import { readFocus, readSettings, unknownSettings, type Role, type Settings } from '../authoring/settings'
import type { FocusRecord } from '../blobs/sectionRecord'
import { fail } from '../errors'
import type { BakeScene, NotCarried, Part, RoleRow } from './bakeScene'
import { instanceMatrices, multiply } from './matrices'
import { countTriangles, createMeshLibrary, hasMaterial, readMesh, type MeshLibrary, type ReadMesh } from './readMesh'

/** What a node inherits. */
interface Inherited {
  readonly path: string
  readonly matrix: Float64Array
  readonly settings: Settings
  readonly owner: string | null
  readonly role: Role
  readonly because: string
}

/** What the walk over the nodes fills. */
interface Walk {
  readonly patterns: readonly RolePattern[]
  readonly library: MeshLibrary
  readonly parts: Part[]
  readonly focuses: FocusRecord[]
  readonly roles: RoleRow[]
  readonly notCarried: NotCarried[]
  readonly hints: string[]
  readonly sum: {
    input: number
    drawn: number
    undrawn: Partial<Record<Role, number>>
    zeroArea: number
    notFinite: number
  }
}

const identity = Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1)
const top: Inherited = { path: '', matrix: identity, settings: {}, owner: null, role: 'static', because: 'by default' }

/**
 * Flattens the default scene (the first, or all roots, without one): parts, looks, focuses, roles and what is not carried.
 * @throws TerraneError 'bake-input' for settings that do not mean anything.
 */
export function readScene(document: Document, patterns: readonly RolePattern[] = []): BakeScene {
  const sum = { input: 0, drawn: 0, undrawn: {}, zeroArea: 0, notFinite: 0 }
  const lists = { parts: [], focuses: [], roles: [], notCarried: [], hints: [] }
  const walk: Walk = { patterns, library: createMeshLibrary(), ...lists, sum }
  const root = document.getRoot()
  const scene = root.getDefaultScene() ?? root.listScenes()[0] ?? null
  visitAll(walk, scene ? scene.listChildren() : root.listNodes().filter((node) => node.getParentNode() === null))
  for (const other of root.listScenes()) if (other !== scene) noteScene(walk, other)
  for (const animation of root.listAnimations()) noteAnimation(walk, animation)
  const { meshes, looks, images } = walk.library
  const report = { roles: walk.roles, notCarried: walk.notCarried, hints: walk.hints, triangles: sum }
  const game = { entities: [], figures: [], colliders: [], colliderMeshes: [], schemas: [], metadata: [] }
  return { meshes, looks, images, parts: walk.parts, focuses: walk.focuses, ...game, report }
}

/** Depth first, in the file's order, without recursion: files may nest as deep as they like. */
function visitAll(walk: Walk, roots: readonly GltfNode[]): void {
  const stack = childrenOf(roots, top).reverse()
  for (let next = stack.pop(); next; next = stack.pop()) {
    const own = visit(walk, next.node, next.path, next.above)
    stack.push(...childrenOf(next.node.listChildren(), own).reverse())
  }
}

/** Siblings with their paths; ones that share a name are told apart by #2, #3 in order. */
function childrenOf(nodes: readonly GltfNode[], above: Inherited) {
  const seen = new Map<string, number>()
  return nodes.map((node) => {
    const name = node.getName() || node.getMesh()?.getName() || 'node'
    const copy = (seen.get(name) ?? 0) + 1
    seen.set(name, copy)
    const unique = copy === 1 ? name : `${name}#${copy}`
    return { node, above, path: above.path ? `${above.path}/${unique}` : unique }
  })
}

function visit(walk: Walk, node: GltfNode, path: string, above: Inherited): Inherited {
  const own = inherit(walk, node, path, above)
  noteNode(walk, node, path)
  addFocus(walk, node, own)
  if (node.getMesh()) addInstances(walk, node, own)
  return own
}

/** The nearest says what counts; an exit radius goes with its enter radius, so a new enter radius drops an inherited exit. */
function inherit(walk: Walk, node: GltfNode, path: string, above: Inherited): Inherited {
  const mesh = node.getMesh()
  const written = { ...readSettings(mesh?.getExtras() ?? {}, path), ...readSettings(node.getExtras(), path) }
  for (const key of [...unknownSettings(node.getExtras()), ...unknownSettings(mesh?.getExtras() ?? {})])
    walk.hints.push(`"${path}": the key ${key} means nothing here`)
  const { exitRadius: _exit, ...others } = above.settings
  const settings = written.enterRadius === undefined ? { ...above.settings, ...written } : { ...others, ...written }
  checkRadii(settings, path)
  const named = roleByName(node.getName(), mesh ? hasMaterial(mesh) : true, walk.patterns)
  const role = written.role ? { role: written.role, because: 'by terrane_role' } : (named ?? above)
  if (!named && mesh && /collider$/i.test(stripCopyNumber(node.getName())) && role.role === 'static')
    walk.hints.push(
      `"${path}" is named like a collider but has a material, so it is drawn; set terrane_role to collider`,
    )
  const hasRadius = written.enterRadius !== undefined || written.exitRadius !== undefined
  return {
    path,
    matrix: multiply(above.matrix, node.getMatrix()),
    settings,
    owner: hasRadius ? path : above.owner,
    role: role.role,
    because: role.because,
  }
}

function checkRadii({ enterRadius, exitRadius }: Settings, path: string): void {
  if (exitRadius === undefined || enterRadius === undefined || exitRadius > enterRadius) return
  fail(
    'bake-input',
    `"${path}" with exit radius ${exitRadius} and enter radius ${enterRadius}`,
    'an exit radius above the enter radius',
    'Raise terrane_exitRadius, or leave it out.',
  )
}

function addFocus(walk: Walk, node: GltfNode, { path, matrix }: Inherited): void {
  const focus = readFocus(node.getExtras(), path)
  if (!focus) return
  const position = [matrix[12], matrix[13], matrix[14]] as const
  if (!position.every(Number.isFinite))
    fail('bake-input', `focus "${path}" at ${position.join(', ')}`, 'a finite place', 'Move it.')
  walk.focuses.push({ name: focus.name, position, radiusScale: focus.radiusScale })
}

const isDrawn = (role: Role) => role === 'static' || role === 'dynamic'

const isFinite = (matrix: Float64Array) => matrix.every(Number.isFinite)

function addInstances(walk: Walk, node: GltfNode, own: Inherited): void {
  const mesh = node.getMesh()
  if (!mesh) return
  const matrices = instanceMatrices(node, own.matrix)
  const triangles = countTriangles(mesh)
  matrices.forEach((matrix, i) => {
    const path = matrices.length === 1 ? own.path : `${own.path}[${i}]`
    walk.roles.push({ node: path, role: own.role, because: own.because, drawn: isDrawn(own.role), triangles })
    walk.sum.input += triangles
    if (!isDrawn(own.role)) walk.sum.undrawn[own.role] = (walk.sum.undrawn[own.role] ?? 0) + triangles
    else addPart(walk, own, path, matrix, readMesh(walk.library, mesh), triangles)
  })
  if (isDrawn(own.role)) noteMesh(walk, readMesh(walk.library, mesh), own.path)
}

function addPart(
  walk: Walk,
  own: Inherited,
  path: string,
  matrix: Float64Array,
  read: ReadMesh,
  triangles: number,
): void {
  const { zeroArea, notFinite } = read
  const part: Part = {
    path,
    mesh: read.index,
    matrix,
    settings: own.settings,
    dynamic: own.role === 'dynamic',
    owner: own.owner,
  }
  const placed = isFinite(matrix)
  walk.sum.zeroArea += placed ? zeroArea : 0
  walk.sum.notFinite += placed ? notFinite : triangles
  walk.sum.drawn += placed ? triangles - zeroArea - notFinite : 0
  if (placed) walk.parts.push(part)
  else walk.notCarried.push({ node: part.path, what: 'all of it: its place is not a finite number' })
}

function noteMesh(walk: Walk, read: ReadMesh, path: string): void {
  for (const what of read.notCarried) walk.notCarried.push({ node: path, what })
  if (read.notFinite > 0)
    walk.notCarried.push({ node: path, what: `${read.notFinite} triangles with a corner that is not a finite number` })
}

function noteNode(walk: Walk, node: GltfNode, path: string): void {
  if (node.getSkin()) walk.notCarried.push({ node: path, what: 'skin: drawn in its rest pose' })
  if (node.getCamera()) walk.notCarried.push({ node: path, what: 'camera' })
  if (node.getExtension('KHR_lights_punctual')) walk.notCarried.push({ node: path, what: 'light' })
}

function noteScene(walk: Walk, scene: Scene): void {
  walk.notCarried.push({ node: scene.getName() || 'a scene without a name', what: 'scene beside the default one' })
}

function noteAnimation(walk: Walk, animation: Animation): void {
  const targets = new Set(animation.listChannels().map((channel) => channel.getTargetNode()?.getName() ?? ''))
  for (const node of targets)
    walk.notCarried.push({ node: node || 'a node without a name', what: `animation "${animation.getName()}"` })
}
