import type { Engine } from '../engine'

/** Of a load that is adopted part by part: so many stand now. */
export function noteParts({ live, clock }: Engine, s: number, done: number, total: number): void {
  if (live.partsTotal[s] === 0) live.inParts[live.inPartsCount++] = s
  live.partsDone[s] = done
  live.partsTotal[s] = total
  live.partsTick[s] = clock.tick
}

/** The writers of `partShown`, called by HandOver; and by whoever ends a load after it or outside the tick. */
export function showPart(engine: Engine, s: number): void {
  if (engine.live.partShown[s]) return
  mark(engine, s, 1)
  engine.presenter.showPart?.(engine.live.row[s])
}

export function hidePart(engine: Engine, s: number): void {
  if (!engine.live.partShown[s]) return
  mark(engine, s, 0)
  engine.presenter.hidePart?.(engine.live.row[s])
}

/** The load has ended, one way or another: the whole is in the picture now, or nothing of it is. */
export function endParts(engine: Engine, s: number): void {
  const { live } = engine
  if (live.partsTotal[s] === 0) return
  const at = live.inParts.subarray(0, live.inPartsCount).indexOf(s)
  live.inParts[at] = live.inParts[--live.inPartsCount]
  live.partsDone[s] = live.partsTotal[s] = 0
  if (!live.shown[s]) hidePart(engine, s)
  else if (live.partShown[s]) mark(engine, s, 0)
}

function mark({ live, telemetry, recorder }: Engine, s: number, shown: 0 | 1): void {
  live.partShown[s] = shown
  telemetry.partsShown += shown === 1 ? 1 : -1
  if (recorder !== null) recorder.notePart(live.row[s], shown === 1)
}
