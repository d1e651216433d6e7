import { describe, expect, it } from 'vitest'
import { Lane, openSectionBlob, SectionFlag } from '../../src/blobs/sectionBlob'
import { buildSectionBlob } from '../../src/blobs/sectionBlobBuild'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import type { TerraneWorld } from '../../src/engine'
import { explain, sectionsAt } from '../../src/explain/explain'
import { ordinal } from '../../src/explain/words'
import { createFocus, moveFocus, removeFocus } from '../../src/focuses'
import { describeSection } from '../../src/inspection'
import { setLayer } from '../../src/layers'
import { pin } from '../../src/pins'
import { sectionId } from '../../src/sectionId'
import { makeScriptedWorld, Outcome } from '../systems/scriptedBackend'
import { makeWorld, runTicks } from '../worlds'

const mebibyte = 2 ** 20

function place(name: string, x: number, traits: Partial<SectionRecord> = {}): SectionRecord {
  return {
    name,
    bounds: [x, 0, 0, x + 10, 10, 10],
    enterRadius: 100,
    kind: 'mesh',
    content: `${name}.glb`,
    fileBytes: 1000,
    cpuBytes: mebibyte,
    gpuBytes: 0,
    ...traits,
  }
}

function named(world: TerraneWorld, name: string) {
  const { terrane } = world
  for (let row = 0; row < terrane.table.count; row++)
    if (describeSection(world, sectionId(terrane, row)).name === name) return sectionId(terrane, row)
  throw new Error(`no section ${name}`)
}

const say = (world: TerraneWorld, name: string) => explain(world, named(world, name))

