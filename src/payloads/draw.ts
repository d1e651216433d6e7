/** Decoded payloads that presenters draw. All buffers are transferable; positions are relative to `origin`. */
export type DrawPayload = MeshPayload | TexturePayload

/** One draw-ready mesh payload: a section's `.glb`, decoded. */
export interface MeshPayload {
  readonly kind: 'mesh'
  /** World position of the section's local origin, metres, 64-bit. Presenters subtract the camera from it in 64-bit. */
  readonly origin: readonly [number, number, number]
  readonly primitives: readonly Primitive[]
  readonly materials: readonly Material[]
  /**
   * Images that lie in the file itself, as other tools write it; the materials' texture numbers then count these and not what the section requires. Left out where the
   * bake made sections of them.
   */
  readonly images?: readonly TexturePayload[]
  /** For textures that do not simply repeat and blend between texels; one a texture at most. */
  readonly samplers: readonly Sampler[]
  readonly draws: readonly Draw[]
}

/** GPU-ready geometry. Quantized attributes stay quantized; the draw's matrices undo it. */
export interface Primitive {
  /** 3 components a vertex; int16 is normalized or not as `positionsNormalized` says. */
  readonly positions: Attribute
  readonly normals: Attribute | null
  readonly uvs: Attribute | null
  /** u16 where every index fits, else u32. */
  readonly indices: Uint16Array | Uint32Array
}

/** One vertex attribute: tightly packed or strided, as WebGL takes it. */
export interface Attribute {
  readonly array: Float32Array | Int16Array | Uint16Array | Int8Array | Uint8Array
  /** Components a vertex: 2, 3 or 4. */
  readonly size: number
  readonly normalized: boolean
  /** Bytes from one vertex to the next; WebGL wants multiples of 4. */
  readonly strideBytes: number
}

/** glTF metallic-roughness, what the simple lit model uses of it. Texture numbers index the section's `requires`; -1 is none. */
export interface Material {
  readonly baseColor: readonly [number, number, number, number]
  readonly baseColorTexture: number
  readonly metallic: number
  readonly roughness: number
  readonly metallicRoughnessTexture: number
  readonly normalTexture: number
  readonly normalScale: number
  readonly emissive: readonly [number, number, number]
  /** Multiplied by `emissive`. */
  readonly emissiveTexture: number
  readonly alphaMode: 'opaque' | 'mask' | 'blend'
  readonly alphaCutoff: number
  readonly doubleSided: boolean
}

/**
 * How a texture continues beyond its edges, and what is seen between its texels up close. Says the mesh, as an image file cannot;
 * whether an image holds colours (sRGB) or numbers, the material's slot says.
 */
export interface Sampler {
  /** Index into the section's `requires`. */
  readonly texture: number
  readonly wrapS: Wrap
  readonly wrapT: Wrap
  readonly magnify: 'linear' | 'nearest'
}

export type Wrap = 'repeat' | 'clamp' | 'mirror'

/** One primitive drawn once or many times. */
export interface Draw {
  readonly primitive: number
  readonly material: number
  /**
   * n column-major 4×4 matrices (16 n floats), local to the section's origin, dequantization included.
   * All of one draw have the same handedness: where the first one's determinant is negative, front faces are clockwise.
   */
  readonly matrices: Float32Array
  /** min xyz, max xyz over all instances, local to the section's origin. */
  readonly box: Float32Array
}

/** One image as a section of its own, shared by whatever requires it. */
export interface TexturePayload {
  readonly kind: 'texture'
  readonly width: number
  readonly height: number
  /** An ImageBitmap in browsers; elsewhere raw RGBA, or empty where nothing draws and only the size is known. */
  readonly pixels: ImageBitmap | Uint8Array
}
