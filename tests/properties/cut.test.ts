import { describe, expect, test } from 'vitest'
import { controls } from './controls'
import { broken, runCase } from './run'

/** Cases of one run of the suite; TERRANE_CASES=5000 for a long one, TERRANE_SEED=n to begin at (or repeat) a seed. */
const cases = Number(process.env.TERRANE_CASES ?? 200)
const firstSeed = Number(process.env.TERRANE_SEED ?? 1)

/** A control must fail within this many cases from where its search begins. */
const controlCases = 100

test(`I1–I8 hold over ${cases} random forests from seed ${firstSeed}`, { timeout: 3_600_000 }, () => {
  const sum = {
    ticks: 0,
    loads: 0,
    shown: 0,
    forced: 0,
    prefetched: 0,
    fades: 0,
    refreshes: 0,
    lost: 0,
    parts: 0,
    takenBack: 0,
    gated: 0,
    pressures: 0,
    sharp: 0,
  }
  for (let seed = firstSeed; seed < firstSeed + cases; seed++) {
    const outcome = runCase(seed)
    expect(broken(outcome), `seed ${seed}: TERRANE_SEED=${seed} TERRANE_CASES=1 repeats it`).toEqual([])
    sum.ticks += outcome.ticks
    sum.loads += outcome.loads
    sum.shown += outcome.shows
    sum.forced += outcome.forced
    sum.prefetched += outcome.prefetched
    sum.fades += outcome.fades
    sum.refreshes += outcome.refreshes
    sum.lost += outcome.lost
    sum.parts += outcome.parts
    sum.takenBack += outcome.takenBack
    sum.gated += outcome.gated > 0 ? 1 : 0
    sum.pressures += outcome.pressures
    sum.sharp += outcome.sharp
  }
  console.log(`${cases} forests: ${JSON.stringify(sum)}, no law broken`)
  expect(sum.loads).toBeGreaterThan(cases)
  if (cases >= 50) expect(sum.prefetched).toBeGreaterThan(cases / 10)
  if (cases >= 50)
    for (const name of ['fades', 'refreshes', 'lost', 'parts', 'takenBack', 'gated', 'pressures', 'sharp'] as const)
      expect(sum[name], name).toBeGreaterThan(0)
})

describe('each rule is needed: without it a law breaks', () => {
  for (const control of controls)
    test(`${control.name} → ${control.breaks.join(' or ')}`, { timeout: 600_000 }, () => {
      const found = firstBreak(control)
      expect(found, `no law broke in ${controlCases} cases`).not.toBeNull()
      console.log(`${control.name}: seed ${found!.seed} breaks ${found!.laws.join(', ')}`)
    })
})

function firstBreak(control: (typeof controls)[number]): { seed: number; laws: string[] } | null {
  const from = control.from ?? 1
  for (let seed = from; seed < from + controlCases; seed++) {
    const laws = broken(runCase(seed, control.install, control.inParts, control.sharp)).filter((law) =>
      control.breaks.some((name) => law.startsWith(name)),
    )
    if (laws.length > 0) return { seed, laws }
  }
  return null
}
