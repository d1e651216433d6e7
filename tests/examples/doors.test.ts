import { query } from 'bitecs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Chaser, Door, Lamp, Player } from '../../examples/doors/components'
import { advance, openGame, placeOf, putLamp, type Game } from '../../examples/doors/game'
import { distanceToPlayer, playerOf } from '../../examples/doors/player'
import { listPocket, lockedDoorNear } from '../../examples/doors/rules'
import { centreOf, colours, layTown, lotSize, wideOpen } from '../../examples/doors/town'
import {
  createRayHit,
  disposeWorld,
  heightAt,
  openWorld,
  ownerOf,
  RayOutcome,
  refById,
  resolve,
  saveWorld,
  storeOf,
  Transform,
} from '../../src/index'
import { directorySource, inlinePool } from '../../src/node'
import { readSave } from '../../src/state/saveFile'
import { bakeTown, idOf, rebake, removeTown, type BakedTown } from './doorsTown'

const side = 30
const [home] = layTown(side).locks
const [house, garden] = [centreOf(home.house), centreOf(home.garden)]
const label = `${home.house.column} ${home.house.row}`
const [doorId, keyId, ghostId] = [`House ${label}-col/Door`, `Key ${label}`, 'Ghost'].map((name) =>
  idOf(`Town/${name}`),
)
/** A crossing, far from everything that happens. */
const farOff = { x: 27 * lotSize, z: 29 * lotSize }

/** A frame of four ticks; what was read meanwhile is there. */
const seconds = 1 / 15

async function open({ world }: BakedTown, save: Uint8Array | null = null): Promise<Game> {
  const game = await openGame(await openWorld(directorySource(world)), { pool: inlinePool() }, save)
  await waitUntil(game, 'ground', () => {
    const [x, , z] = placeOf(game.world)
    return heightAt(game.world, createRayHit(), x, z) === RayOutcome.Hit
  })
  return game
}

async function frame(game: Game, forward: number): Promise<void> {
  advance(game, { forward, right: 0, turn: 0 }, seconds)
  expect(query(game.world, [storeOf(game.world, Chaser)]).length).toBeLessThanOrEqual(1)
  await new Promise((done) => setImmediate(done))
}

async function waitUntil(game: Game, what: string, isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 600 && !isSo(); i++) await frame(game, 0)
  expect(isSo(), `${what}, at ${placeOf(game.world).join(', ')}`).toBe(true)
}

/** Straight there; answers whether nothing was in the way. */
async function walkTo(game: Game, x: number, z: number): Promise<boolean> {
  const { world } = game
  for (let stuck = 0; stuck < 40;) {
    const [atX, , atZ] = placeOf(world)
    const metres = Math.hypot(x - atX, z - atZ)
    if (metres < 0.3) return true
    storeOf(world, Player).yaw[playerOf(world)] = Math.atan2(atX - x, atZ - z)
    await frame(game, Math.min(1, metres / (5 * seconds)))
    const [nowX, , nowZ] = placeOf(world)
    stuck = nowX === atX && nowZ === atZ ? stuck + 1 : 0
  }
  return false
}

/** Along the streets: out to the west, to the crossings, and in from the west. */
async function travel(game: Game, { x, z }: { x: number; z: number }): Promise<boolean> {
  const [fromX, , fromZ] = placeOf(game.world)
  const street = (at: number) => Math.floor(at / lotSize + 1e-6) * lotSize
  const way = [
    [street(fromX), fromZ],
    [street(fromX), street(z)],
    [street(x), street(z)],
    [street(x), z],
  ]
  for (const [wayX, wayZ] of way)
    expect(await walkTo(game, wayX, wayZ), `stuck at ${placeOf(game.world).join(', ')}`).toBe(true)
  return walkTo(game, x, z)
}

const entityOf = ({ world }: Game, id: typeof doorId) => resolve(world, refById(world, id))
const savedOf = ({ world }: Game, id: typeof doorId) =>
  readSave(saveWorld(world)).entities.filter((each) => each.id === id)

