import type REGL from 'regl'
import type { Side } from '../math/frustum'
import type { Sampler } from '../payloads/draw'
import type { Row } from '../presenter'
import type { Fade } from './fading'
import type { SurfaceProps } from './surfaceCommands'
import type { PrimitiveBuffers } from './vertexArrays'

/** What the draw loop takes as one: a section where it stands, a copy of one, or a batch of copies. */
export interface Drawable {
  /** World position of its local origin, metres. */
  readonly origin: ArrayLike<number>
  /** All draws together, local: min xyz, max xyz. */
  readonly box: Float32Array
  /** Origin minus camera, and what of the picture is drawn, see `Fade`; every draw's props refer to this one. */
  readonly offset: Float32Array
  readonly draws: readonly ResidentDraw[]
  readonly samplers: readonly TextureSampler[]
  /** The section's own, shared with its copies: each section is counted once a frame. */
  readonly tally: Tally
  /** The texture version its draws were bound at; older ones are bound anew before the next draw. */
  boundAt: number
  /** Against the last frame's frustum. */
  side: Side
  /** Squared distance from the camera to the middle of the box, metres², in the last frame that saw it. */
  distance: number
}

/** The last frame that had something of a section in its picture. */
export interface Tally {
  frame: number
}

/** An adopted mesh section: what is on the GPU, and what the draw loop reads. */
export interface MeshResident extends Drawable {
  readonly row: Row
  readonly draws: ResidentDraw[]
  /** Buffers, elements and vertex arrays, in the order they were made. */
  readonly owned: Owned[]
  cpuBytes: number
  gpuBytes: number
  /** Place in the list of what is drawn, −1 while hidden. */
  shownAt: number
  readonly fade: Fade
}

/** One draw of a section. */
export interface ResidentDraw {
  readonly props: SurfaceProps
  /** The material's; what is drawn with is `props.baseColor`, which a tint changes. */
  readonly color: ArrayLike<number>
  readonly box: Float32Array
  /** Column-major, 16 floats an instance, local to the section: copies are made from them. */
  readonly matrices: Float32Array
  readonly buffers: PrimitiveBuffers
  /** Over all instances. */
  triangles: number
  /** Rows of its textures; −1 is none. */
  readonly textures: DrawTextures
  readonly alpha: 'opaque' | 'mask' | 'blend'
  /** Base alpha against the cutoff of a mask whose image is missing. */
  readonly solid: boolean
  readonly hasUvs: boolean
  /** Its command by feature set, given by the textures that are resident. */
  key: number
  /** As of its section, for the order of blended draws. */
  distance: number
}

export interface DrawTextures {
  readonly baseColor: Row
  readonly surface: Row
  readonly normal: Row
  /** −1 also where the factor is zero. */
  readonly emissive: Row
}

/** A sampler whose texture is a row of its own. */
export interface TextureSampler extends Sampler {
  readonly row: Row
}

/** An adopted texture row. */
export interface TextureResident {
  readonly texture: REGL.Texture2D
  /** As the last mesh that said so wants it; null: it repeats, and blends between texels. */
  sampler: Sampler | null
  readonly gpuBytes: number
}

/** Anything of regl's that is freed by `destroy`. */
export interface Owned {
  destroy(): void
}
