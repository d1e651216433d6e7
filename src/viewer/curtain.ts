import { State } from '../components/state'
import type { Page } from './page'
import { isThere } from './scrub/scrub'
import { countMissing } from './scrub/shownPicture'
import type { Session } from './session'

/** What there is to see, in sections: shown, there, wanted, and on the way. */
export interface Arrival {
  readonly shown: number
  readonly there: number
  readonly wanted: number
  readonly waiting: number
}

/** Of the world that streams, or of the moment that a recording is to be shown at. */
export function arrivalOf({ figures: { shown, desired, byState }, replayed }: Session): Arrival {
  if (!replayed)
    return {
      shown,
      there: byState[State.Loaded],
      wanted: desired,
      waiting: byState[State.QueuedLoad] + byState[State.Loading],
    }
  const { picture, scrub } = replayed
  const { survey, begin, target } = scrub
  if (!isThere(scrub)) return { shown: 0, there: survey.tick - begin, wanted: target - begin, waiting: 1 }
  return { shown: 1, there: picture.visible.size, wanted: picture.drawn.size, waiting: countMissing(picture) }
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
