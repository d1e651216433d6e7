import type { Mesh } from '@gltf-transform/core'
import type { ColliderShape } from '../../authoring/settings'
import { idOfPath } from '../../schema/stableId'
import type { Part } from '../bakeScene'
import { instanceMatrices } from '../matrices'
import { countTriangles, readMesh, type ReadMesh } from '../readMesh'
import type { Flat, Standing } from './flat'
import type { TreeNode } from './nodeTree'
import { readSolid } from './solidMesh'

/** One instance of a node's mesh. */
interface Instance {
  readonly node: TreeNode
  readonly mesh: Mesh
  /** The node's, with `[i]` where it has many. */
  readonly path: string
  /** To world metres. */
  readonly matrix: Float64Array
  /** To the space of what it moves with. */
  readonly relative: Float64Array
  readonly triangles: number
  readonly standing: Standing
}

/** Parts, colliders and rows of the table of roles for all instances of a node's mesh. */
export function flattenMesh(flat: Flat, node: TreeNode, standing: Standing): void {
  const mesh = node.source.getMesh()
  if (!mesh) return
  const relatives = instanceMatrices(node.source, standing.relative)
  const triangles = countTriangles(mesh)
  const shape = shapeOf(node)
  instanceMatrices(node.source, node.matrix).forEach((matrix, i, { length }) => {
    const path = length === 1 ? node.path : `${node.path}[${i}]`
    const instance = { node, mesh, path, matrix, relative: relatives[i], triangles, standing }
    addRow(flat, instance, shape)
    if (isDrawn(node)) addDrawn(flat, instance, readMesh(flat.library, mesh))
    else flat.sum.undrawn[node.role] = (flat.sum.undrawn[node.role] ?? 0) + triangles
    if (shape) addSolid(flat, instance, shape)
  })
  if (isDrawn(node)) noteMesh(flat, readMesh(flat.library, mesh), node.path)
}

const isDrawn = ({ role }: TreeNode) => role === 'static' || role === 'dynamic'

/** Colliders collide, as what their name or key says; what is drawn only where something says so. */
function shapeOf({ role, settings }: TreeNode): ColliderShape | null {
  if (role === 'collider') return settings.collider || 'mesh'
  return role === 'static' || role === 'dynamic' ? settings.collider || null : null
}

function addRow(flat: Flat, { node, path, triangles, standing }: Instance, shape: ColliderShape | null): void {
  const collides = shape !== null && !standing.carried
  flat.roles.push({ node: path, role: node.role, because: standing.because, drawn: isDrawn(node), collides, triangles })
  flat.sum.input += triangles
}

const isFinite = (matrix: Float64Array) => matrix.every(Number.isFinite)

function addDrawn(flat: Flat, instance: Instance, { index, zeroArea, notFinite }: ReadMesh): void {
  const { node, path, matrix, relative, triangles, standing } = instance
  const { sum, notCarried } = flat
  if (!isFinite(matrix)) {
    sum.notFinite += triangles
    return void notCarried.push({ node: path, what: 'all of it: its place is not a finite number' })
  }
  sum.zeroArea += zeroArea
  sum.notFinite += notFinite
  const kept = triangles - zeroArea - notFinite
  const { root } = standing
  const part: Part = {
    path,
    mesh: index,
    matrix: root ? relative : matrix,
    settings: node.settings,
    dynamic: root !== null,
    owner: node.owner,
  }
  if (root) sum.dynamic += kept
  else sum.drawn += kept
  partsOf(flat, root).push(part)
}

/** The list that a part goes to. */
function partsOf({ parts, moving }: Flat, root: TreeNode | null): Part[] {
  if (!root) return parts
  const known = moving.get(root) ?? []
  moving.set(root, known)
  return known
}

/** What moves is no ground: it would stay behind as something solid that nobody sees. */
function addSolid(flat: Flat, instance: Instance, shape: ColliderShape): void {
  const { node, path, matrix, triangles, standing } = instance
  const { solid } = flat.sum
  if (node.role === 'collider') solid.undrawn += triangles
  else solid.drawn += triangles
  if (standing.carried) {
    solid.moving += triangles
    return void flat.notCarried.push({ node: path, what: 'collider: what moves is not part of the ground' })
  }
  const { index, zeroArea, notFinite, empty } = readSolid(flat.solids, instance.mesh)
  const placed = isFinite(matrix)
  solid.notFinite += placed ? notFinite : triangles
  solid.zeroArea += placed ? zeroArea : 0
  const kept = placed ? triangles - zeroArea - notFinite : 0
  if (shape === 'box') solid.boxed += kept
  else solid.baked += kept
  if (placed && !empty)
    flat.colliders.push({
      id: path === node.path ? node.id : idOfPath(flat.tree.source, path),
      path,
      mesh: index,
      matrix,
      settings: node.settings,
      owner: node.owner,
      shape,
    })
  else if (node.role === 'collider')
    flat.notCarried.push({
      node: path,
      what: placed ? 'collider without a triangle' : 'collider: its place is not a finite number',
    })
}

function noteMesh({ notCarried }: Flat, read: ReadMesh, path: string): void {
  for (const what of read.notCarried) notCarried.push({ node: path, what })
  if (read.notFinite > 0)
    notCarried.push({ node: path, what: `${read.notFinite} triangles with a corner that is not a finite number` })
}
