/** The parts of glTF 2.0 that a payload uses, as they come out of JSON: nothing in them has been checked. */
export interface GltfJson {
  readonly scene?: unknown
  readonly scenes?: readonly { readonly nodes?: unknown }[]
  readonly nodes?: readonly GltfNode[]
  readonly meshes?: readonly { readonly primitives?: readonly GltfPrimitive[] }[]
  readonly accessors?: readonly GltfAccessor[]
  readonly bufferViews?: readonly GltfBufferView[]
  readonly materials?: readonly GltfMaterial[]
  readonly textures?: readonly GltfTexture[]
  readonly samplers?: readonly GltfSampler[]
  readonly images?: readonly GltfImage[]
  readonly extensionsRequired?: unknown
}

export interface GltfImage {
  readonly extras?: { readonly terrane_require?: unknown }
  /** Of an image in the file itself. */
  readonly bufferView?: unknown
  readonly mimeType?: unknown
}

export interface GltfNode {
  readonly children?: unknown
  readonly mesh?: unknown
  readonly matrix?: unknown
  readonly translation?: unknown
  readonly rotation?: unknown
  readonly scale?: unknown
  readonly extensions?: {
    readonly EXT_mesh_gpu_instancing?: { readonly attributes?: Readonly<Record<string, unknown>> }
  }
}

export interface GltfPrimitive {
  readonly attributes?: Readonly<Record<string, unknown>>
  readonly indices?: unknown
  readonly material?: unknown
  readonly mode?: unknown
}

export interface GltfAccessor {
  readonly bufferView?: unknown
  readonly byteOffset?: unknown
  readonly componentType?: unknown
  readonly count?: unknown
  readonly type?: unknown
  readonly normalized?: unknown
  readonly sparse?: unknown
}

export interface GltfBufferView {
  readonly buffer?: unknown
  readonly byteOffset?: unknown
  readonly byteLength?: unknown
  readonly byteStride?: unknown
  readonly extensions?: {
    readonly EXT_meshopt_compression?: GltfCompression
    readonly KHR_meshopt_compression?: GltfCompression
  }
}

export interface GltfCompression {
  readonly byteOffset?: unknown
  readonly byteLength?: unknown
  readonly byteStride?: unknown
  readonly count?: unknown
  readonly mode?: unknown
  readonly filter?: unknown
}

export interface GltfTextureInfo {
  readonly index?: unknown
  readonly texCoord?: unknown
  readonly scale?: unknown
}

export interface GltfMaterial {
  readonly pbrMetallicRoughness?: {
    readonly baseColorFactor?: unknown
    readonly baseColorTexture?: GltfTextureInfo
    readonly metallicFactor?: unknown
    readonly roughnessFactor?: unknown
    readonly metallicRoughnessTexture?: GltfTextureInfo
  }
  readonly normalTexture?: GltfTextureInfo
  readonly emissiveTexture?: GltfTextureInfo
  readonly emissiveFactor?: unknown
  readonly alphaMode?: unknown
  readonly alphaCutoff?: unknown
  readonly doubleSided?: unknown
}

export interface GltfSampler {
  readonly wrapS?: unknown
  readonly wrapT?: unknown
  readonly magFilter?: unknown
}

export interface GltfTexture {
  readonly source?: unknown
  readonly sampler?: unknown
  readonly extensions?: Readonly<Record<string, { readonly source?: unknown }>>
}
