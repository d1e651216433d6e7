import { describe, expect, it } from 'vitest'
import { Outcome, pushCompletion } from '../../src/backends/backend'
import { State } from '../../src/components/state'
import type { TerraneWorld } from '../../src/engine'
import { createFocus, moveFocus, removeFocus } from '../../src/focuses'
import { setFocusPath } from '../../src/focusPath'
import { signalMemoryPressure } from '../../src/budgets/memoryPressure'
import { pin, unpin } from '../../src/pins'
import { pipeline } from '../../src/pipeline'
import { prefetch } from '../../src/prefetch/prefetch'
import { PrefetchAhead } from '../../src/prefetch/prefetchAhead'
import { sectionId } from '../../src/sectionId'
import { StreamingDiff } from '../../src/systems/streamingDiff'
import { timelineHash } from '../../src/telemetry/telemetry'
import { tiledScene } from '../../src/tiles/tiledScene'
import { makeForest } from '../properties/forest'
import { openTiledForest } from '../properties/tiledForest'
import { createRandom, gridRecords, makeWorld, openRecords, runTicks } from '../worlds'
import { holdSystemsToTheirWrites, listChanges, takeSnapshot } from './columns'

const seeds = [1, 2, 3, 4, 5, 6]
const writeSeeds = 12

/** A forest with failures, a budget, pins and two focuses, or a calm one in which there is time to prefetch: all that systems do happens in one of them. */
function makeBusyWorld(seed: number): { world: TerraneWorld; run(ticks: number): void } {
  const random = createRandom(seed)
  const forest = makeForest(random)
  const calm = seed % 3 === 0
  const tiled = seed % 4 === 2
  const world = makeWorld(tiled ? openTiledForest(forest, seed, true) : openRecords(forest.records), {
    ...(tiled && { tiled: tiledScene }),
    features: [prefetch()],
    budgetBytes: calm ? Infinity : forest.bytes * random.between(0.3, 0.9),
    budgets: { pressureSeconds: [0.5, 1], pressureRecoverySeconds: 0.4 },
    profile: 'aggressive',
    settings: {
      seed,
      capacity: 200,
      focusCapacity: 4,
      graceSeconds: 0.2,
      dwellSeconds: 0.2,
      forgetSeconds: 0.2,
      watchdogSeconds: 1,
      querySlack: calm ? 1 : 16,
      cooldownSeconds: [0.1, 0.2, 1],
    },
    backend: {
      seed,
      failRate: calm ? 0 : 0.2,
      measuredBytes: (row) => 1 + ((row * 7919) % 900),
      ...(!calm && {
        parts: (row) => ({ count: row % 4, ticksEach: row % 4, ...(row % 8 === 3 && { stallsAfter: 1 }) }),
      }),
      latencyTicks: (row) => (calm || seed % 2 === 0 ? 3 : row % 7 === 6 ? 200 : 1 + (row % 5)),
    },
  })
  loseAll(world, 60)
  const first = createFocus(world, { position: [0, 1, 0] })
  const second = createFocus(world, { position: [forest.size, 1, forest.size], weight: 2 })
  setFocusPath(
    world,
    second,
    [
      [forest.size, 1, forest.size],
      [0, 1, 0],
    ],
    { speed: 40 },
  )
  let tick = 0
  return {
    world,
    run(ticks) {
      runTicks(world, ticks, () => {
        tick++
        moveFocus(
          world,
          first,
          tick > 200 ? forest.size : (Math.abs((tick % 120) - 60) * forest.size) / 60,
          1,
          tick / 3,
        )
        if (tick === 20) pin(world, sectionId(world.terrane, 1))
        if (tick === 90 && seed === 11) signalMemoryPressure(world, 'moderate')
        if (tick === 120) unpin(world, sectionId(world.terrane, 1))
        if (tick === 150) removeFocus(world, second)
      })
    },
  }
}

