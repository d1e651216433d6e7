import type { ColliderTable } from '../blobs/colliderBlob'
import type { Engine, TerraneWorld } from '../engine'
import { fail } from '../errors'
import { sectionId } from '../sectionId'
import { nextRow, raySlack, startWalk } from '../spatial/rowsAlongRay'
import { aimThroughScene, ceilingInWorld, tellInWorld } from './castFromWorld'
import type { GroundWorld } from './groundWorld'
import { aimRay, ray, reach } from './ray'
import { RayOutcome, type RayHit } from './rayHit'
import { castCollider } from './traverse'

/**
 * Casts a ray at the loaded colliders, both faces solid, and fills `out`. The direction may have any length; distances are metres. A ray with an
 * origin or direction that is not finite, a direction without a length, or a distance that is not above 0 hits nothing: Miss.
 * Hidden and switched-off layers are not there. Makes no objects; what V8 boxes of the numbers is 40 to 190 bytes a ray (`npm run bench -- raycast`).
 * @returns Hit; Miss: nothing is there; NotLoaded: a section that is not loaded is entered before anything that was hit, so nobody knows.
 * @throws 'argument' in a world without `colliders()`.
 */
export function raycast(
  world: TerraneWorld,
  out: RayHit,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  maxDistance = Infinity,
): RayOutcome {
  const ground = groundOf(world)
  const { root } = world.terrane
  const aimed =
    root === null
      ? aimRay(ox, oy, oz, dx, dy, dz, maxDistance)
      : aimThroughScene(root, ox, oy, oz, dx, dy, dz, maxDistance)
  return aimed ? cast(world.terrane, ground, out) : miss(out)
}

/**
 * The highest surface at x, z that is not above `below` (left out, the highest of all): a ray straight down; `out.y` is the height. Out of a
 * building, pass the height of the head.
 * @returns as `raycast` does. @throws 'argument' in a world without `colliders()`.
 */
export function heightAt(world: TerraneWorld, out: RayHit, x: number, z: number, below = Infinity): RayOutcome {
  const ground = groundOf(world)
  const { root } = world.terrane
  const ceiling = root === null ? ground.ceiling : ceilingInWorld(ground, root)
  return raycast(world, out, x, below > ceiling ? ceiling : below, z, 0, -1, 0)
}

function groundOf({ terrane }: TerraneWorld): GroundWorld {
  return (
    terrane.ground ??
    fail('argument', 'a ray in a world without colliders', 'a world that loads them', 'Put colliders() into features.')
  )
}

function cast(engine: Engine, { index, walk, resident }: GroundWorld, out: RayHit): RayOutcome {
  const { table, layers } = engine
  let hit: ColliderTable | undefined
  let row = -1
  let triangle = -1
  startWalk(index, walk, ray, reach)
  for (let next = nextRow(index, walk, reach); next >= 0; next = nextRow(index, walk, reach)) {
    const collider = resident.get(next)
    if (collider) {
      const found = castCollider(collider)
      if (found < 0) continue
      row = next
      hit = collider
      triangle = found
    } else if (table.layer[next] & layers.visible && walk.rowEntry[0] + 2 * raySlack < reach[0]) {
      row = next
      hit = undefined
      reach[0] = walk.rowEntry[0]
    }
  }
  if (row < 0) return miss(out)
  writePlace(engine, out, row)
  if (hit) writeSurface(hit, triangle, out)
  if (engine.root !== null) tellInWorld(engine.root, out)
  return hit ? RayOutcome.Hit : RayOutcome.NotLoaded
}

function miss(out: RayHit): RayOutcome {
  out.section = 0
  out.x = out.y = out.z = NaN
  out.distance = Infinity
  clearSurface(out)
  return RayOutcome.Miss
}

function writePlace(engine: Engine, out: RayHit, row: number): void {
  out.section = sectionId(engine, row)
  out.distance = reach[0]
  out.x = ray[0] + ray[3] * reach[0]
  out.y = ray[1] + ray[4] * reach[0]
  out.z = ray[2] + ray[5] * reach[0]
  clearSurface(out)
}

function clearSurface(out: RayHit): void {
  out.idLow = out.idHigh = 0
  out.nx = out.ny = out.nz = 0
}

/** The id, and the normal of the side that the ray came to; of a triangle that is a line, against the ray. */
function writeSurface({ ids, shapeOf, positions: p, indices }: ColliderTable, triangle: number, out: RayHit): void {
  out.idLow = ids[2 * shapeOf[triangle]]
  out.idHigh = ids[2 * shapeOf[triangle] + 1]
  const a = 3 * indices[3 * triangle]
  const b = 3 * indices[3 * triangle + 1]
  const c = 3 * indices[3 * triangle + 2]
  const x = (p[b + 1] - p[a + 1]) * (p[c + 2] - p[a + 2]) - (p[b + 2] - p[a + 2]) * (p[c + 1] - p[a + 1])
  const y = (p[b + 2] - p[a + 2]) * (p[c] - p[a]) - (p[b] - p[a]) * (p[c + 2] - p[a + 2])
  const z = (p[b] - p[a]) * (p[c + 1] - p[a + 1]) - (p[b + 1] - p[a + 1]) * (p[c] - p[a])
  const length = Math.sqrt(x * x + y * y + z * z)
  const turn = (x * ray[3] + y * ray[4] + z * ray[5] > 0 ? -1 : 1) / length
  out.nx = length > 0 ? x * turn : -ray[3]
  out.ny = length > 0 ? y * turn : -ray[4]
  out.nz = length > 0 ? z * turn : -ray[5]
}
