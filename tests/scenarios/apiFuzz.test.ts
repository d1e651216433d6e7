import { getAllEntities } from 'bitecs'
import { afterAll, expect, test } from 'vitest'
import { laneCount } from '../../src/blobs/sectionBlob'
import { Outcome, pushCompletion, type Backend, type BackendSite, type Completions } from '../../src/backends/backend'
import { createSimulatedBackend } from '../../src/backends/simulatedBackend'
import { budgets } from '../../src/budgets/budgets'
import { setBudget } from '../../src/budgets/setBudget'
import type { Profile } from '../../src/components/profile'
import type { TerraneWorld } from '../../src/engine'
import { engineFeature, setProfile } from '../../src/engineFeature'
import { TerraneError } from '../../src/errors'
import { createEventCursor, EventKind, eventNames, readEvents, type EventCursor } from '../../src/eventReaders'
import { clearCooldowns, listCooldowns } from '../../src/cooldowns'
import { setFocusPath } from '../../src/focusPath'
import { setLayer } from '../../src/layers'
import { State } from '../../src/components/state'
import { boundsOf } from '../../src/live/lanes'
import { findLive } from '../../src/live/rowTable'
import { createFocus, moveFocus, removeFocus, scaleFocus, setFocusVelocity, type FocusId } from '../../src/focuses'
import { describeSection, listQueue } from '../../src/inspection'
import { signalMemoryPressure } from '../../src/budgets/memoryPressure'
import { pin, pinCount, unpin } from '../../src/pins'
import { prefetch } from '../../src/prefetch/prefetch'
import { sectionId, type SectionId } from '../../src/sectionId'
import { auditTick, createAudit, type Audit } from '../../src/telemetry/audit'
import { composeWorld, disposeWorld, step } from '../../src/world'
import { tiledScene } from '../../src/tiles/tiledScene'
import { makeForest, type Forest } from '../properties/forest'
import { openTiledForest, tiledForestSettings } from '../properties/tiledForest'
import { createRandom, openRecords, type Random } from '../worlds'
import { expectNoFlipInTheBand, noteRanges, type FlipWatch } from './flipWatch'
import { expectCountsToAgree } from './recount'

/** TERRANE_CASES=100 for more seeds, TERRANE_FUZZ_TICKS=100000 for longer ones, TERRANE_SEED=n to begin at (or repeat) a seed. */
const cases = Number(process.env.TERRANE_CASES ?? 5)
const firstSeed = Number(process.env.TERRANE_SEED ?? 1)
const ticksPerCase = Number(process.env.TERRANE_FUZZ_TICKS ?? 1500)

interface Fuzz {
  readonly random: Random
  readonly forest: Forest
  readonly world: TerraneWorld
  readonly audit: Audit
  readonly cursor: EventCursor
  readonly focuses: FocusId[]
  readonly removed: FocusId[]
  readonly pins: SectionId[]
  readonly shownPins: SectionId[]
  readonly door: Door
  readonly loses: boolean
  readonly there: Set<SectionId>
  readonly shown: Set<SectionId>
  readonly flips: FlipWatch
  /** Metres a second along x and z of a focus that goes somewhere; the others stroll. */
  readonly courses: Map<FocusId, readonly [number, number]>
  /** Entities of the bitECS world before anything streamed. */
  readonly entities: number
}

/** What goes through the backend's door: loads in flight by lane, and rows under an operation. */
interface Door {
  readonly flying: Map<number, { readonly row: number; readonly lane: number }>
  readonly started: number[]
  twice: number
}

/** Counts at the door: never two operations on a section, and what begins in a tick and is under way, by lane. */
function watchDoor(backend: Backend, { table, world }: BackendSite, door: Door): Backend {
  const begin = (ticket: number, row: number, lane: number) => {
    for (const other of door.flying.values()) if (other.row === row) door.twice++
    door.flying.set(ticket, { row, lane })
  }
  return {
    ...backend,
    start(ticket, row) {
      begin(ticket, row, table.lane[row])
      door.started[table.lane[row]]++
      backend.start(ticket, row)
    },
    cancel(ticket, row) {
      // Still Loading: the watchdog gives up on it, and takes the answer as given (CUT.md, rule 2).
      const { live, rows } = world.terrane
      if (live.state[findLive(rows, row)] === State.Loading) door.flying.delete(ticket)
      backend.cancel(ticket, row)
    },
    release(ticket, row) {
      door.flying.delete(ticket)
      begin(ticket, row, -1)
      backend.release(ticket, row)
    },
    poll(tick, out) {
      backend.poll(tick, out)
      for (let i = 0; i < out.count; i++) door.flying.delete(out.ticket[i])
    },
  }
}

