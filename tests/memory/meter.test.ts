import { expect, test } from 'vitest'
import { createMeter } from '../../src/memory/meter'

function makeMeter() {
  const clock = { now: 0 }
  const meter = createMeter({ bytes: 100, milliseconds: 2, operations: 3 }, () => clock.now)
  meter.begin()
  return { clock, meter }
}

test('the first operation of a frame always passes, however large', () => {
  const { meter } = makeMeter()
  expect(meter.allows(1e9)).toBe(true)
  meter.spend(1e9)
  expect(meter.allows(1)).toBe(false)
  expect(meter.stoppedBy).toBe('bytes')
})

test('it names what stopped the frame, also when a smaller operation passed after it', () => {
  const { meter } = makeMeter()
  meter.allows(10)
  meter.spend(10)
  expect(meter.allows(95)).toBe(false)
  expect(meter.allows(5)).toBe(true)
  expect(meter.stoppedBy).toBe('bytes')
  meter.begin()
  expect(meter.stoppedBy).toBeNull()
})

test('time counts from the first operation, and operations are counted', () => {
  const { clock, meter } = makeMeter()
  clock.now = 50
  expect(meter.allows(1)).toBe(true)
  meter.spend(1)
  clock.now = 51.9
  expect(meter.allows(1)).toBe(true)
  clock.now = 52
  expect(meter.allows(1)).toBe(false)
  expect(meter.stoppedBy).toBe('milliseconds')
  meter.begin()
  for (let i = 0; i < 3; i++) {
    expect(meter.allows(1)).toBe(true)
    meter.spend(1)
  }
  expect(meter.allows(1)).toBe(false)
  expect(meter.stoppedBy).toBe('operations')
})

test('a longer frame may spend proportionally more, sixteen times at most', () => {
  const { meter } = makeMeter()
  for (const [seconds, bytes] of [
    [0, 100],
    [1 / 60, 100],
    [1 / 30, 200],
    [10, 1600],
  ]) {
    meter.begin(seconds)
    meter.allows(0)
    meter.spend(0)
    expect(meter.allows(bytes)).toBe(true)
    expect(meter.allows(bytes + 1)).toBe(false)
  }
})
