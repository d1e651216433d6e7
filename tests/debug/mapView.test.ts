import { describe, expect, it } from 'vitest'
import { createMapView, fromMap, scaleBar, toMapX, toMapY, zoomMap } from '../../src/debug/mapView'

describe('the map', () => {
  it('has north up, and points lead back to where they came from', () => {
    const view = { ...createMapView(300, 200, 2), x: 50, z: -10 }
    expect([toMapX(view, 50), toMapY(view, -10)]).toEqual([150, 100])
    expect(toMapY(view, -30)).toBeLessThan(100)
    expect(fromMap(view, toMapX(view, 12), toMapY(view, 34))).toEqual([12, 34])
  })

  it('zooms about the pointer, within bounds', () => {
    const view = createMapView(300, 200, 1)
    const before = fromMap(view, 20, 180)
    zoomMap(view, 0.5, 20, 180)
    expect(view.metresPerPoint).toBe(0.5)
    expect(fromMap(view, 20, 180)).toEqual(before)
    for (let i = 0; i < 100; i++) zoomMap(view, 3)
    expect(view.metresPerPoint).toBe(500)
    for (let i = 0; i < 100; i++) zoomMap(view, 1 / 3)
    expect(view.metresPerPoint).toBe(0.05)
  })

  it('has a scale of a round length that fits', () => {
    const lengths = [0.05, 0.6, 1, 2.2, 30, 500].map((metres) => scaleBar(createMapView(1, 1, metres), 90))
    expect(lengths).toEqual([2, 50, 50, 100, 2000, 20_000])
  })
})
