import type { SectionTable } from './blobs/sectionBlob'
import { fail } from './errors'
import type { FocusOptions } from './focuses'

/** A focus as it was authored: `createFocus(world, { ...authoredFocus(table, 'Hero'), follow: hero })`. */
export interface AuthoredFocus extends Required<Pick<FocusOptions, 'radiusScale' | 'captureVelocity'>> {
  readonly name: string
  /** Metres of the scene: in a scene that `placeScene` moved, create it with `inScene`. */
  readonly position: readonly [number, number, number]
  /** Name of the entity that it is to follow; which of a game's entities that is, the game knows. */
  readonly followName: string | null
}

/**
 * What a world says of one of its focuses: by name, or the first.
 * @throws TerraneError 'argument' where there is none of that name, with those that there are.
 */
export function authoredFocus({ info, focusPoint }: SectionTable, name?: string): AuthoredFocus {
  const at = name === undefined ? 0 : info.focusNames.indexOf(name)
  if (at < 0 || at >= info.focusNames.length)
    fail(
      'argument',
      name === undefined ? 'no authored focus' : `an authored focus "${name}"`,
      info.focusNames.length > 0 ? `one of "${info.focusNames.join('", "')}"` : 'a world that was authored with one',
      'Author one (terrane_focus), or pass createFocus a position.',
    )
  const { follow = null, captureVelocity = true } = info.focusSettings[at] ?? {}
  const [x, y, z, radiusScale] = focusPoint.subarray(4 * at, 4 * at + 4)
  return { name: info.focusNames[at], position: [x, y, z], radiusScale, captureVelocity, followName: follow }
}
