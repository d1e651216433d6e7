import { expect, test } from 'vitest'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import { SectionFlag, sectionName } from '../../src/blobs/sectionBlob'
import { setBudget } from '../../src/budgets/setBudget'
import { Prefetch } from '../../src/components/prefetch'
import { profiles } from '../../src/components/profile'
import { State } from '../../src/components/state'
import type { TerraneWorld } from '../../src/engine'
import { setProfile } from '../../src/engineFeature'
import { explain } from '../../src/explain/explain'
import { setFocusPath } from '../../src/focusPath'
import { createFocus, moveFocus, removeFocus, type FocusId } from '../../src/focuses'
import { describeSection, listQueue } from '../../src/inspection'
import { prefetch } from '../../src/prefetch/prefetch'
import { sectionId } from '../../src/sectionId'
import { createRandom, gridRecords, makeWorld, openRecords, runTicks, type TestWorldOptions } from '../worlds'
import { expectCountsToAgree } from '../scenarios/recount'

/** A strip of cells along x, 16 m each, wanted within 32 m. */
const strip = Array.from({ length: 200 }, (_, i): SectionRecord => ({
  name: `cell ${i}`,
  bounds: [i * 16, 0, 0, i * 16 + 16, 8, 16],
  enterRadius: 32,
  kind: 'mesh',
  content: `${i}`,
  cpuBytes: 1000,
  fileBytes: 1000,
}))

/** A focus that rests until the first fill is done, so that nothing waits behind a curtain. */
function begin(options: TestWorldOptions = {}, records: readonly SectionRecord[] = strip, x = 100) {
  const world = makeWorld(openRecords(records), { features: [prefetch()], ...options })
  const focus = createFocus(world, { position: [x, 1, 8] })
  runTicks(world, 200)
  return { world, focus }
}

function drive(
  world: TerraneWorld,
  focus: FocusId,
  from: number,
  speed: number,
  ticks: number,
  each?: () => void,
): number {
  let x = from
  for (let i = 0; i < ticks; i++) {
    x += speed / 60
    moveFocus(world, focus, x, 1, 8)
    runTicks(world, 1)
    each?.()
  }
  return x
}

/** Names of what is held ahead. */
function ahead({ terrane }: TerraneWorld): string[] {
  return terrane.prefetch!.held.map((s) => sectionName(terrane.table, terrane.live.row[s]))
}

test('P-17: what lies ahead is there before it is wanted, and counted as used', () => {
  const { world, focus } = begin()
  const { telemetry } = world.terrane
  drive(world, focus, 100, 30, 600)
  expect(telemetry.prefetched).toBeGreaterThan(10)
  expect(telemetry.prefetchedUsed + telemetry.prefetchedLate).toBeGreaterThan(telemetry.prefetched - 3)
  expect(telemetry.prefetchedUsed).toBeGreaterThan(telemetry.prefetchedLate)
  expect([telemetry.prefetchedWastedBytes, telemetry.reloads]).toEqual([0, 0])
})

test('P-17: nothing prefetched is wanted, shown or counted as such; queues and explain name the reason', () => {
  const { world, focus } = begin({ backend: { latencyMs: 300 } })
  const { terrane } = world
  let [seen, queued] = [0, 0]
  drive(world, focus, 100, 30, 300, () => {
    for (const s of terrane.prefetch!.held) {
      const status = describeSection(world, sectionId(terrane, terrane.live.row[s]))
      expect(status).toMatchObject({ desired: false, shown: false })
      if (!(terrane.live.prefetch[s] & Prefetch.Wished)) continue
      seen++
      expect(status.reason).toBe('prefetched')
      expect(explain(world, sectionId(terrane, terrane.live.row[s]))).toContain('prefetched')
    }
    queued += listQueue(world, 'loads').filter(({ reason }) => reason === 'prefetched').length
    expectCountsToAgree(terrane, `tick ${terrane.clock.tick}`)
  })
  expect(Math.min(seen, queued)).toBeGreaterThan(0)
})

test('P-17: never more at a time than the profile says; none in Conservative, nor behind a closed curtain', () => {
  for (const profile of Object.values(profiles)) {
    const { world, focus } = begin(
      { profile: profile.name, backend: { latencyMs: 100 } },
      gridRecords(60, 16, { enterRadius: 100 }),
      300,
    )
    let most = 0
    drive(world, focus, 300, 12, 400, () => {
      most = Math.max(most, world.terrane.prefetch!.held.length)
    })
    expect([profile.name, most]).toEqual([profile.name, profile.prefetchBudget])
  }
  const world = makeWorld(strip, { features: [prefetch()], backend: { latencyMs: 60_000 } })
  drive(world, createFocus(world, { position: [100, 1, 8] }), 100, 25, 300)
  expect([world.terrane.loader.curtain, world.terrane.telemetry.prefetched]).toEqual([true, 0])
})

