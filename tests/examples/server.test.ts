import { query } from 'bitecs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Beacon } from '../../examples/server/components'
import { openGame, tick, type Game } from '../../examples/server/game'
import { countLoaded, countVisits, describe as describeGame } from '../../examples/server/report'
import makeScene from '../../examples/server/scene'
import { beaconAt, beaconCount, heightOf, side } from '../../examples/server/terrain'
import {
  createFigures,
  disposeWorld,
  measureFigures,
  openWorld,
  profiles,
  refOf,
  resolve,
  stableIdOf,
  State,
  storeOf,
  Transform,
  type OpenedWorld,
} from '../../src'
import { bakeWorld } from '../../src/baking/bakeWorld'
import { sectionContent } from '../../src/blobs/sectionBlob'
import { nodePool } from '../../src/workers/nodePool'
import type { WorkerPool } from '../../src/workers/pool'
import { root } from '../house/sources'
import { writeJobFiles, type JobFiles } from '../workers/jobFiles'
import { openCountingServer, type CountingServer } from './countingServer'
import { startExample } from './startExample'

const patience = 120_000
const seconds = 1 / 60

let folder: string
let files: JobFiles
let pool: WorkerPool
let server: CountingServer
let sections: OpenedWorld
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'terrane-server-example-'))
  files = await writeJobFiles()
  pool = nodePool({ size: 1, worker: files.nodeWorker })
  const input = join(folder, 'server.glb')
  await writeFile(input, await makeScene())
  await bakeWorld(input, { out: join(folder, 'world'), config: `${root}examples/server/terrane.config.ts` })
  server = await openCountingServer(join(folder, 'world'))
  sections = await openWorld(server.url)
}, patience)
afterAll(async () => {
  await pool?.dispose()
  await server?.close()
  await files?.remove()
  await rm(folder, { recursive: true, force: true })
})

/** Ticks, with time for the network between them; `each` looks after every one. */
async function run(game: Game, ticks: number, each: () => void = () => {}): Promise<void> {
  for (let i = 0; i < ticks; i++) {
    tick(game, seconds)
    each()
    await setTimeout(1)
  }
}

/** Until nothing wanted is lacking. */
async function settle(game: Game, each: () => void = () => {}): Promise<void> {
  const figures = createFigures()
  for (let ticks = 0, still = 0; still < 10; ticks++) {
    if (ticks > 4000) throw new Error(`not still after ${ticks} ticks: ${describeGame(game)}`)
    await run(game, 1, each)
    measureFigures(game.world.terrane, figures)
    still = figures.byState[State.Loaded] > 0 && figures.byState[State.Loaded] === figures.desired ? still + 1 : 0
  }
}

/** What of the world's payloads was fetched, by kind. */
function fetchedByKind(): Record<string, { requests: number; bytes: number }> {
  const { table } = sections
  const kinds = new Map(
    [...table.kind.keys()].map((row) => [sectionContent(table, row), table.info.kinds[table.kind[row]]]),
  )
  const sums: Record<string, { requests: number; bytes: number }> = {}
  for (const [path, { requests, bytes }] of server.fetched) {
    const kind = kinds.get(path) ?? 'table'
    sums[kind] ??= { requests: 0, bytes: 0 }
    sums[kind].requests += requests
    sums[kind].bytes += bytes
  }
  return sums
}

/** Puts somebody at a beacon. */
function put(game: Game, player: number, beacon: number): void {
  const { x, z } = beaconAt(beacon)
  Object.assign(game.players[player], { x, y: heightOf(x, z), z, goal: beacon })
}

/** The entity of a beacon, 0 where its section is not here. */
function beaconOf({ world }: Game, index: number): number {
  const [beacon, transform] = [storeOf(world, Beacon), storeOf(world, Transform)]
  const { x, z } = beaconAt(index)
  return [...query(world, [beacon])].find((eid) => transform.x[eid] === x && transform.z[eid] === z) ?? 0
}

