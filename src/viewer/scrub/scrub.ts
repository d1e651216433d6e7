import type { SectionTable } from '../../blobs/sectionBlob'
import type { Presenter } from '../../presenter'
import { findKeyframe, rewindReplay } from '../../replay/keyframes'
import { advanceReplay, createReplay, type Recording, type Replay } from '../../replay'
import { disposeWorld } from '../../world'
import { advanceSurvey, createSurvey, disposeSurvey, type Survey } from './survey'

/**
 * A recording that is looked at: a world that stands at one moment of it, and where it is to stand. Ticks are the recording's; the first moment is before its first
 * tick.
 */
export interface Scrub {
  readonly replay: Replay
  readonly survey: Survey
  readonly begin: number
  readonly end: number
  readonly tickHz: number
  target: number
  playing: boolean
  /** Seconds of the recording that pass in a second. */
  speed: number
  /** Seconds that have been played and make no whole tick yet. */
  owed: number
  /** How often the world was put to another moment than its next one. */
  jumps: number
}

/** @param presenter Hears what is shown. @throws what `createReplay` throws. */
export function createScrub(table: SectionTable, recording: Recording, presenter?: Presenter): Scrub {
  const replay = createReplay(table, recording, { presenter })
  const begin = recording.header.tick
  return {
    replay,
    survey: createSurvey(table, recording),
    begin,
    end: replay.end,
    tickHz: recording.header.settings.tickHz,
    target: begin,
    playing: false,
    speed: 1,
    owed: 0,
    jumps: 0,
  }
}

export function disposeScrub({ replay, survey }: Scrub): void {
  disposeSurvey(survey)
  disposeWorld(replay.world, { deleteEcs: true })
}

/** Where the world stands. */
export const tickOf = ({ replay }: Scrub) => replay.world.terrane.clock.tick

export const isThere = (scrub: Scrub) => tickOf(scrub) === scrub.target

/** Seconds of the recorded world's time, as `terrane replay --explain SECTION@SECONDS` counts them. */
export const secondsOf = ({ tickHz }: Scrub, tick: number) => tick / tickHz

/** The first tick at a time or after it: the one that `--explain` answers from. */
export function tickAt({ tickHz, begin, end }: Scrub, seconds: number): number {
  let tick = Math.ceil(seconds * tickHz)
  if ((tick - 1) / tickHz >= seconds) tick--
  return Math.max(begin, Math.min(end, tick))
}

/** Wants the world at another moment; `advanceScrub` brings it there. */
export function seekTo(scrub: Scrub, tick: number): void {
  const within = Math.max(scrub.begin, Math.min(scrub.end, Math.round(tick)))
  scrub.target = within
  scrub.owed = 0
}

/** Plays from here on, from the start where it was at its end; or stops. */
export function setPlaying(scrub: Scrub, playing: boolean): void {
  if (playing && scrub.target === scrub.end) seekTo(scrub, scrub.begin)
  scrub.playing = playing
  scrub.owed = 0
}

/** Lets so many seconds pass while it plays. A world that is not there yet is waited for. */
export function playOn(scrub: Scrub, seconds: number): void {
  if (!scrub.playing || !isThere(scrub)) return
  scrub.owed += seconds * scrub.speed * scrub.tickHz
  const ticks = Math.floor(scrub.owed)
  scrub.owed -= ticks
  scrub.target = Math.min(scrub.end, scrub.target + ticks)
  if (scrub.target === scrub.end) scrub.playing = false
}

/**
 * Works while there is time: brings the world to its moment, then lets the survey go on. At least one tick of one of them, or one keyframe, whatever the time.
 * @param hasTime Asked after every piece of work.
 */
export function advanceScrub(scrub: Scrub, hasTime: () => boolean): void {
  do {
    if (!isThere(scrub) && !waitsForSurvey(scrub)) approach(scrub)
    else if (!scrub.survey.done) advanceSurvey(scrub.survey)
    else return
  } while (hasTime())
}

/** Where the way there is long and the survey will have a keyframe on it, two worlds would go the same way: one is enough. */
function waitsForSurvey(scrub: Scrub): boolean {
  const { survey, target } = scrub
  const now = tickOf(scrub)
  const { tick } = findKeyframe(survey.keyframes, target)
  const from = now > target ? tick : Math.max(now, tick)
  return survey.tick < target && target - from > 2 * survey.keyframes.every
}

/** One tick, or a keyframe that is nearer. */
function approach(scrub: Scrub): void {
  const { replay, survey, target } = scrub
  const now = tickOf(scrub)
  const keyframe = findKeyframe(survey.keyframes, target)
  if (now <= target && keyframe.tick <= now) return void advanceReplay(replay)
  rewindReplay(replay, keyframe)
  scrub.jumps++
}
