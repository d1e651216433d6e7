import type { OverlayMoment } from '../../debug'
import { sectionName } from '../../blobs/sectionBlob'
import { countMarks, type MarkKind } from './marks'
import { riddenSerial, type Replayed } from './replayed'
import { isThere, seekTo, secondsOf, setPlaying, tickAt, tickOf } from './scrub'
import { writePast } from './past'
import { countMissing } from './shownPicture'

/** What a page with a recording offers to its console and to tests. */
export interface ReplayHandle {
  /** Seconds of the recorded world's time: where it stands, begins and ends. */
  readonly seconds: number
  readonly from: number
  readonly to: number
  /** The world stands where it was sent, and its picture is whole. */
  readonly there: boolean
  /** The whole recording has been read, and all marks are known. */
  readonly read: boolean
  /** Number of the focus that the camera goes with; 0 for none. */
  readonly riding: number
  playing: boolean
  /** Goes there and stops. */
  seek(seconds: number): void
  marks(kind: MarkKind): number
  /** Names of what the recording shows now, and of what of it is drawn. */
  shown(): string[]
  drawn(): string[]
}

export function replayHandle(replayed: Replayed): ReplayHandle {
  const { scrub, picture, shown } = replayed
  const names = (rows: Iterable<number>) => Array.from(rows, (row) => sectionName(picture.table, row)).sort()
  return {
    get seconds() {
      return secondsOf(scrub, tickOf(scrub))
    },
    from: secondsOf(scrub, scrub.begin),
    to: secondsOf(scrub, scrub.end),
    get there() {
      const whole = shown.revision === picture.seenRevision && countMissing(picture) === 0
      return isThere(scrub) && whole
    },
    get read() {
      return scrub.survey.done
    },
    get riding() {
      return riddenSerial(replayed)
    },
    get playing() {
      return scrub.playing
    },
    set playing(playing) {
      setPlaying(scrub, playing)
    },
    seek(seconds) {
      setPlaying(scrub, false)
      seekTo(scrub, tickAt(scrub, seconds))
    },
    marks: (kind) => countMarks(scrub.survey.marks, kind),
    shown: () => names(shown.rows),
    drawn: () => names(picture.visible),
  }
}

/** What the overlay is told of the moment. */
export function momentOf({ scrub }: Replayed): OverlayMoment {
  const seconds = secondsOf(scrub, tickOf(scrub))
  return { jumps: scrub.jumps, writePast: (history) => writePast(scrub.survey.past, seconds, history) }
}
