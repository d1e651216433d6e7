import { fail } from '../errors'

/** What a part of a world is for. Only static parts are merged, split and drawn from sections. */
export const roles = ['static', 'dynamic', 'collider', 'trigger', 'none'] as const
export type Role = (typeof roles)[number]

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

const readers: { readonly [Key in keyof Required<Settings>]: Reader } = {
  enterRadius: readRadius,
  exitRadius: readRadius,
  priority: readPriority,
  role: readRole,
  layer: readLayer,
  alwaysLoaded: readSwitch,
}

/** Keys that belong to a focus and are read by `readFocus`. */
const focusKeys = ['focus', 'radiusScale']

/**
 * Reads the flat keys of one node or mesh. `where` names it in messages.
 * @throws TerraneError 'bake-input' for a value that its key does not allow.
 */
export function readSettings(extras: Readonly<Record<string, unknown>>, where: string): Settings {
  const settings: Record<string, unknown> = {}
  for (const [key, read] of Object.entries(readers)) {
    const value = extras[settingPrefix + key]
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

/** Flat keys that begin like ours and mean nothing to us: misspelt, most likely. */
export function unknownSettings(extras: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(extras)
    .filter((key) => key.startsWith(settingPrefix))
    .filter((key) => !(key.slice(settingPrefix.length) in readers))
    .filter((key) => !focusKeys.includes(key.slice(settingPrefix.length)))
}

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
