import { describe, expect, it } from 'vitest'
import { Lane } from '../../src/blobs/sectionBlob'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import { profiles } from '../../src/components/profile'
import { forecast, forecastProfiles } from '../../src/forecast/forecast'
import { makeTour } from '../../src/forecast/tour'
import { createFocusPath } from '../../src/replay/focusPath'
import { gridRecords, openRecords } from '../worlds'

const options = {
  profile: 'default',
  latencyMs: 100,
  megabitsPerSecond: Infinity,
  failRate: 0,
  seed: 1,
  tickHz: 60,
  budgetBytes: Infinity,
} as const

/** Along a row of cells of 16 m, a sample a second. */
function straight(seconds: number, speed: number, z = 8) {
  const times = Array.from({ length: seconds + 1 }, (_, i) => i)
  return createFocusPath(
    'walk',
    times,
    times.flatMap((t) => [8 + t * speed, 1, z]),
  )
}

describe('a forecast', () => {
  const table = openRecords(gridRecords(20))
  const walk = [straight(20, 10)]

  it('lists every load in the order in which they start, with its times and bytes', () => {
    const { report, loads } = forecast(table, walk, options)
    expect(loads).toHaveLength(report.loads)
    expect(loads.every(({ start, done, bytes }) => done > start && bytes === 1000)).toBe(true)
    expect(loads.map(({ start }) => start)).toEqual(loads.map(({ start }) => start).sort((a, b) => a - b))
    expect(loads[0]).toMatchObject({ section: 'cell 0 0', start: 0, done: 6 / 60 })
    expect(new Set(loads.map(({ section }) => section)).size).toBe(loads.length)
  })

  it('says what is missing, how long, and where: the sums agree with the report', () => {
    const { report, missing } = forecast(table, walk, options)
    const sum = missing.reduce((seconds, gap) => seconds + gap.seconds, 0)
    expect(sum).toBeCloseTo(report.missingSectionSeconds, 9)
    expect(missing.map(({ seconds }) => seconds)).toEqual(missing.map(({ seconds }) => seconds).sort((a, b) => b - a))
    expect(report.missingPlaces).toEqual(missing.slice(0, 10))
    for (const { since, seconds, longestSeconds, at } of missing) {
      expect(longestSeconds).toBeLessThanOrEqual(seconds)
      expect(at[0]).toBeCloseTo(8 + since * 10, 9)
      expect(at.slice(1)).toEqual([1, 8])
    }
  })

  it('finds the gap that can be counted by hand', () => {
    const one = openRecords(gridRecords(1))
    // Far away, and there at once: a gap over 5 s is a teleport. Loaded in the sixth tick after its start.
    const jump = createFocusPath(
      'jump',
      [0, 4, 10, 14],
      [200, 200, 40, 40].flatMap((x) => [x, 1, 8]),
    )
    const { missing, report } = forecast(one, [jump], options)
    const gap = { seconds: 5 / 60, longestSeconds: 5 / 60, since: 10, at: [40, 1, 8] }
    expect(missing).toEqual([{ section: 'cell 0 0', ...gap }])
    expect(report.worst.peakBytes).toEqual({ section: null, seconds: 10, at: [40, 1, 8], what: 'peak' })
  })

  it('brings the meshes of a large tile one after another, as fast as the work meter lets them', () => {
    const jump = createFocusPath(
      'jump',
      [0, 4, 10, 14],
      [200, 200, 40, 40].flatMap((x) => [x, 1, 8]),
    )
    const missingOf = (draws: number, gpuBytes: number, lods: Partial<SectionRecord> = {}, tickHz = 60) => {
      const tile = openRecords(gridRecords(1, 16, { draws, gpuBytes, ...lods }))
      const { report } = forecast(tile, [jump], { ...options, tickHz })
      return [report.missingSectionSeconds, report.missingInPartSeconds, report.loadMs.max / 1000]
    }
    const frames = (...counts: number[]) => counts.map((count) => expect.closeTo(count / 60, 9) as number)
    expect(missingOf(12, 2 ** 20)).toEqual(frames(5, 0, 6))
    expect(missingOf(8, 32 * 2 ** 20)).toEqual(frames(5, 0, 6))
    expect(missingOf(12, 32 * 2 ** 20, { lane: Lane.Detail })).toEqual(frames(5, 0, 6))
    // Four frames of 8 MiB: a third of a frame a mesh, so that the first three stand a frame after the bytes are there.
    expect(missingOf(12, 32 * 2 ** 20)).toEqual(frames(9, 3, 10))
    // Five frames of 64 meshes.
    expect(missingOf(320, 5 * 2 ** 20)).toEqual(frames(10, 4, 11))
    expect(missingOf(12, 32 * 2 ** 20, {}, 30)).toEqual(frames(8, 2, 10))
  })

  it('takes the nearest of several focuses for the place', () => {
    const far = createFocusPath('far', [0, 20], [5000, 1, 5000, 5000, 1, 5000])
    const { missing } = forecast(table, [far, ...walk], options)
    expect(missing.length).toBeGreaterThan(0)
    expect(missing.every(({ at }) => at[2] === 8)).toBe(true)
  })

  it('names the sections that fail and that are loaded again', () => {
    const { report } = forecast(table, walk, { ...options, failRate: 0.3 })
    expect(report.worst.failures?.what).toMatch(/^failed \d+ times$/)
    expect(report.worst.failures?.section).toMatch(/^cell \d+ \d+$/)
    expect(report.worst.loadMs?.what).toBe('the slowest load')
    expect([report.worst.holes, report.worst.doubles]).toEqual([null, null])
  })

  it('shows every profile side by side, the same in every run', () => {
    const runs = forecastProfiles(table, [straight(10, 40)], { ...options, latencyMs: 300 })
    expect(runs.map(({ report }) => report.profile)).toEqual(Object.keys(profiles))
    const [careful, , eager] = runs
    expect(careful.report.missingShare).toBeGreaterThan(eager.report.missingShare)
    const again = forecastProfiles(table, [straight(10, 40)], { ...options, latencyMs: 300 })
    expect(again.map(({ report }) => report.timelineHash)).toEqual(runs.map(({ report }) => report.timelineHash))
    expect(again.map(({ loads }) => loads)).toEqual(runs.map(({ loads }) => loads))
  })
})

describe('a tour', () => {
  it('goes through the authored focuses, then through all of the world, at its speed', () => {
    const table = openRecords(gridRecords(20))
    const tour = makeTour(table, 10)
    for (let i = 1; i < tour.times.length; i++) {
      const [x, y, z] = [0, 1, 2].map((axis) => tour.points[3 * i + axis] - tour.points[3 * i - 3 + axis])
      const seconds = tour.times[i] - tour.times[i - 1]
      expect(seconds).toBeLessThanOrEqual(1)
      expect(Math.sqrt(x * x + y * y + z * z) / seconds).toBeCloseTo(10, 6)
    }
    expect(tour.teleports.at(-1)).toBe(0)
    const { report } = forecast(table, [tour], options)
    expect(report.loads).toBeGreaterThan(200)
    expect(report.seconds).toBeLessThanOrEqual(601)
  })

  it('stays short in a large world, and stands in one of one section', () => {
    const wide = openRecords(gridRecords(100, 200))
    expect(makeTour(wide, 10).times.at(-1)).toBeLessThanOrEqual(600)
    const one = makeTour(openRecords(gridRecords(1)), 10)
    expect([...one.points]).toEqual([8, 2, 8])
  })
})
