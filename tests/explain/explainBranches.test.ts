import { describe, expect, it } from 'vitest'
import { Lane, SectionFlag } from '../../src/blobs/sectionBlob'
import type { TerraneWorld } from '../../src/engine'
import { explain, explainAt } from '../../src/explain/explain'
import { createFocus, moveFocus, removeFocus } from '../../src/focuses'
import { describeSection } from '../../src/inspection'
import { openBarrier } from '../../src/readiness/barrier'
import { sectionId } from '../../src/sectionId'
import { place } from '../readiness/places'
import { makeScriptedWorld, Outcome } from '../systems/scriptedBackend'
import { makeWorld, runTicks } from '../worlds'

function say(world: TerraneWorld, name: string): string {
  const { terrane } = world
  for (let row = 0; row < terrane.table.count; row++) {
    const section = sectionId(terrane, row)
    if (describeSection(world, section).name === name) return explain(world, section)
  }
  throw new Error(`no section ${name}`)
}

const here = { position: [5, 0, 5] as const }
const tree = [
  place('coarse', 0, { refineDistance: 50, enterRadius: 300 }),
  place('west', 0, { parent: 0, enterRadius: 0 }),
  place('east', 5, { parent: 0, enterRadius: 0 }),
]
const mebibyte = 2 ** 20

describe('explain, on the way out', () => {
  it('grace of what was never shown, the queue, the unload, and a cancelled load', () => {
    const wall = { kind: 'texture', flags: SectionFlag.Placeless, lane: Lane.Asset, stage: 0 }
    const records = [place('wall', 0, wall), place('house', 0, { stage: 1, requires: [0] }), place('barn', 20)]
    const { world, backend } = makeScriptedWorld(records, { profile: 'conservative' })
    const focus = createFocus(world, here)
    runTicks(world, 1)
    const asset = backend.calls.find(({ row }) => world.terrane.table.lane[row] === Lane.Asset)!
    backend.answer(asset, Outcome.Loaded)
    runTicks(world, 1)
    removeFocus(world, focus)
    runTicks(world, 60)
    expect(say(world, 'wall')).toBe('"wall" is loaded for another 2 s: nothing that is wanted requires it.')
    runTicks(world, 130)
    expect(say(world, 'wall')).toBe('"wall" is being unloaded: nothing that is wanted requires it.')
    expect(say(world, 'barn')).toBe(
      '"barn" is not wanted any more (no focus is left); its load was cancelled and the backend has not said so yet.',
    )
  })

  it('its place among unloads', () => {
    const world = makeWorld([place('a', 0), place('b', 20)], { profile: 'conservative', settings: { graceSeconds: 0 } })
    const focus = createFocus(world, here)
    runTicks(world, 60)
    moveFocus(world, focus, 400, 0, 5, true)
    runTicks(world, 2)
    expect(say(world, 'b')).toMatch(/^"b" waits to be unloaded, 1st of 1: out of range by 270 m/)
  })
})

describe('explain of trees', () => {
  it('a stand-in, for missing and for failing finer ones', () => {
    const children = Array.from({ length: 5 }, (_, i) => place(`fine ${i}`, 2 * i, { parent: 0, enterRadius: 0 }))
    const { world } = makeScriptedWorld([tree[0], ...children])
    createFocus(world, here)
    runTicks(world, 1)
    expect(say(world, 'coarse')).toMatch(/\(it stands in while 5 finer sections are missing\)\.$/)
    const failing = makeWorld(tree, {
      backend: { fails: (row) => row === 1 },
      settings: { cooldownSeconds: [0.1, 0.1, 0.1] },
    })
    createFocus(failing, here)
    runTicks(failing, 200)
    expect(say(failing, 'coarse')).toBe('"coarse" is loaded and shown: it stands in while a finer section fails.')
  })

  it('finer ones that are kept, as the coarser one fails, and the coarser one itself', () => {
    const world = makeWorld(tree, {
      backend: { fails: (row) => row === 0 },
      settings: { cooldownSeconds: [0.1, 0.1, 0.1] },
    })
    const focus = createFocus(world, here)
    runTicks(world, 60)
    moveFocus(world, focus, 200, 0, 5)
    runTicks(world, 120)
    expect(say(world, 'west')).toBe('"west" is loaded and shown: 190 m from the nearest focus, wanted within 300 m.')
    expect(say(world, 'coarse')).toMatch(/^"coarse" (failed|has been loading|waits)/)
  })

  it('what stays until another picture can take its place', () => {
    const { world, backend } = makeScriptedWorld(tree)
    const focus = createFocus(world, { position: [200, 0, 5] })
    runTicks(world, 1)
    backend.answer(backend.last('start', 0), Outcome.Loaded)
    runTicks(world, 1)
    moveFocus(world, focus, 5, 0, 5)
    runTicks(world, 2)
    expect(say(world, 'coarse')).toBe(
      '"coarse" is loaded and shown: it stays until another picture can take its place.',
    )
  })

  it('places without content, finer ones of what is not wanted, and refinements that the budget refuses', () => {
    const structural = [
      place('tile', 0, { content: '', enterRadius: 300 }),
      place('leaf', 0, { parent: 0, enterRadius: 0 }),
    ]
    const world = makeWorld(structural)
    createFocus(world, here)
    runTicks(world, 30)
    expect(say(world, 'tile')).toBe('"tile" is not loaded: it has no content of its own.')
    const far = makeWorld(tree)
    createFocus(far, { position: [900, 0, 5] })
    runTicks(far, 5)
    expect(say(far, 'west')).toMatch(
      /^"west" is not loaded: its coarser "coarse" is not wanted either: out of range by 590 m/,
    )
    const poor = makeWorld(tree, { budgetBytes: 2500 })
    createFocus(poor, here)
    runTicks(poor, 30)
    expect(say(poor, 'west')).toBe('"west" is not loaded: refused by the budget of 0 MiB, so "coarse" stands for it.')
  })
})

