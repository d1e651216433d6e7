import type { Engine } from '../../engine'
import { createHistory, sampleHistory, type History } from '../../debug/history'
import { createFigures, measureFigures, type StreamingFigures } from '../../index'

/** What the timeline draws, of a whole recording: a sample every so many ticks. */
export interface Past {
  readonly every: number
  readonly history: History
  readonly figures: StreamingFigures
}

/** The overlay's own pace, samples a second. */
const samplesPerSecond = 4

export function createPast(ticks: number, tickHz: number): Past {
  const every = Math.max(1, Math.round(tickHz / samplesPerSecond))
  return { every, history: createHistory(Math.floor(ticks / every) + 2), figures: createFigures() }
}

/** Call after every tick. */
export function extendPast({ every, history, figures }: Past, engine: Engine): void {
  const { clock, settings } = engine
  if (clock.tick % every !== 0) return
  measureFigures(engine, figures)
  sampleHistory(history, figures, NaN, (1000 * clock.tick) / settings.tickHz)
}

/** Writes what was sampled up to a time, as far back as `out` holds. */
export function writePast({ history }: Past, seconds: number, out: History): void {
  let end = history.taken
  while (end > 0 && history.at[end - 1] > seconds) end--
  const begin = Math.max(0, end - out.capacity)
  out.at.set(history.at.subarray(begin, end))
  out.lines.forEach((line, i) => line.set(history.lines[i].subarray(begin, end)))
  out.taken = end - begin
}
