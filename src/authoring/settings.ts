import { fail } from '../errors'
import { semanticTiers, type SemanticTier } from './tiers'

/** What a part of a world is for. Only static parts are merged, split and drawn from sections. */
export const roles = ['static', 'dynamic', 'collider', 'trigger', 'none'] as const
export type Role = (typeof roles)[number]

/** What triangles collide as: as they are, or as the box around them in their mesh's own space. */
export type ColliderShape = 'mesh' | 'box'

/** What a person wrote on one node as flat extras; everything left out is inherited or defaulted. */
export interface Settings {
  /** Metres from which the section is wanted; makes the node and what is below it a section of its own. */
  readonly enterRadius?: number
  /** Metres up to which it is kept; above the enter radius. */
  readonly exitRadius?: number
  /** −8…8, higher is sooner. */
  readonly priority?: number
  readonly role?: Role
  /** Name of a data layer; 'base' where nobody says otherwise. */
  readonly layer?: string
  /** Loads at once and stays. */
  readonly alwaysLoaded?: boolean
  /** What is drawn collides as well, or does not: false ends what an ancestor says. */
  readonly collider?: ColliderShape | false
  /** What part of a building it is; gives a radius, and keeps what is seen from inside out of the far picture. */
  readonly tier?: SemanticTier
  /** Seen only from inside; left out, every tier but the shell is. */
  readonly interior?: boolean
}

/** What `terrane_focus` and `terrane_radiusScale` on one node say; never inherited. */
export interface FocusSetting {
  readonly name: string
  readonly radiusScale: number
}

/** Every flat key that a node or mesh may carry, as Blender's custom properties export them. */
export const settingPrefix = 'terrane_'

type Reader = (value: unknown, refuse: (wanted: string) => never) => unknown

const readRadius: Reader = (value, refuse) =>
  typeof value === 'number' && value > 0 && value < Infinity ? value : refuse('a length above 0 in metres')

const readPriority: Reader = (value, refuse) =>
  Number.isInteger(value) && Math.abs(value as number) <= 8 ? value : refuse('an integer from -8 to 8')

const readRole: Reader = (value, refuse) =>
  roles.includes(value as Role) ? value : refuse(`one of ${roles.join(', ')}`)

const readLayer: Reader = (value, refuse) =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : refuse('the name of a layer')

/** Blender writes booleans as true/false or as 0/1. */
const readSwitch: Reader = (value, refuse) =>
  typeof value === 'boolean' || value === 0 || value === 1 ? Boolean(value) : refuse('true or false')

/** True is the mesh as it is. */
const readCollider: Reader = (value, refuse) => {
  if (value === 'box' || value === 'mesh') return value
  return readSwitch(value, () => refuse("true, false, 'mesh' or 'box'")) ? 'mesh' : false
}

const readTier: Reader = (value, refuse) =>
  semanticTiers.includes(value as SemanticTier) ? value : refuse(`one of ${semanticTiers.join(', ')}`)

const readers: { readonly [Key in keyof Required<Settings>]: Reader } = {
  enterRadius: readRadius,
  exitRadius: readRadius,
  priority: readPriority,
  role: readRole,
  layer: readLayer,
  alwaysLoaded: readSwitch,
  collider: readCollider,
  tier: readTier,
  interior: readSwitch,
}

/** With the keys as extras have them. */
const prefixed = Object.entries(readers).map(([key, read]) => ({ key, full: settingPrefix + key, read }))

/** Keys that say something about one node alone and are never inherited: see `readFocus`, `readIdKey` and `readMover`. */
const ownKeys = ['focus', 'radiusScale', 'id', 'mover']

/**
 * Reads the flat keys of one node or mesh. `where` names it in messages.
 * @throws TerraneError 'bake-input' for a value that its key does not allow.
 */
export function readSettings(extras: Readonly<Record<string, unknown>>, where: string): Settings {
  const settings: Record<string, unknown> = {}
  for (const { key, full, read } of prefixed) {
    const value = extras[full]
    if (value === undefined || value === null) continue
    settings[key] = read(value, (wanted) => refuseValue(where, key, value, wanted))
  }
  return settings
}

function refuseValue(where: string, key: string, value: unknown, wanted: string): never {
  return fail(
    'bake-input',
    `"${where}" with ${settingPrefix}${key} ${JSON.stringify(value)}`,
    wanted,
    'Correct the property and bake again.',
  )
}

/** True of the flat keys of this file; `key` is without the prefix. */
export const isSettingKey = (key: string) => Object.hasOwn(readers, key) || ownKeys.includes(key)

/**
 * A focus where `terrane_focus` is true, 1 or a name; null elsewhere. `terrane_radiusScale` (default 1) scales every radius for it.
 * @throws TerraneError 'bake-input' for a radius scale that is not above 0.
 */
export function readFocus(extras: Readonly<Record<string, unknown>>, where: string): FocusSetting | null {
  const focus = extras[`${settingPrefix}focus`]
  if (focus === undefined || focus === null || focus === false || focus === 0 || focus === '') return null
  const scale = extras[`${settingPrefix}radiusScale`] ?? 1
  if (typeof scale !== 'number' || !(scale > 0 && scale < Infinity))
    refuseValue(where, 'radiusScale', scale, 'a number above 0')
  return { name: typeof focus === 'string' ? focus : where, radiusScale: scale }
}

/**
 * What `terrane_id` says: a name that keeps the node's stable id when the node is moved or renamed; null without the key.
 * @throws TerraneError 'bake-input' for what is no name.
 */
export function readIdKey(extras: Readonly<Record<string, unknown>>, where: string): string | null {
  const key = extras[`${settingPrefix}id`]
  if (key === undefined || key === null || key === '') return null
  if (typeof key === 'number' && Number.isFinite(key)) return String(key)
  return typeof key === 'string' ? key : refuseValue(where, 'id', key, 'a name')
}

/** What becomes of an entity that leaves the section it belongs to, as `terrane_mover` says it. */
export const moverPolicies = ['none', 'transfer', 'keep', 'sendHome'] as const
export type MoverName = (typeof moverPolicies)[number]

/** @throws TerraneError 'bake-input' for an unknown policy. */
export function readMover(extras: Readonly<Record<string, unknown>>, where: string): MoverName | null {
  const policy = extras[`${settingPrefix}mover`]
  if (policy === undefined || policy === null || policy === '') return null
  if (moverPolicies.includes(policy as MoverName)) return policy as MoverName
  return refuseValue(where, 'mover', policy, `one of ${moverPolicies.join(', ')}`)
}
