/** The rules of the game: plain functions over the world's columns. They know of no page, and run the same in a test. */
import { query, removeEntity } from 'bitecs'
import {
  createPersistent,
  createRayHit,
  heightAt,
  RayOutcome,
  refOf,
  setMover,
  storeOf,
  Transform,
  type EntityRef,
  type TerraneWorld,
} from 'terrane'
import { Chaser, Door, Key, Pocket } from './components'
import { moveTo, turnTo } from './placing'
import { distanceToPlayer, headHeight, movePlayer, playerOf, type Wishes } from './player'
import { colours, wideOpen } from './town'

/** Metres: how far the player reaches, from where a door sees them, and how far the ghost keeps off. */
const [armLength, doorSense, manners] = [1.2, 3.5, 1.5]
/** Radians a second. */
const doorSpeed = 2.5

const hit = createRayHit()

/** Everything that happens in one frame, before `step`. */
export function play(world: TerraneWorld, wishes: Wishes, seconds: number): void {
  movePlayer(world, wishes, seconds)
  takeKeys(world)
  openDoors(world, seconds)
  chase(world, seconds)
}

/** Walking into a key takes it: its entity is gone for good, and another remembers it in the player's pocket. */
function takeKeys(world: TerraneWorld): void {
  const [key, pocket] = [storeOf(world, Key), storeOf(world, Pocket)]
  for (const eid of [...query(world, [key, storeOf(world, Transform)])]) {
    if (distanceToPlayer(world, eid) > armLength) continue
    const write = (taken: number) => {
      pocket.key[taken] = refOf(world, eid)
      pocket.colour[taken] = key.colour[eid]
    }
    setMover(world, createPersistent(world, [Pocket], { write }), 'keep')
    removeEntity(world, eid)
  }
}

/** A door opens to whoever comes, if it is not locked or its key is in the pocket; it stays open. */
function openDoors(world: TerraneWorld, seconds: number): void {
  const [door, transform] = [storeOf(world, Door), storeOf(world, Transform)]
  for (const eid of query(world, [door, transform])) {
    if (door.angle[eid] >= wideOpen || (door.angle[eid] === 0 && distanceToPlayer(world, eid) > doorSense)) continue
    if (door.locked[eid] && isInPocket(world, door.key[eid])) door.locked[eid] = 0
    if (door.locked[eid]) continue
    door.angle[eid] = Math.min(wideOpen, door.angle[eid] + doorSpeed * seconds)
    turnTo(transform, eid, door.facing[eid] + door.angle[eid])
  }
}

const pocketed = (world: TerraneWorld) => query(world, [storeOf(world, Pocket)])

function isInPocket(world: TerraneWorld, key: EntityRef | 0): boolean {
  return pocketed(world).some((eid) => storeOf(world, Pocket).key[eid] === key)
}

/** Names of the keys that the player has. */
export function listPocket(world: TerraneWorld): string[] {
  return [...pocketed(world)].map((eid) => colours[storeOf(world, Pocket).colour[eid]])
}

/** The nearest door that is locked, 0 for none within reach. */
export function lockedDoorNear(world: TerraneWorld): number {
  const door = storeOf(world, Door)
  const near = (eid: number) => door.locked[eid] === 1 && distanceToPlayer(world, eid) < doorSense
  return query(world, [door, storeOf(world, Transform)]).find(near) ?? 0
}

/** Whoever chases goes straight for the player, over land and through walls. */
function chase(world: TerraneWorld, seconds: number): void {
  const [chaser, transform] = [storeOf(world, Chaser), storeOf(world, Transform)]
  const player = playerOf(world)
  for (const eid of query(world, [chaser, transform])) {
    const [dx, dz] = [transform.x[player] - transform.x[eid], transform.z[player] - transform.z[eid]]
    const metres = Math.hypot(dx, dz)
    if (metres < manners) continue
    const part = Math.min(chaser.speed[eid] * seconds, metres - manners) / metres
    const [x, z] = [transform.x[eid] + dx * part, transform.z[eid] + dz * part]
    if (heightAt(world, hit, x, z, transform.y[eid] + headHeight) !== RayOutcome.Hit) continue
    moveTo(transform, eid, x, hit.y, z)
    turnTo(transform, eid, Math.atan2(-dx, -dz))
  }
}
