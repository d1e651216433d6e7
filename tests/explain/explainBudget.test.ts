import { describe, expect, it } from 'vitest'
import { Lane, SectionFlag } from '../../src/blobs/sectionBlob'
import { explainBudget } from '../../src/explain/explainBudget'
import { createFocus } from '../../src/focuses'
import { pin } from '../../src/pins'
import { sectionId } from '../../src/sectionId'
import { gridRecords, makeWorld, runTicks } from '../worlds'
import { place } from '../readiness/places'

const mebibyte = 2 ** 20
const sized = (name: string, x: number, mebibytes: number) =>
  place(name, x, { cpuBytes: mebibytes * mebibyte, gpuBytes: 0 })

describe('B-5: over budget because of …', () => {
  it('nothing, where there is none or all fits', () => {
    const world = makeWorld([sized('p', 0, 1)])
    createFocus(world, { position: [5, 0, 5] })
    runTicks(world, 30)
    expect(explainBudget(world)).toBe('No budget is set: 1 MiB are resident, 1 MiB at the peak.')
    const roomy = makeWorld([sized('p', 0, 1)], { budgetBytes: 4 * mebibyte })
    createFocus(roomy, { position: [5, 0, 5] })
    runTicks(roomy, 30)
    expect(explainBudget(roomy)).toMatch(
      /^Within budget: 1 MiB are wanted and 4 MiB are the budget; 1 MiB are resident/,
    )
  })

  it('one large section', () => {
    const world = makeWorld([sized('hut', 0, 1), sized('castle', 40, 6)], { budgetBytes: 5 * mebibyte })
    createFocus(world, { position: [5, 0, 5] })
    runTicks(world, 30)
    expect(explainBudget(world)).toBe(
      'Over budget because of "castle" with 6 MiB: 7 MiB are wanted and 5 MiB are the budget; 1 step refused, the nearest at "castle", 35 m away; 1 MiB are resident, 1 MiB at the peak.',
    )
  })

  it('pins', () => {
    const world = makeWorld([sized('hut', 0, 2), sized('boss', 5000, 3)], { budgetBytes: 4 * mebibyte })
    createFocus(world, { position: [5, 0, 5] })
    pin(world, sectionId(world.terrane, 1))
    runTicks(world, 60)
    expect(explainBudget(world)).toMatch(
      /^Over budget because of pins: 1 pinned section with up to 3 MiB: 5 MiB are wanted/,
    )
  })

  it('shared assets', () => {
    const wall = { kind: 'texture', flags: SectionFlag.Placeless, lane: Lane.Asset, stage: 0, cpuBytes: 3 * mebibyte }
    const records = [place('wall', 0, wall), { ...sized('house', 0, 2), stage: 1, requires: [0] }]
    const world = makeWorld(records, { budgetBytes: 4 * mebibyte })
    createFocus(world, { position: [5, 0, 5] })
    runTicks(world, 60)
    expect(explainBudget(world)).toMatch(
      /^Over budget because of shared assets: up to 3 MiB of them are required: 5 MiB/,
    )
  })

  it('the reach, where no single thing stands out', () => {
    const records = gridRecords(20, 16, { enterRadius: 100 })
    const kinds = records.map((record, i) => (i % 4 === 0 ? { ...record, kind: 'collider' } : record))
    const world = makeWorld(kinds, { budgetBytes: 50_000 })
    createFocus(world, { position: [160, 0, 160] })
    runTicks(world, 200)
    expect(explainBudget(world)).toMatch(
      /^Over budget because of the reach: \d+ sections of 0 MiB on average, 7\d % of it "mesh": .* \d+ steps refused, the nearest at "cell \d+ \d+", \d+ m away/,
    )
  })
})
