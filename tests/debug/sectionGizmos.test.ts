import { describe, expect, it } from 'vitest'
import { createChoice } from '../../src/debug/choice'
import { createSectionGizmos, updateSectionGizmos } from '../../src/debug/sectionGizmos'
import { createFocus, sectionId, State } from '../../src/index'
import { gridRecords, makeWorld, runTicks } from '../worlds'

describe('gizmos of sections', () => {
  const world = makeWorld(gridRecords(8, 16, { enterRadius: 32 }))
  createFocus(world, { position: [20, 5, 20] })
  runTicks(world, 120)
  const at = [20, 5, 20]
  const section = sectionId(world.terrane, 0)

  it('are one box for every live section, with its bounds', () => {
    const gizmos = createSectionGizmos()
    updateSectionGizmos(gizmos, world, createChoice({ bounds: true }), { at })
    expect(gizmos.boxes.length).toBeGreaterThan(8)
    expect(gizmos.boxes.length).toBeLessThanOrEqual(world.terrane.live.count)
    for (const { box } of gizmos.boxes) expect([box[3] - box[0], box[4] - box[1], box[5] - box[2]]).toEqual([16, 8, 16])
    expect(gizmos.rings).toEqual([])
  })

  it('are rings of enter and exit on the ground around a point', () => {
    const gizmos = createSectionGizmos()
    updateSectionGizmos(gizmos, world, createChoice({ rings: true }), { at })
    expect(gizmos.boxes).toEqual([])
    expect(gizmos.rings.map(({ radius }) => radius)).toEqual([32, 32 * world.terrane.profile.exitRatio])
    expect([...(gizmos.rings[0].box as number[])]).toEqual([20, 0, 20, 20, 0, 20])
  })

  it('are renewed, not added to', () => {
    const gizmos = createSectionGizmos()
    for (let i = 0; i < 3; i++) updateSectionGizmos(gizmos, world, createChoice({ bounds: true, rings: true }), { at })
    expect(gizmos.rings).toHaveLength(2)
  })

  it('say when nothing in them is new', () => {
    const gizmos = createSectionGizmos()
    const choice = createChoice({ bounds: true, rings: true })
    expect(updateSectionGizmos(gizmos, world, choice, { at })).toBe(true)
    expect(updateSectionGizmos(gizmos, world, choice, { at })).toBe(false)
    expect(updateSectionGizmos(gizmos, world, choice, { at: [21, 5, 20] })).toBe(true)
    expect(updateSectionGizmos(gizmos, world, choice, { at: [21, 5, 20], selected: section })).toBe(true)
  })

  it('mark a selected section in white, with the lines at which it comes and goes around its box', () => {
    const gizmos = createSectionGizmos()
    updateSectionGizmos(gizmos, world, createChoice(), { at, selected: section })
    expect(gizmos.boxes.length).toBeGreaterThan(1)
    for (const { color } of gizmos.boxes) expect(color).toEqual([1, 1, 1, 1])
    expect(gizmos.rings.map(({ radius }) => radius)).toEqual([32, 32 * world.terrane.profile.exitRatio])
    expect([...(gizmos.rings[0].box as Float64Array)]).toEqual([...world.terrane.table.bounds.subarray(0, 6)])
  })

  it('mark several sections, each a box that stands out', () => {
    const gizmos = createSectionGizmos()
    const marked = [section, sectionId(world.terrane, 5)]
    expect(updateSectionGizmos(gizmos, world, createChoice(), { at, marked })).toBe(true)
    expect(updateSectionGizmos(gizmos, world, createChoice(), { at, marked })).toBe(false)
    const boxes = gizmos.boxes.map(({ box }) => Array.from(box).join())
    for (const row of [0, 5])
      expect(boxes).toContain([...world.terrane.table.bounds.subarray(6 * row, 6 * row + 6)].join())
    expect(updateSectionGizmos(gizmos, world, createChoice(), { at, marked: [] })).toBe(true)
    expect(gizmos.boxes).toEqual([])
  })

  it('let failures stand out, and all else step back', () => {
    const failing = makeWorld(gridRecords(4, 16, { enterRadius: 64 }), { backend: { failRate: 1 } })
    createFocus(failing, { position: [20, 5, 20] })
    runTicks(failing, 60)
    expect(failing.terrane.byState[State.Error]).toBeGreaterThan(0)
    const gizmos = createSectionGizmos()
    updateSectionGizmos(gizmos, failing, createChoice({ failures: true }), { at })
    const boxes = gizmos.boxes.length
    expect(boxes).toBe(4 * failing.terrane.byState[State.Error])
    updateSectionGizmos(gizmos, failing, createChoice({ failures: true, bounds: true }), { at })
    const faint = gizmos.boxes.filter(({ color }) => color[3] < 0.5)
    expect(faint.length).toBe(gizmos.boxes.length - boxes)
  })
})
