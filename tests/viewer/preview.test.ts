import { describe, expect, it } from 'vitest'
import { forecastProfiles } from '../../src/forecast/forecast'
import { compareLoads, compareMissing } from '../../src/forecast/sideBySide'
import { walkRoute } from '../../src/forecast/tour'
import { figureRows } from '../../src/viewer/preview/previewResults'
import { runPreview } from '../../src/viewer/preview/previewRun'
import { gridRecords, openRecords } from '../worlds'

const options = {
  latencyMs: 300,
  megabitsPerSecond: Infinity,
  failRate: 0,
  seed: 1,
  tickHz: 60,
  budgetBytes: Infinity,
} as const

describe('the preview', () => {
  const table = openRecords(gridRecords(20))
  const path = walkRoute(
    'drawn',
    [
      [8, 2, 8],
      [248, 2, 8],
      [248, 2, 88],
    ],
    40,
  )

  it('walks a drawn path at its speed, with no teleport in it', () => {
    expect([...path.times].map((time) => Number(time.toFixed(6)))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    expect([...path.points.subarray(3 * 6, 3 * 8)]).toEqual([248, 2, 8, 248, 2, 48])
    expect(path.teleports.at(-1)).toBe(0)
  })

  it('finds in slices what the command line finds at once', async () => {
    const shares: number[] = []
    const sliced = await runPreview(table, [path], options, new AbortController().signal, (share) => shares.push(share))
    expect(stripTimes(sliced)).toEqual(stripTimes(forecastProfiles(table, [path], options)))
    expect(shares.length).toBeGreaterThan(0)
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true)
  })

  it('stops where it is given up', async () => {
    const control = new AbortController()
    const run = runPreview(table, [path], options, control.signal, () => control.abort())
    expect(await run).toBe(null)
  })

  it('lays loads and gaps of the profiles side by side', () => {
    const forecasts = forecastProfiles(table, [path], options)
    const [labels] = figureRows(forecasts)
    expect(labels).toEqual(['', 'conservative', 'default', 'aggressive'])
    for (const { section, loads } of compareLoads(forecasts))
      loads.forEach((load, i) => expect(load).toEqual(forecasts[i].loads.find((other) => other.section === section)))
    const rows = compareMissing(forecasts, 3)
    expect(rows.length).toBeGreaterThan(0)
    for (const { places, worst } of rows) {
      expect(places).toContain(worst)
      expect(Math.max(...places.map((place) => place?.longestSeconds ?? 0))).toBe(worst.longestSeconds)
    }
    const later = rows.findIndex(({ worst }) => worst.since < 3)
    expect(later).toBeGreaterThan(0)
    expect(rows.slice(later).every(({ worst }) => worst.since < 3)).toBe(true)
    const seconds = rows.slice(0, later).map(({ worst }) => worst.longestSeconds)
    expect(seconds).toEqual([...seconds].sort((a, b) => b - a))
  })
})

/** Wall times differ from run to run. */
function stripTimes(forecasts: ReturnType<typeof forecastProfiles> | null) {
  return forecasts?.map(({ report, ...rest }) => ({ ...rest, report: { ...report, tickMs: null } }))
}
