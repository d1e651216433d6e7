import type { SectionTable } from '../blobs/sectionBlob'
import type { Engine, TerraneWorld } from '../engine'
import { budgets } from '../budgets/budgets'
import { views } from '../cut/views'
import { engineFeature } from '../engineFeature'
import { fail } from '../errors'
import type { PayloadKind } from '../payloads/kind'
import { prefetch } from '../prefetch/prefetch'
import { PrefetchAhead } from '../prefetch/prefetchAhead'
import type { Presenter } from '../presenter'
import { defaultScore } from '../scoring/defaultScore'
import { importanceMetre } from '../tiles/importance'
import { tiledScene } from '../tiles/tiledScene'
import { timelineHash } from '../telemetry/telemetry'
import { composeWorld, runTick, type Feature } from '../world'
import { applyCall } from './applyInput'
import { attachRecorder } from './attach'
import { compareTick, outputsOf, type Difference } from './compare'
import { hashTable, type RecordedKind, type RecordingHeader } from './header'
import { createLogRecorder, systemNames } from './logRecorder'
import { beginReads, createReads } from './recordedReads'
import { readTick, type RecordedTick } from './recordedTick'
import { lastTick, type Recording } from './recording'
import { createReplayBackend, type ReplayedTick } from './replayBackend'
import { restoreSnapshot } from './restore'
import { clearLog, createTickLog } from './tickLog'

/** A world that plays a recording: the real systems, the recorded inputs, and a comparison of all that comes out. */
export interface Replay {
  readonly world: TerraneWorld
  readonly recording: Recording
  /** The last tick that the recording knows of. */
  readonly end: number
  /** Index of the next recorded tick. */
  next: number
  /** Ticks, state changes and pictures that were compared. */
  readonly compared: { ticks: number; states: number; pictures: number; completions: number }
  /** The first tick that was not what was recorded; the replay may go on after it. */
  difference: Difference | null
  /** Of the tick that ran last. */
  happened: RecordedTick
  readonly now: ReplayedTick
}

export interface ReplayOptions {
  readonly presenter?: Presenter
  /**
   * Features of the recorded game that call Terrane inside ticks: they then run again, with the recorded values of `input`, instead of their
   * recorded calls.
   */
  readonly features?: readonly Feature[]
}

/**
 * Composes a clean world that plays a recording; `advanceReplay` runs it.
 * @throws TerraneError 'recording-world' for a recording of another world, 'recording-newer' for one that this version cannot play.
 */
export function createReplay(table: SectionTable, recording: Recording, options: ReplayOptions = {}): Replay {
  const { header, snapshot } = recording
  checkWorld(table, header)
  const now: ReplayedTick = { recorded: { tick: 0 }, reads: createReads() }
  const world = composeReplay(table, header, now, options)
  if (snapshot !== null) restoreSnapshot(world, snapshot)
  const replay: Replay = {
    world,
    recording,
    end: lastTick(recording),
    next: 0,
    compared: { ticks: 0, states: 0, pictures: 0, completions: 0 },
    difference: null,
    happened: { tick: 0 },
    now,
  }
  listen(replay)
  return replay
}

function checkWorld(table: SectionTable, { world }: RecordingHeader): void {
  const hash = hashTable(table)
  if (world.hash === hash && world.sections === table.count) return
  fail(
    'recording-world',
    `a recording of another world (${world.sections} sections, ${world.hash})`,
    `one of this world (${table.count} sections, ${hash})`,
    'Replay it on the bake that it was recorded with.',
  )
}

function composeReplay(
  table: SectionTable,
  header: RecordingHeader,
  now: ReplayedTick,
  { presenter, features }: ReplayOptions,
): TerraneWorld {
  const { settings, profile, kinds, tiled } = header
  const engine = engineFeature({
    table,
    presenter,
    settings,
    ...(tiled && { tiled: tiledScene }),
    profile,
    kinds: kinds.filter(({ wanted }) => wanted).map(({ name }) => name),
    backend: () => createReplayBackend(header, now),
    scorer: Object.assign(
      (terrane: Engine, s: number) => nextScore(now, terrane, s),
      tiled && { metre: importanceMetre },
    ),
  })
  const others = features ?? systemNames.flatMap((after) => inputsAfter(after, header, now))
  return composeWorld({
    features: [
      engine,
      ...recordedRules(header),
      recordedKinds(kinds),
      inputsBefore(now),
      ...withPrefetch(others, header),
    ],
  })
}

/** Features that bring rules and no system: where they stood among the others says nothing. */
function recordedRules({
  budgets: settings,
  budgetBytes,
  geometryBytes,
  textureBytes,
  features,
}: RecordingHeader): Feature[] {
  const bytes = { budgetBytes, geometryBytes, textureBytes }
  return [...(settings ? [budgets({ ...settings, ...bytes })] : []), ...(features.includes('views') ? [views()] : [])]
}