/** No tick begins more than a lane may, and none begins anything above what may be under way at once. */
function expectBounds({ world, door }: Fuzz, ran: number, when: string): void {
  const { terrane } = world
  for (let lane = 0; lane < laneCount; lane++) {
    const { concurrent, loadsPerTick } = boundsOf(terrane, lane)
    const transport = terrane.backend.transportLoads ?? 0
    expect(door.started[lane], when).toBeLessThanOrEqual(Math.max(loadsPerTick, transport) * ran)
    const flying = [...door.flying.values()].filter((load) => load.lane === lane).length
    if (door.started[lane] > 0) expect(flying, when).toBeLessThanOrEqual(Math.max(concurrent, transport))
    door.started[lane] = 0
  }
  expect(door.twice, when).toBe(0)
}

/** Content that is lost now and then, as with a graphics context. */
function forgetful(backend: Backend, random: Random, rate: number): Backend {
  const standing = new Map<number, number>()
  return {
    ...backend,
    release(ticket, row) {
      standing.delete(row)
      backend.release(ticket, row)
    },
    poll(tick: number, out: Completions) {
      backend.poll(tick, out)
      for (let i = 0; i < out.count; i++) if (out.outcome[i] === Outcome.Loaded) standing.set(out.row[i], out.ticket[i])
      if (!random.chance(rate)) return
      for (const [row, ticket] of standing)
        if (random.chance(0.5) && pushCompletion(out, ticket, row, Outcome.Lost)) standing.delete(row)
    },
  }
}

function beginCase(seed: number): Fuzz {
  const random = createRandom(seed)
  const forest = makeForest(random)
  const loses = random.chance(0.3)
  const tiled = seed % 2 === 0
  const latencies = random.pick([1, 4, 30])
  const door: Door = { flying: new Map(), started: new Array<number>(laneCount).fill(0), twice: 0 }
  const backend = (site: BackendSite) =>
    watchDoor(
      forgetful(
        createSimulatedBackend({
          table: site.table,
          tickHz: 60,
          seed,
          megabitsPerSecond: Infinity,
          failRate: random.pick([0, 0.1, 0.5]),
          latencyTicks: () => 1 + random.whole(0, latencies),
          unloadTicks: random.whole(1, 6),
          cancelTicks: random.whole(1, 6),
          measuredBytes: (row) => 1 + ((row * 7919) % 2000),
          transportLoads: random.pick([undefined, 32]),
        }),
        random,
        loses ? 0.01 : 0,
      ),
      site,
      door,
    )
  const budgetBytes = random.chance(0.5) ? undefined : forest.bytes * random.between(0.05, 1)
  const world = composeWorld({
    features: [
      engineFeature({
        table: tiled ? openTiledForest(forest, seed, seed % 4 === 0) : openRecords(forest.records),
        ...(tiled && { tiled: tiledScene }),
        backend,
        profile: random.pick(['conservative', 'default', 'aggressive'] as const),
        settings: {
          seed,
          capacity: random.chance(0.3) ? random.whole(3, 60) : 400,
          focusCapacity: random.pick([2, 8]),
          graceSeconds: random.pick([0, 0.5, 3]),
          dwellSeconds: random.pick([0, 0.2, 1]),
          forgetSeconds: random.pick([0, 0.5, 10]),
          cooldownSeconds: [0.1, 0.3, 2],
          watchdogSeconds: random.pick([0.2, 60]),
          querySlack: random.pick([0.5, 16]),
          ...(tiled && tiledForestSettings(seed)),
        },
      }),
      ...(seed % 7 === 6 ? [] : [budgets({ budgetBytes, pressureSeconds: [0.1, 0.3], pressureRecoverySeconds: 0.1 })]),
      ...(seed % 4 === 3 ? [] : [prefetch()]),
    ],
  })
  const audit = createAudit()
  const cursor = createEventCursor(world)
  return {
    random,
    forest,
    world,
    audit,
    cursor,
    focuses: [],
    removed: [],
    pins: [],
    shownPins: [],
    door,
    loses,
    there: new Set(),
    shown: new Set(),
    flips: new Map(),
    courses: new Map(),
    entities: getAllEntities(world).length,
  }
}

