import type { Material, Mesh, Primitive, Texture } from '@gltf-transform/core'
import type { ImageSource, SourceMesh, Surface } from './bakeScene'
import { refuseImage } from './encodeImage'
import { contentHash } from './hash'
import { readLook, type Look, type Sampler } from './looks'
import { readTriangles } from './triangles'

/** Meshes, looks and images as they are met, each once. */
export interface MeshLibrary {
  readonly meshes: SourceMesh[]
  readonly looks: Look[]
  readonly images: ImageSource[]
  readonly read: Map<Mesh, ReadMesh>
  /** Index of a look by its key, and of a material. */
  readonly lookOfKey: Map<string, number>
  readonly lookOfMaterial: Map<Material | null, number>
  readonly imageOf: Map<string, number>
  readonly hashOf: Map<Texture, string>
}

/** A mesh once read, with what every instance of it adds to the sums. */
export interface ReadMesh {
  readonly index: number
  readonly zeroArea: number
  readonly notFinite: number
  /** What its payloads do not carry, in words. */
  readonly notCarried: readonly string[]
}

export function createMeshLibrary(): MeshLibrary {
  return {
    meshes: [],
    looks: [],
    images: [],
    read: new Map(),
    lookOfKey: new Map(),
    lookOfMaterial: new Map(),
    imageOf: new Map(),
    hashOf: new Map(),
  }
}

/** Reads a mesh the first time it is met. */
export function readMesh(library: MeshLibrary, mesh: Mesh): ReadMesh {
  const known = library.read.get(mesh)
  if (known) return known
  const surfaces: Surface[] = []
  const sums = { zeroArea: 0, notFinite: 0 }
  const notCarried = new Set<string>()
  for (const primitive of mesh.listPrimitives()) {
    const look = lookOf(library, primitive.getMaterial())
    const triangles = readTriangles(primitive, library.looks[look].uvUse)
    if (!triangles) notCarried.add('points or lines')
    for (const note of listNotCarried(primitive)) notCarried.add(note)
    for (const note of library.looks[look].notCarried)
      notCarried.add(`of material "${library.looks[look].name}": ${note}`)
    for (const geometry of triangles?.geometries ?? []) surfaces.push({ look, geometry })
    sums.zeroArea += triangles?.zeroArea ?? 0
    sums.notFinite += triangles?.notFinite ?? 0
  }
  const read = { index: library.meshes.length, ...sums, notCarried: [...notCarried] }
  library.meshes.push({ name: mesh.getName(), surfaces })
  library.read.set(mesh, read)
  return read
}

/** Triangles of a mesh as the file draws them; needs no reading. */
export function countTriangles(mesh: Mesh): number {
  let count = 0
  for (const primitive of mesh.listPrimitives()) {
    const corners = primitive.getIndices()?.getCount() ?? primitive.getAttribute('POSITION')?.getCount() ?? 0
    if (primitive.getMode() === 4) count += Math.floor(corners / 3)
    if (primitive.getMode() > 4) count += Math.max(0, corners - 2)
  }
  return count
}

export const hasMaterial = (mesh: Mesh) => mesh.listPrimitives().some((primitive) => primitive.getMaterial() !== null)

function listNotCarried(primitive: Primitive): string[] {
  const notes = primitive.listTargets().length > 0 ? ['morph targets'] : []
  if (primitive.listSemantics().some((semantic) => semantic.startsWith('COLOR_'))) notes.push('vertex colours')
  return notes
}

function lookOf(library: MeshLibrary, material: Material | null): number {
  const known = library.lookOfMaterial.get(material)
  if (known !== undefined) return known
  const look = readLook(material, (...asked) => imageOf(library, ...asked))
  const index = library.lookOfKey.get(look.key) ?? library.looks.push(look) - 1
  library.lookOfKey.set(look.key, index)
  library.lookOfMaterial.set(material, index)
  return index
}

/** Formats that images can be carried in. */
const carriedTypes = ['image/png', 'image/jpeg', 'image/webp']

const nearest = 9728

function imageOf(library: MeshLibrary, texture: Texture, linear: boolean, sampler: Sampler): number {
  const bytes = texture.getImage()
  if (!bytes || !carriedTypes.includes(texture.getMimeType())) return -1
  const size = sizeOf(texture)
  const hash = library.hashOf.get(texture) ?? contentHash(bytes)
  library.hashOf.set(texture, hash)
  const key = `${hash} ${linear} ${sampler.wrapS} ${sampler.wrapT} ${sampler.magFilter === nearest}`
  const known = library.imageOf.get(key)
  if (known !== undefined) return known
  const name = texture.getName() || texture.getURI() || hash
  library.images.push({ name, bytes, mimeType: texture.getMimeType(), width: size[0], height: size[1], linear })
  library.imageOf.set(key, library.images.length - 1)
  return library.images.length - 1
}

function sizeOf(texture: Texture): readonly [number, number] {
  try {
    const size = texture.getSize()
    if (size && size[0] > 0 && size[1] > 0) return size
  } catch (error) {
    return refuseImage(nameOf(texture), error as Error)
  }
  return refuseImage(nameOf(texture), new Error('no size in its header'))
}

const nameOf = (texture: Texture) => texture.getName() || texture.getURI() || 'without a name'
