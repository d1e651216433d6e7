import { describe, expect, it } from 'vitest'
import { advanceFlight, changeSpeed, createFlight, slideFlight, turnFlight, wrapAngle } from '../../src/viewer/flight'

const still = { forward: 0, right: 0, up: 0, fast: false }

function fly(wishes: Partial<typeof still>, yaw = 0, pitch = 0) {
  const flight = createFlight([0, 0, 0], yaw, pitch)
  for (let i = 0; i < 120; i++) advanceFlight(flight, { ...still, ...wishes }, 1 / 60)
  return flight
}

describe('the camera', () => {
  it('flies where it looks', () => {
    expect(fly({ forward: 1 }).position[2]).toBeLessThan(-40)
    expect(fly({ forward: 1 }, Math.PI / 2).position[0]).toBeLessThan(-40)
    expect(fly({ forward: 1 }, 0, 1).position[1]).toBeGreaterThan(30)
    expect(fly({ right: 1 }).position[0]).toBeGreaterThan(40)
    expect(fly({ right: 1 }, Math.PI / 2).position[2]).toBeLessThan(-40)
    expect(fly({ up: 1 }, 0, 1).position[1]).toBeGreaterThan(40)
  })

  it('slides to the right, up, and where it looks', () => {
    const slid = (yaw: number, ...way: [number, number, number]) => {
      const flight = createFlight([0, 0, 0], yaw, 0)
      slideFlight(flight, ...way)
      return [...flight.position].map((value) => Math.round(value * 1e6) / 1e6 + 0)
    }
    expect(slid(0, 2, 3, 5)).toEqual([2, 3, -5])
    expect(slid(Math.PI / 2, 2, 3, 5)).toEqual([-5, 3, -2])
  })

  it('is not faster across, four times as fast with shift, and stops', () => {
    const speed = (wishes: Partial<typeof still>) => Math.hypot(...fly(wishes).velocity)
    expect(speed({ forward: 1, right: 1, up: 1 })).toBeCloseTo(speed({ forward: 1 }), 6)
    expect(speed({ forward: 1, fast: true })).toBeCloseTo(4 * speed({ forward: 1 }), 6)
    const flight = fly({ forward: 1 })
    for (let i = 0; i < 120; i++) advanceFlight(flight, still, 1 / 60)
    expect(Math.hypot(...flight.velocity)).toBeLessThan(1e-3)
  })

  it('goes the same way at any frame rate, within a frame of the start', () => {
    const at = (hz: number) => {
      const flight = createFlight([0, 0, 0], 0, 0)
      for (let i = 0; i < 2 * hz; i++) advanceFlight(flight, { ...still, forward: 1 }, 1 / hz)
      return flight.position[2]
    }
    expect(Math.abs(at(30) - at(144))).toBeLessThan(22 / 30)
  })

  it('never looks past the zenith, and keeps its angles small', () => {
    const flight = createFlight([0, 0, 0], 0, 9)
    expect(flight.pitch).toBeLessThan(Math.PI / 2)
    turnFlight(flight, 100, -20)
    expect(flight.pitch).toBeGreaterThan(-Math.PI / 2)
    expect(Math.abs(flight.yaw)).toBeLessThanOrEqual(Math.PI)
    expect(wrapAngle(3 * Math.PI + 0.1)).toBeCloseTo(-Math.PI + 0.1, 12)
  })

  it('keeps its speed within bounds', () => {
    const flight = createFlight([0, 0, 0], 0, 0)
    changeSpeed(flight, 100)
    expect(flight.speed).toBe(400)
    changeSpeed(flight, -100)
    expect(flight.speed).toBe(1)
  })
})