/** A number that a careless caller could pass. */
function oddNumber(random: Random): number {
  return random.pick([
    NaN,
    Infinity,
    -Infinity,
    1e300,
    -1.7e308,
    0,
    -0,
    -1,
    1e-300,
    2 ** 53,
    undefined as never,
    '7' as never,
  ])
}

function number(random: Random, low: number, high: number): number {
  return random.chance(0.06) ? oddNumber(random) : random.between(low, high)
}

/** Runs a call that may be refused: by a TerraneError of one line, never otherwise. */
function refusable(call: () => void): boolean {
  try {
    call()
    return true
  } catch (error) {
    if (!(error instanceof TerraneError)) throw error
    expect(error.message).toMatch(/^[^\n]+$/)
    expect(['argument', 'capacity', 'foreign-world', 'section-unknown']).toContain(error.code)
    return false
  }
}

function anySection({ random, world }: Fuzz): SectionId {
  const { terrane } = world
  if (random.chance(0.05)) return oddNumber(random) as SectionId
  if (random.chance(0.02)) return sectionId(terrane, terrane.table.count + random.whole(0, 3))
  return sectionId(terrane, random.whole(0, terrane.table.count - 1))
}

function anyProfile(random: Random): Profile {
  return {
    name: 'fuzz',
    concurrent: random.pick([1, 3, 9, 0, NaN, 1.5]),
    loadsPerTick: random.pick([1, 2, 8]),
    unloadsPerTick: random.pick([1, 2, 8]),
    exitRatio: number(random, 1.01, 2),
    prefetchBudget: random.pick([0, 1, 2, 4, 64, -1, 0.5]),
  }
}