/** Takes all content away at one tick, as a lost graphics context does. */
function loseAll(world: TerraneWorld, tick: number): void {
  const { backend, live } = world.terrane
  const poll = backend.poll.bind(backend)
  backend.poll = (now, out) => {
    poll(now, out)
    if (now !== tick) return
    for (let i = 0; i < live.count; i++) {
      const s = live.order[i]
      if (live.state[s] === State.Loaded) pushCompletion(out, live.ticket[s], live.row[s], Outcome.Lost)
    }
  }
}

/** The engine's own systems, and that of `prefetch()`. */
const systems = [...pipeline, PrefetchAhead]

describe('the pipeline', () => {
  it('runs in the order of the spec, HandOver between StateSync and Cooldown', () => {
    expect(pipeline.map(({ name }) => name)).toEqual([
      'FocusUpdate',
      'DesiredSetBuild',
      'StreamingDiff',
      'StreamingLoader',
      'StateSync',
      'HandOver',
      'Cooldown',
    ])
  })

  it('reads only what a system writes or what comes from outside', () => {
    const written = new Set(systems.flatMap(({ writes }) => writes))
    const outside = ['table', 'pins', 'clock', 'follow', 'focus.given', 'backend']
    for (const { name, reads } of systems)
      for (const read of reads) expect(written.has(read) || outside.includes(read), `${name} reads ${read}`).toBe(true)
  })

  it(`writes in each system only what it declares, and each declared name is written (seeds 1 to ${writeSeeds})`, () => {
    const seen = new Map<string, Set<string>>()
    for (let seed = 1; seed <= writeSeeds; seed++) {
      const { world, run } = makeBusyWorld(seed)
      holdSystemsToTheirWrites(world, seen)
      run(220)
    }
    for (const { name, writes } of systems)
      for (const write of writes)
        if (!['events', 'backend'].includes(write))
          expect(seen.get(name)?.has(write), `${name} writes ${write}`).toBe(true)
  })

  for (const seed of seeds)
    it(`gives the same timeline and the same bytes in every column twice (seed ${seed})`, () => {
      const [a, b] = [makeBusyWorld(seed), makeBusyWorld(seed)]
      for (const { run } of [a, b]) run(400)
      expect(timelineHash(b.world.terrane.telemetry)).toBe(timelineHash(a.world.terrane.telemetry))
      expect(listChanges(takeSnapshot(a.world.terrane), takeSnapshot(b.world.terrane))).toEqual([])
    })

  it('gives another timeline for another seed of failures: the hash sees what happens', () => {
    const hashes = seeds.map((seed) => {
      const { world, run } = makeBusyWorld(seed)
      run(100)
      return timelineHash(world.terrane.telemetry)
    })
    expect(new Set(hashes).size).toBe(seeds.length)
  })

  for (const seed of seeds)
    it(`queues nothing when the diff runs again (P-12, seed ${seed})`, () => {
      const { world, run } = makeBusyWorld(seed)
      const { terrane } = world
      let again = 0
      terrane.systems = terrane.systems.flatMap((system) =>
        system !== StreamingDiff
          ? [system]
          : [
              system,
              {
                ...system,
                name: 'StreamingDiff again',
                run(running) {
                  const before = takeSnapshot(terrane)
                  const hash = timelineHash(terrane.telemetry)
                  StreamingDiff.run(running)
                  expect(timelineHash(terrane.telemetry)).toBe(hash)
                  expect(listChanges(before, takeSnapshot(terrane))).toEqual([])
                  again++
                },
              },
            ],
      )
      run(250)
      expect(again).toBe(250)
    })

  it('changes no byte of any column in a steady tick, but the stamp of the sweeps', () => {
    const world = makeWorld(gridRecords(20))
    createFocus(world, { position: [160, 0, 160] })
    runTicks(world, 1200)
    const { terrane } = world
    expect(terrane.byState[State.Loaded]).toBeGreaterThan(15)
    const before = takeSnapshot(terrane)
    const written = terrane.events.written
    runTicks(world, 120)
    expect(listChanges(before, takeSnapshot(terrane))).toEqual(['cut.stamp'])
    expect(terrane.events.written).toBe(written)
    expect(terrane.live.pendingCount).toBe(0)
  })
})