test('P-17: a wanted load never waits for a prefetched one: it finds a slot in the tick in which it queues', () => {
  const { world, focus } = begin({ backend: { latencyMs: 400 } })
  const { terrane } = world
  let waited = 0
  drive(world, focus, 100, 12, 900, () => {
    const { live, byState, loader } = terrane
    const wanted = [...live.pending.subarray(0, live.pendingCount)].filter((s) => live.desired[s])
    const loading = wanted.filter((s) => live.state[s] === State.Loading).length
    const queued = wanted.filter((s) => live.state[s] === State.QueuedLoad).length
    if (queued > 0 && loading === 0) waited++
    expect(loader.busy[0]).toBeLessThanOrEqual(2)
    expect(byState[State.Loading]).toBeLessThanOrEqual(2)
  })
  expect(terrane.telemetry.prefetched).toBeGreaterThan(5)
  expect(waited).toBe(0)
})

test('P-17: the path goes before the velocity, and one that waits prefetches along it', () => {
  const { world, focus } = begin()
  setFocusPath(world, focus, [[100, 1, 8], { x: 100, y: 1, z: 8 }, [3000, 1, 8]], { speed: 40 })
  runTicks(world, 120)
  expect(ahead(world)).toEqual(['cell 9', 'cell 10'])
  expect(describeSection(world, sectionId(world.terrane, 0)).desired).toBe(false)
  setFocusPath(world, focus, null)
  runTicks(world, 400)
  expect(ahead(world)).toEqual([])
  expect(world.terrane.byState[State.Loaded]).toBe(world.terrane.telemetry.desired)
})

test('a path that is none is refused in one line', () => {
  const { world, focus } = begin()
  expect(() => setFocusPath(world, focus, [])).toThrow('[argument]')
  expect(() => setFocusPath(world, focus, [[1, 2, NaN]])).toThrow('[argument]')
  expect(() => setFocusPath(world, focus, [[1, 2] as never])).toThrow('[argument]')
  expect(() => setFocusPath(world, focus, [[1, 2, 3]], { speed: -1 })).toThrow('[argument]')
})

test('a path in a world that prefetches nothing is refused, and so are settings that are none', () => {
  const world = makeWorld(strip)
  const focus = createFocus(world)
  expect(() => setFocusPath(world, focus, [[1, 2, 3]])).toThrow('Put prefetch() into features. [argument]')
  expect(() => prefetch({ pathReach: -1 })).toThrow('prefetch.pathReach -1; expected a finite number, 0 or more')
  expect(() => prefetch({ seconds: [4, 1] })).toThrow('prefetch.seconds 4, 1')
})

test('a world without prefetch() loads what is wanted and nothing else', () => {
  const { world, focus } = begin({ features: [] })
  const { terrane } = world
  drive(world, focus, 100, 30, 600)
  expect([terrane.prefetch, terrane.telemetry.prefetched]).toEqual([null, 0])
  expect(terrane.systems.map(({ name }) => name)).not.toContain('PrefetchAhead')
})

test('a focus at the index of a removed one begins without its course and its path', () => {
  const { world, focus } = begin()
  setFocusPath(world, focus, [{ x: 100, y: 1, z: 8 }], { speed: 40 })
  runTicks(world, 60)
  removeFocus(world, focus)
  createFocus(world, { position: [100, 1, 8] })
  runTicks(world, 60)
  const { courses } = world.terrane.prefetch!
  expect([courses.path[0], courses.hasGhost[0], ahead(world)]).toEqual([null, 0, []])
})

test('B-7: a teleport, jitter and a zig-zag prefetch nothing', () => {
  const { world, focus } = begin({}, gridRecords(60))
  const { telemetry } = world.terrane
  const random = createRandom(7)
  for (let i = 0; i < 900; i++) {
    moveFocus(world, focus, 400 + random.between(-1, 1), 1, 400 + random.between(-1, 1), i === 0)
    runTicks(world, 1)
  }
  for (let i = 0; i < 900; i++) {
    moveFocus(world, focus, 400 + Math.abs((i % 60) - 30) / 2, 1, 400)
    runTicks(world, 1)
  }
  for (let i = 0; i < 300; i++) {
    moveFocus(world, focus, random.between(100, 800), 1, random.between(100, 800), true)
    runTicks(world, 1)
  }
  expect(telemetry.prefetched).toBe(0)
})

