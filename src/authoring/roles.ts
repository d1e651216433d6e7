import type { Role } from './settings'

/** A role that a name gives, in addition to the built-in ones: `{ pattern: /^LIGHT_/, role: 'none' }`. */
export interface RolePattern {
  readonly pattern: RegExp
  readonly role: Role
}

/** What a name says, and which rule said it. */
export interface NamedRole {
  readonly role: Role
  readonly because: string
}

/**
 * Names as Godot's and Unreal's importers read them. `-col` is drawn and would collide too; `-colonly` and the
 * UCX, UBX, USP and UCP prefixes only collide; `-noimp` is left out.
 */
const builtIn: readonly RolePattern[] = [
  { pattern: /-(conv)?colonly$/i, role: 'collider' },
  { pattern: /^U(CX|BX|SP|CP)_/, role: 'collider' },
  { pattern: /-(conv)?col$/i, role: 'static' },
  { pattern: /-noimp$/i, role: 'none' },
  { pattern: /-trigger$/i, role: 'trigger' },
]

/** Named like a collider, but only one where nothing gives it a look (see `roleByName`). */
const colliderWord = /(^|[-_. ])collider$/i

/** Blender's `.001` at the end of a copied name is not part of the name. */
export const stripCopyNumber = (name: string) => name.replace(/\.\d{3,}$/, '')

/**
 * The role that a node's name gives, or null. Patterns of the caller come first, then the built-in ones.
 * A name that ends in the word `collider` (`Street_collider`, `wall-collider`, `Collider`) is a collider only if its mesh has no
 * material: what has a material was made to be seen.
 */
export function roleByName(
  name: string,
  hasMaterial: boolean,
  patterns: readonly RolePattern[] = [],
): NamedRole | null {
  const plain = stripCopyNumber(name)
  for (const { pattern, role } of [...patterns, ...builtIn])
    if (plain.search(pattern) >= 0) return { role, because: `its name matches ${pattern.source}` }
  if (colliderWord.test(plain) && !hasMaterial)
    return { role: 'collider', because: 'its name ends in "collider" and it has no material' }
  return null
}
