import type { Engine, TerraneWorld } from './engine'
import { fail } from './errors'
import { ensureEntity, setTag } from './live/entity'
import { spawn, spawnChildren } from './live/membership'
import { noteInput } from './live/recorder'
import { findLive } from './live/rowTable'
import { rowOf, type SectionId } from './sectionId'

/** Wants a section whatever the focuses do, once more; it loads if it is not there and stays until as many `unpin`s. */
export function pin(world: TerraneWorld, section: SectionId): void {
  pinRow(world.terrane, rowOf(world.terrane, section))
}

/** Takes one pin back. @throws 'argument' where the section has none. */
export function unpin(world: TerraneWorld, section: SectionId): void {
  const { terrane } = world
  const s = findLive(terrane.rows, rowOf(terrane, section))
  if (s < 0 || terrane.live.pins[s] === 0)
    fail('argument', `unpin of section ${section}`, 'a section with a pin', 'Call unpin once for each pin.')
  noteInput(terrane, 'unpin', terrane.live.row[s])
  if (--terrane.live.pins[s] === 0) {
    terrane.telemetry.pinned--
    terrane.cut.pinnedBytes -= measurePath(terrane, s)
    terrane.cut.moved = true
    setTag(terrane, s, 'Pinned', false)
  }
  terrane.cut.stale = true
}

/** How many pins hold a section. */
export function pinCount(world: TerraneWorld, section: SectionId): number {
  const { terrane } = world
  const s = findLive(terrane.rows, rowOf(terrane, section))
  return s < 0 ? 0 : terrane.live.pins[s]
}

export function pinRow(engine: Engine, row: number): void {
  noteInput(engine, 'pin', row)
  const s = makeLive(engine, row)
  if (s < 0)
    fail(
      'capacity',
      `a pin on section row ${row}`,
      `at most ${engine.live.capacity} live sections`,
      'Raise settings.capacity or unpin something.',
    )
  engine.live.pins[s]++
  engine.cut.stale = true
  if (engine.live.pins[s] > 1) return
  engine.telemetry.pinned++
  engine.cut.pinnedBytes += measurePath(engine, s)
  ensureEntity(engine, s)
  setTag(engine, s, 'Pinned', true)
}

/** Bytes of a section and its ancestors: what a pin may have to pay for beside what is shared. */
function measurePath(engine: Engine, s: number): number {
  let bytes = 0
  for (let up = s; up >= 0; up = engine.live.parent[up]) bytes += engine.live.bytes[up]
  return bytes
}

/** Makes a section live with all its ancestors and their families; −1 where the capacity does not carry it. */
function makeLive(engine: Engine, row: number): number {
  const present = findLive(engine.rows, row)
  if (present >= 0) return present
  const parent = engine.table.parent[row]
  if (parent < 0) return spawn(engine, row, -1)
  const up = makeLive(engine, parent)
  return up >= 0 && spawnChildren(engine, up) ? findLive(engine.rows, row) : -1
}
