import { Reason } from '../components/liveSection'
import { Stage, stageCount } from '../components/stageTimes'
import { State } from '../components/state'
import { isUsable } from '../cut/usable'
import type { Engine } from '../engine'

/**
 * Where the time goes between being wanted and being usable. requirement: what it requires is not there; failure: its loads fail and cool down; queue: others
 * go first; network: until all bytes are here; decode: in the workers; main thread: waiting for the work meter, and adopting; hand-over: loaded, and the
 * picture cannot change yet.
 */
export type LateStage = 'requirement' | 'failure' | 'queue' | 'network' | 'decode' | 'main thread' | 'hand-over'

export interface Delay {
  readonly stage: LateStage
  readonly ticks: number
}

/** Stages whose ticks end a delay, in order, and what the time before them is called. */
const ends: readonly (readonly [Stage, LateStage])[] = [
  [Stage.Queued, 'requirement'],
  [Stage.Asked, 'queue'],
  [Stage.Arrived, 'network'],
  [Stage.Decoded, 'decode'],
  [Stage.Adopted, 'main thread'],
  [Stage.Shown, 'hand-over'],
]

/** What is known of one section's way at a tick; see `StageTimes`. */
export interface Way {
  /** Ticks by stage, from `offset` on. */
  readonly at: Int32Array
  readonly offset: number
  readonly failed: number
  readonly now: number
}

/**
 * The delays of a section since it was wanted, in order; the last one may still be running. What a backend does not tell apart counts as the first of it.
 * Nothing for what was never wanted.
 */
export function measureDelays({ at, offset, failed, now }: Way): Delay[] {
  const delays: Delay[] = []
  let from = at[offset + Stage.Wanted]
  if (from < 0) return delays
  let open: LateStage | null = null
  for (const [stage, name] of ends) {
    open ??= name === 'requirement' && failed > 0 ? 'failure' : name
    const tick = at[offset + stage]
    if (tick < 0) continue
    if (tick > from) delays.push({ stage: open, ticks: tick - from })
    from = Math.max(from, tick)
    open = null
  }
  if (open !== null) delays.push({ stage: open, ticks: now - from })
  return delays
}

export function wayOf({ stages, clock }: Engine, s: number): Way {
  return { at: stages.at, offset: stageCount * s, failed: stages.failed[s], now: clock.tick }
}

/** Seconds by stage, and the stage that took longest; the earlier one of two. Where none took a tick it is only the picture that has yet to change. */
export function sumDelays(way: Way, tickHz: number): { stage: LateStage; stages: Partial<Record<LateStage, number>> } {
  const delays = measureDelays(way)
  const stages: Partial<Record<LateStage, number>> = {}
  for (const { stage, ticks } of delays) stages[stage] = (stages[stage] ?? 0) + ticks / tickHz
  const handOver: Delay = { stage: 'hand-over', ticks: 0 }
  return { stage: delays.reduce((worst, delay) => (delay.ticks > worst.ticks ? delay : worst), handOver).stage, stages }
}

/** Ticks that a live section has been wanted without being usable; −1 for what is there or is not wanted. */
export function measureLateness(engine: Engine, s: number): number {
  const { live, stages, clock } = engine
  const reason = live.reason[s]
  if (reason !== Reason.Target && reason !== Reason.Pinned) return -1
  const there = reason === Reason.Target ? isUsable(engine, s) : live.state[s] === State.Loaded
  const wanted = stages.at[stageCount * s + Stage.Wanted]
  return there || wanted < 0 ? -1 : clock.tick - wanted
}
