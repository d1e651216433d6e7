import { expect, test } from 'vitest'
import { SectionFlag, sectionName } from '../src/blobs/sectionBlob'
import type { SectionRecord } from '../src/blobs/sectionRecord'
import { State } from '../src/components/state'
import type { TerraneWorld } from '../src/engine'
import { createFocus, moveFocus, removeFocus } from '../src/focuses'
import { describeSection } from '../src/inspection'
import { pin, pinCount, unpin } from '../src/pins'
import { sectionId } from '../src/sectionId'
import { gridRecords, makeWorld, runTicks } from './worlds'

test('P-15: a pinned section loads with no focus at all, without being shown, and stays', () => {
  const world = makeWorld(gridRecords(4))
  const section = sectionId(world.terrane, 5)
  pin(world, section)
  runTicks(world, 60 * 60)
  expect(describeSection(world, section)).toMatchObject({
    state: 'Loaded',
    reason: 'pinned',
    desired: true,
    shown: false,
  })
  expect(world.terrane.byState[State.Loaded]).toBe(1)
})

test('P-15: as many unpins as pins let it go, and one more is an error', () => {
  const world = makeWorld(gridRecords(4))
  const section = sectionId(world.terrane, 5)
  expect(() => unpin(world, section)).toThrow('[argument]')
  pin(world, section)
  pin(world, section)
  expect(pinCount(world, section)).toBe(2)
  runTicks(world, 60)
  unpin(world, section)
  runTicks(world, 60 * 10)
  expect([pinCount(world, section), describeSection(world, section).state]).toEqual([1, 'Loaded'])
  unpin(world, section)
  expect(() => unpin(world, section)).toThrow('[argument]')
  runTicks(world, 60 * 20)
  expect(describeSection(world, section)).toMatchObject({ state: 'Idle', live: false })
  expect([world.terrane.live.count, world.terrane.telemetry.pinned]).toEqual([0, 0])
})

test('P-15: what a focus leaves is held by its pin, and is not loaded again for it', () => {
  const world = makeWorld(gridRecords(30))
  const focus = createFocus(world, { position: [100, 0, 100] })
  runTicks(world, 300)
  let row = 0
  while (!describeSection(world, sectionId(world.terrane, row)).shown) row++
  const section = sectionId(world.terrane, row)
  pin(world, section)
  moveFocus(world, focus, 400, 0, 400)
  runTicks(world, 900)
  expect(describeSection(world, section)).toMatchObject({ state: 'Loaded', shown: false, reason: 'pinned' })
  moveFocus(world, focus, 100, 0, 100)
  runTicks(world, 900)
  expect(describeSection(world, section)).toMatchObject({ state: 'Loaded', shown: true, reason: 'in range' })
  removeFocus(world, focus)
  runTicks(world, 60 * 20)
  expect(world.terrane.byState[State.Loaded]).toBe(1)
})

const tree: SectionRecord[] = [
  {
    name: 'root',
    bounds: [0, 0, 0, 20, 5, 10],
    enterRadius: 100,
    refineDistance: 5,
    kind: 'mesh',
    content: 'root',
    cpuBytes: 10,
  },
  {
    name: 'left',
    bounds: [0, 0, 0, 10, 5, 10],
    enterRadius: 0,
    parent: 0,
    kind: 'mesh',
    content: 'left',
    cpuBytes: 10,
  },
  {
    name: 'right',
    bounds: [10, 0, 0, 20, 5, 10],
    enterRadius: 0,
    parent: 0,
    kind: 'mesh',
    content: 'right',
    cpuBytes: 10,
  },
]

test('P-15: a pinned child in a tree is resident while its parent is the picture', () => {
  const world = makeWorld(tree)
  const { terrane } = world
  const rows = new Map(tree.map(({ name }, i) => [name, i]))
  for (let row = 0; row < 3; row++) rows.set(describeSection(world, sectionId(terrane, row)).name, row)
  const status = (name: string) => describeSection(world, sectionId(terrane, rows.get(name)!))
  pin(world, sectionId(terrane, rows.get('left')!))
  createFocus(world, { position: [80, 0, 5] })
  runTicks(world, 300)
  expect(status('root')).toMatchObject({ state: 'Loaded', shown: true })
  expect(status('left')).toMatchObject({ state: 'Loaded', shown: false, reason: 'pinned' })
  expect(status('right')).toMatchObject({ state: 'Idle', desired: false })
})

