import { expect, test } from 'vitest'
import { SectionFlag } from '../src/blobs/sectionBlob'
import type { SectionRecord } from '../src/blobs/sectionRecord'
import { State } from '../src/components/state'
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
