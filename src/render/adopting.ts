import { contextHasRoom } from '../memory/contextRoom'
import type { WorkMeter } from '../memory/meter'
import type { DrawPayload, MeshPayload } from '../payloads/draw'
import type { Row } from '../presenter'
import { setCopiedMesh } from './copies'
import { endFade, fadeIn, fadeOut, inheritFade } from './fading'
import type { MeshUpload } from './meshUpload'
import { beginMeshUpload, planMesh, planRest } from './meshUpload'
import type { PresenterState } from './presenterState'
import type { MeshResident } from './residents'
import type { TextureUpload } from './textureUpload'
import { beginTextureUpload } from './textureUpload'
import type { Toolbox } from './toolbox'

type Upload = MeshUpload | TextureUpload

/**
 * Runs the steps of a row's upload that the meter allows. A row that is already resident is refreshed: the old content
 * stands, shown or hidden as it was, until the new one is complete. A lost context answers 'more' until it is back.
 * The payload stays the caller's: after 'done' it can be dropped, and its bitmap closed.
 */
export function adoptPayload(
  state: PresenterState,
  row: Row,
  payload: DrawPayload,
  requires: readonly Row[],
  meter: WorkMeter,
): 'done' | 'more' {
  const { toolbox } = state
  if (toolbox === null || state.regl._gl.isContextLost()) return 'more'
  const upload = uploadOf(state, toolbox, row, payload, requires)
  if (isMesh(upload)) planRest(upload)
  if (!runSteps(upload, meter)) return 'more'
  state.uploads.delete(row)
  releaseResident(state, row, isMesh(upload) ? upload.resident : null)
  complete(state, row, upload, requires)
  return 'done'
}

/** One draw of a payload, with what it needs; `adoptPayload` completes the row. */
export function adoptMesh(
  state: PresenterState,
  row: Row,
  payload: MeshPayload,
  requires: readonly Row[],
  draw: number,
  meter: WorkMeter,
): 'done' | 'more' {
  const { toolbox } = state
  if (toolbox === null || state.regl._gl.isContextLost()) return 'more'
  const upload = uploadOf(state, toolbox, row, payload, requires) as MeshUpload
  planMesh(upload, draw)
  return runSteps(upload, meter) ? 'done' : 'more'
}

/** Answers whether all are done. */
function runSteps({ steps }: Upload, meter: WorkMeter): boolean {
  for (let step = steps.shift(); step; step = steps.shift()) {
    if (!meter.allows(step.bytes)) {
      steps.unshift(step)
      return false
    }
    step.run()
    meter.spend(step.bytes)
  }
  return true
}

/** What of a row is complete is drawn, and the rest as it comes. */
export function showPart(state: PresenterState, row: Row): void {
  const upload = state.uploads.get(row)
  if (upload && isMesh(upload)) fadeIn(state, upload.resident, 0)
}

export function hidePart(state: PresenterState, row: Row): void {
  const upload = state.uploads.get(row)
  const mesh = upload && isMesh(upload) ? upload.resident : state.meshes.get(row)
  if (mesh) fadeOut(state, mesh, 0)
}

/** Objects that a mesh has at most: three attributes, indices, matrices, a vertex array. */
const objectsOfMesh = 6

/** Takes a row off the screen and frees about so many of its meshes, the last ones first; the rest, and its bytes, go with `releaseRow`. */
export function tearDownMeshes(state: PresenterState, row: Row, most: number): number {
  const upload = state.uploads.get(row)
  const mesh = upload && isMesh(upload) ? upload.resident : state.meshes.get(row)
  if (!mesh) return 0
  endFade(state, mesh)
  setCopiedMesh(state.copies, row, null)
  mesh.draws.length = 0
  let freed = 0
  for (; freed < most * objectsOfMesh && mesh.owned.length > 0; freed++) mesh.owned.pop()?.destroy()
  return Math.ceil(freed / objectsOfMesh)
}

function isMesh(upload: Upload): upload is MeshUpload {
  return upload.payload.kind === 'mesh'
}

function uploadOf(
  state: PresenterState,
  toolbox: Toolbox,
  row: Row,
  payload: DrawPayload,
  requires: readonly Row[],
): Upload {
  const begun = state.uploads.get(row)
  if (begun?.payload === payload) return begun
  dropUpload(state, row)
  const { regl } = state
  const upload =
    payload.kind === 'mesh'
      ? beginMeshUpload(regl, row, payload, requires, toolbox.blank.white)
      : beginTextureUpload(regl, payload)
  state.uploads.set(row, upload)
  return upload
}

function complete(state: PresenterState, row: Row, upload: Upload, requires: readonly Row[]): void {
  if (isMesh(upload)) {
    state.meshes.set(row, upload.resident)
    setCopiedMesh(state.copies, row, upload.resident)
  } else if (upload.resident) {
    state.textures.set(row, upload.resident)
    if (requires.length === 0) return chooseImage(state, row)
    state.sharpens.set(row, requires[0])
    state.unproved.add(row)
  }
}

/** Whether all that was adopted since the last time found room; if so, sharper versions take the place of blurred ones. */
export function proveRoom(state: PresenterState): boolean {
  const room = contextHasRoom(state.regl._gl)
  const sharper = [...state.unproved]
  state.unproved.clear()
  if (room) for (const row of sharper) chooseImage(state, row)
  return room
}

/** A texture came or went: draws that use it, or the one that it sharpens, are bound anew before the next frame. */
function chooseImage(state: PresenterState, row: Row): void {
  const { textures, sharpens, images, unproved } = state
  const base = sharpens.get(row) ?? row
  if (!textures.has(row)) {
    sharpens.delete(row)
    unproved.delete(row)
  }
  let image = textures.get(base)
  for (const [sharp, of] of sharpens) if (of === base && !unproved.has(sharp)) image = textures.get(sharp) ?? image
  if (image) images.set(base, image)
  else images.delete(base)
  state.textureVersion++
}

/** Frees everything of a row: resident, half uploaded, or unknown. */
export function releaseRow(state: PresenterState, row: Row): void {
  dropUpload(state, row)
  releaseResident(state, row, null)
}

/** Frees every row. An adoption that waits begins again with its next call. */
export function releaseAll(state: PresenterState): void {
  for (const row of [...state.uploads.keys()]) dropUpload(state, row)
  for (const row of [...state.meshes.keys(), ...state.textures.keys()]) releaseResident(state, row, null)
}

/** Gives up an upload; what is resident stays. */
export function dropUpload(state: PresenterState, row: Row): void {
  const upload = state.uploads.get(row)
  if (!upload) return
  state.uploads.delete(row)
  if (isMesh(upload)) {
    endFade(state, upload.resident)
    destroyMesh(upload.resident)
  } else upload.resident?.texture.destroy()
}

/** Frees what a row has; a `successor` takes its place in the picture. */
function releaseResident(state: PresenterState, row: Row, successor: MeshResident | null): void {
  const mesh = state.meshes.get(row)
  if (mesh) {
    if (successor) inheritFade(state, mesh, successor)
    endFade(state, mesh)
    setCopiedMesh(state.copies, row, null)
    state.meshes.delete(row)
    destroyMesh(mesh)
  }
  const texture = state.textures.get(row)
  if (texture) {
    state.textures.delete(row)
    chooseImage(state, row)
    texture.texture.destroy()
  }
}

/** Vertex arrays go before the buffers they refer to. */
function destroyMesh(mesh: MeshResident): void {
  for (const owned of mesh.owned.reverse()) owned.destroy()
  mesh.owned.length = 0
}
