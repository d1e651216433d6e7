import type { SectionTable } from '../../blobs/sectionBlob'
import { profiles, type ProfileName } from '../../components/profile'
import { forecastInSteps, type Forecast } from '../../forecast/forecast'
import type { SimulationOptions } from '../../forecast/simulation'
import type { FocusPath } from '../../replay/focusPath'

export type PreviewOptions = Omit<SimulationOptions, 'profile'>

/** Simulated without a break, milliseconds: a frame that falls into it comes this much later. */
const sliceMs = 6

const names = Object.keys(profiles) as ProfileName[]

/**
 * The forecast of every profile, in slices between which the page draws and listens.
 * @param signal Gives it up.
 * @param tell Told the share that is done, 0 … 1, after every slice.
 * @returns null if it was given up.
 */
export async function runPreview(
  table: SectionTable,
  paths: readonly FocusPath[],
  options: PreviewOptions,
  signal: AbortSignal,
  tell: (share: number) => void,
): Promise<Forecast[] | null> {
  const forecasts: Forecast[] = []
  let until = performance.now() + sliceMs
  for (const share of stepProfiles(table, paths, options, forecasts)) {
    if (performance.now() < until) continue
    tell((forecasts.length + share) / names.length)
    await new Promise((next) => setTimeout(next))
    if (signal.aborted) return null
    until = performance.now() + sliceMs
  }
  return forecasts
}

/** One profile after the other; those that are through lie in `done`. */
function* stepProfiles(
  table: SectionTable,
  paths: readonly FocusPath[],
  options: PreviewOptions,
  done: Forecast[],
): Generator<number, void> {
  for (const profile of names) done.push(yield* forecastInSteps(table, paths, { ...options, profile }))
}