describe('explain of what is refused', () => {
  it('kinds that no focus wants, and what only another kind of focus reaches', () => {
    const world = makeWorld([place('p', 0), place('floor', 0, { kind: 'collider' })])
    createFocus(world, { ...here, kinds: ['collider'] })
    runTicks(world, 5)
    expect(say(world, 'p')).toBe('"p" is not loaded: no focus wants sections of kind "mesh".')
  })

  it('what is required by nothing', () => {
    const wall = { kind: 'texture', flags: SectionFlag.Placeless, lane: Lane.Asset, stage: 0 }
    expect(say(makeWorld([place('wall', 0, wall)]), 'wall')).toBe(
      '"wall" is not loaded: nothing that is wanted requires it.',
    )
  })

  it('places behind the view', () => {
    const identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
    const projection = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1, -1, 0, 0, -1, 0]
    const behind = place('behind', 0, { bounds: [0, 0, 50, 10, 10, 60] })
    const world = makeWorld([behind], { settings: { viewGatePadding: 0 } })
    createFocus(world, { ...here, view: { view: identity, projection } })
    runTicks(world, 10)
    expect(say(world, 'behind')).toBe(
      '"behind" is not loaded: not asked for yet: outside the view by 46 m (gate, 0 m padding).',
    )
  })

  it('want of live rows', () => {
    const world = makeWorld([place('a', 0), place('b', 20), place('c', 40)], { settings: { capacity: 2 } })
    createFocus(world, here)
    runTicks(world, 5)
    const said = ['a', 'b', 'c'].map((name) => say(world, name)).join()
    expect(said).toMatch(/is not loaded: refused, as all 2 live sections are in use\./)
  })

  it('what has only just come into range', () => {
    const world = makeWorld([place('p', 0)])
    createFocus(world, here)
    expect(say(world, 'p')).toBe('"p" is not loaded: it has only just come into range.')
  })
})

describe('explain of what waits', () => {
  it('for memory that is taken', () => {
    const big = (name: string, x: number) => place(name, x, { cpuBytes: 2 * mebibyte, gpuBytes: 0 })
    const { world, backend } = makeScriptedWorld([big('old', 0), big('new', 500)], { budgetBytes: 3 * mebibyte })
    const focus = createFocus(world, here)
    runTicks(world, 1)
    backend.answer(backend.last('start', 0), Outcome.Loaded)
    runTicks(world, 1)
    moveFocus(world, focus, 505, 0, 5, true)
    runTicks(world, 1)
    expect(say(world, 'new')).toBe(
      '"new" waits to load, 1st of 1: its 2 MiB do not fit yet, as 2 MiB of 3 MiB are taken.',
    )
  })

  it('for its turn of a tick', () => {
    const records = Array.from({ length: 5 }, (_, i) => place(`p${i}`, 10 * i))
    const profile = {
      name: 'wide',
      concurrent: 10,
      loadsPerTick: 1,
      unloadsPerTick: 1,
      exitRatio: 1.1,
      prefetchBudget: 0,
    }
    const { world } = makeScriptedWorld(records, { profile })
    createFocus(world, here)
    runTicks(world, 1)
    expect(say(world, 'p4')).toBe(
      '"p4" waits to load, 4th of 4, behind "p3": at most 1 load a tick start in lane "base".',
    )
  })

  it('behind a readiness barrier, its own or that of another focus', () => {
    const records = [place('a', 0), place('b', 20), place('x', 900), place('y', 920)]
    const { world } = makeScriptedWorld(records, { profile: 'conservative' })
    const focus = createFocus(world, here)
    createFocus(world, { position: [905, 0, 5] })
    openBarrier(world, focus)
    runTicks(world, 2)
    expect(say(world, 'a')).toMatch(
      /\(0 m from the nearest focus, wanted within 100 m, and a readiness barrier waits for it\)\.$/,
    )
    expect(say(world, 'y')).toMatch(
      /1 of 1 load in lane "base" under way, most of them for the readiness barrier of another focus\.$/,
    )
    expect(say(world, 'b')).not.toMatch(/another focus/)
  })
})

it('explains a place: every section there, or that there is none', () => {
  const world = makeWorld([place('p', 0), place('large', 0, { bounds: [-50, 0, -50, 50, 50, 50] })])
  expect(explainAt(world, 5, 5, 5).map((sentence) => sentence.split('"')[1])).toEqual(['p', 'large'])
  expect(explainAt(world, 0, 900, 0)).toEqual(['No section is here.'])
})