test('P-15: what is marked alwaysLoaded in the bake is pinned from the first tick on', () => {
  const records = gridRecords(6).map((record, i) =>
    i % 7 === 0 ? { ...record, flags: SectionFlag.AlwaysLoaded } : record,
  )
  const world = makeWorld(records)
  runTicks(world, 300)
  expect(world.terrane.byState[State.Loaded]).toBe(6)
  expect(world.terrane.telemetry.pinned).toBe(6)
})

/** A root that two finer sections refine, far from a second root. */
const twoPlaces: SectionRecord[] = [
  { name: 'near', bounds: [0, 0, 0, 32, 8, 16], enterRadius: 50, refineDistance: 20, kind: 'mesh', content: 'near' },
  { name: 'far', bounds: [500, 0, 0, 516, 8, 16], enterRadius: 50, kind: 'mesh', content: 'far' },
  { name: 'left', bounds: [0, 0, 0, 16, 8, 16], enterRadius: 0, parent: 0, kind: 'mesh', content: 'left' },
  { name: 'right', bounds: [16, 0, 0, 32, 8, 16], enterRadius: 0, parent: 0, kind: 'mesh', content: 'right' },
]

function shownNames({ terrane }: TerraneWorld): string[] {
  const { live, table } = terrane
  const shown = [...live.order.subarray(0, live.count)].filter((s) => live.shown[s])
  return shown.map((s) => sectionName(table, live.row[s])).sort()
}

test('CUT rule 8: a pin that shows is a focus inside its section: its place is in the picture, in full detail', () => {
  const world = makeWorld(twoPlaces)
  const section = sectionId(world.terrane, findRow(world, 'right'))
  pin(world, section, { show: true })
  runTicks(world, 300)
  expect(shownNames(world)).toEqual(['left', 'right'])
  unpin(world, section)
  runTicks(world, 60 * 20)
  expect([shownNames(world), world.terrane.live.count, world.terrane.focuses.alive.length]).toEqual([[], 0, 0])
})

test('a plain pin of the same section goes first, `show` names the other; both are counted', () => {
  const world = makeWorld(twoPlaces)
  const section = sectionId(world.terrane, findRow(world, 'far'))
  for (const show of [true, false, true]) pin(world, section, { show })
  expect([pinCount(world, section), world.terrane.focuses.alive.length]).toEqual([3, 1])
  unpin(world, section)
  unpin(world, section, { show: true })
  runTicks(world, 120)
  expect([pinCount(world, section), shownNames(world)]).toEqual([1, ['far']])
  unpin(world, section)
  expect([pinCount(world, section), world.terrane.focuses.alive.length]).toEqual([0, 0])
  pin(world, section)
  expect(() => unpin(world, section, { show: true })).toThrow('[argument]')
  expect(pinCount(world, section)).toBe(1)
})

test('a pin that cannot show leaves nothing behind', () => {
  const placeless = { flags: SectionFlag.Placeless, enterRadius: 0, bounds: [0, 0, 0, 0, 0, 0] } as const
  const shared = makeWorld([{ name: 'paint', ...placeless, kind: 'texture', content: 'paint' }])
  expect(() => pin(shared, sectionId(shared.terrane, 0), { show: true })).toThrow('[argument]')
  const full = makeWorld(gridRecords(4), { settings: { capacity: 1, focusCapacity: 2 } })
  pin(full, sectionId(full.terrane, 0))
  expect(() => pin(full, sectionId(full.terrane, 1), { show: true })).toThrow('[capacity]')
  expect([full.terrane.focuses.alive.length, full.terrane.shownPins.size]).toEqual([0, 0])
})

function findRow({ terrane: { table } }: TerraneWorld, name: string): number {
  for (let row = 0; row < table.count; row++) if (sectionName(table, row) === name) return row
  throw new Error(`no section "${name}"`)
}
