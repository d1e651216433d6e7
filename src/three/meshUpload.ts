import { type BufferGeometry, DoubleSide, Group, InstancedMesh, Matrix4, Mesh, Sphere, Vector3 } from 'three'
import { checkMesh } from '../payloads/checkDraw'
import type { Draw, MeshPayload } from '../payloads/draw'
import { handedness, isMixed } from '../payloads/handedness'
import type { Row } from '../presenter'
import type { UploadStep } from './adopting'
import type { FadeUniform } from './fading'
import { geometryOf, measurePrimitive } from './geometry'
import { materialOf, type BoundMaterial } from './materials'
import { uploadMeshes } from './staging'
import type { ThreeState } from './threeState'

/** An adopted mesh section. */
export interface ThreeMesh {
  readonly row: Row
  /** At the section's origin; in the scene while it is drawn. */
  readonly group: Group
  readonly geometries: Map<number, BufferGeometry>
  readonly materials: Map<string, BoundMaterial>
  readonly fade: FadeUniform
  /** Of the fade's share, a millisecond. */
  rate: number
  cpuBytes: number
  gpuBytes: number
}

/** One draw of a section. three.js culls by its sphere, as the arrays of its geometry are gone. */
export type DrawnMesh = Mesh & { boundingSphere: Sphere | null }

/** A mesh payload on its way to the GPU: run the steps in order. */
export interface MeshUpload {
  readonly payload: MeshPayload
  readonly steps: UploadStep[]
  readonly resident: ThreeMesh
}

/** What one step carries at most, where its meshes are small: each costs an unseen frame. */
const stepBytes = 1 << 18
const stepMeshes = 16

/** @throws 'payload-corrupt' where numbers of the payload point nowhere: better one section's Error than a torn picture. */
export function beginMeshUpload(
  state: ThreeState,
  row: Row,
  payload: MeshPayload,
  requires: readonly Row[],
): MeshUpload {
  checkMesh(payload)
  const upload: MeshUpload = { payload, steps: [], resident: createMesh(row, payload) }
  let draws: Draw[] = []
  let bytes = 0
  const seen = new Set<number>()
  const close = () => {
    const step = draws
    if (step.length > 0) upload.steps.push({ bytes, run: () => uploadDraws(state, upload, step, requires) })
    draws = []
    bytes = 0
  }
  for (const draw of payload.draws) {
    if (payload.primitives[draw.primitive].indices.length === 0) continue
    const more = measureDraw(payload, draw, seen)
    if (draws.length === stepMeshes || bytes + more > stepBytes) close()
    draws.push(draw)
    bytes += more
  }
  close()
  return upload
}

function createMesh(row: Row, { origin }: MeshPayload): ThreeMesh {
  const group = new Group()
  group.name = `section ${row}`
  group.userData.row = row
  group.position.set(...origin)
  group.updateMatrix()
  group.matrixAutoUpdate = false
  return {
    row,
    group,
    geometries: new Map(),
    materials: new Map(),
    fade: { value: 1 },
    rate: 0,
    cpuBytes: 0,
    gpuBytes: 0,
  }
}

/** What a draw adds on the GPU: its instances, and its primitive where no draw before has it. */
function measureDraw({ primitives }: MeshPayload, { primitive, matrices }: Draw, seen: Set<number>): number {
  const instances = matrices.length > 16 ? matrices.byteLength : 0
  if (seen.has(primitive)) return instances
  seen.add(primitive)
  return instances + measurePrimitive(primitives[primitive])
}

function uploadDraws(
  state: ThreeState,
  { payload, resident }: MeshUpload,
  draws: readonly Draw[],
  requires: readonly Row[],
): void {
  const meshes = draws.map((draw) => {
    const { gpuBytes, cpuBytes } = resident
    const seen = new Set(resident.geometries.keys())
    resident.gpuBytes = gpuBytes + measureDraw(payload, draw, seen)
    resident.cpuBytes = cpuBytes + draw.box.byteLength + draw.matrices.byteLength
    return meshOf(state, resident, payload, draw, requires)
  })
  uploadMeshes(state.staging, state.renderer, meshes)
  for (const mesh of meshes) {
    state.options.prepare?.(mesh, resident.row)
    resident.group.add(mesh)
  }
}

function meshOf(
  state: ThreeState,
  resident: ThreeMesh,
  payload: MeshPayload,
  draw: Draw,
  requires: readonly Row[],
): DrawnMesh {
  const geometry = take(resident.geometries, draw.primitive, () => geometryOf(payload.primitives[draw.primitive]))
  const { material } = take(resident.materials, `${draw.material} of ${draw.primitive}`, () => {
    const made = materialOf(payload, draw, requires, resident.fade)
    if (isMixed(draw.matrices)) made.material.side = DoubleSide
    state.options.prepareMaterial?.(made.material, resident.row)
    return made
  })
  const count = draw.matrices.length / 16
  const mesh =
    count === 1 ? new Mesh(geometry, material) : instancesOf(new InstancedMesh(geometry, material, count), draw)
  if (count === 1) mesh.matrix.fromArray(draw.matrices)
  mesh.matrixAutoUpdate = false
  mesh.raycast = () => {} // its arrays are on the GPU alone: rays are for the colliders of the world
  return Object.assign(mesh, { boundingSphere: sphereOf(draw, mesh.matrix) })
}

function take<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}

const mirror = new Matrix4().makeScale(-1, 1, 1)

/** three.js takes the handedness of instances from their mesh: where they are mirrored, the mesh is as well. */
function instancesOf(mesh: InstancedMesh, { matrices }: Draw): InstancedMesh {
  const mirrored = handedness(matrices, 0) < 0
  if (mirrored) mesh.matrix.copy(mirror)
  const out = mesh.instanceMatrix.array as Float32Array
  out.set(matrices)
  if (mirrored) for (let at = 0; at < out.length; at += 4) out[at] = -out[at]
  return mesh
}

/** Around a draw's box, in the space of its mesh. */
function sphereOf({ box }: Draw, matrix: Matrix4): Sphere {
  const low = new Vector3().fromArray(box, 0)
  const high = new Vector3().fromArray(box, 3)
  const sphere = new Sphere(low.clone().add(high).multiplyScalar(0.5), low.distanceTo(high) / 2)
  return sphere.applyMatrix4(matrix.clone().invert())
}
