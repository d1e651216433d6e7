import type { View } from '../components/focus'
import { givenStride, givenView, type SceneRoot } from '../components/sceneRoot'
import type { FocusPath } from '../components/focusPath'
import type { Profile } from '../components/profile'
import type { Engine } from '../engine'
import type { Prefetching } from '../live/prefetch'
import type { Refresh } from '../live/refreshes'
import type { RootValues } from '../placement/root'
import type { BarrierState } from '../readiness/barrier'

export type Column = Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array | Int8Array

/** Values of a column by position; a single number where all are the same. */
export type Values = number | ArrayLike<number>

/** Numbers, switches, lists and counts by number of an object of the engine. */
export type Fields = Readonly<Record<string, Field>>
type Field = number | boolean | ArrayLike<number> | readonly (readonly [number, number])[]

/**
 * All that the next tick depends on, beside its inputs, the table and the header of the recording: what a replay begins with that does not begin with the world.
 * Live indices are kept as they are.
 */
export interface Snapshot {
  readonly profile: Profile
  /** Objects of the engine by name, see `keptWhole`. */
  readonly whole: Readonly<Record<string, Fields>>
  /** Lists of live indices by name, see `listLengths`; `order` is the order of the columns below. */
  readonly lists: Readonly<Record<LiveList, ArrayLike<number>>>
  readonly robbed: readonly number[]
  /** Columns of the live sections. */
  readonly live: Readonly<Record<string, Values>>
  /** Their stage times, and the loads ever started. */
  readonly stages: Readonly<Record<string, Values>>
  readonly starts: number
  /** 1: it has an entity. */
  readonly entities: Values
  /** Focus indices that are or were in use, those alive in their order, and the columns of all. */
  readonly focuses: ArrayLike<number>
  readonly alive: readonly number[]
  readonly lastSerial: number
  readonly focus: Readonly<Record<string, Values>>
  /** Views by focus, where a tick reads them. */
  readonly views: readonly (readonly [focus: number, view: View])[]
  /** Sizes that were measured, by row; left out by older recordings, where there are none. */
  readonly sizes?: readonly (readonly [row: number, bytes: number])[]
  /** Where the scene stands, and what was given of focuses in the world; null, and left out by older recordings, where it was not moved. */
  readonly root?: KeptRoot | null
  readonly errors: readonly (readonly [row: number, message: string])[]
  readonly barriers: readonly KeptBarrier[]
  /** Refreshes that wait, by row, and those under way, by ticket. */
  readonly budgets: Fields | null
  readonly prefetch: KeptPrefetch | null
  readonly refreshes: {
    readonly waiting: readonly number[]
    readonly running: readonly (readonly [number, Refresh])[]
  } | null
}

/** Of a world that prefetches: its lists and numbers, the courses of the focuses, and where the game said that they will go. */
export interface KeptPrefetch {
  readonly fields: Fields
  readonly courses: Readonly<Record<string, Values>>
  readonly paths: readonly { readonly focus: number; readonly points: ArrayLike<number>; readonly speed: number }[]
}

/** A readiness barrier that was open: from which tick on, and until which at most. */
export interface KeptBarrier extends Pick<BarrierState, 'openedTick' | 'lastTick' | 'within' | 'level'> {
  readonly focus: number
  readonly parts: readonly string[]
}

/** `given`: six numbers for each of `Snapshot.focuses`. */
export interface KeptRoot extends RootValues {
  readonly given: ArrayLike<number>
}

/** Lists of `LiveSections` by name, with the field that says how long they are. */
export const listLengths = {
  order: 'count',
  pending: 'pendingCount',
  touched: 'touchedCount',
  dirtyRoots: 'dirtyCount',
  fading: 'fadingCount',
  inParts: 'inPartsCount',
} as const
export type LiveList = keyof typeof listLengths

/** Parts of the engine that are kept field by field. */
export const keptWhole = ['clock', 'cut', 'loader', 'ledger', 'layers'] as const

/** Counters are kept like these, but not how long ticks took. */
const untold = new Set(['tickMs', 'ticksMeasured', 'timing', 'work'])

/**
 * Columns of live sections and focuses that follow from the table and the rest, or are made anew before they are read; and the lists, which are kept by their
 * length. `restore` makes them again.
 */
export const madeAgain: ReadonlySet<string> = new Set([
  ...Object.keys(listLengths),
  ...['free', 'pendingAt', 'eid', 'stamp'],
  ...[
    'box',
    'enterSquared',
    'exitSquared',
    'refineInSquared',
    'refineOutSquared',
    'upgradeInSquared',
    'upgradeOutSquared',
    'bytes',
    'textureBytes',
    'priority',
  ],
  ...['lane', 'structural', 'simple', 'kindBit', 'requiring', 'rank', 'root', 'depth', 'attached', 'barriers'],
])

