import type { Forecast, ForecastLoad } from './forecast'
import type { MissingPlace } from './places'

/** A section's first load in each of several forecasts; undefined where one never loads it. */
export interface ComparedLoad {
  readonly section: string
  readonly loads: readonly (ForecastLoad | undefined)[]
}

/** Where a section is missing in at least one of several forecasts. */
export interface ComparedPlace {
  readonly section: string
  readonly places: readonly (MissingPlace | undefined)[]
  /** The one that lasts longest without a break. */
  readonly worst: MissingPlace
}

/** In the order of the first forecast that loads them. */
export function compareLoads(forecasts: readonly Forecast[]): ComparedLoad[] {
  // Backwards, so that the first load of a section stays.
  const first = forecasts.map(({ loads }) => new Map([...loads].reverse().map((load) => [load.section, load])))
  const names = new Set(forecasts.flatMap(({ loads }) => loads.map(({ section }) => section)))
  return [...names].map((section) => ({ section, loads: first.map((loads) => loads.get(section)) }))
}

/**
 * The longest first; what is missing longest in the first fill comes behind all others, since everything is.
 * @param warmUpSeconds How long the first fill takes.
 */
export function compareMissing(forecasts: readonly Forecast[], warmUpSeconds: number): ComparedPlace[] {
  const found = forecasts.map(({ missing }) => new Map(missing.map((place) => [place.section, place])))
  const names = new Set(forecasts.flatMap(({ missing }) => missing.map(({ section }) => section)))
  const rows = [...names].map((section) => {
    const places = found.map((known) => known.get(section))
    const [worst] = places.filter((place) => place !== undefined).sort((a, b) => b.longestSeconds - a.longestSeconds)
    return { section, places, worst }
  })
  const isFill = ({ worst }: ComparedPlace) => Number(worst.since < warmUpSeconds)
  return rows.sort((a, b) => isFill(a) - isFill(b) || b.worst.longestSeconds - a.worst.longestSeconds)
}