const operations: readonly ((fuzz: Fuzz) => void)[] = [
  ({ random, world, forest, focuses, courses }) => {
    const at = () => number(random, -50, forest.size + 50)
    refusable(() => {
      const id = createFocus(world, {
        position: random.chance(0.9) ? [at(), at() / 10, at()] : undefined,
        follow: random.chance(0.1) ? { x: at(), y: 0, z: at() } : undefined,
        radiusScale: random.chance(0.3) ? number(random, 0.1, 3) : undefined,
        detailScale: random.chance(0.3) ? number(random, 0.1, 3) : undefined,
        weight: random.chance(0.3) ? number(random, 0.1, 3) : undefined,
        captureVelocity: random.chance(0.8),
      })
      focuses.push(id)
      if (random.chance(0.5)) courses.set(id, [random.between(-100, 100), random.between(-100, 100)])
    })
  },
  ({ random, world, focuses, removed }) => {
    if (focuses.length === 0 || random.chance(0.4)) return
    const id = focuses.splice(random.whole(0, focuses.length - 1), 1)[0]
    removeFocus(world, id)
    removed.push(id)
  },
  ({ world, removed }) => {
    if (removed.length > 0) expect(refusable(() => moveFocus(world, removed.at(-1)!, 0, 0, 0))).toBe(false)
  },
  ({ random, world, focuses }) => {
    if (focuses.length === 0) return
    refusable(() =>
      scaleFocus(world, random.pick(focuses), { radiusScale: number(random, 0.2, 3), weight: number(random, 0.1, 9) }),
    )
  },
  ({ random, world, focuses }) => {
    if (focuses.length > 0)
      refusable(() => setFocusVelocity(world, random.pick(focuses), number(random, -9, 9), 0, number(random, -9, 9)))
  },
  (fuzz) => {
    const section = anySection(fuzz)
    if (refusable(() => pin(fuzz.world, section))) fuzz.pins.push(section)
  },
  ({ random, world, pins }) => {
    if (pins.length > 0) unpin(world, pins.splice(random.whole(0, pins.length - 1), 1)[0])
  },
  (fuzz) => {
    const section = anySection(fuzz)
    refusable(() => pinCount(fuzz.world, section) === 0 && unpin(fuzz.world, section))
  },
  ({ random, world }) =>
    void refusable(() =>
      setProfile(
        world,
        random.chance(0.5)
          ? random.pick(['conservative', 'default', 'aggressive', 'none' as 'default'])
          : anyProfile(random),
      ),
    ),
  ({ random, world, forest }) => {
    const bytes = random.chance(0.3) ? Infinity : number(random, 1, forest.bytes * 1.2)
    const which = world.terrane.clock.tick % 5
    if (which === 0) refusable(() => setBudget(world, { geometryBytes: bytes }))
    else if (which === 1) refusable(() => setBudget(world, { textureBytes: bytes }))
    else refusable(() => setBudget(world, bytes))
    if (which === 3) refusable(() => signalMemoryPressure(world, bytes === Infinity ? 'critical' : 'moderate'))
    if (which === 4) refusable(() => signalMemoryPressure(world, 'none' as 'critical'))
  },
  ({ random, world, forest, focuses }) => {
    if (focuses.length === 0) return
    const at = () => number(random, -50, forest.size + 50)
    const path = Array.from({ length: random.whole(0, 5) }, () => [at(), 1, at()] as const)
    refusable(() =>
      setFocusPath(world, random.pick(focuses), random.chance(0.2) ? null : path, { speed: number(random, 0, 60) }),
    )
  },
  (fuzz) => {
    const section = anySection(fuzz)
    if (fuzz.shownPins.length === 0 && refusable(() => pin(fuzz.world, section, { show: true })))
      fuzz.shownPins.push(section)
    else if (fuzz.shownPins.length > 0) unpin(fuzz.world, fuzz.shownPins.pop()!, { show: true })
  },
  ({ random, world }) =>
    void refusable(() => setLayer(world, random.chance(0.1) ? 'none' : 'base', random.pick(['on', 'hidden', 'off']))),
  (fuzz) => {
    const before = listCooldowns(fuzz.world).length
    if (fuzz.random.chance(0.5)) expect(clearCooldowns(fuzz.world)).toBe(before)
    else refusable(() => clearCooldowns(fuzz.world, anySection(fuzz)))
  },
  (fuzz) => {
    listQueue(fuzz.world, 'loads')
    listQueue(fuzz.world, 'unloads')
    refusable(() => describeSection(fuzz.world, anySection(fuzz)))
  },
]

function moveAll(fuzz: Fuzz, seconds: number): void {
  const { random, world, forest, focuses } = fuzz
  for (const id of focuses) {
    const { focuses: columns } = world.terrane
    const at = id % 0x1_0000
    const far = random.chance(0.01)
    const by = () => (far ? number(random, -forest.size, forest.size) : random.between(-0.8, 1))
    const [x, z] = (far ? null : alongCourse(fuzz, id, seconds)) ?? [by(), by()]
    refusable(() => moveFocus(world, id, columns.x[at] + x, columns.y[at], columns.z[at] + z, random.chance(0.002)))
  }
}

/** Metres beyond the world that a course leads: out of all ranges. */
const outside = 250

/** Straight on, to the right now and then, and back well outside of the world. */
function alongCourse({ random, world, forest, courses }: Fuzz, id: FocusId, seconds: number): [number, number] | null {
  const course = courses.get(id)
  if (!course) return null
  const { x, z } = world.terrane.focuses
  const at = id % 0x1_0000
  const back = (place: number, speed: number) =>
    place < -outside ? Math.abs(speed) : place > forest.size + outside ? -Math.abs(speed) : speed
  const [east, south] = random.chance(0.005) ? [-course[1], course[0]] : course
  courses.set(id, [back(x[at], east), back(z[at], south)])
  return [course[0] * seconds, course[1] * seconds]
}