/** Prefetch where it was: behind the features that came before it, and before what its own system is followed by. */
function withPrefetch(features: readonly Feature[], header: RecordingHeader): readonly Feature[] {
  if (header.prefetch === undefined) return features
  const later = header.features.slice(header.features.indexOf(PrefetchAhead.name) + 1)
  const at = features.findIndex(({ name, after }) => after === PrefetchAhead.name || later.includes(name))
  const end = at < 0 ? features.length : at
  return [...features.slice(0, end), prefetch(header.prefetch), ...features.slice(end)]
}

/** What the features of the recorded world said of their kinds; they load nothing here. */
function recordedKinds(kinds: readonly RecordedKind[]): Feature {
  const part = ({ name, order, radius }: RecordedKind): PayloadKind => ({
    name,
    order,
    radius,
    adopt: () => undefined,
    release() {},
  })
  return { name: 'recorded kinds', kinds: kinds.map(part) }
}

/** Calls and reads from the start of the tick on. */
function inputsBefore(now: ReplayedTick): Feature {
  return {
    name: 'recorded inputs',
    before: systemNames[0],
    run(world) {
      makeCalls(world, now.recorded, '')
      beginReads(world.terrane, now.reads, now.recorded)
    },
  }
}

function inputsAfter(after: string, { prefetch }: RecordingHeader, now: ReplayedTick): Feature[] {
  if (after === PrefetchAhead.name && prefetch === undefined) return []
  return [{ name: `recorded inputs after ${after}`, after, run: (world) => makeCalls(world, now.recorded, after) }]
}

function makeCalls(world: TerraneWorld, { during = [] }: RecordedTick, after: string): void {
  for (const [system, ...call] of during) if (system === after) applyCall(world, call)
}

function nextScore({ reads }: ReplayedTick, engine: Engine, s: number): number {
  return reads.nextScore < reads.scores.length
    ? reads.scores[reads.nextScore++]
    : (engine.tiles?.scorer ?? defaultScore)(engine, s)
}

/** Hears what comes out of each tick, and hands features what they passed when it was recorded. */
function listen(replay: Replay): void {
  const { terrane } = replay.world
  const { values } = replay.now.reads
  const log = createTickLog()
  const next = { next: 0 }
  const recorder = createLogRecorder(terrane, log, (from) => {
    replay.happened = readTick(log, from, systemNames, next)
    clearLog(log)
  })
  attachRecorder(terrane, {
    ...recorder,
    pass: (name, value) => (values.get(name)?.length ? values.get(name)?.shift() : value),
  })
}

/** Runs the next tick and compares it. @returns false when the recording is over, and then its end has been compared as well. */
export function advanceReplay(replay: Replay): boolean {
  const { world, now } = replay
  const { terrane } = world
  const tick = terrane.clock.tick + 1
  if (tick > replay.end) return false
  const recorded = replay.recording.ticks[replay.next]
  const due = recorded?.tick === tick
  if (due) replay.next++
  now.recorded = due ? recorded : { tick }
  replay.happened = { tick }
  beginTick(terrane, now.recorded.due ?? 1)
  for (const call of now.recorded.calls ?? []) applyCall(world, call)
  runTick(world, terrane)
  count(replay)
  if (replay.difference === null) replay.difference = findDifference(replay, tick)
  return true
}

/** As `step` would: the next tick of a step that has more, or the first of a new one. */
function beginTick({ clock, events, settings }: Engine, due: number): void {
  if (++clock.tickInStep < clock.ticksInStep) return
  events.frameStart = events.written
  clock.tickInStep = 0
  clock.dueInStep = due
  clock.ticksInStep = Math.min(due, settings.maxTicksPerStep)
  clock.dropped += due - clock.ticksInStep
}

function count({ compared, now, happened }: Replay): void {
  compared.ticks++
  compared.states += happened.states?.length ?? 0
  compared.pictures += (happened.shown?.length ?? 0) + (happened.hidden?.length ?? 0)
  compared.completions += now.recorded.completions?.length ?? 0
}

function findDifference(replay: Replay, tick: number): Difference | null {
  const { world, recording, now, happened, end } = replay
  const { terrane } = world
  const found =
    compareTick(terrane.table, now.recorded, happened) ??
    (recording.altered.has(tick)
      ? (['a line whose sum is right', 'a line that was changed afterwards'] as const)
      : null) ??
    (tick === end && recording.end !== null
      ? compareEnd(recording.end.timeline, timelineHash(terrane.telemetry))
      : null)
  if (found === null) return null
  return {
    tick,
    seconds: tick / terrane.settings.tickHz,
    recorded: found[0],
    happened: found[1],
    outputs: { recorded: outputsOf(now.recorded), happened: outputsOf(happened) },
  }
}

function compareEnd(recorded: string, happened: string): readonly [string, string] | null {
  return recorded === happened ? null : [`timeline ${recorded} at the end`, `timeline ${happened}`]
}

/** Runs a replay to its end, or to the first difference. */
export function runReplay(replay: Replay): Difference | null {
  while (replay.difference === null && advanceReplay(replay));
  return replay.difference
}