describe('50 players on one world without a screen', { timeout: patience }, () => {
  it('fetch not one byte of a mesh or a texture, stand on the ground, and stay within all bounds', async () => {
    const game = openGame(sections, pool, 50)
    const figures = createFigures()
    await settle(game)
    let [worst, waiting] = [0, 0]
    await run(game, 600, () => {
      for (const { x, y, z, onGround } of game.players) {
        if (!onGround) waiting++
        worst = Math.max(worst, Math.abs(y - heightOf(x, z)))
      }
      measureFigures(game.world.terrane, figures)
    })
    expect(waiting).toBe(0)
    // The ground is flat between points 8 m apart; the shortest wave of the land is 45 m long.
    expect(worst).toBeLessThan(0.6)
    const fetched = fetchedByKind()
    console.info(`${describeGame(game)}\nfetched: ${JSON.stringify(fetched)}`)
    expect(Object.keys(fetched).sort()).toEqual(['collider', 'entities', 'table'])
    expect(sections.table.info.kinds).toEqual(expect.arrayContaining(['mesh', 'texture']))
    expect(fetched.collider.requests).toBeGreaterThan(100)
    expect(Object.keys(Object.fromEntries(countLoaded(game))).sort()).toEqual(['collider', 'entities'])
    expect(figures.focuses).toBe(50)
    expect(figures.failures).toBe(0)
    expect(figures.peakBytes).toBeLessThanOrEqual(figures.budgetBytes)
    expect(figures.budgetBytes).toBeLessThan(Infinity)
    console.info(`${server.most()} answered at once at most, ${server.givenUp()} given up before`)
    expect(server.most()).toBeLessThanOrEqual(6)
    expect(figures.loads).toBeLessThan(sections.table.count)
    disposeWorld(game.world)
  })

  it('load no more at once than the profile says, once the first fill is over', async () => {
    const game = openGame(sections, pool, 50)
    await settle(game)
    const { live } = game.world.terrane
    let most = 0
    game.players.forEach((_, i) => put(game, i, (i * 37 + 128) % beaconCount))
    await run(game, 300, () => {
      let loading = 0
      for (let i = 0; i < live.count; i++) if (live.state[live.order[i]] === State.Loading) loading++
      most = Math.max(most, loading)
    })
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(profiles.aggressive.concurrent)
    disposeWorld(game.world)
  })

  it('wait where the ground is not loaded, and walk on when it is', async () => {
    const game = openGame(sections, pool, 2)
    tick(game, seconds)
    expect(game.players.map(({ onGround }) => onGround)).toEqual([false, false])
    await settle(game)
    expect(game.players.map(({ onGround }) => onGround)).toEqual([true, true])
    Object.assign(game.players[0], { x: side + 500, z: 20, goal: 0 })
    tick(game, seconds)
    expect(game.players[0]).toMatchObject({ onGround: false, z: 20 })
    disposeWorld(game.world)
  })

  it('share what they change, and find it again when they come back', async () => {
    const game = openGame(sections, pool, 3)
    const [first, far] = [0, beaconCount - 1]
    for (const player of [0, 1, 2]) put(game, player, far)
    await settle(game)
    await settle(game, () => put(game, 0, first))
    const ref = refOf(game.world, beaconOf(game, first))
    const visits = () => storeOf(game.world, Beacon).visits[resolve(game.world, ref as never)]
    await run(game, 2)
    expect(visits()).toBe(1)
    put(game, 1, first)
    await run(game, 2)
    expect(visits()).toBe(2)
    for (const player of [0, 1]) put(game, player, far)
    await run(game, 2)
    for (let ticks = 0; resolve(game.world, ref as never) !== 0 && ticks < 600; ticks++) await run(game, 1)
    expect(beaconOf(game, first)).toBe(0)
    await settle(game, () => put(game, 2, first))
    await run(game, 2)
    expect(visits()).toBe(3)
    disposeWorld(game.world)
  })
})

describe('two worlds in one process', { timeout: patience }, () => {
  it('share the blob and nothing else', async () => {
    const games = [openGame(sections, pool, 1), openGame(sections, pool, 1)]
    const [a, b] = games
    for (const game of games) await settle(game)
    expect(a.world.terrane.table).toBe(b.world.terrane.table)
    expect(a.world).not.toBe(b.world)
    const [inA, inB] = games.map((game) => beaconOf(game, 0))
    const idOf = (game: Game, eid: number) => stableIdOf(game.world, refOf(game.world, eid) as never)
    expect(idOf(a, inA)).toBe(idOf(b, inB))
    const before = countVisits(b)
    storeOf(a.world, Beacon).visits[inA] += 100
    await run(a, 5)
    await run(b, 5)
    expect([countVisits(a) > 99, countVisits(b)]).toEqual([true, before])
    disposeWorld(a.world)
    expect([...query(a.world, [storeOf(b.world, Beacon)])]).toEqual([])
    await run(b, 30)
    expect(b.players[0].onGround).toBe(true)
    expect(beaconOf(b, 0)).toBe(inB)
    disposeWorld(b.world)
  })
})

describe('npm run example -- server', { timeout: patience }, () => {
  it('says once a second what is loaded and what a tick costs, and ends when it is told to', async () => {
    const example = startExample('server')
    const [line] = await example.waitFor(/50 of 50 players .*\n/)
    expect(line).toMatch(
      /^50 of 50 players on the ground; loaded: \d+ collider, \d+ entities \(\d+ loads so far\); \d+ visits; a tick of Terrane: \d+ µs, p99 \d+ µs\n$/,
    )
    expect(await example.stop()).toBe(0)
  })
})
