import type REGL from 'regl'
import { Side } from '../math/frustum'
import type { Copy } from './copies'
import { writePlaced } from './copyMatrices'
import type { Drawable, MeshResident, Owned, ResidentDraw } from './residents'
import { facing } from './singleCopy'
import { instancedVertices } from './vertexArrays'

/** Copies of one row and one handedness that are drawn together: one call for each of the row's solid draws. */
export interface CopyBatch extends Drawable {
  /** Copies in this frame's picture, in no order. Only the first `count` are of this frame. */
  readonly seen: Copy[]
  count: number
  readonly parts: readonly BatchPart[]
  /** Vertex arrays before the buffers they refer to. */
  readonly owned: Owned[]
  /** Instances the buffers of each part have room for, by matrices an instance. */
  gpuBytes: number
}

interface BatchPart {
  readonly draw: ResidentDraw
  readonly source: ResidentDraw
  /** Relative to the camera, written anew every frame. */
  readonly buffer: REGL.Buffer
  /** The same memory from its start, of 1, 2, 4 … matrices: the last is all of it. A frame uploads the shortest that is enough. */
  rooms: Float32Array[]
}

/** A batch of the draws of `mesh` that `takes` says. */
export function createBatch(
  regl: REGL.Regl,
  mesh: MeshResident,
  mirrored: boolean,
  takes: (draw: ResidentDraw) => boolean,
): CopyBatch {
  const offset = new Float32Array([0, 0, 0, 1])
  const owned: Owned[] = []
  const parts = mesh.draws.filter(takes).map((source): BatchPart => {
    const buffer = regl.buffer({ length: 64, usage: 'stream', type: 'float' })
    const vertices = instancedVertices(regl, owned, source.buffers, buffer)
    owned.push(buffer)
    const frontFace = facing(source.props.frontFace, mirrored)
    const props = { ...source.props, vertices, instances: 1, matrix: identity, offset, frontFace }
    return { draw: { ...source, props }, source, buffer, rooms: [] }
  })
  return {
    origin: mesh.origin,
    box: mesh.box,
    offset,
    draws: parts.map(({ draw }) => draw),
    samplers: mesh.samplers,
    tally: mesh.tally,
    boundAt: -1,
    side: Side.Inside,
    distance: Infinity,
    seen: [],
    count: 0,
    parts,
    owned,
    gpuBytes: parts.length * 64,
  }
}

const identity = new Float32Array([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])

/** Uploads where the copies that are seen stand to the camera. */
export function fillBatch(batch: CopyBatch, camera: Float64Array): void {
  for (const part of batch.parts) {
    const { draw, source, buffer } = part
    const each = source.matrices.length / 16
    const instances = batch.count * each
    const room = Math.ceil(Math.log2(instances))
    if (room >= part.rooms.length) grow(batch, part, room)
    writeInstances(part.rooms[room], batch, source.matrices, camera)
    buffer.subdata(part.rooms[room])
    draw.props.instances = instances
    draw.triangles = (draw.props.count / 3) * instances
  }
}

function writeInstances(out: Float32Array, batch: CopyBatch, local: Float32Array, camera: Float64Array): void {
  let at = 0
  for (let k = 0; k < batch.count; k++) {
    const { matrix } = batch.seen[k]
    const x = matrix[12] - camera[0]
    const y = matrix[13] - camera[1]
    const z = matrix[14] - camera[2]
    for (let from = 0; from < local.length; from += 16, at += 16) writePlaced(out, at, matrix, local, from, x, y, z)
  }
}

function grow(batch: CopyBatch, part: BatchPart, room: number): void {
  const all = new Float32Array(16 * 2 ** room)
  batch.gpuBytes += all.byteLength - Math.max(64, part.rooms.at(-1)?.byteLength ?? 0)
  part.rooms = Array.from({ length: room + 1 }, (_, power) => all.subarray(0, 16 * 2 ** power))
  part.buffer({ length: all.byteLength, usage: 'stream', type: 'float' })
}

export function destroyBatch(batch: CopyBatch): void {
  for (const owned of batch.owned) owned.destroy()
  batch.owned.length = 0
}
