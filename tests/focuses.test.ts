import { describe, expect, it } from 'vitest'
import {
  createFocus,
  focusIndex,
  moveFocus,
  removeFocus,
  scaleFocus,
  setFocusVelocity,
  type FocusId,
} from '../src/focuses'
import type { TerraneWorld } from '../src/engine'
import { State } from '../src/components/state'
import { step } from '../src/world'
import { gridRecords, makeWorld, runTicks } from './worlds'

function velocityOf(world: TerraneWorld, id: FocusId): number[] {
  const { focuses } = world.terrane
  const focus = focusIndex(world.terrane, id)
  return [focuses.velocityX[focus], focuses.velocityY[focus], focuses.velocityZ[focus]]
}

function positionOf(world: TerraneWorld, id: FocusId): number[] {
  const { focuses } = world.terrane
  const focus = focusIndex(world.terrane, id)
  return [focuses.x[focus], focuses.y[focus], focuses.z[focus]]
}

describe('velocity (P-4)', () => {
  for (const fps of [10, 15, 30, 60, 144])
    it(`of steady motion is measured at ${fps} frames a second`, () => {
      const world = makeWorld(gridRecords(4))
      const focus = createFocus(world)
      for (let frame = 1; frame <= 4 * fps; frame++) {
        moveFocus(world, focus, (frame * 20) / fps, (frame * -3) / fps, 0)
        step(world, 1 / fps)
      }
      const [x, y, z] = velocityOf(world, focus)
      // A tick sees two frames or three of 144: the average is right, the last value within half a frame's share.
      const slack = fps > 60 ? 4 : 0.1
      expect(Math.abs(x - 20)).toBeLessThan(slack)
      expect(Math.abs(y + 3)).toBeLessThan(slack)
      expect(z).toBe(0)
    })

  it('falls to 0 at rest', () => {
    const world = makeWorld(gridRecords(4))
    const focus = createFocus(world)
    for (let i = 0; i < 60; i++) {
      moveFocus(world, focus, i / 3, 0, 0)
      runTicks(world, 1)
    }
    runTicks(world, 120)
    expect(velocityOf(world, focus)[0]).toBeLessThan(1e-6)
  })

  it('is the game’s where capture is off, whatever the motion', () => {
    const world = makeWorld(gridRecords(4))
    const focus = createFocus(world, { captureVelocity: false })
    setFocusVelocity(world, focus, 1, 2, 3)
    for (let i = 0; i < 60; i++) {
      moveFocus(world, focus, i, 0, 0)
      runTicks(world, 1)
    }
    expect(velocityOf(world, focus)).toEqual([1, 2, 3])
  })
})

describe('teleport', () => {
  it('a jump faster than the teleport speed makes no velocity and ends what there was', () => {
    const world = makeWorld(gridRecords(40))
    const focus = createFocus(world, { position: [50, 0, 50] })
    for (let i = 0; i < 60; i++) {
      moveFocus(world, focus, 50 + i / 2, 0, 50)
      runTicks(world, 1)
    }
    expect(velocityOf(world, focus)[0]).toBeGreaterThan(25)
    moveFocus(world, focus, 500, 0, 500)
    runTicks(world, 1)
    expect(velocityOf(world, focus)).toEqual([0, 0, 0])
    runTicks(world, 10)
    expect(velocityOf(world, focus)).toEqual([0, 0, 0])
  })

  it('a short jump that says it is one counts as one', () => {
    const world = makeWorld(gridRecords(40), { settings: { teleportSpeed: 200 } })
    const focus = createFocus(world, { position: [50, 0, 50] })
    runTicks(world, 300)
    const shown = world.terrane.telemetry.shown
    moveFocus(world, focus, 53, 0, 50, true)
    runTicks(world, 1)
    expect(velocityOf(world, focus)).toEqual([0, 0, 0])
    expect(shown).toBeGreaterThan(10)
  })

  it('shows at the new place as soon as it has loaded, and hides the old one in the same tick as it jumps', () => {
    const world = makeWorld(gridRecords(60))
    const focus = createFocus(world, { position: [100, 0, 100] })
    runTicks(world, 400)
    expect(world.terrane.telemetry.shown).toBeGreaterThan(15)
    moveFocus(world, focus, 800, 0, 800)
    runTicks(world, 1)
    expect(world.terrane.telemetry.shown).toBe(0)
    runTicks(world, 400)
    expect(world.terrane.telemetry.shown).toBe(world.terrane.byState[State.Loaded])
  })
})

