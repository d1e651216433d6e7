import type { BakeScene, Surface } from './bakeScene'
import { normalBytes, placedBox, triangleBytes, triangleCount, uvBytes, uvFormat, vertexCount } from './geometry'
import { latticeReach, stepFor } from './lattice'
import { decompose, type Placement } from './matrices'
import { joinBoxes, type PlacedPart } from './partition'

/** A mesh drawn on its own, mostly many times: one draw for each of its surfaces. */
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

/**
 * Separates parts whose mesh repeats enough to be drawn as instances, and dynamic parts, each alone. Mirrored and skewed
 * copies are merged: translation, rotation and scale cannot say them.
 */
export function chooseInstances(scene: BakeScene, parts: readonly PlacedPart[]) {
  const byMesh = new Map<number, PlacedPart[]>()
  const instances: InstanceSet[] = []
  const merged: PlacedPart[] = []
  for (const placed of parts) {
    const { mesh, dynamic } = placed.part
    const list = byMesh.get(mesh)
    if (decompose(placed.part.matrix) === null) merged.push(placed)
    else if (dynamic) instances.push(createSet(scene.meshes[mesh].surfaces, [placed]))
    else if (list) list.push(placed)
    else byMesh.set(mesh, [placed])
  }
  for (const [mesh, copies] of byMesh) {
    const { surfaces } = scene.meshes[mesh]
    if (paysOff(surfaces, copies.length)) instances.push(createSet(surfaces, copies))
    else merged.push(...copies)
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
