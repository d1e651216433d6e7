import { findMark } from './marks'
import { focusesOf, ride, type Replayed } from './replayed'
import { seekTo, setPlaying } from './scrub'

/** What keys do while a recording is looked at, by `KeyboardEvent.key` in lower case. */
export function scrubKeys(replayed: Replayed): Readonly<Record<string, () => void>> {
  const { scrub } = replayed
  const goTo = (tick: number) => {
    setPlaying(scrub, false)
    seekTo(scrub, tick)
  }
  const goToMark = (way: 1 | -1) => () => {
    const mark = findMark(scrub.survey.marks, scrub.target, way)
    if (mark) goTo(mark.tick)
  }
  return {
    ' ': () => setPlaying(scrub, !scrub.playing),
    ',': () => goTo(scrub.target - 1),
    '.': () => goTo(scrub.target + 1),
    '[': goToMark(-1),
    ']': goToMark(1),
    f: () => void (replayed.riding = !replayed.riding),
    ...rideKeys(replayed),
  }
}

/** A digit is the number of a focus; of one that is not there it does nothing. */
function rideKeys(replayed: Replayed): Readonly<Record<string, () => void>> {
  const rideOn = (serial: number) => () => {
    if (focusesOf(replayed).includes(serial)) ride(replayed, serial)
  }
  return Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((serial) => [String(serial), rideOn(serial)]))
}
