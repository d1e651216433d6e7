import type { TerraneWorld } from '../engine'
import { fail } from '../errors'
import { timelineHash } from '../telemetry/telemetry'
import { attachRecorder, detachRecorder } from './attach'
import { budgetsOf, makeHeader } from './header'
import { createLogRecorder, systemNames } from './logRecorder'
import { readTick } from './recordedTick'
import { createChain, writeLine } from './recordingText'
import type { RecordingSink } from './sinks'
import { takeSnapshot } from './snapshot'
import { clearLog, createTickLog } from './tickLog'

/** A recording that runs. */
export interface RunningRecording {
  /** Writes the last line and closes the sink. Safe to call twice. */
  stop(): void
  /** Ticks written, and characters. */
  readonly ticks: number
  readonly characters: number
  /** Why it ended by itself: what the sink threw; '' while all is well. */
  readonly failure: string
}

/**
 * Records a world from now on: all that goes into its ticks and comes out of them, a line a tick that had something to say. From the world's first tick it needs nothing
 * else; later it begins with a snapshot. `terrane replay` proves that it is all.
 * @throws TerraneError 'argument' inside a tick.
 */
export function startRecording(world: TerraneWorld, sink: RecordingSink): RunningRecording {
  const { terrane } = world
  if (terrane.clock.running >= 0)
    fail('argument', 'a recording begun inside a tick', 'one begun between steps', 'Call it outside of systems.')
  const chain = createChain()
  const log = createTickLog()
  const next = { next: 0 }
  const state = { ticks: 0, characters: 0, failure: '', stopped: false }
  const write = (value: object) => {
    const line = writeLine(chain, value)
    state.characters += line.length + 1
    sink.write(line)
  }
  const recorder = createLogRecorder(terrane, log, (from) => {
    try {
      write(readTick(log, from, systemNames, next))
      state.ticks++
    } catch (error) {
      state.failure = error instanceof Error ? error.message : String(error)
      state.stopped = true
      detachRecorder(terrane, recorder)
    }
    clearLog(log)
  })
  const { clock, profile, ledger, live, focuses, root } = terrane
  const fresh = clock.tick === 0 && live.count === 0 && focuses.lastSerial === 0 && root === null
  write(makeHeader(terrane, clock.tick, profile, budgetsOf(ledger)))
  if (!fresh) write({ snapshot: takeSnapshot(terrane) })
  attachRecorder(terrane, recorder)
  return {
    get ticks() {
      return state.ticks
    },
    get characters() {
      return state.characters
    },
    get failure() {
      return state.failure
    },
    stop() {
      if (state.stopped) return
      state.stopped = true
      detachRecorder(terrane, recorder)
      write({ end: clock.tick, timeline: timelineHash(terrane.telemetry) })
      sink.close()
    },
  }
}
