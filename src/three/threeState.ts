import type { Group, Texture, WebGLRenderer } from 'three'
import type { Bytes } from '../memory/meter'
import type { Row } from '../presenter'
import { createBlanks, type Blanks } from './blanks'
import type { Copy } from './copies'
import type { MeshUpload, ThreeMesh } from './meshUpload'
import type { TextureUse } from './materials'
import { createStaging, type Staging } from './staging'
import type { TextureUpload } from './textureUpload'
import type { ThreePresenterOptions } from './threePresenter'

/** All that a three.js presenter knows. */
export interface ThreeState {
  readonly renderer: WebGLRenderer
  /** What is drawn of the world: a group a section, a group a copy. */
  readonly scene: Group
  readonly options: ThreePresenterOptions
  readonly staging: Staging
  readonly blanks: Blanks
  readonly meshes: Map<Row, ThreeMesh>
  readonly textures: Map<Row, ThreeTexture>
  /** Begun and not complete; a row may be here and in `meshes` or `textures` while it is refreshed. */
  readonly uploads: Map<Row, MeshUpload | TextureUpload>
  /** Of a texture that is a sharper version of another one: that one. */
  readonly sharpens: Map<Row, Row>
  /** Where the texture of a row is used. */
  readonly uses: Map<Row, Set<TextureUse>>
  /** Sections whose picture comes or goes. */
  readonly fades: Set<ThreeMesh>
  /** When fades were moved last, milliseconds. */
  fadedAt: number
  /** By the caller's number, and by row. */
  readonly copies: Map<number, Copy>
  readonly copiesOf: Map<Row, Set<Copy>>
}

/** A texture row on the GPU. */
export interface ThreeTexture {
  readonly texture: Texture
  readonly gpuBytes: number
}

export function createThreeState(renderer: WebGLRenderer, scene: Group, options: ThreePresenterOptions): ThreeState {
  return {
    renderer,
    scene,
    options,
    staging: createStaging(),
    blanks: createBlanks(),
    meshes: new Map(),
    textures: new Map(),
    uploads: new Map(),
    sharpens: new Map(),
    uses: new Map(),
    fades: new Set(),
    fadedAt: 0,
    copies: new Map(),
    copiesOf: new Map(),
  }
}

/** Bytes of all rows, finished or not. */
export function measureState({ meshes, textures, uploads }: ThreeState): Bytes {
  const bytes: Bytes = { cpuBytes: 0, gpuBytes: 0 }
  const add = (held: Partial<Bytes> | null) => {
    bytes.cpuBytes += held?.cpuBytes ?? 0
    bytes.gpuBytes += held?.gpuBytes ?? 0
  }
  for (const mesh of meshes.values()) add(mesh)
  for (const texture of textures.values()) add(texture)
  for (const { resident } of uploads.values()) add(resident)
  return bytes
}
