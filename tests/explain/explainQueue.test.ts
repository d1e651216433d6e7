import { describe, expect, it } from 'vitest'
import { createFocus, moveFocus, removeFocus } from '../../src/focuses'
import { explainQueue } from '../../src/explain/explainQueue'
import { pin } from '../../src/pins'
import { prefetch } from '../../src/prefetch/prefetch'
import { sectionId } from '../../src/sectionId'
import { place } from '../readiness/places'
import { makeScriptedWorld, Outcome } from '../systems/scriptedBackend'
import { gridRecords, makeWorld, runTicks } from '../worlds'

describe('P-19: what is in the queue, and why in this order', () => {
  it('names for each what puts it behind the one before', () => {
    const { world, backend } = makeScriptedWorld(
      [place('a', 0), place('b', 20), place('c', 40), place('low', 42, { priority: -2 })],
      { profile: 'conservative' },
    )
    createFocus(world, { position: [5, 0, 5] })
    expect(explainQueue(world, 'loads')).toEqual([])
    runTicks(world, 1)
    expect(explainQueue(world, 'loads')).toEqual([
      '1st "b", in range at 15 m: 1 of 1 load in lane "base" under way.',
      '2nd "c", in range at 35 m: its score is 35 after 15: 20 m farther.',
      '3rd "low", in range at 37 m: its score is 101 after 35: priority -2 after 0, 2 m farther.',
    ])
    backend.answer(backend.last('start', 0), Outcome.Failed, 'HTTP 503')
    runTicks(world, 330)
    const failed = explainQueue(world, 'loads').at(-1)
    expect(failed).toBe('3rd "a", in range at 0 m: it failed 1 time, so all that have not come first.')
  })

  it('says that pins come first, that focuses take turns, and that ties go by GUID', () => {
    const records = [place('a', 0), place('b', 0), place('c', 0), place('far', 5000), place('boss', 9000)]
    const { world } = makeScriptedWorld(records, { profile: 'conservative' })
    createFocus(world, { position: [5, 0, 5] })
    runTicks(world, 1)
    createFocus(world, { position: [5005, 0, 5] })
    pin(world, sectionId(world.terrane, 4))
    runTicks(world, 1)
    const said = explainQueue(world, 'loads')
    expect(said).toHaveLength(4)
    expect(said[0]).toMatch(/^1st "boss", pinned: 1 of 1 load in lane "base" under way\.$/)
    expect(said[1]).toMatch(/: pins come before what focuses want\.$/)
    expect(said.slice(2).join()).toMatch(/: focuses take turns by their weights\./)
    expect(said[3]).toMatch(/: (as urgent, and later by GUID|focuses take turns by their weights)\.$/)
  })

  it('puts what is prefetched after all that is wanted', () => {
    const records = gridRecords(60)
    const world = makeWorld(records, { features: [prefetch()], profile: 'aggressive', backend: { latencyMs: 700 } })
    const focus = createFocus(world, { position: [100, 1, 480] })
    runTicks(world, 400)
    const seen: string[] = []
    for (let i = 0; i < 300; i++) {
      moveFocus(world, focus, 100 + i / 3, 1, 480)
      runTicks(world, 1)
      seen.push(...explainQueue(world, 'loads').filter((sentence) => sentence.includes(', prefetched')))
    }
    expect(seen.length).toBeGreaterThan(0)
    expect(seen.join('\n')).toMatch(
      /: it is prefetched, after all that is wanted( and never in the last free slot)?\.$/m,
    )
  })

  it('says of unloads what ended, the farthest first', () => {
    const world = makeWorld([place('a', 0), place('b', 20)], {
      profile: 'conservative',
      backend: { unloadTicks: 1 },
      settings: { graceSeconds: 0 },
    })
    const focus = createFocus(world, { position: [5, 0, 5] })
    runTicks(world, 60)
    moveFocus(world, focus, 400, 0, 5, true)
    // The picture goes in the first tick, and then one leaves a tick.
    runTicks(world, 2)
    const [only] = explainQueue(world, 'unloads')
    expect(only).toMatch(
      /^1st "b", the farthest: out of range by 270 m, 370 m from the nearest focus and wanted within 100 m\.$/,
    )
    removeFocus(world, focus)
    runTicks(world, 100)
    expect(explainQueue(world, 'unloads')).toEqual([])
  })
})