test('B-7: a dropped second of input costs the ghost nothing but that second', () => {
  const { world, focus } = begin()
  const { terrane } = world
  const { courses } = terrane.prefetch!
  let x = drive(world, focus, 100, 30, 240)
  const before = terrane.telemetry.prefetchedWastedBytes
  runTicks(world, 60)
  x += 30
  drive(world, focus, x, 30, 5, () => expect(courses.hasGhost[0] ? courses.ghostX[0] - x : 0).toBeLessThan(130))
  drive(world, focus, x + 2.5, 30, 240)
  expect(terrane.telemetry.prefetchedWastedBytes).toBe(before)
})

test('P-17: where memory is short, nothing is prefetched, and what was goes before anything wanted waits for it', () => {
  const { world, focus } = begin()
  const { terrane } = world
  let x = drive(world, focus, 100, 30, 120)
  expect(terrane.telemetry.prefetched).toBeGreaterThan(0)
  setBudget(world, 4_500)
  x = drive(world, focus, x, 30, 30)
  const { prefetched } = terrane.telemetry
  drive(world, focus, x, 30, 300, () => expect(ahead(world)).toEqual([]))
  expect(terrane.telemetry.prefetched).toBe(prefetched)
})

test('P-17, P-18: a profile without prefetch lets go at once, and so does a world without focuses', () => {
  const { world, focus } = begin({ settings: { graceSeconds: 0, forgetSeconds: 0 } })
  const { terrane } = world
  const x = drive(world, focus, 100, 30, 120)
  expect(ahead(world).length).toBeGreaterThan(0)
  setProfile(world, 'conservative')
  runTicks(world, 8)
  expect(ahead(world)).toEqual([])
  setProfile(world, 'default')
  drive(world, focus, x, 30, 60)
  removeFocus(world, focus)
  runTicks(world, 600)
  expect([ahead(world), terrane.live.count, terrane.ledger.residentBytes]).toEqual([[], 0, 0])
})

test('P-17: what a prefetched section requires is prefetched first, stays while it does, and is not wanted either', () => {
  const paint: SectionRecord[] = Array.from({ length: 12 }, (_, i) => ({
    name: `paint ${i}`,
    bounds: [0, 0, 0, 0, 0, 0],
    enterRadius: 0,
    kind: 'texture',
    flags: SectionFlag.Placeless,
    stage: 0,
    lane: 3,
    content: `paint ${i}`,
    gpuBytes: 10,
    fileBytes: 10,
  }))
  const cells = strip.slice(0, 120).map((record, i) => ({ ...record, stage: 10, requires: [Math.floor(i / 10)] }))
  const { world, focus } = begin({}, [...paint, ...cells])
  const { terrane } = world
  drive(world, focus, 100, 20, 900, () => expectCountsToAgree(terrane, `tick ${terrane.clock.tick}`))
  expect(terrane.telemetry.prefetchedUsed).toBeGreaterThan(10)
  const kinds = new Set(
    terrane.prefetch!.held.map((s) => terrane.table.info.kinds[terrane.table.kind[terrane.live.row[s]]]),
  )
  expect(kinds.has('mesh')).toBe(true)
})

test('P-17: the ghost’s cut goes down into trees: what will be refined comes finer', () => {
  const records: SectionRecord[] = strip.slice(0, 60).flatMap((record, i) => [
    { ...record, name: `coarse ${i}`, enterRadius: 100, refineDistance: 20 },
    ...[0, 8].map((z) => ({
      ...record,
      name: `fine ${i} ${z}`,
      bounds: [i * 16, 0, z, i * 16 + 16, 8, z + 8] as const,
      enterRadius: 0,
      parent: 3 * i,
    })),
  ])
  const { world, focus } = begin({ backend: { latencyMs: 20 } }, records)
  const { terrane } = world
  const names = new Set<string>()
  drive(world, focus, 100, 20, 900, () => {
    for (const name of ahead(world)) names.add(name.split(' ')[0])
    expectCountsToAgree(terrane, `tick ${terrane.clock.tick}`)
  })
  expect([...names].sort()).toEqual(['coarse', 'fine'])
  expect(terrane.telemetry.prefetchedUsed).toBeGreaterThan(10)
})
