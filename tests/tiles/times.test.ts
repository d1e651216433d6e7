import { describe, expect, it } from 'vitest'
import { Lane } from '../../src/blobs/sectionBlob'
import { State } from '../../src/components/state'
import { Stage } from '../../src/components/stageTimes'
import type { TerraneWorld } from '../../src/engine'
import { openBarrier } from '../../src/readiness/barrier'
import { createFocus, moveFocus } from '../../src/focuses'
import { describeSection } from '../../src/inspection'
import { findLive } from '../../src/live/rowTable'
import { sectionId } from '../../src/sectionId'
import { createFigures, measureFigures } from '../../src/telemetry/measureFigures'
import { tiledScene } from '../../src/tiles/tiledScene'
import { level, scene, sectionOf, tableOf, tile } from '../manifest/manifests'
import { makeScriptedWorld, Outcome } from '../systems/scriptedBackend'
import { createRandom, gridRecords, runTicks } from '../worlds'
import { makeTiled, say, shownIn } from './tiledWorlds'

const tables = {
  plain: tableOf(scene([tile('a')])),
  reaching: tableOf(scene([tile('a', 0, 0, { streaming_radius: 500, unload_radius: 700 })])),
  switching: tableOf(scene([tile('a', 0, 0, { lod_levels: [level('a0.glb', 60), level('a1.glb', 900)] })])),
  faraway: tableOf(scene([tile('a', 0, 0, { hlod_levels: [level('h.glb', 100)] })])),
}

describe('the query ceiling (T-5)', () => {
  it.each([
    ['is 500 m', 'plain', 500],
    ['is raised to the largest unload radius', 'reaching', 700],
    ['is raised past the largest switch distance', 'switching', 1000],
    ['is not raised by an HLOD, which has no end', 'faraway', 500],
  ] as const)('%s', (_, name, metres) => {
    expect(tiledScene.settings(tables[name]).queryCeiling).toBeCloseTo(metres, 3)
  })
})

/** Ticks in which DesiredSetBuild looked, of the next `ticks`. */
function looksIn(world: TerraneWorld, ticks: number, each?: (tick: number) => void): number {
  let looks = 0
  runTicks(world, ticks, (tick) => {
    if (!world.terrane.cut.resting) looks++
    each?.(tick)
  })
  return looks
}

describe('streaming ticks (T-5)', () => {
  const town = scene(Array.from({ length: 25 }, (_, i) => tile(`t${i}`, 40 * (i % 5), 40 * Math.floor(i / 5))))

  it('are every sixth at rest, each one while something is on its way, and each one behind a barrier', () => {
    const world = makeTiled(town, { backend: { latencyTicks: () => 30 } })
    const focus = createFocus(world, { position: [80, 2, 80] })
    expect(looksIn(world, 20)).toBe(20)
    runTicks(world, 300)
    expect(looksIn(world, 60)).toBe(10)
    moveFocus(world, focus, 140, 2, 80)
    runTicks(world, 6)
    expect(looksIn(world, 5)).toBe(5)
    runTicks(world, 900)
    expect(looksIn(world, 60)).toBe(10)
    openBarrier(world, focus)
    expect(looksIn(world, 2)).toBe(1)
  })

  it('follow a teleport at once: a barrier is not judged by what was wanted before', () => {
    const world = makeTiled(town)
    const focus = createFocus(world, { position: [0, 2, 0] })
    runTicks(world, 303)
    moveFocus(world, focus, 160, 2, 160, true)
    const barrier = openBarrier(world, focus)
    runTicks(world, 1)
    expect([barrier.outcome, barrier.wanted > 4]).toEqual([null, true])
  })

  it('are what caps a tick count by: two tiles leave in six ticks', () => {
    const world = makeTiled(town, { settings: { residenceSeconds: 0, graceSeconds: 0 } })
    const focus = createFocus(world, { position: [80, 2, 80] })
    runTicks(world, 303)
    const { telemetry } = world.terrane
    moveFocus(world, focus, 5000, 2, 0)
    const before = telemetry.unloads
    runTicks(world, 60)
    expect(telemetry.unloads - before).toBeGreaterThan(10)
    expect(telemetry.unloads - before).toBeLessThanOrEqual(20)
  })
})

