import { Stage, stageCount } from '../components/stageTimes'
import type { TerraneWorld } from '../engine'

/** How long what is live was waited for, milliseconds of world time: from the tick in which it was first in range (T-21). */
export interface Waits {
  /** Sections that were asked for after they were wanted, and of these the ones that were shown since. */
  readonly asked: number
  readonly shown: number
  /** Until their load was dispatched. */
  readonly toAskedMs: Wait
  /** Until they were in the picture. */
  readonly toShownMs: Wait
}

export interface Wait {
  readonly median: number
  readonly longest: number
}

/** Over live sections, their present loads. What was loaded ahead of demand was not waited for, and is left out. Allocates: for people and tools. */
export function measureWaits({ terrane }: TerraneWorld): Waits {
  const { live, stages, settings } = terrane
  const [toAsked, toShown]: [number[], number[]] = [[], []]
  for (let i = 0; i < live.count; i++) {
    const offset = stageCount * live.order[i]
    const [wanted, asked, shown] = [Stage.Wanted, Stage.Asked, Stage.Shown].map((stage) => stages.at[offset + stage])
    if (wanted < 0 || asked < wanted) continue
    toAsked.push(asked - wanted)
    if (shown >= asked) toShown.push(shown - wanted)
  }
  const tickMs = 1000 / settings.tickHz
  return {
    asked: toAsked.length,
    shown: toShown.length,
    toAskedMs: waitOf(toAsked, tickMs),
    toShownMs: waitOf(toShown, tickMs),
  }
}

function waitOf(ticks: number[], tickMs: number): Wait {
  ticks.sort((a, b) => a - b)
  return { median: (ticks[ticks.length >> 1] ?? 0) * tickMs, longest: (ticks[ticks.length - 1] ?? 0) * tickMs }
}
