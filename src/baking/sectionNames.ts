import type { Settings } from '../authoring/settings'
import { fail } from '../errors'

/** Gives out names once: ones that are taken get #2, #3 in order. */
export type NameGiver = (wanted: string) => string

export function createNameGiver(): NameGiver {
  const seen = new Map<string, number>()
  return (wanted) => {
    const copy = (seen.get(wanted) ?? 0) + 1
    seen.set(wanted, copy)
    return copy === 1 ? wanted : `${wanted}#${copy}`
  }
}

/** Bits of the layer column. */
const maxLayers = 32

/** Names of the data layers of all that streams, by bit: 'base', then the others in order of their names. */
export function listLayers(settings: readonly Settings[]): string[] {
  const named = settings.map(({ layer }) => layer ?? 'base').filter((layer) => layer !== 'base')
  const layers = ['base', ...[...new Set(named)].sort()]
  if (layers.length > maxLayers)
    fail(
      'bake-input',
      `${layers.length} layers`,
      `at most ${maxLayers}, "base" among them`,
      'Give fewer names to terrane_layer.',
    )
  return layers
}
