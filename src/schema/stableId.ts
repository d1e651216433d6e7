import { fail } from '../errors'
import { hashString64 } from '../math/hash'

declare const stableIdBrand: unique symbol

/**
 * Names a baked entity for ever, whatever else is edited and however the world is partitioned: 16 lower-case hex digits of a
 * 64-bit hash of its source file and its node's path.
 */
export type StableId = string & { readonly [stableIdBrand]: true }

/** The two 32-bit halves of a stable id, as blobs hold it. */
export type IdHalves = readonly [low: number, high: number]

/** Id of the node at `path` (names from the root, joined by '/') of a file named `source`, without folders. */
export function idOfPath(source: string, path: string): IdHalves {
  return hashString64(`${source}#${path}`)
}

/** Id of a node that names itself with the key `terrane_id`: it stays when the node moves or is renamed. */
export function idOfKey(source: string, key: string): IdHalves {
  return hashString64(`${source}#id:${key}`)
}

/** 16 lower-case hex digits, the high half first. */
export function formatHash([low, high]: IdHalves): string {
  const hex = (half: number) => half.toString(16).padStart(8, '0')
  return hex(high) + hex(low)
}

export function formatStableId(id: IdHalves): StableId {
  return formatHash(id) as StableId
}

/** @throws 'argument' for a text that is no stable id. */
export function parseStableId(id: string): IdHalves {
  if (!/^[0-9a-f]{16}$/.test(id))
    fail('argument', `stable id "${id}"`, '16 lower-case hex digits', 'Take it from stableIdOf or from the bake.')
  return [parseInt(id.slice(8), 16), parseInt(id.slice(0, 8), 16)]
}
