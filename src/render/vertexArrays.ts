import type REGL from 'regl'
import type { Owned } from './residents'

/** A primitive's buffers by attribute slot, and its triangles. */
export interface PrimitiveBuffers {
  readonly attributes: REGL.AttributeState[]
  elements: REGL.Elements | null
  /** For single draws; made when the first one needs it. */
  vertices: REGL.VertexArrayObject | null
}

/** A primitive's vertex array for single draws. What is made here is added to `owned`. */
export function singleVertices(regl: REGL.Regl, owned: Owned[], buffers: PrimitiveBuffers): REGL.VertexArrayObject {
  return (buffers.vertices ??= vertexArray(regl, owned, buffers, []))
}

/** A primitive's vertex array for instances, whose matrices (16 floats each) are in `matrices`. */
export function instancedVertices(
  regl: REGL.Regl,
  owned: Owned[],
  buffers: PrimitiveBuffers,
  matrices: REGL.Buffer,
): REGL.VertexArrayObject {
  const columns = [0, 16, 32, 48].map((offset) => ({ buffer: matrices, offset, size: 4, stride: 64, divisor: 1 }))
  return vertexArray(regl, owned, buffers, columns)
}

function vertexArray(
  regl: REGL.Regl,
  owned: Owned[],
  buffers: PrimitiveBuffers,
  columns: REGL.AttributeState[],
): REGL.VertexArrayObject {
  const options = { attributes: [...buffers.attributes, ...columns], elements: buffers.elements }
  const vertices = regl.vao(options as REGL.VertexArrayOptions)
  owned.push(vertices as unknown as Owned)
  return vertices
}
