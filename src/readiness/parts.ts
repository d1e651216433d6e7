import { fail } from '../errors'

/** What the engine's own kinds are to a player; a game's kinds are parts by their own names. */
const partOfKind: Readonly<Record<string, string>> = {
  mesh: 'visual',
  texture: 'textures',
  collider: 'collision',
  entities: 'entities',
}
const usualParts = Object.values(partOfKind)

/** A part of what a barrier waits for, with what is known of it now. */
export interface BarrierPart {
  /** 'visual', 'textures', 'collision', 'entities', or the name of a game's own kind. */
  readonly name: string
  /** Sections that are wanted, usable, and given up. */
  wanted: number
  ready: number
  failed: number
}

export interface BarrierParts {
  readonly parts: BarrierPart[]
  /** Index in `parts` by the table's kind number, −1 for what is not waited for. */
  readonly byKind: Int8Array
}

/**
 * One part for each kind that is waited for; `names` left out, all of them. What the world has no section of counts as there.
 * @throws 'argument' for a name that is neither a part nor a kind of the world.
 */
export function createParts(kinds: readonly string[], names: readonly string[] | undefined): BarrierParts {
  const ofKinds = kinds.map((kind) => partOfKind[kind] ?? kind)
  const known = [...new Set([...usualParts, ...ofKinds])]
  for (const name of names ?? [])
    if (!known.includes(name))
      fail('argument', `a barrier for part "${name}"`, `one of ${known.join(', ')}`, 'Correct the name.')
  const waited = names ? known.filter((name) => names.includes(name)) : [...new Set(ofKinds)]
  return {
    parts: waited.map((name) => ({ name, wanted: 0, ready: 0, failed: 0 })),
    byKind: Int8Array.from(ofKinds, (part) => waited.indexOf(part)),
  }
}
