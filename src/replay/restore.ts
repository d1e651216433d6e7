import { State } from '../components/state'
import { laneBounds } from '../components/profile'
import { givenStride } from '../components/sceneRoot'
import type { Engine, TerraneWorld } from '../engine'
import { fail } from '../errors'
import { focusIdOf } from '../focuses'
import { dropEntity, ensureEntity, setTag } from '../live/entity'
import { describe } from '../live/membership'
import { createRefreshes } from '../live/refreshes'
import { insertLive } from '../live/rowTable'
import { createRoot, followRoot, matrixOf, writeRoot } from '../placement/root'
import { openBarrier } from '../readiness/barrier'
import {
  columnsOf,
  keptWhole,
  listLengths,
  type Column,
  type Fields,
  type LiveList,
  type Snapshot,
  type Values,
} from './snapshot'

/**
 * Puts a world where a snapshot was taken, whatever it did before. The presenter is told what goes and what comes.
 * @throws TerraneError 'recording-newer' for a snapshot of an engine with other columns.
 */
export function restoreSnapshot(world: TerraneWorld, snapshot: Snapshot): void {
  const engine = world.terrane
  clearLive(engine)
  engine.profile = snapshot.profile
  engine.bounds = laneBounds(snapshot.profile, engine.settings)
  for (const part of [...keptWhole, 'telemetry'] as const) restoreFields(engine[part], snapshot.whole[part], part)
  restoreFocuses(engine, snapshot)
  if (engine.tiles !== null) fillMap(engine.tiles.sizes, snapshot.sizes ?? [])
  restoreLive(engine, snapshot)
  restoreBarriers(world, snapshot)
  if (engine.budgets !== null) restoreFields(engine.budgets, snapshot.budgets ?? undefined, 'budgets')
  restorePrefetch(engine, snapshot)
  restoreRoot(engine, snapshot)
  restoreRefreshes(engine, snapshot)
  engine.errors.clear()
  for (const [row, message] of snapshot.errors) engine.errors.set(row, message)
  engine.robbed.splice(0, Infinity, ...snapshot.robbed)
}

function clearLive(engine: Engine): void {
  const { live, rows, byState } = engine
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    if (live.shown[s]) engine.presenter.hide(live.row[s])
    if (live.partShown[s]) engine.presenter.hidePart?.(live.row[s])
    dropEntity(engine, s)
    live.row[s] = -1
  }
  rows.keys.fill(-1)
  byState.fill(0)
  for (const length of Object.values(listLengths)) live[length] = 0
  engine.barriers.length = 0
}

function restoreFields(part: object, kept: Fields | undefined, name: string): void {
  const fields = part as Record<string, unknown>
  for (const [field, value] of Object.entries(kept ?? refuse(name))) {
    const there = fields[field]
    if (there === undefined) refuse(`${name}.${field}`)
    if (ArrayBuffer.isView(there)) (there as Float64Array).set(value as ArrayLike<number>)
    else if (Array.isArray(there)) there.splice(0, Infinity, ...(value as number[]))
    else if (there instanceof Map) fillMap(there as Map<number, number>, value as [number, number][])
    else fields[field] = value
  }
}

function fillMap(map: Map<number, number>, entries: readonly (readonly [number, number])[]): void {
  map.clear()
  for (const [key, value] of entries) map.set(key, value)
}

function restoreFocuses({ focuses }: Engine, snapshot: Snapshot): void {
  focuses.serial.fill(0)
  focuses.barriers.fill(0)
  focuses.follow.fill(null)
  focuses.view.fill(null)
  spread(focuses, focuses.capacity, snapshot.focuses, snapshot.focus)
  focuses.alive.splice(0, Infinity, ...snapshot.alive)
  focuses.lastSerial = snapshot.lastSerial
  for (const [focus, view] of snapshot.views) focuses.view[focus] = view
}

function restoreLive(engine: Engine, snapshot: Snapshot): void {
  const { live, rows, byState } = engine
  const { order } = snapshot.lists
  for (const [name, length] of Object.entries(listLengths)) {
    const list = snapshot.lists[name as LiveList] ?? refuse(name)
    live[name as LiveList].set(list)
    live[length] = list.length
  }
  spread(live, live.capacity, order, snapshot.live)
  spread(engine.stages, live.capacity, order, snapshot.stages)
  engine.stages.starts = snapshot.starts
  fillFree(engine)
  describeAll(engine)
  spread(live, live.capacity, order, snapshot.live)
  for (let k = 0; k < live.pendingCount; k++) live.pendingAt[live.pending[k]] = k
  for (let i = 0; i < order.length; i++) {
    const s = order[i]
    insertLive(rows, live.row[s], s)
    byState[live.state[s]]++
    if (at(snapshot.entities, i) === 1) restoreEntity(engine, s)
    if (live.shown[s]) engine.presenter.show(live.row[s])
    if (live.partShown[s]) engine.presenter.showPart?.(live.row[s])
  }
}

