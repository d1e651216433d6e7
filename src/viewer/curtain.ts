import type { Page } from './page'

/** What there is to see, in sections: shown, there, wanted, and on the way. */
export interface Arrival {
  readonly shown: number
  readonly there: number
  readonly wanted: number
  readonly waiting: number
}

/** What lies over the page until there is something to see. */
export interface Curtain {
  /** Looks whether the time has come; `nowMs` is the frame's. @returns true in the one call that opens it. */
  update(arrival: Arrival, nowMs: number): boolean
}

/** From the first picture on, the curtain waits for the rest this long at most, milliseconds. */
const patienceMs = 1500
/** An empty world is shown as well, after this long. */
const emptyPatienceMs = 6000

export function createCurtain(page: Page): Curtain {
  let open = false
  let [startedAt, shownAt] = [NaN, NaN]
  return {
    update({ shown, there, wanted, waiting }, nowMs) {
      if (open) return false
      if (Number.isNaN(startedAt)) startedAt = nowMs
      if (shown > 0 && Number.isNaN(shownAt)) shownAt = nowMs
      page.curtainBar.style.width = `${Math.round((100 * there) / Math.max(1, wanted))}%`
      const complete = shown > 0 && waiting === 0
      if (!complete && !(nowMs - shownAt > patienceMs) && !(nowMs - startedAt > emptyPatienceMs)) return false
      open = true
      page.curtain.classList.add('open')
      return true
    },
  }
}
