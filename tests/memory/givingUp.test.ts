import { expect, it } from 'vitest'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import { setBudget } from '../../src/budgets/setBudget'
import type { BudgetSettings } from '../../src/components/budgets'
import type { TerraneWorld } from '../../src/engine'
import { explain } from '../../src/explain/explain'
import { explainBudget } from '../../src/explain/explainBudget'
import { createFocus, moveFocus } from '../../src/focuses'
import { sectionId } from '../../src/sectionId'
import { auditTick, createAudit } from '../../src/telemetry/audit'
import { makeWorld, openRecords, runTicks } from '../worlds'

const mebibyte = 2 ** 20

/** A tile at `x` with one finer picture of `size` MiB: a tree that is 1 MiB coarse. */
function tree(name: string, x: number, size: number, at: number): SectionRecord[] {
  const box = { bounds: [x, 0, 0, x + 1, 1, 1] as const, kind: 'mesh', fileBytes: 100 }
  return [
    { ...box, name, enterRadius: 1000, refineDistance: 900, content: name, gpuBytes: mebibyte },
    { ...box, name: `${name} fine`, enterRadius: 0, parent: at, content: `${name} fine`, gpuBytes: size * mebibyte },
  ]
}

function flat(name: string, x: number, overrides: Partial<SectionRecord> = {}): SectionRecord {
  const bounds = [x, 0, 0, x + 1, 1, 1] as const
  return {
    bounds,
    name,
    enterRadius: 100,
    kind: 'mesh',
    content: name,
    gpuBytes: mebibyte,
    fileBytes: 100,
    ...overrides,
  }
}

/** Trees in a row: x and MiB of the finer picture of each. */
function row(...tiles: readonly (readonly [x: number, size: number])[]): SectionRecord[] {
  return tiles.flatMap(([x, size], i) => tree(`t${i}`, x, size, 2 * i))
}

function settle(records: readonly SectionRecord[], budgets: Partial<BudgetSettings> = {}, seconds = 20) {
  const world = makeWorld(openRecords(records), { budgets, settings: { dwellSeconds: 0.1, graceSeconds: 0.5 } })
  const focus = createFocus(world, { position: [0, 0, 0] })
  runTicks(world, seconds * 60)
  return { world, focus }
}

function shown({ terrane: { live, table } }: TerraneWorld): string[] {
  const names = new TextDecoder().decode(table.strings)
  return Array.from(live.order.subarray(0, live.count))
    .filter((s) => live.shown[s])
    .map((s) => names.slice(table.nameStart[live.row[s]], table.nameStart[live.row[s] + 1]))
    .sort()
}

const setMebibytes = (world: TerraneWorld, mebibytes: number) => setBudget(world, mebibytes * mebibyte)

it('T-17: a budget lowered step by step takes the refinements first, the farthest and largest, then the tiles; raised again all returns', () => {
  const { world } = settle(row([40, 4], [80, 4], [120, 4]))
  const audit = createAudit()
  const steps: string[][] = []
  const lowered = (mebibytes: number) => {
    setMebibytes(world, mebibytes)
    let changes = 0
    runTicks(world, 300, () => {
      auditTick(world.terrane, audit)
      changes += Number(world.terrane.telemetry.forced)
    })
    expect(changes).toBe(0)
    steps.push(shown(world))
  }
  for (const mebibytes of [15, 14, 9, 6, 2, 1]) lowered(mebibytes)
  expect(steps).toEqual([
    ['t0 fine', 't1 fine', 't2 fine'],
    ['t0 fine', 't1 fine', 't2'],
    ['t0', 't1', 't2'].map((name) => (name === 't0' ? 't0 fine' : name)),
    ['t0', 't1', 't2'],
    ['t0', 't1'],
    ['t0'],
  ])
  lowered(Infinity)
  expect(steps.at(-1)).toEqual(steps[0])
  expect([audit.holes, audit.doubles, audit.unbacked]).toEqual([0, 0, 0])
  expect(world.terrane.telemetry.reloads).toBeLessThanOrEqual(5)
})

it('weighs size against distance: 8 m for a mebibyte, or as the settings say', () => {
  const tiles = row([100, 1], [96, 9])
  const near = settle(tiles).world
  setMebibytes(near, 11)
  runTicks(near, 300)
  expect(shown(near)).toEqual(['t0 fine', 't1'])
  const far = settle(tiles, { giveUpSizeWeight: 0 }).world
  setMebibytes(far, 11)
  runTicks(far, 300)
  expect(shown(far)).toEqual(['t0', 't1 fine'])
  const small = settle(row([100, 4], [50, 5]), { giveUpDistanceWeight: 0 }).world
  setMebibytes(small, 7)
  runTicks(small, 300)
  expect(shown(small)).toEqual(['t0 fine', 't1'])
})

