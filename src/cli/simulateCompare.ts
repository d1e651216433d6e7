import { forecastProfiles, type Forecast } from '../forecast/forecast'
import { placeOfMissing } from '../forecast/places'
import { compareLoads } from '../forecast/sideBySide'
import { describePlace } from './gates'
import { formatBytes, formatShare, formatTable, writeJson, type CommandIo } from './output'
import { openPaths, settingsOf, type PathOptions } from './simulate'

/** Sections that the load order lists for people, and missing places a profile. `--json` has all. */
const mostLoads = 30
const mostPlaces = 5

/** The body of `terrane simulate WORLD --compare`: all profiles side by side. @throws TerraneError. */
export async function runCompare(world: string, options: PathOptions, io: CommandIo): Promise<void> {
  const { table, tiled, paths, name } = await openPaths(world, options)
  const forecasts = forecastProfiles(table, paths, { ...settingsOf(options), tiled })
  if (options.json) return writeJson(io, { profiles: forecasts })
  io.out(`${name} through ${world}\n${formatTable(figureRows(forecasts))}`)
  io.out(`load order, seconds from start to loaded\n${formatTable(loadRows(forecasts))}`)
  for (const forecast of forecasts) io.out(describeMissing(forecast))
}

function figureRows(forecasts: readonly Forecast[]): string[][] {
  const row = (label: string, of: (forecast: Forecast) => string) => [label, ...forecasts.map(of)]
  return [
    row('', ({ report }) => report.profile),
    row('loads', ({ report }) => String(report.loads)),
    row('bytes loaded', ({ loads }) => formatBytes(loads.reduce((sum, { bytes }) => sum + bytes, 0))),
    row('peak memory', ({ report }) => formatBytes(report.peakBytes)),
    row('load time, p95', ({ report }) => `${report.loadMs.p95.toFixed(0)} ms`),
    row('missing', ({ report }) => formatShare(report.missingShare)),
    row('missing longest', ({ missing }) => `${Math.max(0, ...missing.map((gap) => gap.longestSeconds)).toFixed(2)} s`),
    row('loads a second, needed', ({ report }) => report.demand.perSecond.toFixed(1)),
    row('loads a second, carried', ({ report }) => report.demand.capacityPerSecond.toFixed(1)),
  ]
}

/** The first sections in the order of the first profile that loads them, each with its first load by profile. */
function loadRows(forecasts: readonly Forecast[]): string[][] {
  const rows = compareLoads(forecasts)
  const listed = rows
    .slice(0, mostLoads)
    .map(({ section, loads }) => [
      section,
      ...loads.map((load) => (load ? `${load.start.toFixed(2)}–${load.done.toFixed(2)}` : '–')),
    ])
  const more = rows.length > mostLoads ? [[`and ${rows.length - mostLoads} more`, ...forecasts.map(() => '')]] : []
  return [['', ...forecasts.map(({ report }) => report.profile)], ...listed, ...more]
}

function describeMissing({ report, missing }: Forecast): string {
  if (missing.length === 0) return `${report.profile}: nothing is missing\n`
  const lines = missing.slice(0, mostPlaces).map((gap) => describePlace(placeOfMissing(gap)))
  const head = `${report.profile}: ${missing.length} sections are missing somewhere, longest`
  return `${head}\n${lines.map((line) => `  ${line}\n`).join('')}`
}