describe('explain', () => {
  it('says by how much a section is out of range, live or not', () => {
    const world = makeWorld([place('near', 0), place('edge', 115), place('far', 500)])
    expect(say(world, 'far')).toBe('"far" is not loaded: no focus is left.')
    createFocus(world, { position: [5, 0, 5] })
    runTicks(world, 30)
    expect(say(world, 'far')).toBe(
      '"far" is not loaded: out of range by 395 m, 495 m from the nearest focus and wanted within 100 m.',
    )
    expect(say(world, 'edge')).toMatch(/^"edge" is not loaded: out of range by 10 m, 110 m from/)
    expect(say(world, 'near')).toBe('"near" is loaded and shown: 0 m from the nearest focus, wanted within 100 m.')
  })

  it('says how long grace lasts, and that a section is kept inside the band', () => {
    const world = makeWorld([place('near', 0)])
    const focus = createFocus(world, { position: [5, 0, 5] })
    runTicks(world, 30)
    for (let x = 5; x <= 120; x++) {
      moveFocus(world, focus, x, 0, 5)
      runTicks(world, 1)
    }
    expect(say(world, 'near')).toMatch(/is loaded and shown: 110 m from the nearest focus, kept until 115 m\.$/)
    for (let x = 121; x <= 130; x++) {
      moveFocus(world, focus, x, 0, 5)
      runTicks(world, 1)
    }
    expect(say(world, 'near')).toMatch(
      /is loaded and shown: it goes in 2\.9 s, as it is out of range by 20 m, 120 m from the nearest focus/,
    )
    runTicks(world, 60 * 4)
    expect(say(world, 'near')).toMatch(/is not loaded: out of range by 20 m/)
  })

  it('names the place in the queue and the lane that is full', () => {
    const world = makeWorld(
      Array.from({ length: 6 }, (_, i) => place(`p${i}`, 10 * i)),
      { profile: 'conservative', backend: { transportLoads: undefined, latencyMs: 1000 } },
    )
    createFocus(world, { position: [5, 0, 5] })
    runTicks(world, 3)
    expect(say(world, 'p0')).toMatch(/^"p0" has been loading for 0(\.\d)? s \(0 m from the nearest focus/)
    expect(say(world, 'p5')).toBe('"p5" waits to load, 5th of 5, behind "p4": 1 of 1 load in lane "base" under way.')
  })

  it('names errors, the count of them and the time of the next try', () => {
    const { world, backend } = makeScriptedWorld([place('p', 0)])
    createFocus(world, { position: [5, 0, 5] })
    runTicks(world, 1)
    backend.answer(backend.last('start', 0), Outcome.Failed, 'HTTP 503')
    runTicks(world, 1)
    expect(say(world, 'p')).toMatch(/^"p" failed 1 time and tries again in \d+(\.\d)? s: HTTP 503\.$/)
  })

  it('names what is required and not there, and who requires', () => {
    const records = [
      place('wall', 0, { kind: 'texture', flags: SectionFlag.Placeless, lane: Lane.Asset, stage: 0 }),
      place('house', 0, { stage: 1, requires: [0] }),
      place('barn', 10, { stage: 1, requires: [0] }),
    ]
    const world = makeWorld(records, { backend: { latencyMs: 500 } })
    createFocus(world, { position: [5, 0, 5] })
    runTicks(world, 3)
    expect(say(world, 'house')).toBe('"house" waits: it requires "wall" (Loading).')
    expect(say(world, 'wall')).toMatch(/"(house|barn)" and 1 more require it\)\.$/)
    runTicks(world, 200)
    expect(say(world, 'wall')).toMatch(/is loaded, not shown: "(house|barn)" and 1 more require it\.$/)
  })

  it('names the budget that refuses, and pins that hold', () => {
    const world = makeWorld(
      Array.from({ length: 4 }, (_, i) => place(`p${i}`, 20 * i)),
      { budgetBytes: 2.5 * mebibyte },
    )
    createFocus(world, { position: [5, 0, 5] })
    runTicks(world, 60)
    expect(say(world, 'p3')).toBe('"p3" is not loaded: refused by the budget of 2.5 MiB, as nearer ones fill it.')
    const pinned = makeWorld([place('p', 0)])
    pin(pinned, named(pinned, 'p'))
    pin(pinned, named(pinned, 'p'))
    runTicks(pinned, 60)
    expect(say(pinned, 'p')).toBe('"p" is loaded, not shown: 2 pins hold it.')
  })

  it('names the coarser section that stands for a finer one', () => {
    const records = [
      place('coarse', 0, { refineDistance: 20, enterRadius: 300 }),
      place('fine', 0, { parent: 0, enterRadius: 0, stage: 0 }),
    ]
    const world = makeWorld(records)
    const focus = createFocus(world, { position: [60, 0, 5] })
    runTicks(world, 60)
    expect(say(world, 'fine')).toBe('"fine" is not loaded: "coarse" stands for it: 50 m away, finer within 20 m.')
    moveFocus(world, focus, 5, 0, 5)
    runTicks(world, 600)
    expect(say(world, 'coarse')).toMatch(/is not loaded: finer sections take its place\.$/)
  })

  it('names kinds that are not wanted and layers that are off', () => {
    const records = [place('p', 0), place('sound', 0, { kind: 'audio' }), place('quest', 0, { layer: 2 })]
    const table = openSectionBlob(buildSectionBlob(records, { layers: ['base', 'night'] }))
    const world = makeWorld(table, { kinds: ['mesh'] })
    setLayer(world, 'night', 'off')
    const focus = createFocus(world, { position: [5, 0, 5] })
    runTicks(world, 60)
    expect(say(world, 'sound')).toBe('"sound" is not loaded: this world does not want sections of kind "audio".')
    expect(say(world, 'quest')).toBe('"quest" is not loaded: its data layer "night" is off.')
    setLayer(world, 'night', 'hidden')
    runTicks(world, 60)
    expect(say(world, 'quest')).toMatch(/is loaded, not shown while its data layer is hidden:/)
    removeFocus(world, focus)
    runTicks(world, 300)
    expect(say(world, 'p')).toBe('"p" is not loaded: no focus is left.')
  })

  it('names what a decoded load waits for', () => {
    const { world, backend } = makeScriptedWorld([place('p', 0)])
    Object.assign(backend, { waitsFor: () => '2,000 entities, 1,200 free of 65,536' })
    createFocus(world, { position: [5, 0, 5] })
    runTicks(world, 30)
    expect(say(world, 'p')).toMatch(/has been loading for 0\.5 s: it waits for 2,000 entities, 1,200 free of 65,536 \(/)
  })
})

describe('by place', () => {
  it('finds the sections that hold a point, smallest first', () => {
    const world = makeWorld([
      place('small', 0),
      place('large', 0, { bounds: [-50, 0, -50, 50, 50, 50] }),
      place('far', 500),
    ])
    const found = sectionsAt(world, 5, 5, 5).map((section) => describeSection(world, section).name)
    expect(found).toEqual(['small', 'large'])
    expect(sectionsAt(world, 0, 1000, 0)).toEqual([])
  })
})

describe('words', () => {
  it('count in order', () => {
    expect([1, 2, 3, 4, 11, 12, 13, 21, 22, 111].map(ordinal)).toEqual([
      '1st',
      '2nd',
      '3rd',
      '4th',
      '11th',
      '12th',
      '13th',
      '21st',
      '22nd',
      '111th',
    ])
  })
})