/** A barrier goes on as long as it would have; nobody waits for its promise here. */
function restoreBarriers(world: TerraneWorld, { barriers }: Snapshot): void {
  for (const { focus, parts, within, level, openedTick, lastTick } of barriers) {
    const barrier = openBarrier(world, focusIdOf(world.terrane, focus), { parts, within, level })
    Object.assign(barrier, { openedTick, lastTick })
  }
}

function restorePrefetch({ prefetch }: Engine, { prefetch: kept, focuses }: Snapshot): void {
  if (prefetch === null) return
  const { courses } = prefetch
  restoreFields(prefetch, kept?.fields, 'prefetch')
  courses.serial.fill(0)
  courses.path.fill(null)
  spread(courses, courses.capacity, focuses, kept!.courses)
  for (const { focus, points, speed } of kept!.paths) courses.path[focus] = { points: Float64Array.from(points), speed }
}

/** After everything that it carries: what is kept of paths is what was given. */
function restoreRoot(engine: Engine, { root: kept = null, focuses }: Snapshot): void {
  engine.root = kept && createRoot(engine)
  if (engine.root === null || kept === null) return engine.presenter.moveScene(matrixOf(null))
  writeRoot(engine.root, kept)
  for (let i = 0; i < focuses.length; i++)
    for (let k = 0; k < givenStride; k++)
      engine.root.given[givenStride * focuses[i] + k] = kept.given[givenStride * i + k]
  for (const focus of engine.focuses.alive) engine.root.enter(engine.focuses, focus)
  followRoot(engine, engine.root)
}

function restoreRefreshes(engine: Engine, { refreshes: kept }: Snapshot): void {
  engine.refreshes = kept === null ? null : createRefreshes()
  for (const row of kept?.waiting ?? []) engine.refreshes?.waiting.add(row)
  for (const [ticket, refresh] of kept?.running ?? []) engine.refreshes?.running.set(ticket, { ...refresh })
}

/** What follows from the table: parents come first in the order. */
function describeAll(engine: Engine): void {
  const { live } = engine
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    live.pendingAt[s] = -1
    live.eid[s] = live.stamp[s] = 0
    describe(engine, s, live.row[s], live.parent[s])
  }
}

function restoreEntity(engine: Engine, s: number): void {
  const { live } = engine
  ensureEntity(engine, s)
  if (live.state[s] === State.Loaded || live.state[s] === State.QueuedUnload) setTag(engine, s, 'Loaded', true)
  if (live.shown[s]) setTag(engine, s, 'Shown', true)
  if (live.pins[s] > 0) setTag(engine, s, 'Pinned', true)
}

function fillFree({ live }: Engine): void {
  const taken = new Set(live.order.subarray(0, live.count))
  live.freeCount = 0
  for (let s = live.capacity - 1; s >= 0; s--) if (!taken.has(s)) live.free[live.freeCount++] = s
}

function spread(store: object, capacity: number, rows: ArrayLike<number>, kept: Snapshot['live']): void {
  for (const [name, column] of columnsOf(store, capacity)) {
    const values = kept[name] ?? refuse(name)
    const stride = column.length / capacity
    if (typeof values === 'number') spreadOne(column, stride, rows, values)
    else if (stride === 1) for (let i = 0; i < rows.length; i++) column[rows[i]] = values[i]
    else
      for (let i = 0; i < rows.length; i++)
        for (let k = 0; k < stride; k++) column[rows[i] * stride + k] = values[i * stride + k]
  }
}

function spreadOne(column: Column, stride: number, rows: ArrayLike<number>, value: number): void {
  for (let i = 0; i < rows.length; i++)
    if (stride === 1) column[rows[i]] = value
    else column.fill(value, rows[i] * stride, (rows[i] + 1) * stride)
}

const at = (values: Values, i: number): number => (typeof values === 'number' ? values : values[i])

function refuse(name: string): never {
  return fail(
    'recording-newer',
    `a recording from the middle of a game that says nothing of "${name}"`,
    'one of this version of terrane',
    'Replay it with the version that recorded it.',
  )
}
