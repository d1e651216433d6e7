import { kindBitOf } from '../components/kinds'
import { State } from '../components/state'
import type { Engine } from '../engine'
import { EventKind, writeEvent } from '../live/events'
import { findLive } from '../live/rowTable'
import { findRowsNear } from '../spatial/rowsNear'
import type { FloorWatch, GroundWorld } from './groundWorld'

/** Metres around a focus within which floors are watched, at least: half a usual cell. */
const leastRadius = 32

/** How far ahead a moving focus is warned: time for a game to slow it down or to hold it. */
const warningSeconds = 2

/** Beyond so many radii an absence is forgotten: a focus on the border is not told again and again. */
const forgetRadii = 1.25

/**
 * Writes FloorMissing for every collider section near a focus that is not loaded, once for each absence: again only after it was loaded, or after
 * all focuses had left it. Looks at nothing while no focus moves and no event is written.
 */
export function watchFloors(engine: Engine, { index, floors }: GroundWorld): void {
  if (!hasChanged(engine, floors)) return
  const { focuses, clock } = engine
  for (const focus of focuses.alive) {
    const radius = floors.seenFocus[4 * focus + 3]
    findRowsNear(index, focuses.x[focus], focuses.y[focus], focuses.z[focus], forgetRadii * radius, floors.near)
    for (let i = 0; i < floors.near.count; i++) notice(engine, floors, focus, i, radius * radius)
  }
  if (floors.announced.size > 0)
    for (const [row, tick] of floors.announced) if (tick !== clock.tick) floors.announced.delete(row)
  floors.seenEvents = engine.events.written
}

function notice(engine: Engine, { near, announced }: FloorWatch, focus: number, i: number, limit: number): void {
  const { table, focuses, clock } = engine
  const row = near.rows[i]
  const wanted = (focuses.kindMask[focus] & kindBitOf(table.kind[row])) !== 0
  if (!wanted || !isMissing(engine, row)) return
  const known = announced.has(row)
  if (!known && near.squared[i] > limit) return
  announced.set(row, clock.tick)
  if (!known) writeEvent(engine.events, EventKind.FloorMissing, row, clock.tick)
}

/** Of a hidden or switched-off layer nothing is missed. */
function isMissing({ table, layers, live, rows }: Engine, row: number): boolean {
  if ((table.layer[row] & layers.visible) === 0) return false
  const s = findLive(rows, row)
  return s < 0 || (live.state[s] !== State.Loaded && live.state[s] !== State.QueuedUnload)
}

/** Notes where every focus is, and answers whether anything is new since the last look. */
function hasChanged(engine: Engine, floors: FloorWatch): boolean {
  const { focuses, events, layers } = engine
  let changed = events.written !== floors.seenEvents || layers.visible !== floors.seenLayers
  floors.seenLayers = layers.visible
  for (const focus of focuses.alive) {
    const radius = floors.radius ?? Math.max(leastRadius, warningSeconds * speedOf(engine, focus))
    changed = note(floors.seenFocus, 4 * focus, focuses.x[focus]) || changed
    changed = note(floors.seenFocus, 4 * focus + 1, focuses.y[focus]) || changed
    changed = note(floors.seenFocus, 4 * focus + 2, focuses.z[focus]) || changed
    changed = note(floors.seenFocus, 4 * focus + 3, radius) || changed
  }
  return changed
}

function note(seen: Float64Array, at: number, value: number): boolean {
  if (seen[at] === value) return false
  seen[at] = value
  return true
}

function speedOf({ focuses }: Engine, focus: number): number {
  const [x, y, z] = [focuses.velocityX[focus], focuses.velocityY[focus], focuses.velocityZ[focus]]
  return Math.sqrt(x * x + y * y + z * z)
}
