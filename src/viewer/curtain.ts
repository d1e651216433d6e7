import { State } from '../components/state'
import type { StreamingFigures } from '../telemetry/figures'
import type { Page } from './page'

/** What lies over the page until there is something to see. */
export interface Curtain {
  /** Looks whether the time has come; `nowMs` is the frame's. @returns true in the one call that opens it. */
  update(figures: StreamingFigures, nowMs: number): boolean
}

/** From the first picture on, the curtain waits for the rest this long at most, milliseconds. */
const patienceMs = 1500
/** An empty world is shown as well, after this long. */
const emptyPatienceMs = 6000

export function createCurtain(page: Page): Curtain {
  let open = false
  let [startedAt, shownAt] = [NaN, NaN]
  return {
    update(figures, nowMs) {
      if (open) return false
      if (Number.isNaN(startedAt)) startedAt = nowMs
      if (figures.shown > 0 && Number.isNaN(shownAt)) shownAt = nowMs
      page.curtainBar.style.width = `${Math.round((100 * figures.byState[State.Loaded]) / Math.max(1, figures.desired))}%`
      const waiting = figures.byState[State.QueuedLoad] + figures.byState[State.Loading]
      const complete = figures.shown > 0 && waiting === 0
      if (!complete && !(nowMs - shownAt > patienceMs) && !(nowMs - startedAt > emptyPatienceMs)) return false
      open = true
      page.curtain.classList.add('open')
      return true
    },
  }
}
