import { findMark } from './marks'
import type { Replayed } from './replayed'
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
  }
}
