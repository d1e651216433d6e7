import { describe, expect, it } from 'vitest'
import { createSectionGizmos, updateSectionGizmos } from '../../src/debug/sectionGizmos'
import { createFocus } from '../../src/index'
import { gridRecords, makeWorld, runTicks } from '../worlds'

describe('gizmos of sections', () => {
  const world = makeWorld(gridRecords(8, 16, { enterRadius: 32 }))
  createFocus(world, { position: [20, 5, 20] })
  runTicks(world, 120)
  const at = [20, 5, 20]

  it('are one box for every live section, with its bounds', () => {
    const gizmos = createSectionGizmos()
    updateSectionGizmos(gizmos, world, { bounds: true, rings: false }, at)
    expect(gizmos.boxes.length).toBeGreaterThan(8)
    expect(gizmos.boxes.length).toBeLessThanOrEqual(world.terrane.live.count)
    for (const { box } of gizmos.boxes) expect([box[3] - box[0], box[4] - box[1], box[5] - box[2]]).toEqual([16, 8, 16])
    expect(gizmos.rings).toEqual([])
  })

  it('are rings of enter and exit on the ground around a point', () => {
    const gizmos = createSectionGizmos()
    updateSectionGizmos(gizmos, world, { bounds: false, rings: true }, at)
    expect(gizmos.boxes).toEqual([])
    expect(gizmos.rings.map(({ radius }) => radius)).toEqual([32, 32 * world.terrane.profile.exitRatio])
    expect([...(gizmos.rings[0].box as number[])]).toEqual([20, 0, 20, 20, 0, 20])
  })

  it('are renewed, not added to', () => {
    const gizmos = createSectionGizmos()
    for (let i = 0; i < 3; i++) updateSectionGizmos(gizmos, world, { bounds: true, rings: true }, at)
    expect(gizmos.rings).toHaveLength(2)
  })
})