/** Events tell a story that adds up: nothing is there twice, nothing is shown that is not there. */
function followEvents(fuzz: Fuzz, when: string): void {
  const lost = readEvents(fuzz.world, fuzz.cursor, (kind, section) => {
    const what = `${when}: ${eventNames[kind]} of ${section}`
    if (kind === EventKind.Loaded) expect(fuzz.there.has(section), what).toBe(false)
    if (kind === EventKind.Loaded) fuzz.there.add(section)
    if (kind === EventKind.Shown)
      expect([fuzz.there.has(section), fuzz.shown.has(section)], what).toEqual([true, false])
    if (kind === EventKind.Shown) fuzz.shown.add(section)
    if (kind === EventKind.Hidden) expect(fuzz.shown.delete(section), what).toBe(true)
    if (kind === EventKind.Unloaded || kind === EventKind.Lost) {
      expect([fuzz.there.delete(section), fuzz.shown.has(section)], what).toEqual([true, false])
    }
  })
  expect(lost).toBe(0)
  expect(fuzz.shown.size, when).toBe(fuzz.world.terrane.telemetry.shown)
}

function runCase(seed: number): number {
  const fuzz = beginCase(seed)
  const { random, world, audit } = fuzz
  const { terrane } = world
  for (let frame = 0; terrane.clock.tick < ticksPerCase; frame++) {
    const when = `seed ${seed}, tick ${terrane.clock.tick}`
    if (random.chance(0.08)) random.pick(operations)(fuzz)
    const seconds = random.pick([1 / 60, 1 / 60, 1 / 144, 0.1, 0.05])
    moveAll(fuzz, seconds)
    if (random.chance(0.005))
      expect(
        refusable(() => step(world, NaN)),
        when,
      ).toBe(false)
    if (random.chance(0.005)) expect(step(world, random.pick([-1e-3, -1, -Infinity])), when).toBe(0)
    const ran = step(world, random.chance(0.002) ? random.pick([600, Infinity, 1e300]) : seconds)
    expect(ran, when).toBeLessThanOrEqual(4)
    if (ran === 1) auditTick(terrane, audit)
    else audit.covered.clear()
    if (ran === 1) told.flips += expectNoFlipInTheBand(terrane, fuzz.flips, when)
    else if (ran > 1) noteRanges(terrane, fuzz.flips)
    expectBounds(fuzz, ran, when)
    followEvents(fuzz, when)
    if (frame % 10 === 0) expectCountsToAgree(terrane, when)
  }
  expectCountsToAgree(terrane, `seed ${seed}, at the end`)
  expect([audit.doubles, audit.unbacked, fuzz.loses ? 0 : audit.holes], `seed ${seed}`).toEqual([0, 0, 0])
  tell(terrane)
  expectNothingLeft(fuzz, seed)
  return terrane.clock.tick
}

/** Without focuses and pins the world returns to nothing, whatever happened before. */
function expectNothingLeft({ world, focuses, pins, shownPins, entities }: Fuzz, seed: number): void {
  const { terrane } = world
  for (const section of shownPins) unpin(world, section, { show: true })
  for (const id of focuses) removeFocus(world, id)
  for (const section of pins) unpin(world, section)
  for (let i = 0; i < 60 * 120 && (i < 60 || terrane.live.count > 0); i++) step(world, 1 / 60)
  const left = [terrane.live.count, terrane.ledger.residentBytes, terrane.ledger.paidBytes]
  expect([...left, getAllEntities(world).length], `seed ${seed}`).toEqual([0, 0, 0, entities])
  disposeWorld(world)
}

const told = {
  flips: 0,
  loads: 0,
  unloads: 0,
  cancels: 0,
  failures: 0,
  stale: 0,
  reloads: 0,
  prefetched: 0,
  forced: 0,
  refused: 0,
  pinned: 0,
}

/** Sums of what happened: a fuzz in which nothing happens proves nothing. */
function tell({ telemetry }: TerraneWorld['terrane']): void {
  for (const name of Object.keys(told) as (keyof typeof told)[]) if (name !== 'flips') told[name] += telemetry[name]
}

afterAll(() => {
  console.log(`${seeds.length} sequences of ${ticksPerCase} ticks: ${JSON.stringify(told)}`)
  expect(Math.min(told.loads, told.unloads, told.cancels, told.failures, told.flips, told.prefetched)).toBeGreaterThan(
    0,
  )
})

const seeds = Array.from({ length: cases }, (_, i) => firstSeed + i)
for (const seed of seeds)
  test(`no sequence of calls breaks a law or a frame (seed ${seed})`, { timeout: 600_000 }, () => {
    expect(runCase(seed)).toBeGreaterThanOrEqual(ticksPerCase)
  })