/** Takes a snapshot: between ticks, or at the end of one. */
export function takeSnapshot(engine: Engine): Snapshot {
  const { live, focuses, telemetry } = engine
  const order = live.order.slice(0, live.count)
  const used = focusesEverUsed(engine)
  const whole: Record<string, Fields> = Object.fromEntries(keptWhole.map((part) => [part, keepFields(engine[part])]))
  whole.telemetry = keepFields(telemetry, untold)
  return {
    profile: engine.profile,
    whole,
    lists: Object.fromEntries(
      Object.entries(listLengths).map(([name, length]) => [name, live[name as LiveList].slice(0, live[length])]),
    ) as Record<LiveList, Int32Array>,
    robbed: [...engine.robbed],
    live: keepColumns(live, live.capacity, order),
    stages: keepColumns(engine.stages, live.capacity, order),
    starts: engine.stages.starts,
    entities: compact(Uint8Array.from(order, (s) => (live.eid[s] === 0 ? 0 : 1))),
    focuses: used,
    alive: [...focuses.alive],
    lastSerial: focuses.lastSerial,
    focus: keepColumns(focuses, focuses.capacity, used),
    views: readsViews(engine) ? focuses.alive.flatMap((focus) => keepView(focus, givenView(engine, focus))) : [],
    sizes: [...(engine.tiles?.sizes ?? [])],
    root: engine.root && keepRoot(engine.root, used),
    errors: [...engine.errors],
    barriers: engine.barriers.map(keepBarrier),
    budgets: engine.budgets === null ? null : keepFields(engine.budgets),
    prefetch: engine.prefetch === null ? null : keepPrefetch(engine.prefetch, used, focuses.alive),
    refreshes: keepRefreshes(engine),
  }
}

/** Indices that a focus had at any time: what a section was nearest to may be gone. */
function focusesEverUsed({ focuses }: Engine): Int32Array {
  const used: number[] = []
  for (let focus = 0; focus < focuses.capacity; focus++) if (focuses.weight[focus] !== 0) used.push(focus)
  return Int32Array.from(used)
}

function keepRoot({ position, rotation, scale, given }: SceneRoot, used: Int32Array): KeptRoot {
  const numbers = gather(given, given.length / givenStride, used)
  return { position: [...position], rotation: [...rotation], scale, given: numbers }
}

/** Does a tick look at views? Otherwise nobody needs to know them. */
export const readsViews = ({ settings, tiles }: Engine) =>
  settings.viewGatePadding < Infinity || settings.maxErrorPixels > 0 || tiles !== null

function keepView(focus: number, view: View | null): [number, View][] {
  if (view === null) return []
  const { viewportHeight } = view
  const [axes, projection] = [Array.from(view.view), Array.from(view.projection)]
  return [[focus, { view: axes, projection, ...(viewportHeight !== undefined && { viewportHeight }) }]]
}

function keepPrefetch(prefetch: Prefetching, used: Int32Array, alive: readonly number[]): KeptPrefetch {
  const { courses } = prefetch
  return {
    fields: keepFields(prefetch),
    courses: keepColumns(courses, courses.capacity, used),
    paths: alive.flatMap((focus) => keepPath(focus, courses.path[focus])),
  }
}

function keepPath(focus: number, path: FocusPath | null): KeptPrefetch['paths'] {
  const { points, speed } = path?.given ?? path ?? { points: null, speed: 0 }
  return points === null ? [] : [{ focus, points, speed }]
}

function keepRefreshes({ refreshes }: Engine): Snapshot['refreshes'] {
  if (refreshes === null) return null
  const running = [...refreshes.running].map(([ticket, refresh]) => [ticket, { ...refresh }] as const)
  return { waiting: [...refreshes.waiting], running }
}

function keepBarrier({ index, openedTick, lastTick, within, level, parts }: BarrierState): KeptBarrier {
  return { focus: index, openedTick, lastTick, within, level, parts: parts.map(({ name }) => name) }
}

function keepFields(part: object, leftOut: ReadonlySet<string> = new Set()): Fields {
  const kept: Record<string, Field> = {}
  for (const [name, value] of Object.entries(part) as [string, unknown][]) {
    if (leftOut.has(name)) continue
    if (typeof value === 'number' || typeof value === 'boolean') kept[name] = value
    else if (ArrayBuffer.isView(value) || Array.isArray(value)) kept[name] = (value as Column).slice()
    else if (value instanceof Map) kept[name] = [...(value as Map<number, number>)]
  }
  return kept
}

/** Rows of every column: typed arrays of `capacity` rows. */
function keepColumns(store: object, capacity: number, rows: ArrayLike<number>): Record<string, Values> {
  const kept: Record<string, Values> = {}
  for (const [name, column] of columnsOf(store, capacity)) kept[name] = compact(gather(column, capacity, rows))
  return kept
}

/** Names and columns of a store that a snapshot keeps. */
export function columnsOf(store: object, capacity: number): [string, Column][] {
  return Object.entries(store).filter(
    ([name, column]) => ArrayBuffer.isView(column) && !madeAgain.has(name) && (column as Column).length >= capacity,
  ) as [string, Column][]
}

function gather(column: Column, capacity: number, rows: ArrayLike<number>): Column {
  const stride = column.length / capacity
  const out = column.slice(0, rows.length * stride)
  if (stride === 1) for (let i = 0; i < rows.length; i++) out[i] = column[rows[i]]
  else
    for (let i = 0; i < rows.length; i++)
      for (let k = 0; k < stride; k++) out[i * stride + k] = column[rows[i] * stride + k]
  return out
}

function compact(values: Column): Values {
  const first = values[0]
  for (let i = 1; i < values.length; i++) if (!Object.is(values[i], first)) return values
  return values.length > 0 ? first : values
}

/** Bytes that a snapshot takes, without its few texts. */
export function measureSnapshot(snapshot: Snapshot): number {
  const bytes = (values: unknown): number => {
    if (ArrayBuffer.isView(values)) return values.byteLength
    if (typeof values === 'string') return values.length
    if (typeof values === 'object' && values !== null)
      return Object.values(values).reduce<number>((sum, part) => sum + bytes(part), 0)
    return 8
  }
  return bytes(snapshot)
}
