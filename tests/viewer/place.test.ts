import { describe, expect, it } from 'vitest'
import { openSectionBlob } from '../../src/blobs/sectionBlob'
import { buildSectionBlob } from '../../src/blobs/sectionBlobBuild'
import { firstPanels, readAddress, startViewpoint, writeAddress, writeMoment, writeShown } from '../../src/viewer/place'
import { gridRecords } from '../worlds'

describe('the address', () => {
  it('says where to stand, in degrees', () => {
    const { at } = readAddress('#at=12,1.7,-40&yaw=90&pitch=-30')
    expect(at?.position).toEqual([12, 1.7, -40])
    expect(at?.yaw).toBeCloseTo(Math.PI / 2, 12)
    expect(at?.pitch).toBeCloseTo(-Math.PI / 6, 12)
  })

  it('comes back from what it was written as, and keeps the rest', () => {
    const hash = writeAddress('#path=world/tour.csv&budget=64', [1.25, -2, 3e5], 1, -0.5)
    expect(hash).toBe('#path=world/tour.csv&budget=64&at=1.3,-2.0,300000.0&yaw=57.3&pitch=-28.6')
    const address = readAddress(hash)
    expect(address.path).toBe('world/tour.csv')
    expect(address.budgetBytes).toBe(64 * 1024 * 1024)
    expect(address.at?.yaw).toBeCloseTo(1, 3)
  })

  it('takes nothing that is not a number', () => {
    for (const hash of ['', '#at=1,2', '#at=a,b,c', '#at=1,,3', '#at=1,2,Infinity'])
      expect(readAddress(hash).at).toBe(null)
    expect(readAddress('#budget=-4&density=100')).toMatchObject({ budgetBytes: null, density: null, overlay: true })
    expect(readAddress('#overlay=0&bounds=1&rings=1&density=1.5')).toEqual({
      at: null,
      seconds: null,
      rides: 0,
      path: null,
      profile: null,
      budgetBytes: null,
      tiled: false,
      density: 1.5,
      overlay: false,
      panels: null,
      select: null,
      choice: { bounds: true, rings: true, labels: false, failures: false, paint: false, colorBy: 'state' },
    })
  })

  it('goes before what the server says, word by word', () => {
    expect(readAddress('#profile=aggressive', 'budget=64&tiled=1')).toMatchObject({
      profile: 'aggressive',
      budgetBytes: 64 * 2 ** 20,
      tiled: true,
    })
    expect(readAddress('#budget=none&tiled=0', 'budget=64&tiled=1')).toMatchObject({
      budgetBytes: Infinity,
      tiled: false,
    })
    for (const budget of ['', '0', '-1', 'much', 'Infinity'])
      expect(readAddress(`#budget=${budget}`).budgetBytes).toBe(null)
  })

  it('names a moment of a recording, to the millisecond that --explain takes', () => {
    expect(readAddress('#at=1,2,3&t=12.516')).toMatchObject({ seconds: 12.516, rides: 0 })
    for (const hash of ['#ride=no', '#ride=-1', '#ride=1.5']) expect(readAddress(hash).rides).toBe(0)
    for (const hash of ['#t=', '#t=soon', '#t=Infinity', '#at=1,2,3']) expect(readAddress(hash).seconds).toBe(null)
    const hash = writeMoment('#at=1,2,3&panels=map', 751 / 60, 2)
    expect(hash).toBe('#at=1,2,3&panels=map&t=12.516&ride=2')
    expect(readAddress(hash)).toMatchObject({ seconds: 12.516, rides: 2 })
    expect(writeMoment(hash, 0.1, 0)).toBe('#at=1,2,3&panels=map&t=0.1')
  })

  it('says what the overlay shows, and nothing of what is as it comes', () => {
    const choice = {
      bounds: true,
      rings: false,
      labels: true,
      failures: false,
      paint: false,
      colorBy: 'level',
    } as const
    const shown = { overlay: true, panels: ['map', 'section'], select: 'City/Tower 4', choice }
    const hash = writeShown('#budget=64&rings=1', shown)
    expect(hash).toBe('#budget=64&panels=map,section&select=City/Tower+4&bounds=1&labels=1&color=level')
    expect(readAddress(hash)).toMatchObject(shown)
    const plain = { ...choice, bounds: false, labels: false, colorBy: 'state' } as const
    expect(writeShown(hash, { overlay: true, panels: firstPanels, select: null, choice: plain })).toBe('#budget=64')
    expect(readAddress('#panels=').panels).toEqual([])
  })
})

describe('where a visit begins', () => {
  const open = (position?: [number, number, number]) =>
    openSectionBlob(buildSectionBlob(gridRecords(4), { focuses: position ? [{ name: 'start', position }] : [] }))

  it('is the authored focus, looking at the middle, along the street where that is meant', () => {
    const { position, yaw } = startViewpoint(open([34, 2, 300]))
    expect(position).toEqual([34, 2, 300])
    expect(yaw).toBeCloseTo(0, 12)
    expect(startViewpoint(open([132, 2, 132])).yaw).toBeCloseTo(Math.PI / 4, 9)
  })

  it('is a height above the middle where nobody said', () => {
    const { position, yaw, pitch } = startViewpoint(open())
    expect(position[1]).toBeGreaterThan(8)
    const [x, z] = [position[0] - Math.sin(yaw) * 30, position[2] - Math.cos(yaw) * 30]
    expect(Math.hypot(x - 32, z - 32)).toBeLessThan(Math.hypot(position[0] - 32, position[2] - 32))
    expect(pitch).toBeLessThan(0)
  })
})
