import { describe, expect, it } from 'vitest'
import { createFocus, moveFocus, removeFocus } from '../../src/focuses'
import { memorySink, readRecording, startRecording } from '../../src/replay'
import { createCamera, lookFrom } from '../../src/render'
import { createFlight } from '../../src/viewer/flight'
import { measureSlice } from '../../src/viewer/scrub/replayed'
import { rideAlong } from '../../src/viewer/scrub/ride'
import { advanceScrub, createScrub, disposeScrub, isThere, seekTo } from '../../src/viewer/scrub/scrub'
import { formatMoment, nextSpeed } from '../../src/viewer/scrub/time'
import { gridRecords, makeWorld, openRecords, runTicks } from '../worlds'

/** A focus that goes north for two seconds and stands for one, with a camera that turns as it goes; and one that goes west, for the first second. */
function recordWalk(withView: boolean) {
  const table = openRecords(gridRecords(6))
  const world = makeWorld(table, { settings: { viewGatePadding: withView ? 20 : Infinity } })
  const sink = memorySink()
  const running = startRecording(world, sink)
  const camera = createCamera()
  const focus = createFocus(world, { position: [40, 2, 90], ...(withView && { view: camera }) })
  const second = createFocus(world, { position: [80, 2, 20] })
  runTicks(world, 180, (tick) => {
    if (tick < 60) moveFocus(world, second, 80 - tick / 4, 2, 20)
    if (tick === 60) removeFocus(world, second)
    lookFrom(camera, [0, 0, 0], tick / 100, -0.2)
    moveFocus(world, focus, 40, 2, 90 - Math.min(tick, 120) / 4)
  })
  running.stop()
  return createScrub(table, readRecording(sink.text(), 'walk.jsonl'))
}

function ride(withView: boolean, tick: number, focus = 1) {
  const scrub = recordWalk(withView)
  const flight = createFlight([0, 0, 0], 2, 1)
  while (!scrub.survey.done) advanceScrub(scrub, () => true)
  seekTo(scrub, tick)
  while (!isThere(scrub)) advanceScrub(scrub, () => true)
  rideAlong(scrub, flight, focus, 1 / 60, true)
  disposeScrub(scrub)
  return flight
}

describe('the recorded camera', () => {
  it('stands where the focus stood and looks along its way, where it stands too', () => {
    for (const tick of [60, 150]) {
      const { position, yaw, pitch } = ride(false, tick)
      expect([...position]).toEqual([40, 2, 90 - Math.min(tick - 1, 120) / 4])
      expect(yaw).toBeCloseTo(0, 9)
      expect(pitch).toBeCloseTo(0, 9)
    }
  })

  it('goes with another focus while that one is there, and with the first else', () => {
    const { position, yaw } = ride(false, 30, 2)
    expect([...position]).toEqual([80 - 29 / 4, 2, 20])
    expect(yaw).toBeCloseTo(Math.PI / 2, 9)
    expect([...ride(false, 100, 2).position]).toEqual([...ride(false, 100, 1).position])
  })

  it('has the view that was recorded', () => {
    for (const tick of [61, 161]) {
      const { yaw, pitch } = ride(true, tick)
      expect(yaw).toBeCloseTo((tick - 1) / 100, 5)
      expect(pitch).toBeCloseTo(-0.2, 5)
    }
  })

  it('turns softly while it plays', () => {
    const scrub = recordWalk(false)
    const flight = createFlight([0, 0, 0], 1, 0)
    while (!scrub.survey.done) advanceScrub(scrub, () => true)
    seekTo(scrub, 60)
    while (!isThere(scrub)) advanceScrub(scrub, () => true)
    rideAlong(scrub, flight, 1, 1 / 60, false)
    expect(flight.yaw).toBeGreaterThan(0.9)
    for (let i = 0; i < 300; i++) rideAlong(scrub, flight, 1, 1 / 60, false)
    expect(flight.yaw).toBe(0)
    disposeScrub(scrub)
  })
})

describe('a moment for people', () => {
  it('is minutes, seconds and hundredths, rounded down', () => {
    const moments = [0, 741, 3600, 36_059].map((tick) => formatMoment(tick, 60))
    expect(moments).toEqual(['0:00.00', '0:12.35', '1:00.00', '10:00.98'])
  })

  it('passes at one of five speeds, in turn', () => {
    const speeds = [1]
    for (let i = 0; i < 5; i++) speeds.push(nextSpeed(speeds[i]))
    expect(speeds).toEqual([1, 2, 4, 0.25, 0.5, 1])
  })
})

it('a frame works for six milliseconds, a long one for an eighth of itself, and longer behind the curtain', () => {
  expect([0, 1 / 60, 0.1, 3].map((seconds) => measureSlice(seconds, true))).toEqual([6, 6, 12.5, 32])
  expect(measureSlice(1 / 60, false)).toBe(30)
})
