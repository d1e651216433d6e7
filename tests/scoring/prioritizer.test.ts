import { expect, test } from 'vitest'
import { sectionName } from '../../src/blobs/sectionBlob'
import type { TerraneWorld } from '../../src/engine'
import { setScorer } from '../../src/engineFeature'
import { createFocus } from '../../src/focuses'
import { boost } from '../../src/scoring/boost'
import { defaultScore } from '../../src/scoring/defaultScore'
import { sectionId } from '../../src/sectionId'
import { disposeWorld, type Feature } from '../../src/world'
import type { Scorer } from '../../src/engine'
import { makeScriptedWorld, Outcome } from '../systems/scriptedBackend'
import { gridRecords, runTicks } from '../worlds'

/** Names of the first loads of a world with one slot. */
function firstLoads(count: number, options: { scorer?: Scorer; features?: readonly Feature[] } = {}): string[] {
  const { world, backend } = makeScriptedWorld(gridRecords(20), { profile: 'conservative', ...options })
  createFocus(world, { position: [164, 0, 164] })
  runTicks(world, 1)
  const names = [sectionName(world.terrane.table, backend.last('start').row)]
  while (names.length < count) {
    backend.answer(backend.last('start'), Outcome.Loaded)
    runTicks(world, 2)
    names.push(sectionName(world.terrane.table, backend.last('start').row))
  }
  disposeWorld(world)
  return names
}

test('P-10: a world can bring its own score', () => {
  const plain = firstLoads(8)
  expect(plain[0]).toBe('cell 10 10')
  const turned = firstLoads(8, { scorer: (engine, s) => -defaultScore(engine, s) })
  expect(turned).not.toContain('cell 10 10')
})

test('P-10: a scorer that answers NaN breaks no frame and loads everything all the same', () => {
  expect(new Set(firstLoads(20, { scorer: () => NaN })).size).toBe(20)
})

/** Loads the quest's section first. */
function questFirst(after: string, before?: string): Feature {
  return {
    name: 'QuestFirst',
    after,
    before,
    reads: ['score'],
    writes: ['score'],
    run(world: TerraneWorld) {
      for (let row = 0; row < world.terrane.table.count; row++)
        if (sectionName(world.terrane.table, row) === 'cell 11 11') boost(world, sectionId(world.terrane, row), 1000)
    },
  }
}

test('P-10: a system between DesiredSetBuild and StreamingDiff that boosts a section changes the order', () => {
  const plain = firstLoads(8)
  const boosted = firstLoads(8, { features: [questFirst('DesiredSetBuild', 'StreamingDiff')] })
  expect(plain.indexOf('cell 11 11')).not.toBe(0)
  expect(boosted).toEqual(['cell 11 11', ...plain.filter((name) => name !== 'cell 11 11')].slice(0, 8))
})

test('P-10: a boost of what is not wanted, or at the wrong place in the tick, does nothing', () => {
  expect(firstLoads(8, { features: [questFirst('Cooldown')] })).toEqual(firstLoads(8))
})

test('P-10: the score can be replaced at run time, and what is no number comes last instead of stopping the rest', () => {
  const { world, backend } = makeScriptedWorld(gridRecords(20), { profile: 'conservative' })
  createFocus(world, { position: [164, 0, 164] })
  const next = (outcome = Outcome.Loaded) => {
    backend.answer(backend.last('start'), outcome)
    runTicks(world, 2)
    return sectionName(world.terrane.table, backend.last('start').row)
  }
  runTicks(world, 1)
  setScorer(world, ({ live, table }, s) => (sectionName(table, live.row[s]) === 'cell 8 8' ? -1 : NaN))
  expect(next()).toBe('cell 8 8')
  expect(next()).not.toBe('cell 8 8')
  setScorer(world, null)
  expect(world.terrane.scorer).toBe(defaultScore)
  disposeWorld(world)
})
