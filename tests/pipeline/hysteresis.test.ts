import { expect, test } from 'vitest'
import { setProfile } from '../../src/engineFeature'
import { createFocus, moveFocus, scaleFocus } from '../../src/focuses'
import type { TerraneWorld } from '../../src/engine'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import { describeSection } from '../../src/inspection'
import { sectionId } from '../../src/sectionId'
import { makeWorld, runTicks } from '../worlds'

const bounds = [0, 0, 0, 10, 10, 10] as const

function one(overrides: Partial<SectionRecord> = {}): SectionRecord[] {
  return [
    {
      name: 'only',
      bounds,
      enterRadius: 100,
      kind: 'mesh',
      content: 'only',
      cpuBytes: 10,
      fileBytes: 10,
      ...overrides,
    },
  ]
}

/** Is the section wanted for itself with the focus `distance` metres from its box? */
function wantedAt(world: TerraneWorld, focus: ReturnType<typeof createFocus>, distance: number): boolean {
  moveFocus(world, focus, 10 + distance, 5, 5)
  runTicks(world, 2)
  return describeSection(world, sectionId(world.terrane, 0)).reason === 'in range'
}

function withFocus(records: SectionRecord[]) {
  const world = makeWorld(records, { settings: { querySlack: 4 } })
  return { world, focus: createFocus(world, { position: [500, 5, 5] }) }
}

test('P-3: wanted inside enter, kept inside exit, gone beyond it; the ratio of the profile makes the exit', () => {
  const { world, focus } = withFocus(one())
  expect(wantedAt(world, focus, 100.1)).toBe(false)
  expect(wantedAt(world, focus, 99.9)).toBe(true)
  expect(wantedAt(world, focus, 114.9)).toBe(true)
  expect(wantedAt(world, focus, 115.1)).toBe(false)
  expect(wantedAt(world, focus, 114.9)).toBe(false)
})

test('P-3: switching the profile moves an exit that is not authored, and leaves an authored one', () => {
  for (const [exitRadius, at] of [
    [0, 118],
    [130, 128],
  ] as const) {
    const { world, focus } = withFocus(one({ exitRadius }))
    setProfile(world, 'conservative')
    expect(wantedAt(world, focus, 90)).toBe(true)
    expect(wantedAt(world, focus, at)).toBe(true)
    setProfile(world, 'aggressive')
    expect(wantedAt(world, focus, at)).toBe(exitRadius > 0)
  }
})

test('P-4: a radius scale reaches farther in proportion', () => {
  const { world, focus } = withFocus(one())
  scaleFocus(world, focus, { radiusScale: 2 })
  expect(wantedAt(world, focus, 200.5)).toBe(false)
  expect(wantedAt(world, focus, 199.5)).toBe(true)
  expect(wantedAt(world, focus, 229)).toBe(true)
  expect(wantedAt(world, focus, 231)).toBe(false)
})

test('P-3: a range box stands in for the bounds where one is given', () => {
  const { world, focus } = withFocus(one({ rangeBox: [5, 5, 5, 5, 5, 5] }))
  expect(wantedAt(world, focus, 96)).toBe(false)
  expect(wantedAt(world, focus, 94)).toBe(true)
})

test('P-27: a zig-zag over a boundary inside the band loads once and unloads never', () => {
  const { world, focus } = withFocus(one())
  const { telemetry } = world.terrane
  for (let i = 0; i < 1200; i++) {
    moveFocus(world, focus, 10 + (i % 2 ? 98 : 112), 5, 5)
    runTicks(world, 1)
  }
  expect(telemetry.loads).toBe(1)
  expect(telemetry.unloads).toBe(0)
})
