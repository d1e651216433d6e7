import { Outcome } from '../../backends/backend'
import { sectionName, type SectionTable } from '../../blobs/sectionBlob'
import type { Engine } from '../../engine'
import { measureLateness } from '../../lateness/delays'
import { lateAfterSeconds } from '../../lateness/listLate'
import { createKeyframes, keepKeyframe, type Keyframes } from '../../replay/keyframes'
import { advanceReplay, createReplay, type Recording, type Replay } from '../../replay'
import { auditTick, createAudit, type Audit, type Sighting } from '../../telemetry/audit'
import { disposeWorld } from '../../world'
import { addMark, createMarks, type Marks } from './marks'
import { createPast, extendPast, type Past } from './past'
import { createTracks, extendTracks, type Tracks } from './track'

/** One run through a recording in a world of its own, ahead of whoever looks: keyframes to begin from, marks, where focuses were, and what the timeline draws. */
export interface Survey {
  readonly replay: Replay
  readonly keyframes: Keyframes
  readonly marks: Marks
  readonly tracks: Tracks
  readonly past: Past
  readonly audit: Audit
  /** Rows that are late now. */
  readonly late: Set<number>
  /** The last tick that it has been through. */
  tick: number
  done: boolean
}

/** From one keyframe to the next, seconds: the longest way to any moment. */
const keyframeSeconds = 2
/** What happens within this time is one mark, seconds. */
const markSeconds = 0.5
/** What is late is looked for this often, ticks. */
const lateEveryTicks = 6

/** @throws what `createReplay` throws. */
export function createSurvey(table: SectionTable, recording: Recording): Survey {
  const replay = createReplay(table, recording)
  const { settings } = recording.header
  const survey: Survey = {
    replay,
    keyframes: createKeyframes(Math.ceil(keyframeSeconds * settings.tickHz)),
    marks: createMarks(Math.ceil(markSeconds * settings.tickHz)),
    tracks: createTracks(replay.end),
    past: createPast(replay.end - recording.header.tick, settings.tickHz),
    audit: createAudit(),
    late: new Set(),
    tick: recording.header.tick,
    done: false,
  }
  keepKeyframe(survey.keyframes, replay)
  extendTracks(survey.tracks, replay.world.terrane, false)
  extendPast(survey.past, replay.world.terrane)
  return survey
}

/** Goes through one tick more; at the end its world is given up. */
export function advanceSurvey(survey: Survey): void {
  const { replay, keyframes, tracks, past, marks } = survey
  const { terrane } = replay.world
  const agreed = replay.difference === null
  if (!advanceReplay(replay)) {
    survey.done = true
    disposeWorld(replay.world, { deleteEcs: true })
    return
  }
  const { tick } = terrane.clock
  survey.tick = tick
  // The one sign of a jump that outlasts its tick: FocusUpdate ends all grace, this tick's included.
  const jumped = terrane.cut.graceEndsBefore === tick + 1
  if (jumped) addMark(marks, 'teleport', tick, 'A focus jumped')
  extendTracks(tracks, terrane, jumped)
  extendPast(past, terrane)
  noteErrors(survey)
  watchHoles(survey)
  if (tick % lateEveryTicks === 0) watchLate(survey)
  const { difference } = replay
  if (agreed && difference)
    addMark(marks, 'differs', tick, `Recorded: ${difference.recorded}. Replayed: ${difference.happened}`)
  keepKeyframe(keyframes, replay)
}

/** Drops the world that it runs in, wherever it is. */
export function disposeSurvey({ replay, done }: Survey): void {
  if (!done) disposeWorld(replay.world, { deleteEcs: true })
}

const nameOf = ({ table }: Engine, row: number) => `"${sectionName(table, row)}"`

function noteErrors({ replay, marks, tick }: Survey): void {
  for (const [, row, outcome, message = ''] of replay.now.recorded.completions ?? [])
    if (outcome === Outcome.Failed)
      addMark(marks, 'error', tick, `${nameOf(replay.world.terrane, row)} failed: ${message}`)
}

/** A hole takes something that is hidden, and is seen by comparing two ticks: of the others the audit need not know. */
function watchHoles({ replay, audit, marks, tick }: Survey): void {
  const { terrane } = replay.world
  const { ticks } = replay.recording
  const hides = replay.now.recorded.hidden !== undefined
  const next = ticks[replay.next]
  if (!hides && !(next?.tick === tick + 1 && next.hidden)) return
  audit.firstHole = null
  auditTick(terrane, audit)
  const hole = audit.firstHole as Sighting | null
  if (hole) addMark(marks, 'hole', tick, `Nothing is shown any more at ${nameOf(terrane, hole.row)}`)
}

function watchLate({ replay, late, marks, tick }: Survey): void {
  const { terrane } = replay.world
  const { live, settings } = terrane
  const least = lateAfterSeconds * settings.tickHz
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    const row = live.row[s]
    if (measureLateness(terrane, s) < least) late.delete(row)
    else if (!late.has(row)) {
      late.add(row)
      addMark(marks, 'late', tick, `${nameOf(terrane, row)} is late`)
    }
  }
}
