import { State } from './state'

/** What a section goes through from being wanted to being seen, in this order (G-19). */
export enum Stage {
  Wanted = 0,
  Queued = 1,
  /** Its load was started. */
  Asked = 2,
  /** The backend says these three, where it can. Arrived: all bytes are here. */
  FirstByte = 3,
  Arrived = 4,
  Decoded = 5,
  /** Loaded: what the main thread had to do is done. */
  Adopted = 6,
  /** First in the picture since it was loaded. */
  Shown = 7,
}

export const stageNames = ['wanted', 'queued', 'asked', 'first byte', 'arrived', 'decoded', 'adopted', 'shown'] as const
export const stageCount = 8

/** Stage times of live sections, by live index. Written where the thing happens; of what streams, only the watchdog reads them: when the bytes arrived. */
export function createStageTimes(capacity: number) {
  return {
    /** Tick of each stage, at `stageCount × s + stage`; −1 where the present load has not come so far. */
    at: new Int32Array(capacity * stageCount).fill(-1),
    /** Loads that were started before it while it was queued; until it is asked, the loads started before that. */
    ahead: new Int32Array(capacity),
    /** Failed loads since it was wanted. */
    failed: new Uint16Array(capacity),
    /** Loads ever started. */
    starts: 0,
  }
}

export type StageTimes = ReturnType<typeof createStageTimes>

/** Of an index that is given to another section. */
export function clearStages(times: StageTimes, s: number): void {
  times.at.fill(-1, stageCount * s, stageCount * (s + 1))
  times.ahead[s] = times.failed[s] = 0
}

/** Writes a stage's tick; what comes after it has not happened yet. */
export function stampStage({ at }: StageTimes, s: number, stage: Stage, tick: number): void {
  at[stageCount * s + stage] = tick
  at.fill(-1, stageCount * s + stage + 1, stageCount * (s + 1))
}

/** It is wanted from now on. What is loaded, on its way or queued (ahead of demand) keeps the times of its load. */
export function stampWanted(times: StageTimes, s: number, state: State, tick: number): void {
  if (state === State.Idle) stampStage(times, s, Stage.Wanted, tick)
  else times.at[stageCount * s] = tick
  times.failed[s] = state === State.Error ? 1 : 0
}

export function stampShown({ at }: StageTimes, s: number, tick: number): void {
  if (at[stageCount * s + Stage.Shown] < 0) at[stageCount * s + Stage.Shown] = tick
}

/** The stages that a change of state is. */
export function stampState(times: StageTimes, s: number, from: State, to: State, tick: number): void {
  if (to === State.QueuedLoad) {
    stampStage(times, s, Stage.Queued, tick)
    times.ahead[s] = times.starts
  } else if (to === State.Loading) {
    stampStage(times, s, Stage.Asked, tick)
    times.ahead[s] = times.starts++ - times.ahead[s]
  } else if (to === State.Loaded && from === State.Loading) stampStage(times, s, Stage.Adopted, tick)
  else if (to === State.Error) {
    times.failed[s]++
    stampStage(times, s, Stage.Wanted, times.at[stageCount * s])
  } else if (to === State.Idle) {
    const lost = from === State.Loaded || from === State.QueuedUnload
    stampStage(times, s, Stage.Wanted, lost ? tick : times.at[stageCount * s])
  }
}