it('gives up what is within 30 m last, however large', () => {
  const tiles = row([29, 20], [40, 1])
  const { world } = settle(tiles)
  setMebibytes(world, 22)
  runTicks(world, 300)
  expect(shown(world)).toEqual(['t0 fine', 't1'])
  const bare = settle(tiles, { protectedMetres: 10 }).world
  setMebibytes(bare, 22)
  runTicks(bare, 300)
  expect(shown(bare)).toEqual(['t0', 't1 fine'])
})

it('gives up a full tile that was parsed less than 8 s ago after others, and plans again when that time is over', () => {
  const tiles = row([50, 4], [90, 4])
  const { world, focus } = settle([{ ...tiles[0], refineDistance: 80 }, ...tiles.slice(1)])
  expect(shown(world)).toEqual(['t0 fine', 't1 fine'])
  moveFocus(world, focus, -50, 0, 0, true)
  runTicks(world, 600)
  expect(shown(world)).toEqual(['t0', 't1 fine'])
  moveFocus(world, focus, 0, 0, 0, true)
  runTicks(world, 60)
  expect(shown(world)).toEqual(['t0 fine', 't1 fine'])
  moveFocus(world, focus, 136, 0, 0)
  setMebibytes(world, 6)
  runTicks(world, 120)
  expect(shown(world)).toEqual(['t0 fine', 't1'])
  runTicks(world, 500)
  expect(shown(world)).toEqual(['t0', 't1 fine'])
})

it('gives up tiles outside their own streaming radius before those inside theirs, farther or not', () => {
  const records = [flat('wide', 90), flat('narrow', 46, { enterRadius: 45, exitRadius: 80 })]
  const { world, focus } = settle(records)
  moveFocus(world, focus, 20, 0, 0)
  runTicks(world, 120)
  moveFocus(world, focus, -5, 0, 0)
  runTicks(world, 60 * 10)
  expect(shown(world)).toEqual(['narrow', 'wide'])
  moveFocus(world, focus, -12, 0, 0)
  setMebibytes(world, 1)
  runTicks(world, 120)
  expect(shown(world)).toEqual(['narrow'])
  moveFocus(world, focus, -9, 0, 0)
  runTicks(world, 120)
  expect(shown(world)).toEqual(['wide'])
})

it('gives up eight refinements at a time at most', () => {
  const tiles = row(...Array.from({ length: 20 }, (_, i) => [40 + 10 * i, 4] as const))
  const { world } = settle(tiles)
  const refined = () => {
    const { live } = world.terrane
    return Array.from(live.order.subarray(0, live.count)).filter((s) => live.refined[s]).length
  }
  expect(refined()).toBe(20)
  setMebibytes(world, 20)
  const counts = [0, 1, 2, 3].map(() => {
    runTicks(world, 1)
    return refined()
  })
  expect(counts).toEqual([12, 4, 0, 0])
  runTicks(world, 600)
  expect(world.terrane.ledger.residentBytes).toBe(20 * mebibyte)
})

it('keeps textures and geometry within their own budgets, and says which of them refuses', () => {
  const image = (name: string): SectionRecord => ({
    ...{ name, bounds: [0, 0, 0, 0, 0, 0], enterRadius: 0, kind: 'texture', stage: 0, flags: 1, content: name },
    gpuBytes: 4 * mebibyte,
    fileBytes: 100,
  })
  const records = [
    image('i'),
    image('j'),
    ...[0, 1, 2].map((k) => flat(`m${k}`, 40 + 10 * k, { stage: 1, requires: [k % 2] })),
  ]
  const world = makeWorld(openRecords(records), { textureBytes: 4 * mebibyte })
  createFocus(world, { position: [0, 0, 0] })
  runTicks(world, 300)
  expect(shown(world)).toEqual(['m0', 'm2'])
  const { ledger, table } = world.terrane
  expect([ledger.residentTextureBytes, ledger.residentBytes]).toEqual([4 * mebibyte, 6 * mebibyte])
  const middle = sectionId(
    world.terrane,
    [...table.rank.keys()].find((r) => table.enterRadius[r] > 0 && table.bounds[6 * r] === 50)!,
  )
  expect(explain(world, middle)).toBe(
    '"m1" is not loaded: refused by the texture budget of 4 MiB, as nearer ones fill it.',
  )
  expect(explainBudget(world)).toContain(
    'any number are the budget (4 MiB for textures); 1 step refused, the nearest at "m1", 50 m away by the texture budget of 4 MiB',
  )
  setBudget(world, { geometryBytes: mebibyte, textureBytes: Infinity })
  runTicks(world, 600)
  expect(shown(world)).toEqual(['m0'])
  expect(explain(world, middle)).toContain('refused by the geometry budget of 1 MiB')
  setBudget(world, { geometryBytes: Infinity })
  runTicks(world, 600)
  expect(shown(world)).toEqual(['m0', 'm1', 'm2'])
  for (const budgets of [{ textureBytes: 0 }, { geometryBytes: NaN }, { budgetBytes: -1 }])
    expect(() => setBudget(world, budgets)).toThrow('[argument]')
})
