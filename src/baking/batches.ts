import type { BakeScene } from './bakeScene'
import { maxVertices, triangleCount, uvFormat, vertexCount, type Geometry, type UvFormat } from './geometry'
import { fitsLattice, latticeBox } from './lattice'
import { joinBoxes, type Piece, type PlacedPart } from './partition'

/** One draw of merged triangles of one look. */
export interface Batch {
  readonly look: number
  readonly uvs: UvFormat
  readonly sources: readonly BatchSource[]
  readonly vertices: number
  readonly triangles: number
  /** Exact: on the lattice, world metres. */
  readonly box: Float64Array
  /** False where the box is too large for 16 bits: then positions are 32-bit floats on the same lattice. */
  readonly narrow: boolean
}

export interface BatchSource {
  readonly geometry: Geometry
  /** To world metres; null: already there. */
  readonly matrix: Float64Array | null
  /** World metres. */
  readonly box: Float64Array
}

interface OpenBatch {
  readonly look: number
  readonly uvs: UvFormat
  readonly sources: BatchSource[]
  vertices: number
}

/** Gathers triangles of one look and one uv format, in order, into as few draws as 16-bit indices allow. */
export function mergeByLook(
  scene: Pick<BakeScene, 'meshes'>,
  parts: readonly PlacedPart[],
  pieces: readonly Piece[],
  step: number,
): Batch[] {
  const all: OpenBatch[] = []
  const open = new Map<string, OpenBatch>()
  const add = (look: number, source: BatchSource) => {
    const uvs = uvFormat(source.geometry)
    const vertices = vertexCount(source.geometry)
    let batch = open.get(`${look} ${uvs}`)
    if (!batch || batch.vertices + vertices > maxVertices) {
      batch = { look, uvs, sources: [], vertices: 0 }
      open.set(`${look} ${uvs}`, batch)
      all.push(batch)
    }
    batch.sources.push(source)
    batch.vertices += vertices
  }
  for (const { part, boxes } of parts)
    scene.meshes[part.mesh].surfaces.forEach(({ look, geometry }, i) =>
      add(look, { geometry, matrix: part.matrix, box: boxes[i] }),
    )
  for (const { look, geometry, box } of pieces) add(look, { geometry, matrix: null, box })
  return all.map((batch) => closeBatch(batch, step)).sort((a, b) => a.look - b.look)
}

function closeBatch({ look, uvs, sources, vertices }: OpenBatch, step: number): Batch {
  const box = latticeBox(joinBoxes(sources.map((source) => source.box)), step)
  const triangles = sources.reduce((sum, { geometry }) => sum + triangleCount(geometry), 0)
  return { look, uvs, sources, vertices, triangles, box, narrow: fitsLattice(box, step) }
}