describe('unloading (T-10)', () => {
  const one = scene([tile('a')])
  const stateOf = (world: TerraneWorld) => {
    const s = findLive(world.terrane.rows, 0)
    return s < 0 ? State.Idle : (world.terrane.live.state[s] as State)
  }
  /** Ticks until the only section is no longer Loaded. */
  const ticksUntilGone = (world: TerraneWorld, most = 1200) => {
    let ticks = 0
    while (ticks < most && stateOf(world) === State.Loaded) {
      runTicks(world, 1)
      ticks++
    }
    return ticks
  }
  /** Jumps of a test are no teleports. */
  const settings = { steadyTicks: 1, teleportSpeed: 1e6, lookAheadSeconds: 0 }

  it('comes 3 s after the unload radius; coming back inside it begins them anew', () => {
    const world = makeTiled(one, { settings })
    const focus = createFocus(world, { position: [0, 2, 0] })
    runTicks(world, 700)
    moveFocus(world, focus, 125, 2, 0)
    runTicks(world, 150)
    moveFocus(world, focus, 115, 2, 0)
    runTicks(world, 300)
    expect(stateOf(world)).toBe(State.Loaded)
    moveFocus(world, focus, 125, 2, 0)
    runTicks(world, 150)
    expect(stateOf(world)).toBe(State.Loaded)
    expect(150 + ticksUntilGone(world)).toBeGreaterThanOrEqual(180)
    moveFocus(world, focus, 115, 2, 0)
    runTicks(world, 60)
    expect(stateOf(world)).toBe(State.Idle)
  })

  it('comes 8 s after a tile was loaded at the earliest, beyond the query ceiling too', () => {
    const world = makeTiled(one, { settings })
    const focus = createFocus(world, { position: [0, 2, 0] })
    let loadedAt = 0
    while (stateOf(world) !== State.Loaded) runTicks(world, 1, (tick) => (loadedAt = tick))
    moveFocus(world, focus, 4000, 2, 0)
    runTicks(world, 2)
    expect(say(world, 'a')).toMatch(/^"a" is loaded for another (7\.9|8) s: /)
    ticksUntilGone(world)
    expect(world.terrane.clock.tick - loadedAt).toBeGreaterThanOrEqual(480)
    expect(world.terrane.clock.tick - loadedAt).toBeLessThan(490)
  })

  it('needs no grace beyond the query ceiling, for tiles that are on their way neither (T-16)', () => {
    const world = makeTiled(one, { settings: { ...settings, residenceSeconds: 0 } })
    const focus = createFocus(world, { position: [0, 2, 0] })
    runTicks(world, 60)
    moveFocus(world, focus, 501, 2, 0)
    expect(ticksUntilGone(world)).toBeLessThanOrEqual(2)

    const slow = makeTiled(one, { settings, backend: { latencyTicks: () => 600 } })
    const walker = createFocus(slow, { position: [0, 2, 0] })
    runTicks(slow, 5)
    moveFocus(slow, walker, 300, 2, 0)
    runTicks(slow, 60)
    expect(stateOf(slow)).toBe(State.Loading)
    moveFocus(slow, walker, 501, 2, 0)
    runTicks(slow, 2)
    expect(slow.terrane.telemetry.cancels).toBe(1)
  })

  it('takes the LODs of what is out of range too; what is pinned or in range stays', () => {
    const json = scene([tile('a', 0, 0, { lod_levels: [level('a0.glb', 60), level('a1.glb', 150)] })])
    const world = makeTiled(json)
    const focus = createFocus(world, { position: [100, 2, 0] })
    runTicks(world, 700)
    expect(shownIn(world)).toEqual(['a/lod0'])
    moveFocus(world, focus, 800, 2, 0)
    runTicks(world, 60)
    expect([shownIn(world), world.terrane.byState[State.Loaded]]).toEqual([[], 0])
  })

  it('takes two tiles and twelve of all others a streaming tick at most', () => {
    const places = gridRecords(16).map((record, i) => ({ ...record, lane: i % 4 }))
    const world = makeScriptedLanes(places)
    const { loader, table } = world.terrane
    let most = [0, 0]
    runTicks(world, 400, () => {
      const [tiles, lods, hlods, assets] = loader.unloadedThisTick
      most = [Math.max(most[0], tiles), Math.max(most[1], lods + hlods + assets)]
    })
    expect(table.count).toBe(256)
    expect(most).toEqual([2, 12])
  })
})

/** Everything loaded, and then left behind. */
function makeScriptedLanes(records: ReturnType<typeof gridRecords>): TerraneWorld {
  const { world, backend } = makeScriptedWorld(
    records.map((record) => ({ ...record, enterRadius: 400 })),
    { tiled: tiledScene },
  )
  const focus = createFocus(world, { position: [128, 2, 128] })
  for (let i = 0; i < 2000 && world.terrane.byState[State.Loaded] < records.length; i++) {
    runTicks(world, 1)
    for (const call of backend.calls.splice(0)) backend.answer(call, Outcome.Loaded)
  }
  runTicks(world, 500)
  moveFocus(world, focus, 9000, 2, 0)
  return world
}

