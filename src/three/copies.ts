import { Group, InstancedMesh, Mesh } from 'three'
import type { Row } from '../presenter'
import type { DrawnMesh, ThreeMesh } from './meshUpload'
import type { ThreeState } from './threeState'

/** A section's content drawn once more, wherever its matrix says. */
export interface Copy {
  row: Row
  readonly matrix: Float64Array
  /** In the scene while its row is adopted and its matrix is one. */
  group: Group | null
}

export function placeCopy(state: ThreeState, id: number, row: Row, matrix: ArrayLike<number>): void {
  const copy = state.copies.get(id) ?? addCopy(state, id, row)
  if (copy.row !== row) moveToRow(state, copy, row)
  for (let i = 0; i < 16; i++) copy.matrix[i] = matrix[i] ?? NaN
  drawCopy(state, copy)
}

export function unplaceCopy(state: ThreeState, id: number): void {
  const copy = state.copies.get(id)
  if (!copy) return
  state.copies.delete(id)
  leaveRow(state, copy)
}

export function clearCopies(state: ThreeState): void {
  for (const id of [...state.copies.keys()]) unplaceCopy(state, id)
}

/** The content of a row came: its copies are drawn. */
export function drawCopies(state: ThreeState, row: Row): void {
  for (const copy of state.copiesOf.get(row) ?? []) drawCopy(state, copy)
}

/** The content of a row is about to go. */
export function dropCopies(state: ThreeState, row: Row): void {
  for (const copy of state.copiesOf.get(row) ?? []) dropCopy(copy)
}

function addCopy(state: ThreeState, id: number, row: Row): Copy {
  const copy: Copy = { row, matrix: new Float64Array(16), group: null }
  state.copies.set(id, copy)
  joinRow(state, copy)
  return copy
}

function moveToRow(state: ThreeState, copy: Copy, row: Row): void {
  leaveRow(state, copy)
  copy.row = row
  joinRow(state, copy)
}

function joinRow({ copiesOf }: ThreeState, copy: Copy): void {
  const others = copiesOf.get(copy.row)
  if (others) others.add(copy)
  else copiesOf.set(copy.row, new Set([copy]))
}

function leaveRow({ copiesOf }: ThreeState, copy: Copy): void {
  dropCopy(copy)
  const others = copiesOf.get(copy.row)
  others?.delete(copy)
  if (others?.size === 0) copiesOf.delete(copy.row)
}

function dropCopy(copy: Copy): void {
  copy.group?.removeFromParent()
  copy.group = null
}

function drawCopy(state: ThreeState, copy: Copy): void {
  const mesh = state.meshes.get(copy.row)
  if (!mesh) return
  copy.group ??= copyOf(state, mesh)
  if (!copy.matrix.every(Number.isFinite)) return void copy.group.removeFromParent()
  copy.group.matrix.fromArray(copy.matrix)
  copy.group.matrixWorldNeedsUpdate = true
  state.scene.add(copy.group)
}

/** Shares geometry, materials and instances with what it is a copy of. */
function copyOf({ options }: ThreeState, { row, group }: ThreeMesh): Group {
  const copy = new Group()
  copy.name = `copy of ${group.name}`
  copy.userData.row = row
  copy.matrixAutoUpdate = false
  for (const mesh of group.children as DrawnMesh[]) {
    const twin = twinOf(mesh)
    options.prepare?.(twin, row)
    copy.add(twin)
  }
  return copy
}

function twinOf(mesh: DrawnMesh): DrawnMesh {
  const { geometry, material, boundingSphere, raycast } = mesh
  const instanced = mesh instanceof InstancedMesh
  const twin = instanced ? new InstancedMesh(geometry, material, 0) : new Mesh(geometry, material)
  if (instanced) Object.assign(twin, { instanceMatrix: mesh.instanceMatrix, count: mesh.count })
  twin.matrix.copy(mesh.matrix)
  twin.matrixAutoUpdate = false
  return Object.assign(twin, { boundingSphere, raycast })
}
