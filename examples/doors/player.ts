/** The player: an entity like others, which walks where it is let. */
import { query } from 'bitecs'
import {
  createPersistent,
  createRayHit,
  Figure,
  heightAt,
  raycast,
  RayOutcome,
  setMover,
  storeOf,
  Transform,
  type SectionId,
  type TerraneWorld,
} from 'terrane'
import { Door, Lamp, Player } from './components'
import { moveTo } from './placing'
import { doorWidth, wideOpen } from './town'

/** What the player wants to do this frame, each from −1 to 1. */
export interface Wishes {
  readonly forward: number
  readonly right: number
  /** To the left. */
  readonly turn: number
}

/** Metres, metres a second, radians a second. */
export const headHeight = 1.8
const [eyeHeight, bodyRadius, lampReach] = [1.65, 0.4, 2.5]
const [walkSpeed, turnSpeed] = [5, 2]

const hit = createRayHit()

/** There is one, or none while the game has not begun. */
export const playerOf = (world: TerraneWorld): number => query(world, [storeOf(world, Player)])[0] ?? 0

/** The player is an entity that no section owns: it is there wherever it goes, and in every save. */
export function addPlayer(world: TerraneWorld, x: number, y: number, z: number, yaw = 0): number {
  const write = (eid: number) => putPlayer(world, eid, x, y, z, yaw)
  const eid = createPersistent(world, [Transform, Player], { write })
  setMover(world, eid, 'keep')
  return eid
}

export function putPlayer(world: TerraneWorld, eid: number, x: number, y: number, z: number, yaw: number): void {
  moveTo(storeOf(world, Transform), eid, x, y, z)
  storeOf(world, Player).yaw[eid] = yaw
}

/** Where the player's eyes are, and which way they look. */
export function eyesOf(world: TerraneWorld): { position: [number, number, number]; yaw: number } {
  const [{ x, y, z }, { yaw }] = [storeOf(world, Transform), storeOf(world, Player)]
  const eid = playerOf(world)
  return { position: [x[eid], y[eid] + eyeHeight, z[eid]], yaw: yaw[eid] }
}

/** @param radians to the left. */
export function turnPlayer(world: TerraneWorld, radians: number): void {
  storeOf(world, Player).yaw[playerOf(world)] += radians
}

/** Walks, and slides along walls. Where the ground is not loaded yet, it waits. */
export function movePlayer(world: TerraneWorld, { forward, right, turn }: Wishes, seconds: number): void {
  const [transform, player] = [storeOf(world, Transform), storeOf(world, Player)]
  const eid = playerOf(world)
  const yaw = (player.yaw[eid] += turn * turnSpeed * seconds)
  const metres = (walkSpeed * seconds) / Math.max(1, Math.hypot(forward, right))
  const dx = metres * (right * Math.cos(yaw) - forward * Math.sin(yaw))
  const dz = metres * (-right * Math.sin(yaw) - forward * Math.cos(yaw))
  const [x, y, z] = [transform.x[eid], transform.y[eid], transform.z[eid]]
  const [sx, sz] = slide(world, x, y, z, dx, dz)
  if (isDoorShut(world, x + sx, z + sz) || heightAt(world, hit, x + sx, z + sz, y + headHeight) !== RayOutcome.Hit)
    return
  moveTo(transform, eid, hit.x, hit.y, hit.z)
}

/** A step of the feet, or what a wall leaves of it. */
function slide(world: TerraneWorld, x: number, y: number, z: number, dx: number, dz: number): [number, number] {
  if (isFree(world, x, y, z, dx, dz)) return [dx, dz]
  const along = dx * hit.nx + dz * hit.nz
  const [sx, sz] = [dx - along * hit.nx, dz - along * hit.nz]
  return isFree(world, x, y, z, sx, sz) ? [sx, sz] : [0, 0]
}

function isFree(world: TerraneWorld, x: number, y: number, z: number, dx: number, dz: number): boolean {
  const metres = Math.hypot(dx, dz)
  return raycast(world, hit, x, y + headHeight / 2, z, dx, 0, dz, metres + bodyRadius) === RayOutcome.Miss
}

/** Is the player's way through a doorway barred by its door? */
function isDoorShut(world: TerraneWorld, x: number, z: number): boolean {
  const [door, transform] = [storeOf(world, Door), storeOf(world, Transform)]
  return query(world, [door, transform]).some((eid) => {
    const [width, depth] = [Math.cos(door.facing[eid]), Math.sin(door.facing[eid])]
    const [dx, dz] = [x - transform.x[eid], z - transform.z[eid]]
    const along = dx * width - dz * depth
    return (
      door.angle[eid] < wideOpen / 2 && along > 0 && along < doorWidth && Math.abs(dx * depth + dz * width) < bodyRadius
    )
  })
}

/** Puts a lamp down at arm's length, or before one's feet. It belongs to the section in which it stands, and comes and goes with it. */
export function dropLamp(world: TerraneWorld, figure: SectionId): number {
  const [transform, player] = [storeOf(world, Transform), storeOf(world, Player)]
  const [from, yaw] = [playerOf(world), player.yaw[playerOf(world)]]
  const [x, y, z] = [transform.x[from], transform.y[from], transform.z[from]]
  const [dx, dz] = [-lampReach * Math.sin(yaw), -lampReach * Math.cos(yaw)]
  const part = isFree(world, x, y, z, dx, dz) ? 1 : 0.2
  if (heightAt(world, hit, x + part * dx, z + part * dz, y + headHeight) !== RayOutcome.Hit) return 0
  const write = (eid: number) => {
    moveTo(transform, eid, hit.x, hit.y, hit.z)
    storeOf(world, Figure).section[eid] = figure
  }
  return createPersistent(world, [Transform, Lamp, Figure], { write })
}

/** Metres, as seen from above. */
export function distanceToPlayer(world: TerraneWorld, eid: number): number {
  const { x, z } = storeOf(world, Transform)
  const player = playerOf(world)
  return Math.hypot(x[eid] - x[player], z[eid] - z[player])
}
