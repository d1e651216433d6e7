import { removeEntity } from 'bitecs'
import { Outcome, pushCompletion, type Backend, type Completions } from '../../src/backends/backend'
import { createSimulatedBackend } from '../../src/backends/simulatedBackend'
import { openSectionBlob, type SectionTable } from '../../src/blobs/sectionBlob'
import { buildSectionBlob } from '../../src/blobs/sectionBlobBuild'
import { budgets } from '../../src/budgets/budgets'
import { setBudget } from '../../src/budgets/setBudget'
import type { TerraneWorld } from '../../src/engine'
import { views as bringViews } from '../../src/cut/views'
import { engineFeature, setProfile, setScorer } from '../../src/engineFeature'
import { createFocus, moveFocus, removeFocus, scaleFocus, setFocusVelocity, type FocusId } from '../../src/focuses'
import { clearCooldowns } from '../../src/cooldowns'
import { setFocusPath } from '../../src/focusPath'
import { input } from '../../src/input'
import { setLayer } from '../../src/layers'
import { findLive } from '../../src/live/rowTable'
import { pin, unpin } from '../../src/pins'
import { placeScene } from '../../src/placeScene'
import { prefetch } from '../../src/prefetch/prefetch'
import { closeBarrier, listBarriers, openBarrier } from '../../src/readiness/barrier'
import { refreshSection } from '../../src/refreshSection'
import { boost } from '../../src/scoring/boost'
import { defaultScore } from '../../src/scoring/defaultScore'
import { sectionId, type SectionId } from '../../src/sectionId'
import { composeWorld, step, type Feature } from '../../src/world'
import { tiledScene } from '../../src/tiles/tiledScene'
import { makeForest, type Forest } from '../properties/forest'
import { openTiledForest, tiledForestSettings } from '../properties/tiledForest'
import { createRandom, type Random } from '../worlds'

/** A random forest under random use of the whole API: what recordings are tested with. */
export interface RandomGame {
  readonly random: Random
  readonly forest: Forest
  readonly world: TerraneWorld
  readonly table: SectionTable
  readonly focuses: FocusId[]
  readonly pins: SectionId[]
  readonly hero: { x: number; y: number; z: number }
}

/** Loses content now and then, lets loads wait for the game, and refuses some at the door. */
function capricious(backend: Backend, random: Random): Backend {
  const standing = new Map<number, number>()
  return {
    ...backend,
    isWaiting: (ticket) => ticket % 7 === 0,
    enter: (row) => (random.chance(0.03) ? `no room for row ${row}` : ''),
    release(ticket, row) {
      standing.delete(row)
      backend.release(ticket, row)
    },
    poll(tick: number, out: Completions) {
      backend.poll(tick, out)
      for (let i = 0; i < out.count; i++) if (out.outcome[i] === Outcome.Loaded) standing.set(out.row[i], out.ticket[i])
      if (!random.chance(0.005)) return
      for (const [row, ticket] of standing)
        if (random.chance(0.5) && pushCompletion(out, ticket, row, Outcome.Lost)) standing.delete(row)
    },
  }
}

/** A game's own system: it boosts, pins and moves inside ticks, by values from outside. */
function meddler(game: () => RandomGame): Feature {
  return {
    name: 'meddler',
    after: 'DesiredSetBuild',
    run(world) {
      const { random, pins, table, focuses } = game()
      const dice = input(world, 'dice', random.fraction())
      const section = sectionId(world.terrane, Math.floor(dice * table.count))
      if (dice < 0.3) boost(world, section, dice * 100)
      else if (dice < 0.32) {
        tryCall(() => {
          pin(world, section)
          pins.push(section)
        })
      } else if (dice < 0.36 && focuses.length > 0) moveFocus(world, focuses[0], dice * 100, 1, 7)
    },
  }
}

export function beginGame(seed: number, tiled = false): RandomGame {
  const random = createRandom(seed)
  const forest = makeForest(random)
  const records = forest.records.map((record) => ({ ...record, layer: random.chance(0.3) ? 2 : 1 }))
  const table = tiled
    ? openTiledForest(forest, seed, true)
    : openSectionBlob(buildSectionBlob(records, { layers: ['base', 'quest'] }))
  const latencies = random.pick([1, 4, 30])
  const budgetBytes = random.chance(0.5) ? undefined : forest.bytes * random.between(0.05, 1)
  const game: RandomGame = {
    random,
    forest,
    table,
    focuses: [],
    pins: [],
    hero: { x: forest.size / 2, y: 1, z: 0 },
    world: composeWorld({
      features: [
        engineFeature({
          table,
          ...(tiled && { tiled: tiledScene }),
          backend: (site) =>
            capricious(
              createSimulatedBackend({
                table: site.table,
                seed,
                megabitsPerSecond: Infinity,
                failRate: random.pick([0, 0.1, 0.5]),
                latencyTicks: () => 1 + random.whole(0, latencies),
                unloadTicks: random.whole(1, 6),
                cancelTicks: random.whole(1, 6),
                parts: (row) => ({
                  count: 1 + (row % 5),
                  ticksEach: row % 3,
                  ...(row % 16 === 4 && { stallsAfter: 2 }),
                }),
                measuredBytes: (row) => 1 + ((row * 7919) % 2000),
                transportLoads: random.pick([undefined, 32]),
              }),
              random,
            ),
          profile: random.pick(['conservative', 'default', 'aggressive'] as const),
          ...(random.chance(0.3) && { scorer: (engine, s) => -defaultScore(engine, s) }),
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
            fadeSeconds: random.pick([0, 0.3]),
            viewGatePadding: random.pick([Infinity, 20]),
            maxErrorPixels: random.pick([0, 8]),
            ...(tiled && tiledForestSettings(seed)),
          },
        }),
        ...(seed % 5 === 4 ? [] : [budgets({ budgetBytes })]),
        bringViews(),
        meddler(() => game),
        ...(seed % 4 === 3 ? [] : [prefetch({ radiusShare: (seed % 3) / 2 })]),
      ],
    }),
  }
  return game
}

