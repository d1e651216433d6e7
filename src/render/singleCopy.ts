import type REGL from 'regl'
import { Side } from '../math/frustum'
import type { Copy } from './copies'
import { writePlaced, writePlacedBox } from './copyMatrices'
import type { Drawable, MeshResident, ResidentDraw } from './residents'
import type { SurfaceProps } from './surfaceCommands'
import { singleVertices } from './vertexArrays'

/** A copy by itself: its box, and those of its draws that no batch draws. */
export interface SingleCopy extends Drawable {
  /** The copy's `moves` when box and matrices were last written. */
  written: number
  readonly draws: readonly PlacedDraw[]
}

/** One instance of one of the row's draws, at the copy's place. */
interface PlacedDraw extends ResidentDraw {
  readonly source: ResidentDraw
  /** Of the instance's matrix in the source's matrices. */
  readonly matrixAt: number
}

/** The copy with the draws of `mesh` that `takes` says, an instance each. */
export function createSingleCopy(
  regl: REGL.Regl,
  copy: Copy,
  mesh: MeshResident,
  takes: (draw: ResidentDraw) => boolean,
): SingleCopy {
  const offset = new Float32Array([0, 0, 0, 1])
  return {
    origin: copy.matrix.subarray(12, 15),
    box: new Float32Array(6),
    offset,
    draws: mesh.draws.filter(takes).flatMap((draw) => placeDraw(regl, mesh, draw, offset)),
    samplers: mesh.samplers,
    tally: mesh.tally,
    boundAt: -1,
    side: Side.Outside,
    distance: Infinity,
    written: -1,
  }
}

function placeDraw(regl: REGL.Regl, mesh: MeshResident, source: ResidentDraw, offset: Float32Array): PlacedDraw[] {
  const vertices = singleVertices(regl, mesh.owned, source.buffers)
  return Array.from({ length: source.matrices.length / 16 }, (_, instance) => {
    const props: SurfaceProps = { ...source.props, vertices, instances: -1, matrix: new Float32Array(16), offset }
    const box = new Float32Array(6)
    return { ...source, props, box, triangles: props.count / 3, source, matrixAt: instance * 16 }
  })
}

/** Brings box and matrices up to where the copy is. */
export function updateSingleCopy(single: SingleCopy, copy: Copy, mesh: MeshResident): void {
  if (single.written === copy.moves) return
  single.written = copy.moves
  writePlacedBox(single.box, copy.matrix, mesh.box)
  for (const { props, box, source, matrixAt } of single.draws) {
    writePlaced(props.matrix, 0, copy.matrix, source.matrices, matrixAt, 0, 0, 0)
    writePlacedBox(box, copy.matrix, source.box)
    props.frontFace = facing(source.props.frontFace, copy.mirrored)
  }
}

/** Which way front faces run in a copy. */
export function facing(face: 'cw' | 'ccw', mirrored: boolean): 'cw' | 'ccw' {
  if (!mirrored) return face
  return face === 'cw' ? 'ccw' : 'cw'
}
