import type REGL from 'regl'
import type { Bytes } from '../memory/meter'
import type { Row } from '../presenter'
import type { Copies } from './copies'
import { createCopies } from './copies'
import type { CopyBatch } from './copyBatch'
import type { DrawList } from './drawList'
import { createDrawList } from './drawList'
import type { MeshUpload } from './meshUpload'
import type { MeshResident, TextureResident } from './residents'
import { createScenePlace, type ScenePlace } from './scenePlace'
import type { Lighting } from './shaders/surfaceShader'
import type { TextureUpload } from './textureUpload'
import type { Toolbox } from './toolbox'
import { createToolbox } from './toolbox'

/** All that a regl presenter knows. */
export interface PresenterState {
  readonly regl: REGL.Regl
  readonly lighting: Lighting
  /** Null while the context is lost. */
  toolbox: Toolbox | null
  readonly meshes: Map<Row, MeshResident>
  readonly textures: Map<Row, TextureResident>
  /** Of a texture that is a sharper version of another one: that one. And what is drawn for a row: its sharper version where there is one. */
  readonly sharpens: Map<Row, Row>
  readonly images: Map<Row, TextureResident>
  /** Sharper versions that are drawn as soon as the GPU has said that it has them: what stands in their stead is whole. */
  readonly unproved: Set<Row>
  /** Begun and not complete; a row may be here and in `meshes` or `textures` while it is refreshed. */
  readonly uploads: Map<Row, MeshUpload | TextureUpload>
  /** What is drawn: what is shown, and what is going. */
  readonly shown: MeshResident[]
  /** Of these, the ones whose picture comes or goes. */
  readonly fades: MeshResident[]
  readonly copies: Copies
  readonly scene: ScenePlace
  /** Grows with every texture that comes or goes; sections bound at an older one bind anew. */
  textureVersion: number
  readonly list: DrawList
}

export function createPresenterState(regl: REGL.Regl, lighting: Lighting): PresenterState {
  return {
    regl,
    lighting,
    toolbox: createToolbox(regl, lighting),
    meshes: new Map(),
    textures: new Map(),
    sharpens: new Map(),
    images: new Map(),
    unproved: new Set(),
    uploads: new Map(),
    shown: [],
    fades: [],
    copies: createCopies(),
    scene: createScenePlace(),
    textureVersion: 0,
    list: createDrawList(),
  }
}

/** Bytes of all rows, finished or not, and of what their copies are drawn with. */
export function measureState(state: PresenterState): Bytes {
  const bytes: Bytes = { cpuBytes: 0, gpuBytes: 0 }
  for (const mesh of state.meshes.values()) addMesh(bytes, mesh)
  for (const texture of state.textures.values()) bytes.gpuBytes += texture.gpuBytes
  for (const { batches } of state.copies.groups) {
    addBatch(bytes, batches.upright)
    addBatch(bytes, batches.mirrored)
  }
  for (const upload of state.uploads.values())
    if (upload.payload.kind === 'mesh') addMesh(bytes, (upload as MeshUpload).resident)
    else bytes.gpuBytes += (upload as TextureUpload).resident?.gpuBytes ?? 0
  return bytes
}

/** The CPU keeps what the GPU is given. */
function addBatch(bytes: Bytes, batch: CopyBatch | null): void {
  bytes.cpuBytes += batch?.gpuBytes ?? 0
  bytes.gpuBytes += batch?.gpuBytes ?? 0
}

function addMesh(bytes: Bytes, mesh: MeshResident): void {
  bytes.cpuBytes += mesh.cpuBytes
  bytes.gpuBytes += mesh.gpuBytes
}

export function showMesh(state: PresenterState, mesh: MeshResident): void {
  if (mesh.shownAt < 0) mesh.shownAt = state.shown.push(mesh) - 1
}

export function hideMesh(state: PresenterState, mesh: MeshResident): void {
  if (mesh.shownAt < 0) return
  const last = state.shown.pop() as MeshResident
  if (last !== mesh) {
    state.shown[mesh.shownAt] = last
    last.shownAt = mesh.shownAt
  }
  mesh.shownAt = -1
}