describe('doors and keys', { timeout: 600_000 }, () => {
  let town: BakedTown
  let game: Game
  beforeAll(async () => {
    town = await bakeTown(side)
    game = await open(town)
  }, 300_000)
  afterAll(async () => {
    disposeWorld(game.world)
    await removeTown(town)
  })

  it('keeps a locked door shut', async () => {
    expect(await travel(game, house)).toBe(false)
    const door = entityOf(game, doorId)
    expect(lockedDoorNear(game.world)).toBe(door)
    expect(distanceToPlayer(game.world, door)).toBeLessThan(2)
    expect(storeOf(game.world, Door).angle[door]).toBe(0)
  })

  it('lets a key be taken 300 m away, whose door it knows though it is not there', async () => {
    expect(Math.hypot(garden.x - house.x, garden.z - house.z)).toBeGreaterThan(300)
    expect(await travel(game, garden)).toBe(true)
    expect(entityOf(game, doorId)).toBe(0)
    expect(entityOf(game, keyId)).toBe(0)
    expect(listPocket(game.world)).toEqual([colours[home.colour]])
  })

  it('opens the door to whoever comes back with its key, and lets them in', async () => {
    expect(await travel(game, house)).toBe(true)
    const door = entityOf(game, doorId)
    const { angle, locked, key } = storeOf(game.world, Door)
    expect([angle[door], locked[door]]).toEqual([Math.fround(wideOpen), 0])
    expect([key[door], resolve(game.world, key[door])]).toEqual([refById(game.world, keyId), 0])
    expect(putLamp(game)).toBeGreaterThan(0)
  })

  it('forgets nothing while the player is 500 m away', async () => {
    expect(Math.hypot(farOff.x - house.x, farOff.z - house.z)).toBeGreaterThan(500)
    expect(await travel(game, farOff)).toBe(true)
    expect(entityOf(game, doorId)).toBe(0)
    expect(query(game.world, [storeOf(game.world, Lamp)]).length).toBe(0)
    expect(await travel(game, house)).toBe(true)
    expectAsItWasLeft(game)
    await expectOneGhost(game)
  })

  it('is the same game when it is opened again, in a town that was built on meanwhile', async () => {
    const save = saveWorld(game.world)
    disposeWorld(game.world)
    town = await rebake(town, (document) => {
      const node = (name: string) =>
        document
          .getRoot()
          .listNodes()
          .find((each) => each.getName() === name)!
      node('House 20 3-col').setTranslation([20 * lotSize + 9, 0, 3 * lotSize + 8])
      node('House 25 17-col').dispose()
      node('Town').addChild(
        document.createNode('Cellar').setTranslation([200, 0, 200]).setExtras({ terrane_Lamp: true }),
      )
    })
    game = await open(town, save)
    expect([...saveWorld(game.world)]).toEqual([...save])
    await waitUntil(game, 'the door', () => entityOf(game, doorId) !== 0)
    expectAsItWasLeft(game)
    await expectOneGhost(game)
    expect(await travel(game, garden)).toBe(true)
    expect([entityOf(game, keyId), listPocket(game.world).length]).toEqual([0, 1])
  })

  /** At home, with the lamp before one's feet. */
  function expectAsItWasLeft(now: Game): void {
    const door = entityOf(now, doorId)
    const { angle, locked } = storeOf(now.world, Door)
    expect([angle[door], locked[door]]).toEqual([Math.fround(wideOpen), 0])
    const lamps = query(now.world, [storeOf(now.world, Lamp), storeOf(now.world, Transform)])
    const inside = lamps.filter((eid) => distanceToPlayer(now.world, eid) < 3)
    expect(inside.length).toBe(1)
    expect(ownerOf(now.world, inside[0])).toBe(ownerOf(now.world, door))
    expect(listPocket(now.world)).toEqual([colours[home.colour]])
  }

  /** It waits where it lost sight of the player, and is found there. */
  async function expectOneGhost(now: Game): Promise<void> {
    const ghost = entityOf(now, ghostId)
    const saved = savedOf(now, ghostId)
    expect(saved.length).toBe(1)
    if (ghost === 0) {
      const { x, z } = saved[0].components!.Transform as { x: number; z: number }
      await travel(now, { x: Math.round(x / lotSize) * lotSize, z: Math.round(z / lotSize) * lotSize })
      await travel(now, house)
    }
    expect(query(now.world, [storeOf(now.world, Chaser)]).length).toBe(1)
  }
})
