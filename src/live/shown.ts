import { Reason } from '../components/liveSection'
import type { Engine } from '../engine'
import { setReason } from './demand'
import { setTag } from './entity'
import { markDirty, touch } from './pending'
import { EventKind, writeEvent } from './events'

/** The only writers of `shown`, called by HandOver (and by the loss of a graphics context). */
export function show(engine: Engine, s: number): void {
  const { live, clock, telemetry } = engine
  if (live.shown[s]) return
  live.shown[s] = 1
  live.shownSince[s] = clock.tick
  telemetry.shown++
  touch(engine, s)
  setTag(engine, s, 'Shown', true)
  if (live.reason[s] === Reason.None) setReason(engine, s, Reason.Shown)
  if (engine.recorder !== null) engine.recorder.noteShown(live.row[s], true)
  engine.presenter.show(live.row[s])
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
  engine.presenter.hide(live.row[s])
  writeEvent(engine.events, EventKind.Hidden, live.row[s], clock.tick)
}

/** What is no longer there cannot be shown, whatever dwell says. */
export function hideLost(engine: Engine, s: number): void {
  hide(engine, s)
  markDirty(engine, s)
}
