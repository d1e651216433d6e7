import { createFocus, createRayHit, heightAt, RayOutcome, type Positioned, type TerraneWorld } from 'terrane'
import { beaconAt, beaconCount, beaconsAcross, heightOf } from './terrain'

/** Somebody who walks from beacon to beacon. */
export interface Player extends Positioned {
  x: number
  y: number
  z: number
  /** Beacon that they walk to. */
  goal: number
  /** Of their next choices. */
  seed: number
  /** Ground was under their feet in the last tick; where it is not loaded yet they wait. */
  onGround: boolean
}

const metresASecond = 4
const hit = createRayHit()

/** Every player is a focus: what is near any of them is there, once. */
export function addPlayers(world: TerraneWorld, count: number): Player[] {
  return Array.from({ length: count }, (_, i) => {
    const start = (i * 37) % beaconCount
    const { x, z } = beaconAt(start)
    const player: Player = { x, y: heightOf(x, z), z, goal: start, seed: i + 1, onGround: false }
    createFocus(world, { follow: player })
    return player
  })
}

/** One tick of everybody. Nobody walks off what is loaded. */
export function walkPlayers(world: TerraneWorld, players: readonly Player[], seconds: number): void {
  for (const player of players) {
    const { x, z } = beaconAt(player.goal)
    const metres = Math.hypot(x - player.x, z - player.z)
    if (metres < 1) player.goal = chooseNeighbour(player)
    const part = Math.min(1, (metresASecond * seconds) / Math.max(metres, 1e-6))
    stand(world, player, player.x + (x - player.x) * part, player.z + (z - player.z) * part)
  }
}

function stand(world: TerraneWorld, player: Player, x: number, z: number): void {
  player.onGround = heightAt(world, hit, x, z) === RayOutcome.Hit
  if (player.onGround) Object.assign(player, { x, y: hit.y, z })
}

/** One of the beacons around, at most one row and one column away. */
function chooseNeighbour(player: Player): number {
  player.seed = (Math.imul(player.seed, 1_664_525) + 1_013_904_223) >>> 0
  const [column, row] = [player.goal % beaconsAcross, Math.floor(player.goal / beaconsAcross)]
  const [left, up] = [((player.seed >>> 8) % 3) - 1, ((player.seed >>> 16) % 3) - 1]
  const within = (value: number) => Math.max(0, Math.min(beaconsAcross - 1, value))
  return within(row + up) * beaconsAcross + within(column + left)
}
