import { SectionFlag } from './blobs/sectionBlob'
import type { Engine, TerraneWorld } from './engine'
import { fail } from './errors'
import { createFocus, removeFocus, type FocusId } from './focuses'
import { ensureEntity, setTag } from './live/entity'
import { makeLive } from './live/lineage'
import { Input, noteInput } from './live/recorder'
import { findLive } from './live/rowTable'
import { boxStride } from './math/box'
import { rowOf, type SectionId } from './sectionId'

export interface PinOptions {
  /**
   * true: not only held, but in the picture, as if a focus stood in its middle: with what is around it, in full detail. While one is out, no view gate
   * applies, as this focus has no view. Default false.
   */
  readonly show?: boolean
}

/**
 * Wants a section whatever the focuses do, once more; it loads if it is not there and stays until as many `unpin`s.
 * @throws 'capacity' for a full world; 'argument' for `show` of a shared asset, which has no place.
 */
export function pin(world: TerraneWorld, section: SectionId, options: PinOptions = {}): void {
  const { terrane } = world
  const row = rowOf(terrane, section)
  if (options.show !== true) return pinRow(terrane, row)
  const shown = terrane.shownPins.get(row) ?? { focus: focusInside(world, row), count: 0 }
  try {
    pinRow(terrane, row)
  } catch (error) {
    if (shown.count === 0) removeFocus(world, shown.focus)
    throw error
  }
  shown.count++
  terrane.shownPins.set(row, shown)
}

/** The focus that a shown pin is. */
function focusInside(world: TerraneWorld, row: number): FocusId {
  const { bounds, flags } = world.terrane.table
  if (flags[row] & SectionFlag.Placeless)
    fail(
      'argument',
      `show: true for section row ${row}`,
      'a section with a place',
      'Leave show out: it is held all the same.',
    )
  const middle = (axis: number) => (bounds[boxStride * row + axis] + bounds[boxStride * row + axis + 3]) / 2
  return createFocus(world, { position: [middle(0), middle(1), middle(2)], captureVelocity: false, inScene: true })
}

/** Takes one pin back: one that only holds, while there is any and `show` does not say otherwise. @throws 'argument' where the section has none. */
export function unpin(world: TerraneWorld, section: SectionId, options: PinOptions = {}): void {
  const { terrane } = world
  const shown = terrane.shownPins.get(rowOf(terrane, section))
  const show = options.show ?? (shown !== undefined && shown.count === pinCount(world, section))
  if (show && shown === undefined)
    fail(
      'argument',
      `unpin of section ${section}`,
      'a section with a pin that shows it',
      'Leave show out for one that holds it.',
    )
  unpinOne(world, section)
  if (!show || shown === undefined || --shown.count > 0) return
  terrane.shownPins.delete(rowOf(terrane, section))
  removeFocus(world, shown.focus)
}

function unpinOne(world: TerraneWorld, section: SectionId): void {
  const { terrane } = world
  const s = findLive(terrane.rows, rowOf(terrane, section))
  if (s < 0 || terrane.live.pins[s] === 0)
    fail('argument', `unpin of section ${section}`, 'a section with a pin', 'Call unpin once for each pin.')
  noteInput(terrane, Input.unpin, terrane.live.row[s])
  if (--terrane.live.pins[s] === 0) {
    terrane.telemetry.pinned--
    bookPinned(terrane, s, -1)
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
  noteInput(engine, Input.pin, row)
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
  bookPinned(engine, s, 1)
  ensureEntity(engine, s)
  setTag(engine, s, 'Pinned', true)
}

/** A section and its ancestors: what a pin may have to pay for beside what is shared. */
function bookPinned({ live, cut }: Engine, s: number, sign: 1 | -1): void {
  for (let up = s; up >= 0; up = live.parent[up]) {
    cut.pinnedBytes += sign * live.bytes[up]
    cut.pinnedTextureBytes += sign * live.textureBytes[up]
  }
}
