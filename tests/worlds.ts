import { createWorld } from 'bitecs'
import type { BackendSite } from '../src/backends/backend'
import { createSimulatedBackend, type SimulatedBackendOptions } from '../src/backends/simulatedBackend'
import { openSectionBlob, type SectionTable } from '../src/blobs/sectionBlob'
import { buildSectionBlob } from '../src/blobs/sectionBlobBuild'
import type { SectionRecord } from '../src/blobs/sectionRecord'
import { budgets } from '../src/budgets/budgets'
import type { BudgetSettings } from '../src/components/budgets'
import { views } from '../src/cut/views'
import { engineFeature, type EngineOptions } from '../src/engineFeature'
import type { TerraneWorld } from '../src/engine'
import type { Budgets } from '../src/memory/ledger'
import { nullPresenter } from '../src/presenter'
import { composeWorld, step, type Feature } from '../src/world'

/** Seeded random numbers (a hash of a counter): one generator for all tests, printed on failure by its seed. */
export function createRandom(seed: number) {
  let state = seed | 0
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t)
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000
  }
  const random = {
    /** [0, 1) */
    fraction: next,
    between: (low: number, high: number) => low + next() * (high - low),
    /** Whole number in [low, high]. */
    whole: (low: number, high: number) => low + Math.floor(next() * (high - low + 1)),
    chance: (share: number) => next() < share,
    pick: <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)],
  }
  return random
}

export type Random = ReturnType<typeof createRandom>

/** A flat square grid of sections, `side` × `side` cells of `cell` metres, each 1,000 bytes. */
export function gridRecords(side: number, cell = 16, overrides: Partial<SectionRecord> = {}): SectionRecord[] {
  return Array.from({ length: side * side }, (_, i) => {
    const x = (i % side) * cell
    const z = Math.floor(i / side) * cell
    return {
      name: `cell ${i % side} ${Math.floor(i / side)}`,
      bounds: [x, 0, z, x + cell, 8, z + cell],
      enterRadius: cell * 2,
      kind: 'mesh',
      content: `payloads/${i}.glb`,
      cpuBytes: 400,
      gpuBytes: 600,
      fileBytes: 1000,
      ...overrides,
    }
  })
}

export function openRecords(records: readonly SectionRecord[]): SectionTable {
  return openSectionBlob(buildSectionBlob(records))
}

export interface TestWorldOptions extends Partial<Omit<EngineOptions, 'table' | 'backend'>>, Budgets {
  /** What gives way first; null for a world without budgets. */
  readonly budgets?: Partial<BudgetSettings> | null
  readonly backend?: Partial<SimulatedBackendOptions>
  readonly features?: readonly Feature[]
}

/** A world over records on the simulated backend: what most tests run. */
export function makeWorld(
  records: readonly SectionRecord[] | SectionTable,
  options: TestWorldOptions = {},
): TerraneWorld {
  const table = 'rank' in records ? records : openRecords(records)
  const { backend, features, budgets: settings = {}, budgetBytes, geometryBytes, textureBytes, ...engine } = options
  const tickHz = options.settings?.tickHz ?? 60
  return composeWorld({
    features: [
      engineFeature({
        ...engine,
        table,
        backend: (site) =>
          createSimulatedBackend({ table: site.table, tickHz, latencyMs: 50, megabitsPerSecond: Infinity, ...backend }),
      }),
      views(),
      ...(settings === null ? [] : [budgets({ ...settings, budgetBytes, geometryBytes, textureBytes })]),
      ...(features ?? []),
    ],
  })
}

/** What a world gives its backend, for tests of a backend without one. */
export function siteOf(table: SectionTable, parts: Partial<BackendSite> = {}): BackendSite {
  return {
    table,
    presenter: nullPresenter(),
    world: createWorld() as TerraneWorld,
    worldId: 1,
    kinds: [],
    wantsKind: table.info.kinds.map(() => true),
    ranOut: () => {},
    ...parts,
  }
}

/** Runs exactly `ticks` ticks, one a step. */
export function runTicks(world: TerraneWorld, ticks: number, each?: (tick: number) => void): void {
  for (let i = 0; i < ticks; i++) {
    step(world, 1 / world.terrane.settings.tickHz)
    each?.(world.terrane.clock.tick)
  }
}
