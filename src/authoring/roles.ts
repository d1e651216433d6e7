import type { ColliderShape, Role } from './settings'

/** A role that a name gives, in addition to the built-in ones: `{ pattern: /^LIGHT_/, role: 'none' }`. */
export interface RolePattern {
  readonly pattern: RegExp
  readonly role: Role
  /** What its triangles collide as; left out, colliders collide as they are and others as the keys say. */
  readonly collider?: ColliderShape
}

/** What a name says, and which rule said it. */
export interface NamedRole {
  readonly role: Role
  /** Null: the name says nothing about colliding. */
  readonly collider: ColliderShape | null
  readonly because: string
}

/**
 * Names as Godot's and Unreal's importers read them. `-col` is drawn and collides too; `-colonly` and the
 * UCX, UBX, USP and UCP prefixes only collide, UBX as a box; `-noimp` is left out.
 */
const builtIn: readonly RolePattern[] = [
  { pattern: /-(conv)?colonly$/i, role: 'collider' },
  { pattern: /^UBX_/, role: 'collider', collider: 'box' },
  { pattern: /^U(CX|SP|CP)_/, role: 'collider' },
  { pattern: /-(conv)?col$/i, role: 'static', collider: 'mesh' },
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
  for (const { pattern, role, collider } of [...patterns, ...builtIn])
    if (plain.search(pattern) >= 0) return named(role, collider, `its name matches ${pattern.source}`)
  if (!isColliderWord(name) || hasMaterial) return null
  return named('collider', 'mesh', 'its name ends in "collider" and it has no material')
}

function named(role: Role, collider: ColliderShape | undefined, because: string): NamedRole {
  return { role, collider: collider ?? (role === 'collider' ? 'mesh' : null), because }
}

/** True of names that end in the word `collider`. */
export const isColliderWord = (name: string) => colliderWord.test(stripCopyNumber(name))
