import type REGL from 'regl'
import { Side } from '../math/frustum'
import { checkMesh } from '../payloads/checkDraw'
import type { Attribute, Draw, Material, MeshPayload, Primitive } from '../payloads/draw'
import { handedness, isMixed } from '../payloads/handedness'
import type { Row } from '../presenter'
import { refuseUnmade } from './graphicsMemory'
import type { MeshResident, ResidentDraw } from './residents'
import type { SurfaceProps } from './surfaceCommands'
import type { UploadStep } from './upload'
import { forSlices, groupSteps, sliceBytes } from './upload'
import type { PrimitiveBuffers } from './vertexArrays'
import { instancedVertices, singleVertices } from './vertexArrays'

type GpuArray = Attribute['array'] | Uint32Array

/**
 * A mesh payload on its way to the GPU. `planMesh` adds the steps of one draw, `planRest` those of all that has not been planned; run them in order, then
 * what was planned is complete. The resident's list of draws has only those that are.
 */
export interface MeshUpload {
  readonly payload: MeshPayload
  readonly resident: MeshResident
  readonly steps: UploadStep[]
  readonly regl: REGL.Regl
  readonly requires: readonly Row[]
  /** Stands in for every image until the draws are bound. */
  readonly blank: REGL.Texture2D
  /** Of the primitives that are planned. */
  readonly primitives: Map<number, PrimitiveBuffers>
  /** Draws that are planned. */
  readonly planned: Set<number>
}

const identity = new Float32Array([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])

/** Begins an upload with nothing planned. Small arrays are copied: the payload can go. */
export function beginMeshUpload(
  regl: REGL.Regl,
  row: Row,
  payload: MeshPayload,
  requires: readonly Row[],
  blank: REGL.Texture2D,
): MeshUpload {
  checkMesh(payload)
  return {
    ...{ payload, regl, requires, blank },
    resident: createResident(row, payload, requires),
    steps: [],
    primitives: new Map(),
    planned: new Set(),
  }
}

/** Plans one draw and the primitive that it needs. */
export function planMesh(upload: MeshUpload, draw: number): void {
  const steps: UploadStep[] = []
  planDraw(upload, steps, draw)
  upload.steps.push(...groupSteps(steps))
}

export function planRest(upload: MeshUpload): void {
  const { payload } = upload
  const steps: UploadStep[] = []
  for (let at = 0; at < payload.primitives.length; at++) planPrimitive(upload, steps, at)
  for (let at = 0; at < payload.draws.length; at++) planDraw(upload, steps, at)
  upload.steps.push(...groupSteps(steps))
}

function createResident(row: Row, payload: MeshPayload, requires: readonly Row[]): MeshResident {
  const box = new Float32Array([Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity])
  for (const draw of payload.draws)
    for (let axis = 0; axis < 3; axis++) {
      box[axis] = Math.min(box[axis], draw.box[axis])
      box[axis + 3] = Math.max(box[axis + 3], draw.box[axis + 3])
    }
  return {
    row,
    origin: payload.origin,
    box,
    offset: new Float32Array([0, 0, 0, 1]),
    fade: { share: 1, rate: 0 },
    draws: [],
    samplers: payload.samplers.map((sampler) => ({ ...sampler, row: requires[sampler.texture] ?? -1 })),
    tally: { frame: 0 },
    owned: [],
    cpuBytes: 0,
    gpuBytes: 0,
    shownAt: -1,
    boundAt: -1,
    side: Side.Outside,
    distance: Infinity,
  }
}

function typeOf(array: GpuArray): 'float' | 'int16' | 'uint16' | 'int8' | 'uint8' | 'uint32' {
  if (array instanceof Float32Array) return 'float'
  if (array instanceof Int16Array) return 'int16'
  if (array instanceof Uint16Array) return 'uint16'
  if (array instanceof Int8Array) return 'int8'
  return array instanceof Uint32Array ? 'uint32' : 'uint8'
}

/** Plans the upload of one array: whole if small, else room first and then slices. */
function planArray(
  resident: MeshResident,
  steps: UploadStep[],
  array: GpuArray,
  create: (data: GpuArray | null) => { subdata(data: Uint8Array, offset: number): unknown },
): void {
  const whole = array.byteLength <= sliceBytes
  let made: ReturnType<typeof create>
  const make = () => {
    made = create(whole ? array : null)
    resident.gpuBytes += array.byteLength
  }
  steps.push({ bytes: whole ? array.byteLength : 0, run: make })
  if (whole) return
  forSlices(array.byteLength, 4, (start, end) => {
    const run = () => void made.subdata(new Uint8Array(array.buffer, array.byteOffset + start, end - start), start)
    steps.push({ bytes: end - start, run })
  })
}

function planBuffer(
  regl: REGL.Regl,
  resident: MeshResident,
  steps: UploadStep[],
  array: GpuArray,
  ready: (buffer: REGL.Buffer) => void,
): void {
  planArray(resident, steps, array, (data) => {
    const type = typeOf(array)
    const buffer = regl.buffer(data ? { data, type } : { length: array.byteLength, type })
    resident.owned.push(buffer)
    refuseUnmade(regl, buffer)
    ready(buffer)
    return buffer
  })
}

