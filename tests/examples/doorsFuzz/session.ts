import { expect } from 'vitest'
import { sectionName } from '../../../src/blobs/sectionBlob'
import {
  colliders,
  composeWorld,
  createMeter,
  defaultMeterLimits,
  entities,
  nullPresenter,
  step,
  streaming,
  type FocusId,
  type SectionId,
  type TerraneWorld,
} from '../../../src/index'
import { inlinePool } from '../../../src/node'
import type { WorkerPool } from '../../../src/workers/pool'
import type { StableId } from '../../../src/schema/stableId'
import type { Random } from '../../worlds'
import { fuzzComponents, type Bake } from './bakes'
import { makeFaulty, watchKinds, type FaultySource, type Watch } from './faults'
import { modelOf, type Model, type Remembered } from './model'

/** One world from its composition to its disposal, and what should be true of it. */
export interface Session {
  readonly random: Random
  readonly bake: Bake
  readonly world: TerraneWorld
  readonly pool: WorkerPool
  readonly source: FaultySource
  readonly watch: Watch
  /** Copies that the presenter draws: row by entity. */
  readonly copies: Map<number, number>
  readonly drawsMeshes: boolean
  /** Ids are not short: whatever should be there is. */
  readonly roomy: boolean
  readonly rows: ReadonlyMap<string, number>
  model: Model
  /** Entities that are there, by id; as of the last look. */
  alive: Map<StableId, number>
  readonly focuses: FocusId[]
  readonly pins: SectionId[]
  /** Plain entities of the game, which take ids. */
  readonly noise: number[]
  readonly saves: Remembered[]
  /** For messages. */
  readonly name: string
}

const kinds = ['entities', 'collider']

export function beginSession(random: Random, bake: Bake, name: string): Session {
  const drawsMeshes = random.chance(0.2)
  const roomy = random.chance(0.85)
  const rate = random.pick([0, 0.01, 0.04])
  const source = makeFaulty(bake.opened, random, rate)
  const watch = watchKinds(kinds, random, rate / 2)
  const pool = inlinePool()
  const copies = new Map<number, number>()
  const presenter = {
    ...nullPresenter(),
    place: (copy: number, row: number) => void copies.set(copy, row),
    unplace: (copy: number) => void copies.delete(copy),
  }
  // Of the meter: a machine that is slow now and then, and the same at every run.
  let clock = 0
  const lane = { concurrent: 16, loadsPerTick: 12, unloadsPerTick: 12 }
  const world = composeWorld({
    features: [
      streaming({
        sections: source.opened,
        pool,
        presenter,
        kinds: drawsMeshes ? undefined : kinds,
        profile: { name: 'fuzz', ...lane, exitRatio: random.pick([1.02, 1.3]), prefetchBudget: 0 },
        settings: {
          seed: random.whole(1, 1e6),
          graceSeconds: random.pick([0, 0.1, 0.5]),
          dwellSeconds: random.pick([0, 0.2]),
          forgetSeconds: random.pick([0.05, 1]),
          cooldownSeconds: [0.05, 0.1, 0.2],
          watchdogSeconds: random.pick([0.3, 60]),
          lanes: { detail: lane, proxy: lane, asset: lane },
        },
      }),
      entities(fuzzComponents, {
        capacity: roomy ? 4_096 : random.whole(40, 400),
        hysteresis: random.pick([0, 4, 20]),
      }),
      colliders(),
      ...watch.features,
    ],
  })
  Object.assign(world.terrane, { meter: createMeter(defaultMeterLimits, () => (clock += random.chance(0.02) ? 3 : 0)) })
  const { table } = bake.opened
  return {
    random,
    bake,
    world,
    pool,
    source,
    watch,
    copies,
    drawsMeshes,
    roomy,
    rows: new Map(Array.from({ length: table.count }, (_, row) => [sectionName(table, row), row])),
    model: modelOf(bake),
    alive: new Map(),
    focuses: [],
    pins: [],
    noise: [],
    saves: [],
    name,
  }
}

/** One frame of the world, of one tick mostly. What is read and decoded is there before it, so that a seed is the same at every run. */
export async function runFrame({ random, world, source, pool }: Session): Promise<void> {
  source.frame()
  do await new Promise((done) => setImmediate(done))
  while (pool.waiting + pool.running > 0)
  step(world, (random.chance(0.02) ? 3 : 1) / 60)
}

/** Where and when, for messages. */
export const whenOf = ({ name, world }: Session) => `${name}, tick ${world.terrane.clock.tick}`

export function expectNothingBroken(session: Session): void {
  expect(session.watch.broken, whenOf(session)).toEqual([])
}

/** Sections whose entities are there, by name. */
export function enteredNames({ watch, bake }: Session): Set<string> {
  return new Set([...watch.entered.get('entities')!].map((row) => sectionName(bake.opened.table, row)))
}
