import { describe, expect, it } from 'vitest'
import { readFocusPaths } from '../../src/replay/focusPath'
import { createFlight } from '../../src/viewer/flight'
import { advanceFollow, startFollow } from '../../src/viewer/follow'

const follow = (csv: string) => startFollow(readFocusPaths(`t,x,y,z\n${csv}`, 'path.csv')[0])

describe('following a path', () => {
  it('is on the path, looks along it, and jumps at the start only', () => {
    const tour = follow('0,0,2,0\n4,0,2,-40\n8,0,2,-80\n')
    const flight = createFlight([50, 50, 50], 2, 1)
    expect(advanceFollow(tour, flight, 0)).toBe(true)
    expect(flight.yaw).toBeCloseTo(0, 9)
    for (let i = 0; i < 300; i++) expect(advanceFollow(tour, flight, 1 / 60)).toBe(false)
    expect([...flight.position].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([0, 2, -50])
  })

  it('turns into a bend softly', () => {
    const tour = follow('0,0,0,0\n5,0,0,-50\n10,-50,0,-50\n')
    const flight = createFlight([0, 0, 0], 0, 0)
    let most = 0
    for (let i = 0; i < 480; i++) {
      const before = flight.yaw
      advanceFollow(tour, flight, 1 / 60)
      most = Math.max(most, Math.abs(flight.yaw - before))
    }
    expect(flight.yaw).toBeCloseTo(Math.PI / 2, 1)
    expect(most).toBeLessThan(0.1)
  })

  it('starts again at its end, with a jump; a path of one point stands', () => {
    const tour = follow('0,0,0,0\n1,10,0,0\n')
    const flight = createFlight([0, 0, 0], 0, 0)
    advanceFollow(tour, flight, 0.9)
    expect(advanceFollow(tour, flight, 0.2)).toBe(true)
    expect(flight.position[0]).toBe(0)
    const stand = follow('3,1,2,3\n')
    const turned = createFlight([0, 0, 0], 0.7, 0)
    advanceFollow(stand, turned, 5)
    expect([...turned.position]).toEqual([1, 2, 3])
    expect(turned.yaw).toBe(0.7)
  })

  it("tells of the path's own teleports", () => {
    const tour = follow('0,0,0,0\n1,1,0,0\n1.1,900,0,0\n2,901,0,0\n')
    const flight = createFlight([0, 0, 0], 0, 0)
    advanceFollow(tour, flight, 0)
    expect(advanceFollow(tour, flight, 0.9)).toBe(false)
    expect(advanceFollow(tour, flight, 0.3)).toBe(true)
    expect(flight.position[0]).toBeGreaterThanOrEqual(900)
  })
})