/** Every vertex array fills the slots of position, normal and uv; a missing one repeats the positions, and no shader reads it. */
function planPrimitive(upload: MeshUpload, steps: UploadStep[], at: number): PrimitiveBuffers {
  const { regl, resident, primitives } = upload
  const planned = primitives.get(at)
  if (planned) return planned
  const primitive = upload.payload.primitives[at]
  const buffers: PrimitiveBuffers = { attributes: [], elements: null, vertices: null }
  primitives.set(at, buffers)
  const put = (slot: number, attribute: Attribute) => (buffer: REGL.Buffer) => {
    const { size, normalized, strideBytes: stride } = attribute
    buffers.attributes[slot] = {
      buffer,
      size,
      normalized,
      stride,
      type: typeOf(attribute.array),
      offset: 0,
      divisor: 0,
    }
  }
  planBuffer(regl, resident, steps, primitive.positions.array, (buffer) => {
    for (const slot of [0, 1, 2]) put(slot, primitive.positions)(buffer)
  })
  if (primitive.normals) planBuffer(regl, resident, steps, primitive.normals.array, put(1, primitive.normals))
  if (primitive.uvs) planBuffer(regl, resident, steps, primitive.uvs.array, put(2, primitive.uvs))
  planArray(resident, steps, primitive.indices, (data) => {
    const { byteLength, length: count } = primitive.indices
    const type = primitive.indices instanceof Uint32Array ? 'uint32' : 'uint16'
    const shape = { type, count, length: byteLength, primitive: 'triangles' } as const
    const elements = regl.elements(data ? { ...shape, data: data as Uint16Array } : shape)
    resident.owned.push(elements)
    refuseUnmade(regl, elements)
    buffers.elements = elements
    return elements
  })
  return buffers
}

function planDraw(upload: MeshUpload, steps: UploadStep[], at: number): void {
  const { regl, resident, payload, requires, blank, planned } = upload
  const draw = payload.draws[at]
  const primitive = payload.primitives[draw.primitive]
  if (planned.has(at)) return
  planned.add(at)
  if (primitive.indices.length === 0) return
  const buffers = planPrimitive(upload, steps, draw.primitive)
  const add = (vertices: REGL.VertexArrayObject) => {
    const matrices = draw.matrices.slice()
    const props = propsOf(resident, payload.materials[draw.material], primitive, matrices, vertices, blank)
    resident.draws.push(
      residentDraw(props, payload.materials[draw.material], primitive, buffers, draw, matrices, requires),
    )
    resident.boundAt = -1
    resident.cpuBytes += draw.box.byteLength + draw.matrices.byteLength
  }
  if (draw.matrices.length === 16)
    steps.push({ bytes: 0, run: () => add(singleVertices(regl, resident.owned, buffers)) })
  else
    planBuffer(regl, resident, steps, draw.matrices, (buffer) =>
      add(instancedVertices(regl, resident.owned, buffers, buffer)),
    )
}

function propsOf(
  resident: MeshResident,
  material: Material,
  primitive: Primitive,
  matrices: Float32Array,
  vertices: REGL.VertexArrayObject,
  blank: REGL.Texture2D,
): SurfaceProps {
  const instanced = matrices.length > 16
  const [red, green, blue] = material.emissive
  return {
    vertices,
    count: primitive.indices.length,
    instances: instanced ? matrices.length / 16 : -1,
    matrix: instanced ? identity : matrices,
    offset: resident.offset,
    baseColor: new Float32Array(material.baseColor),
    surface: new Float32Array([material.metallic, material.roughness, material.normalScale, material.alphaCutoff]),
    glow: new Float32Array([red, green, blue, primitive.normals === null ? 1 : 0]),
    baseColorMap: blank,
    surfaceMap: blank,
    normalMap: blank,
    glowMap: blank,
    cull: !material.doubleSided && !isMixed(matrices),
    frontFace: handedness(matrices, 0) < 0 ? 'cw' : 'ccw',
  }
}

function residentDraw(
  props: SurfaceProps,
  material: Material,
  primitive: Primitive,
  buffers: PrimitiveBuffers,
  draw: Draw,
  matrices: Float32Array,
  requires: readonly Row[],
): ResidentDraw {
  const rowOf = (index: number): Row => (index < 0 ? -1 : (requires[index] ?? -1))
  return {
    props,
    color: material.baseColor,
    box: draw.box.slice(),
    matrices,
    buffers,
    triangles: (props.count / 3) * Math.max(1, props.instances),
    textures: {
      baseColor: rowOf(material.baseColorTexture),
      surface: rowOf(material.metallicRoughnessTexture),
      normal: rowOf(material.normalTexture),
      emissive: material.emissive.some((light) => light > 0) ? rowOf(material.emissiveTexture) : -1,
    },
    alpha: material.alphaMode,
    solid: material.baseColor[3] >= material.alphaCutoff,
    hasUvs: primitive.uvs !== null,
    key: 0,
    distance: Infinity,
  }
}
