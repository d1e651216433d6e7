import { Reason } from '../components/liveSection'
import { stampShown } from '../components/stageTimes'
import type { Engine } from '../engine'
import { setReason } from './demand'
import { setTag } from './entity'
import { State } from '../components/state'
import { markDirty, touch } from './pending'
import { EventKind, writeEvent } from './events'

/** The only writers of `shown`, called by HandOver (and by the loss of a graphics context). */
export function show(engine: Engine, s: number): void {
  const { live, clock, telemetry } = engine
  if (live.shown[s]) return
  live.shown[s] = 1
  live.shownSince[s] = clock.tick
  stampShown(engine.stages, s, clock.tick)
  telemetry.shown++
  touch(engine, s)
  setTag(engine, s, 'Shown', true)
  if (live.reason[s] === Reason.None || live.reason[s] === Reason.Prefetched) setReason(engine, s, Reason.Shown)
  if (engine.recorder !== null) engine.recorder.noteShown(live.row[s], true)
  cutFade(engine, s)
  engine.presenter.show(live.row[s], engine.settings.fadeSeconds)
  writeEvent(engine.events, EventKind.Shown, live.row[s], clock.tick)
}

export function hide(engine: Engine, s: number): void {
  const { live, clock, telemetry } = engine
  if (!live.shown[s]) return
  live.shown[s] = 0
  telemetry.shown--
  touch(engine, s)
  setTag(engine, s, 'Shown', false)
  if (engine.recorder !== null) engine.recorder.noteShown(live.row[s], false)
  beginFade(engine, s)
  engine.presenter.hide(live.row[s], engine.settings.fadeSeconds)
  writeEvent(engine.events, EventKind.Hidden, live.row[s], clock.tick)
}

/** What is hidden stays resident until its picture has gone. */
function beginFade({ live, clock, ticks }: Engine, s: number): void {
  if (ticks.fade === 0 || live.state[s] !== State.Loaded) return
  if (live.fadingUntil[s] === 0) live.fading[live.fadingCount++] = s
  live.fadingUntil[s] = clock.tick + ticks.fade
}

/** Its picture comes again, or is gone: the fade is over, and what is left of it goes from the list in the next HandOver. */
function cutFade({ live }: Engine, s: number): void {
  if (live.fadingUntil[s] > 0) live.fadingUntil[s] = 1
}

/** Pictures that have gone let go of their sections. */
export function endFades(engine: Engine): void {
  const { live, clock } = engine
  for (let k = live.fadingCount - 1; k >= 0; k--) {
    const s = live.fading[k]
    if (live.fadingUntil[s] > clock.tick) continue
    live.fading[k] = live.fading[--live.fadingCount]
    live.fadingUntil[s] = 0
    if (live.row[s] >= 0) touch(engine, s)
  }
}

/** Is the picture of a hidden section still on its way out? */
export function isFading({ live, clock }: Engine, s: number): boolean {
  return live.fadingUntil[s] > clock.tick
}

/** What is no longer there cannot be shown, whatever dwell says. */
export function hideLost(engine: Engine, s: number): void {
  hide(engine, s)
  cutFade(engine, s)
  markDirty(engine, s)
}
