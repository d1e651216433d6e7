import { sectionName } from '../blobs/sectionBlob'
import { measurePixels } from '../cut/views'
import type { Engine, TerraneWorld } from '../engine'
import { drainEvents, EventKind, type EventCursor } from '../live/events'
import { squaredDistanceToBox } from '../math/box'
import { sectionId, type SectionId } from '../sectionId'

/** A picture that took the place of a finer or a coarser one. */
export interface Swap {
  readonly tick: number
  /** The coarser of the two. */
  readonly section: SectionId
  readonly name: string
  readonly to: 'finer' | 'coarser'
  /**
   * By how much the picture moved at most, for the view that saw most of it: baked error × pixels of a radian ÷ distance to its bounds (1 m at least), as when
   * the log was updated. null without a view, or where the bake gave no error.
   */
  readonly pixels: number | null
}

/** The last swaps of one world. Feed it with `updateSwapLog` once a frame; it costs what happened. */
export interface SwapLog {
  readonly cursor: EventCursor
  /** Oldest first, 256 at most. */
  readonly swaps: Swap[]
  /** Of the tick that is being read: table rows. */
  tick: number
  readonly hidden: Set<number>
  readonly shown: Set<number>
}

const swapLimit = 256

export function createSwapLog({ terrane }: TerraneWorld): SwapLog {
  return { cursor: { next: terrane.events.written }, swaps: [], tick: 0, hidden: new Set(), shown: new Set() }
}

export function updateSwapLog({ terrane }: TerraneWorld, log: SwapLog): void {
  drainEvents(terrane.events, log.cursor, (kind, row, tick) => {
    if (kind !== EventKind.Shown && kind !== EventKind.Hidden) return
    if (tick !== log.tick) endTick(terrane, log)
    log.tick = tick
    ;(kind === EventKind.Shown ? log.shown : log.hidden).add(row)
  })
  endTick(terrane, log)
}

/** What was hidden above something shown became finer; what was shown above something hidden became coarser. */
function endTick(engine: Engine, log: SwapLog): void {
  const { hidden, shown } = log
  for (const row of ancestorsAmong(engine, shown, hidden)) addSwap(engine, log, row, 'finer')
  for (const row of ancestorsAmong(engine, hidden, shown)) addSwap(engine, log, row, 'coarser')
  hidden.clear()
  shown.clear()
}

/** Those of `among` that lie above one of `rows`. */
function ancestorsAmong({ table }: Engine, rows: ReadonlySet<number>, among: ReadonlySet<number>): Set<number> {
  const found = new Set<number>()
  for (const row of rows)
    for (let up = table.parent[row]; up >= 0; up = table.parent[up]) if (among.has(up)) found.add(up)
  return found
}

function addSwap(engine: Engine, log: SwapLog, row: number, to: Swap['to']): void {
  const { table } = engine
  const pixels = measureSwap(engine, row)
  log.swaps.push({ tick: log.tick, section: sectionId(engine, row), name: sectionName(table, row), to, pixels })
  if (log.swaps.length > swapLimit) log.swaps.shift()
}

function measureSwap({ table, focuses }: Engine, row: number): number | null {
  let pixels: number | null = null
  if (table.error[row] === 0) return pixels
  for (const focus of focuses.alive) {
    const view = focuses.view[focus]
    if (view === null) continue
    const squared = squaredDistanceToBox(table.bounds, 6 * row, focuses.x[focus], focuses.y[focus], focuses.z[focus])
    pixels = Math.max(pixels ?? 0, (table.error[row] * measurePixels(view)) / Math.max(1, Math.sqrt(squared)))
  }
  return pixels
}
