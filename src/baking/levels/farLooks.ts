import type { ImageUse, Look } from '../looks'
import type { TexelSources } from './atlas'
import type { MergedMesh } from './mergedMesh'
import { areaOf } from './simplify'
import { meanOf } from './texels'

/** The looks of an HLOD, and which of them each look of the scene became. */
export interface FarLooks {
  readonly looks: readonly Look[]
  readonly lookOf: ReadonlyMap<number, number>
}

const clamp = { wrapS: 33071, wrapT: 33071, magFilter: null, minFilter: null }

/**
 * One look for all that blends alike, has one side or two, and is lit or not: the picture has the colours, metal and roughness are the mean over the area. Normal maps are not carried:
 * from where an HLOD is seen, what they show is smaller than a pixel.
 */
export function farLooks(mesh: MergedMesh, looks: readonly Look[], sources: TexelSources, glows: boolean): FarLooks {
  const kinds = new Map<string, { readonly members: Set<number>; area: number; metallic: number; roughness: number }>()
  const keyOf = ({ alphaMode, doubleSided, unlit }: Look) => `${alphaMode} ${doubleSided} ${unlit}`
  for (let at = 0; at < mesh.indices.length; at += 3) {
    const number = mesh.looks[mesh.indices[at]]
    const key = keyOf(looks[number])
    const kind = kinds.get(key) ?? { members: new Set(), area: 0, metallic: 0, roughness: 0 }
    kinds.set(key, kind)
    const area = areaOf(mesh.positions, mesh.indices[at], mesh.indices[at + 1], mesh.indices[at + 2])
    const { metallic, roughness } = meanSurface(looks[number], sources)
    kind.members.add(number)
    kind.area += area
    kind.metallic += area * metallic
    kind.roughness += area * roughness
  }
  const sorted = [...kinds].sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    looks: sorted.map(([, { members, area, metallic, roughness }]) =>
      farLook(looks[Math.min(...members)], metallic / area || 0, area > 0 ? roughness / area : 1, glows),
    ),
    lookOf: new Map(sorted.flatMap(([, { members }], i) => [...members].map((look) => [look, i] as const))),
  }
}

function farLook(like: Look, metallic: number, roughness: number, glows: boolean): Look {
  const { alphaMode, doubleSided, unlit } = like
  const use = (slot: ImageUse['slot'], image: number): ImageUse => ({ slot, image, sampler: clamp })
  return {
    key: '',
    name: `far ${alphaMode.toLowerCase()}`,
    baseColor: [1, 1, 1, 1],
    metallic,
    roughness,
    normalScale: 1,
    emissive: glows ? [1, 1, 1] : [0, 0, 0],
    alphaMode,
    alphaCutoff: 0.5,
    doubleSided,
    unlit,
    images: [use('baseColor', 0), ...(glows ? [use('emissive', 1)] : [])],
    uvUse: { set: 0, matrix: [1, 0, 0, 1, 0, 0] },
    notCarried: [],
  }
}

/** Metal is in the blue and roughness in the green of their image (glTF 2.0, 3.9.2). */
function meanSurface({ metallic, roughness, images }: Look, sources: TexelSources) {
  const use = images.find(({ slot }) => slot === 'metallicRoughness')
  const mean = use && sources[use.image] ? meanOf(sources[use.image]) : [255, 255, 255]
  return { metallic: (metallic * mean[2]) / 255, roughness: (roughness * mean[1]) / 255 }
}