describe('watchdogs (T-12)', () => {
  const begin = (tellsArrival: boolean) => {
    const { world, backend } = makeScriptedWorld(gridRecords(1), {
      settings: { watchdogSeconds: 2, arrivalSeconds: 20 },
    })
    Object.assign(backend, { tellsArrival })
    createFocus(world)
    runTicks(world, 1)
    const status = () => describeSection(world, sectionId(world.terrane, 0))
    return { world, backend, status, load: backend.last('start', 0) }
  }

  it('do not count time on the network where the backend tells of it', () => {
    const { world, backend, status, load } = begin(true)
    runTicks(world, 600)
    expect(status().state).toBe('Loading')
    backend.tell(load, Stage.Arrived)
    runTicks(world, 100)
    expect(status().state).toBe('Loading')
    runTicks(world, 60)
    expect(status()).toMatchObject({ state: 'Error', failures: 1, lastError: 'no answer for 2 s' })
    expect([backend.last('cancel', 0).ticket, world.terrane.loader.busy[0]]).toEqual([load.ticket, 0])
  })

  it('give up on bytes that never arrive', () => {
    const { world, status } = begin(true)
    runTicks(world, 1260)
    expect(status()).toMatchObject({ failures: 1, lastError: 'its bytes did not arrive in 20 s' })
  })

  it('count all of the time of a backend that tells nothing', () => {
    const { world, status } = begin(false)
    runTicks(world, 160)
    expect(status()).toMatchObject({ failures: 1, lastError: 'no answer for 2 s' })
  })
})

describe('dwell (T-15)', () => {
  const json = scene([
    tile('a', 0, 0, {
      lod_levels: [level('a0.glb', 60), level('a1.glb', 150)],
      hlod_levels: [level('h.glb', 300)],
    }),
  ])

  it.each([1, 2, 3])('is a second for every LOD and HLOD, unless the full tile takes over (seed %i)', (seed) => {
    const random = createRandom(seed)
    const world = makeTiled(json, { features: [], settings: { graceSeconds: 0 } })
    const focus = createFocus(world, { position: [100, 2, 0] })
    const since = new Map<string, number>()
    let [shorter, atOnce] = [0, 0]
    runTicks(world, 3000, (tick) => {
      if (random.chance(0.03)) moveFocus(world, focus, random.pick([70, 100, 130, 160, 260, 310]), 2, 0)
      const shown = shownIn(world)
      for (const [name, from] of since) {
        if (shown.includes(name)) continue
        since.delete(name)
        if (tick - from >= 60 || name === 'a') continue
        if (shown.includes('a')) atOnce++
        else shorter++
      }
      for (const name of shown) if (!since.has(name)) since.set(name, tick)
    })
    expect([shorter, world.terrane.telemetry.loads > 5], `seed ${seed}`).toEqual([0, true])
    expect(atOnce).toBeGreaterThan(0)
  })
})

describe('parse memory (T-7)', () => {
  const big = (id: string, x: number, bytes: number) => tile(id, x, 0, { cpu_bytes: bytes, gpu_bytes: 0 })
  const settings = { maxParseBytes: 100_000_000 }
  const profile = { name: 'wide', concurrent: 8, loadsPerTick: 8, unloadsPerTick: 2, exitRatio: 1.2, prefetchBudget: 0 }
  const load = (sizes: readonly number[]) => {
    const json = scene(sizes.map((bytes, i) => big(`t${i}`, 20 + 2 * i, bytes)))
    const world = makeTiled(json, { settings, profile, backend: { latencyTicks: () => 30 } })
    createFocus(world, { position: [0, 2, 0] })
    return world
  }

  it('in flight stays within its bound, and whoever waits is counted and says so', () => {
    const world = load([40e6, 40e6, 40e6, 40e6, 40e6])
    let most = 0
    runTicks(world, 3, () => (most = Math.max(most, world.terrane.loader.parsingBytes)))
    expect(measureFigures(world.terrane, createFigures()).gatedByMemory).toBe(1)
    expect(say(world, 't2')).toContain('76.3 MiB are being parsed, of 95.4 MiB at a time')
    runTicks(world, 200, () => (most = Math.max(most, world.terrane.loader.parsingBytes)))
    expect([most, world.terrane.byState[State.Loaded], world.terrane.loader.parsingBytes]).toEqual([80e6, 5, 0])
    expect(measureFigures(world.terrane, createFigures()).gatedByMemory).toBe(0)
  })

  it('lets one load whatever its size, and that one does not wait for ever behind smaller ones', () => {
    const world = load([10e6, 300e6, 10e6, 10e6, 10e6, 10e6])
    const order: string[] = []
    runTicks(world, 400, () => {
      for (const [row] of world.terrane.table.rank.entries()) {
        const s = findLive(world.terrane.rows, row)
        const name = `t${sectionOf(world.terrane.table, 't1').row === row ? 'big' : 'small'} ${row}`
        if (s >= 0 && world.terrane.live.state[s] === State.Loaded && !order.includes(name)) order.push(name)
      }
    })
    expect(order.length).toBe(6)
    expect(order.findIndex((name) => name.startsWith('tbig'))).toBeLessThan(5)
  })
})

it('lanes of a tiled scene are those of T-8', () => {
  const { settings } = makeTiled(scene([tile('a')])).terrane
  expect([settings.lanes.detail.concurrent, settings.lanes.proxy.concurrent]).toEqual([4, 4])
  expect(Lane.Proxy).toBe(2)
})
