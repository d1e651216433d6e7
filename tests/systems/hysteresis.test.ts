import { expect, test } from 'vitest'
import { profiles } from '../../src/components/profile'
import type { TerraneWorld } from '../../src/engine'
import { setProfile } from '../../src/engineFeature'
import { createFocus, moveFocus, scaleFocus, type FocusId } from '../../src/focuses'
import { describeSection } from '../../src/inspection'
import { sectionId } from '../../src/sectionId'
import { makeWorld, runTicks, type TestWorldOptions } from '../worlds'

/** One section, x from −10 to 0: a focus at x is x metres away. */
function oneSection(exitRadius: number, options: TestWorldOptions = {}): { world: TerraneWorld; focus: FocusId } {
  const world = makeWorld(
    [{ name: 'one', bounds: [-10, -5, -5, 0, 5, 5], enterRadius: 100, exitRadius, kind: 'mesh', content: 'one' }],
    { settings: { graceSeconds: 0 }, ...options },
  )
  return { world, focus: createFocus(world, { position: [1000, 0, 0] }) }
}

/** Wanted for itself at distance `x`? */
function wantedAt(world: TerraneWorld, focus: FocusId, x: number): boolean {
  moveFocus(world, focus, x, 0, 0)
  runTicks(world, 1)
  return describeSection(world, sectionId(world.terrane, 0)).reason === 'in range'
}

test('P-3: a section is wanted from its enter radius on, and until beyond exit = enter × the ratio', () => {
  const { world, focus } = oneSection(0)
  expect(wantedAt(world, focus, 100.001)).toBe(false)
  expect(wantedAt(world, focus, 100)).toBe(true)
  expect(wantedAt(world, focus, 114.99)).toBe(true)
  expect(wantedAt(world, focus, 115.01)).toBe(false)
  expect(wantedAt(world, focus, 100.001)).toBe(false)
  expect(wantedAt(world, focus, 99.9)).toBe(true)
})

test('P-3: distance is to the box, 0 inside, in three dimensions', () => {
  const { world, focus } = oneSection(0)
  expect(wantedAt(world, focus, -5)).toBe(true)
  expect(describeSection(world, sectionId(world.terrane, 0)).distance).toBe(0)
  moveFocus(world, focus, 3, 5 + 4, -5 - 12)
  runTicks(world, 1)
  expect(describeSection(world, sectionId(world.terrane, 0)).distance).toBe(13)
})

test('P-3: an authored exit radius stays whatever the profile says', () => {
  const { world, focus } = oneSection(105)
  for (const profile of ['default', 'conservative', 'aggressive'] as const) {
    setProfile(world, profile)
    expect(wantedAt(world, focus, 200)).toBe(false)
    expect(wantedAt(world, focus, 90)).toBe(true)
    expect(wantedAt(world, focus, 104.9)).toBe(true)
    expect(wantedAt(world, focus, 105.1)).toBe(false)
  }
})

test('P-3, P-18: an exit radius that is not authored moves with the ratio of the profile, at once', () => {
  const { world, focus } = oneSection(0)
  for (const profile of Object.values(profiles)) {
    setProfile(world, profile)
    expect(wantedAt(world, focus, 90)).toBe(true)
    expect(wantedAt(world, focus, 100 * profile.exitRatio - 0.01)).toBe(true)
    expect(wantedAt(world, focus, 100 * profile.exitRatio + 0.01)).toBe(false)
  }
  setProfile(world, 'conservative')
  expect(wantedAt(world, focus, 90)).toBe(true)
  expect(wantedAt(world, focus, 118)).toBe(true)
  setProfile(world, 'aggressive')
  runTicks(world, 1)
  expect(describeSection(world, sectionId(world.terrane, 0)).reason).not.toBe('in range')
})

test('P-3, P-4: a radius scale of 2 reaches twice as far, in and out, and can change', () => {
  const { world, focus } = oneSection(0)
  scaleFocus(world, focus, { radiusScale: 2 })
  expect(wantedAt(world, focus, 200.01)).toBe(false)
  expect(wantedAt(world, focus, 200)).toBe(true)
  expect(wantedAt(world, focus, 229.9)).toBe(true)
  scaleFocus(world, focus, { radiusScale: 1 })
  runTicks(world, 1)
  expect(describeSection(world, sectionId(world.terrane, 0)).reason).not.toBe('in range')
})

test('a section that leaves stays for its grace and is taken back without a load', () => {
  const { world, focus } = oneSection(0, { settings: { graceSeconds: 3 } })
  const walk = (from: number, to: number) => {
    for (let x = from; x !== to; x += Math.sign(to - from)) wantedAt(world, focus, x)
    return wantedAt(world, focus, to)
  }
  expect(wantedAt(world, focus, 90)).toBe(true)
  runTicks(world, 20)
  expect(walk(90, 118)).toBe(false)
  runTicks(world, 100)
  expect(describeSection(world, sectionId(world.terrane, 0)).state).toBe('Loaded')
  expect(walk(118, 90)).toBe(true)
  runTicks(world, 300)
  expect(walk(90, 118)).toBe(false)
  runTicks(world, 3 * 60 + 10)
  expect(describeSection(world, sectionId(world.terrane, 0)).state).toBe('Idle')
  expect([world.terrane.telemetry.loads, world.terrane.telemetry.unloads]).toEqual([1, 1])
})