describe('following', () => {
  it('an object is read every tick; while its position is no number the last one holds', () => {
    const world = makeWorld(gridRecords(4))
    const hero = { x: 1, y: 2, z: 3 }
    const focus = createFocus(world, { follow: hero })
    runTicks(world, 1)
    hero.x = 1.5
    runTicks(world, 1)
    expect(positionOf(world, focus)).toEqual([1.5, 2, 3])
    for (const bad of [NaN, Infinity, undefined]) {
      hero.x = bad as number
      runTicks(world, 2)
      expect(positionOf(world, focus)).toEqual([1.5, 2, 3])
    }
    hero.x = 1.6
    runTicks(world, 1)
    expect(positionOf(world, focus)).toEqual([1.6, 2, 3])
    expect(velocityOf(world, focus).every(Number.isFinite)).toBe(true)
  })

  it('an entity is read from the positions of the world; one without a position holds the last', () => {
    const positions = { x: new Float64Array(4), y: new Float64Array(4), z: new Float64Array(4) }
    const world = makeWorld(gridRecords(4), { positions })
    positions.x[2] = 7
    const focus = createFocus(world, { follow: 2 })
    const nowhere = createFocus(world, { follow: 99, position: [5, 5, 5] })
    positions.z[2] = 1
    runTicks(world, 1)
    expect(positionOf(world, focus)).toEqual([7, 0, 1])
    expect(positionOf(world, nowhere)).toEqual([5, 5, 5])
  })

  it('an entity is refused in a world that knows no positions', () => {
    expect(() => createFocus(makeWorld(gridRecords(2)), { follow: 1 })).toThrow('[argument]')
  })
})

describe('mistakes', () => {
  const world = makeWorld(gridRecords(4), { settings: { focusCapacity: 3 } })
  const focus = createFocus(world)

  for (const bad of [NaN, Infinity, -Infinity])
    it(`a position with ${bad} is refused, and the last good one stays`, () => {
      expect(() => moveFocus(world, focus, bad, 0, 0)).toThrow('[argument]')
      expect(() => moveFocus(world, focus, 0, bad, 0)).toThrow('[argument]')
      expect(() => moveFocus(world, focus, 0, 0, bad)).toThrow('[argument]')
      expect(() => createFocus(world, { position: [bad, 0, 0] })).toThrow('[argument]')
      expect(positionOf(world, focus)).toEqual([0, 0, 0])
    })

  it('one focus more than the capacity is refused, and one removed makes room', () => {
    const [a, b] = [createFocus(world), createFocus(world)]
    expect(() => createFocus(world)).toThrow('focus number 4; expected at most 3')
    removeFocus(world, a)
    const c = createFocus(world)
    expect(() => createFocus(world)).toThrow('[capacity]')
    for (const id of [b, c]) removeFocus(world, id)
  })

  it('a removed focus is refused by every call, also when its place is taken again', () => {
    const gone = createFocus(world)
    removeFocus(world, gone)
    const next = createFocus(world)
    for (const call of [
      () => moveFocus(world, gone, 0, 0, 0),
      () => removeFocus(world, gone),
      () => scaleFocus(world, gone, { weight: 2 }),
      () => setFocusVelocity(world, gone, 0, 0, 0),
    ])
      expect(call).toThrow('[argument]')
    removeFocus(world, next)
  })

  it('a focus of another world is refused', () => {
    const other = makeWorld(gridRecords(4))
    createFocus(other)
    const theirs = createFocus(other)
    expect(() => moveFocus(world, theirs, 0, 0, 0)).toThrow('[foreign-world]')
    expect(() => removeFocus(world, theirs)).toThrow('[foreign-world]')
  })
})
