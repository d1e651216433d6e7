import type { BakeScene, Surface } from './bakeScene'
import { normalBytes, placedBox, triangleBytes, triangleCount, uvBytes, uvFormat, vertexCount } from './geometry'
import { latticeReach, stepFor } from './lattice'
import { decompose, type Placement } from './matrices'
import { joinBoxes, type PlacedPart } from './partition'

/** A mesh drawn many times: one draw for each of its surfaces. */
export interface InstanceSet {
  readonly surfaces: readonly Surface[]
  /** To world metres. */
  readonly placements: readonly Placement[]
  /** Lattice step of its own, in the mesh's space; fine enough that 16 bits just reach the mesh. */
  readonly step: number
  /** Low corner of the mesh's box, in steps. */
  readonly base: readonly [number, number, number]
  /** World box of all copies, rounding included, outward. */
  readonly box: Float64Array
}

/** Fewer copies are merged. */
const minInstances = 4
/** GPU bytes that instancing must save for each draw it adds; below that another draw costs more than the copies. */
const drawWorthBytes = 8192
const matrixBytes = 64
/** Rounding of a placement to 32-bit floats, relative to the size of the box, with room. */
const floatSlack = 2 ** -21

/** Separates parts whose mesh repeats enough to be drawn as instances. Mirrored and skewed copies are merged. */
export function chooseInstances(scene: BakeScene, parts: readonly PlacedPart[]) {
  const byMesh = new Map<number, PlacedPart[]>()
  for (const placed of parts) {
    const list = byMesh.get(placed.part.mesh)
    if (list) list.push(placed)
    else byMesh.set(placed.part.mesh, [placed])
  }
  const instances: InstanceSet[] = []
  const merged: PlacedPart[] = []
  for (const [mesh, copies] of byMesh) {
    const { surfaces } = scene.meshes[mesh]
    const plain = copies.filter(({ part }) => decompose(part.matrix) !== null)
    const pays = paysOff(surfaces, plain.length)
    if (pays) instances.push(createSet(surfaces, plain))
    merged.push(...(pays ? copies.filter((copy) => !plain.includes(copy)) : copies))
  }
  return { instances, merged }
}

function paysOff(surfaces: readonly Surface[], copies: number): boolean {
  if (copies < minInstances) return false
  const bytes = surfaces.reduce((sum, surface) => sum + surfaceBytes(surface), 0)
  return (copies - 1) * bytes - copies * matrixBytes * surfaces.length > drawWorthBytes * surfaces.length
}

function createSet(surfaces: readonly Surface[], copies: readonly PlacedPart[]): InstanceSet {
  const placements = copies.map(({ part }) => decompose(part.matrix)).filter((placement) => placement !== null)
  const own = joinBoxes(surfaces.map(({ geometry }) => placedBox(geometry, null)))
  const size = Math.max(own[3] - own[0], own[4] - own[1], own[5] - own[2])
  const step = stepFor(size * (1 + 2 / latticeReach))
  const world = joinBoxes(copies.flatMap(({ boxes }) => boxes))
  const reach = Math.max(world[3] - world[0], world[4] - world[1], world[5] - world[2])
  const slack = step * Math.max(...placements.map(({ scale }) => Math.max(...scale))) + reach * floatSlack
  return {
    surfaces,
    placements,
    step,
    base: [Math.floor(own[0] / step), Math.floor(own[1] / step), Math.floor(own[2] / step)],
    box: world.map((value, i) => (i < 3 ? value - slack : value + slack)),
  }
}

/** GPU bytes of a surface with positions in 16 bits. */
export function surfaceBytes({ geometry }: Surface): number {
  return (
    vertexCount(geometry) * (8 + normalBytes + uvBytes(uvFormat(geometry))) + triangleCount(geometry) * triangleBytes
  )
}