/** A call that may be refused. */
function tryCall(call: () => void): void {
  try {
    call()
  } catch {
    return
  }
}

const identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
const projection = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1, -1, 0, 0, -0.2, 0]

/** A camera that turns in place, a little in every frame. */
function createView(random: Random) {
  const view = [...identity]
  return { view, projection: [...projection], viewportHeight: random.pick([undefined, 720]) }
}

const views = new WeakMap<TerraneWorld, ReturnType<typeof createView>>()

function anySection({ random, world, table }: RandomGame): SectionId {
  return sectionId(world.terrane, random.whole(0, table.count - 1))
}

const uses: readonly ((game: RandomGame) => void)[] = [
  (game) => {
    const { random, world, forest, focuses, hero } = game
    const view = views.get(world) ?? createView(random)
    views.set(world, view)
    focuses.push(
      createFocus(world, {
        position: [random.between(-50, forest.size), 2, random.between(-50, forest.size)],
        ...(random.chance(0.3) && { follow: hero, position: undefined }),
        ...(random.chance(0.5) && { view }),
        ...(random.chance(0.3) && { radiusScale: random.between(0.1, 3), detailScale: random.between(0.1, 3) }),
        ...(random.chance(0.2) && { kinds: ['mesh'] }),
        weight: random.between(0.1, 3),
        captureVelocity: random.chance(0.8),
        ...(random.chance(0.2) && { inScene: true }),
      }),
    )
  },
  ({ random, world, focuses }) => {
    if (random.chance(0.4)) removeFocus(world, focuses.splice(random.whole(0, focuses.length - 1), 1)[0])
  },
  ({ random, world, focuses }) => scaleFocus(world, random.pick(focuses), { radiusScale: random.between(0.2, 3) }),
  ({ random, world, focuses }) => setFocusVelocity(world, random.pick(focuses), random.between(-9, 9), 0, 3),
  (game) => {
    const section = anySection(game)
    pin(game.world, section)
    game.pins.push(section)
  },
  ({ random, world, pins }) => unpin(world, pins.splice(random.whole(0, pins.length - 1), 1)[0]),
  ({ random, world }) => setProfile(world, random.pick(['conservative', 'default', 'aggressive'])),
  ({ random, world, forest }) =>
    setBudget(world, random.chance(0.3) ? Infinity : random.between(1, forest.bytes * 1.2)),
  ({ random, world, table }) => setLayer(world, random.pick(table.info.layers), random.pick(['on', 'hidden', 'off'])),
  ({ random, world, focuses }) =>
    void openBarrier(world, random.pick(focuses), { timeoutMs: random.pick([200, 10_000, Infinity]) }),
  ({ world }) => closeBarrier(world, listBarriers(world)[0]),
  (game) => refreshSection(game.world, anySection(game)),
  (game) => {
    const section = anySection(game)
    pin(game.world, section, { show: true })
    game.pins.push(section)
  },
  ({ random, world }) =>
    void clearCooldowns(world, random.chance(0.5) ? undefined : sectionId(world.terrane, random.whole(0, 3))),
  ({ random, world, focuses, forest }) => {
    const points = Array.from({ length: 3 }, () => [random.between(0, forest.size), 1, random.between(0, forest.size)])
    setFocusPath(world, random.pick(focuses), points as [number, number, number][], { speed: random.between(0, 20) })
  },
  ({ random, world }) => {
    const part = () => random.between(-1, 1)
    const rotation = random.chance(0.5) ? ([0, part(), 0, 1] as const) : ([part(), part(), part(), part()] as const)
    placeScene(world, {
      position: [30 * part(), 5 * part(), 30 * part()],
      ...(random.chance(0.5) && { rotation }),
      ...(random.chance(0.5) && { scale: random.between(0.5, 2) }),
    })
  },
  ({ random, world }) => setScorer(world, random.chance(0.5) ? null : (engine, s) => -defaultScore(engine, s)),
  (game) => {
    const { live, rows } = game.world.terrane
    const s = findLive(rows, game.random.whole(0, game.table.count - 1))
    if (s >= 0 && live.eid[s] > 0) removeEntity(game.world, live.eid[s])
  },
]

/** One frame: a few calls, motion, and a step of some length. */
export function playFrame(game: RandomGame): void {
  const { random, world, focuses, hero, forest } = game
  if (random.chance(0.25)) tryCall(() => random.pick(uses)(game))
  const { focuses: columns } = world.terrane
  for (const id of focuses) {
    const at = id % 0x1_0000
    const by = () => (random.chance(0.01) ? random.between(-forest.size, forest.size) : random.between(-0.8, 1))
    if (random.chance(0.7))
      moveFocus(world, id, columns.x[at] + by(), columns.y[at], columns.z[at] + by(), random.chance(0.002))
  }
  hero.z += random.between(-0.5, 1)
  const view = views.get(world)
  if (view && random.chance(0.3)) {
    const angle = random.between(0, 6)
    view.view.splice(0, 3, Math.cos(angle), 0, -Math.sin(angle))
    view.view.splice(8, 3, Math.sin(angle), 0, Math.cos(angle))
  }
  step(world, random.chance(0.1) ? random.pick([0, 0.004, 0.05, 0.3]) : 1 / 60)
}
