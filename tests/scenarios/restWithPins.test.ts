import { expect, test } from 'vitest'
import { hasContent } from '../../src/blobs/sectionBlob'
import { State } from '../../src/components/state'
import type { TerraneWorld } from '../../src/engine'
import { createFocus } from '../../src/focuses'
import { pinRow } from '../../src/pins'
import { timelineHash } from '../../src/telemetry/telemetry'
import { makeForest } from '../properties/forest'
import { createRandom, makeWorld, openRecords, runTicks } from '../worlds'
import { expectCountsToAgree } from './recount'

const cases = Number(process.env.TERRANE_CASES ?? 60)
const firstSeed = Number(process.env.TERRANE_SEED ?? 1)

/** Ticks without a change after which a world counts as at rest: longer than grace, dwell and latency together. */
const calmTicks = 200

function runUntilCalm(world: TerraneWorld): boolean {
  const { telemetry } = world.terrane
  let calm = 0
  for (let i = 0; i < 12_000 && calm < calmTicks; i++) {
    const before = timelineHash(telemetry) + telemetry.shown
    runTicks(world, 1)
    calm = timelineHash(telemetry) + telemetry.shown === before ? calm + 1 : 0
  }
  return calm >= calmTicks
}

/** Targets and pins that stand, and how many do not. */
function countWaiting({ terrane }: TerraneWorld): number {
  const { live } = terrane
  let waiting = 0
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    const target = live.active[s] === 1 && !live.refined[s] && !live.structural[s]
    if (target && live.state[s] !== State.Loaded) waiting++
    if (target && !live.attached[live.root[s]] && !live.shown[s]) waiting++
  }
  return waiting
}

test(
  `under a budget and with pins all that is admitted stands in the end (${cases} forests from seed ${firstSeed})`,
  {
    timeout: 600_000,
  },
  () => {
    let refused = 0
    for (let seed = firstSeed; seed < firstSeed + cases; seed++) {
      const random = createRandom(seed * 31)
      const forest = makeForest(random)
      const world = makeWorld(openRecords(forest.records), {
        budgetBytes: Math.max(3000, forest.bytes * random.between(0.2, 0.9)),
        settings: { seed, graceSeconds: 0.5, dwellSeconds: 0.2, forgetSeconds: 0.5 },
        backend: { seed, latencyTicks: () => 1 + random.whole(0, 5) },
      })
      const { table } = world.terrane
      for (let focuses = random.whole(1, 3); focuses > 0; focuses--)
        createFocus(world, { position: [random.between(0, forest.size), 1, random.between(0, forest.size)] })
      runTicks(world, random.whole(0, 200))
      for (let pins = random.whole(1, 4); pins > 0; pins--) {
        const row = random.whole(0, table.count - 1)
        if (hasContent(table, row)) pinRow(world.terrane, row)
      }
      const when = `seed ${seed}: TERRANE_SEED=${seed} TERRANE_CASES=1 repeats it`
      expect(runUntilCalm(world), `${when}, never calm`).toBe(true)
      expect(countWaiting(world), `${when}, waiting`).toBe(0)
      expect(world.terrane.ledger.residentBytes).toBeLessThanOrEqual(world.terrane.ledger.budgetBytes)
      expectCountsToAgree(world.terrane, when)
      refused += world.terrane.telemetry.refused
    }
    expect(refused).toBeGreaterThan(0)
  },
)
