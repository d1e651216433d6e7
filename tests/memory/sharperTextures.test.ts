import { expect, it } from 'vitest'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import { setBudget } from '../../src/budgets/setBudget'
import type { TerraneWorld } from '../../src/engine'
import { explain } from '../../src/explain/explain'
import { explainBudget } from '../../src/explain/explainBudget'
import { createFocus, moveFocus } from '../../src/focuses'
import { describeSection } from '../../src/inspection'
import { sectionId } from '../../src/sectionId'
import { makeWorld, openRecords, runTicks } from '../worlds'

const texture = { bounds: [0, 0, 0, 0, 0, 0], enterRadius: 0, kind: 'texture', flags: 1, fileBytes: 100 } as const

/** A wall at `x` with an image of its own: 100 bytes blurred, 1,000 more sharp, from 50 m on. */
function wall(k: number, x: number): SectionRecord[] {
  return [
    { ...texture, name: `image ${k}`, content: `image ${k}`, gpuBytes: 100, refineDistance: 50 },
    {
      ...texture,
      name: `sharp ${k}`,
      content: `sharp ${k}`,
      gpuBytes: 1000,
      stage: 1,
      parent: 3 * k,
      requires: [3 * k],
    },
    {
      ...{ name: `wall ${k}`, bounds: [x, 0, 0, x + 1, 1, 1], enterRadius: 200, kind: 'mesh', content: `wall ${k}` },
      ...{ gpuBytes: 500, stage: 2, requires: [3 * k], fileBytes: 100 },
    },
  ]
}

function begin(...walls: readonly number[]) {
  const world = makeWorld(openRecords(walls.flatMap((x, k) => wall(k, x))), {
    settings: { graceSeconds: 0.5, forgetSeconds: 1 },
  })
  const focus = createFocus(world, { position: [0, 0, 0] })
  runTicks(world, 300)
  return { world, focus }
}

function idOf({ terrane }: TerraneWorld, name: string) {
  const { table } = terrane
  const text = new TextDecoder().decode(table.strings)
  const row = [...table.rank.keys()].find((r) => text.slice(table.nameStart[r], table.nameStart[r + 1]) === name)!
  return sectionId(terrane, row)
}

const loaded = (world: TerraneWorld, ...names: readonly string[]) =>
  names.filter((name) => describeSection(world, idOf(world, name)).state === 'Loaded')

const all = ['wall 0', 'wall 1', 'image 0', 'image 1', 'sharp 0', 'sharp 1']

it('T-17: the sharp texture is there while a picture that uses it is near, after everything else, with hysteresis', () => {
  const { world, focus } = begin(40, 80)
  expect(loaded(world, ...all)).toEqual(['wall 0', 'wall 1', 'image 0', 'image 1', 'sharp 0'])
  expect(describeSection(world, idOf(world, 'sharp 0')).reason).toBe('sharper texture')
  expect(explain(world, idOf(world, 'sharp 0'))).toContain('a picture that uses it is 40 m away')
  expect(explain(world, idOf(world, 'sharp 1'))).toContain('80 m away, and sharper within 50 m')
  for (let i = 0; i < 20; i++) {
    moveFocus(world, focus, i % 2 ? -9 : -13, 0, 0)
    runTicks(world, 60)
    expect(loaded(world, 'sharp 0')).toEqual(['sharp 0'])
  }
  expect(world.terrane.telemetry.reloads).toBe(0)
  moveFocus(world, focus, -20, 0, 0)
  runTicks(world, 300)
  expect(loaded(world, ...all)).toEqual(['wall 0', 'wall 1', 'image 0', 'image 1'])
  moveFocus(world, focus, 10_000, 0, 0)
  runTicks(world, 900)
  const { live, ledger, cut } = world.terrane
  expect([live.count, ledger.residentBytes, ledger.paidBytes, cut.upgradable]).toEqual([0, 0, 0, 0])
})

it('T-17: over budget textures are shed before any mesh, the farthest first; nothing reloads at rest, and they return', () => {
  const { world } = begin(20, 40)
  expect(loaded(world, ...all)).toEqual(all)
  const lowered = (bytes: number) => {
    setBudget(world, bytes)
    runTicks(world, 300)
    return loaded(world, ...all)
  }
  expect(lowered(2200)).toEqual(['wall 0', 'wall 1', 'image 0', 'image 1', 'sharp 0'])
  expect(explain(world, idOf(world, 'sharp 1'))).toContain('sharper textures are given up first')
  expect(explainBudget(world)).toContain('1 sharper texture refused')
  expect(world.terrane.telemetry.refused).toBe(0)
  const { loads } = world.terrane.telemetry
  runTicks(world, 3000)
  expect(world.terrane.telemetry.loads).toBe(loads)
  expect(lowered(1200)).toEqual(['wall 0', 'wall 1', 'image 0', 'image 1'])
  expect(lowered(1100)).toEqual(['wall 0', 'image 0'])
  expect(lowered(Infinity)).toEqual(all)
  setBudget(world, { textureBytes: 1300 })
  runTicks(world, 300)
  expect(loaded(world, ...all)).toEqual(['wall 0', 'wall 1', 'image 0', 'image 1', 'sharp 0'])
  expect(explain(world, idOf(world, 'sharp 1'))).toContain('refused by the texture budget')
})
