import { InstancedMesh } from 'three'
import type { WorkMeter } from '../memory/meter'
import type { DrawPayload } from '../payloads/draw'
import type { Row } from '../presenter'
import { drawCopies, dropCopies } from './copies'
import { endFade, inheritFade } from './fading'
import { bindMaterial, rebindTexture, releaseMaterial } from './materials'
import { beginMeshUpload, type MeshUpload, type ThreeMesh } from './meshUpload'
import { beginTextureUpload, type TextureUpload } from './textureUpload'
import type { ThreeState } from './threeState'

/** A part of an upload that runs whole. */
export interface UploadStep {
  /** What it moves to the GPU, for the meter. */
  readonly bytes: number
  run(): void
}

type Upload = MeshUpload | TextureUpload

/**
 * Runs the steps of a row's upload that the meter allows. A row that is already resident is refreshed: the old content stands, shown or hidden as it was,
 * until the new one is complete. A lost context answers 'more' until it is back.
 */
export function adoptPayload(
  state: ThreeState,
  row: Row,
  payload: DrawPayload,
  requires: readonly Row[],
  meter: WorkMeter,
): 'done' | 'more' {
  if (state.renderer.getContext().isContextLost()) return 'more'
  const upload = uploadOf(state, row, payload, requires)
  if (!runSteps(upload, meter)) return 'more'
  state.uploads.delete(row)
  if (isMesh(upload)) completeMesh(state, upload)
  else completeTexture(state, row, upload, requires)
  return 'done'
}

/** Answers whether all are done. */
function runSteps({ steps }: Upload, meter: WorkMeter): boolean {
  while (steps.length > 0) {
    const [{ bytes, run }] = steps
    if (!meter.allows(bytes)) return false
    steps.shift()
    run()
    meter.spend(bytes)
  }
  return true
}

function isMesh(upload: Upload): upload is MeshUpload {
  return upload.payload.kind === 'mesh'
}

function uploadOf(state: ThreeState, row: Row, payload: DrawPayload, requires: readonly Row[]): Upload {
  const begun = state.uploads.get(row)
  if (begun?.payload === payload) return begun
  dropUpload(state, row)
  const upload =
    payload.kind === 'mesh'
      ? beginMeshUpload(state, row, payload, requires)
      : beginTextureUpload(state.renderer, payload)
  state.uploads.set(row, upload)
  return upload
}

function completeMesh(state: ThreeState, { resident }: MeshUpload): void {
  const { row } = resident
  const before = state.meshes.get(row)
  if (before) inheritFade(state, before, resident)
  releaseMesh(state, row)
  state.meshes.set(row, resident)
  for (const material of resident.materials.values()) bindMaterial(state, material)
  drawCopies(state, row)
}

function completeTexture(state: ThreeState, row: Row, { resident }: TextureUpload, requires: readonly Row[]): void {
  if (!resident) return
  const before = state.textures.get(row)
  state.textures.set(row, resident)
  if (requires.length > 0) state.sharpens.set(row, requires[0])
  rebindTexture(state, row)
  before?.texture.dispose()
}

/** Frees everything of a row: resident, half uploaded, or unknown. */
export function releaseRow(state: ThreeState, row: Row): void {
  dropUpload(state, row)
  releaseMesh(state, row)
  const texture = state.textures.get(row)
  if (!texture) return
  state.textures.delete(row)
  rebindTexture(state, row)
  texture.texture.dispose()
}

/** Frees every row. An adoption that waits begins again with its next call. */
export function releaseAll(state: ThreeState): void {
  for (const row of new Set([...state.uploads.keys(), ...state.meshes.keys(), ...state.textures.keys()]))
    releaseRow(state, row)
}

/** Gives up an upload; what is resident stays. */
export function dropUpload(state: ThreeState, row: Row): void {
  const upload = state.uploads.get(row)
  if (!upload) return
  state.uploads.delete(row)
  if (isMesh(upload)) destroyMesh(state, upload.resident)
  else upload.resident?.texture.dispose()
}

function releaseMesh(state: ThreeState, row: Row): void {
  const mesh = state.meshes.get(row)
  if (!mesh) return
  dropCopies(state, row)
  endFade(state, mesh)
  state.meshes.delete(row)
  destroyMesh(state, mesh)
}

function destroyMesh(state: ThreeState, { group, geometries, materials }: ThreeMesh): void {
  for (const child of group.children) if (child instanceof InstancedMesh) child.dispose()
  group.clear()
  for (const geometry of geometries.values()) geometry.dispose()
  for (const material of materials.values()) releaseMaterial(state, material)
}
