import { addFault, type FaultList, type ManifestFault } from './faults'
import type { Box, Point } from './manifest'

export type JsonObject = Readonly<Record<string, unknown>>

/** One object of the file while it is read. */
export interface Reading {
  readonly list: FaultList
  /** As faults name it. */
  readonly tile: string
  readonly json: JsonObject
  /** Between the tile and the field, for messages: 'lod_levels[0].'. */
  readonly path: string
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A field that is left out or null says nothing. */
export const says = (json: JsonObject, key: string) => json[key] !== undefined && json[key] !== null

/** Values as messages show them, cut short. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

const correct = 'Correct it in the manifest, or export the scene again.'

export function report(
  { list, tile }: Pick<Reading, 'list' | 'tile'>,
  severity: ManifestFault['severity'],
  rule: string,
  got: string,
  wanted: string,
  next = correct,
): void {
  addFault(list, { severity, rule, tile, got, wanted, next })
}

/** What a number has to be. */
export interface NumberRule {
  readonly wanted: string
  holds(value: number): boolean
}

export const aLength: NumberRule = {
  wanted: 'a length above 0 in metres',
  holds: (value) => value > 0 && value < Infinity,
}
export const aDistance: NumberRule = {
  wanted: 'a distance of 0 or more in metres',
  holds: (value) => value >= 0 && value < Infinity,
}
export const aPriority: NumberRule = {
  wanted: 'an integer from -8 to 8',
  holds: (value) => Number.isInteger(value) && Math.abs(value) <= 8,
}
export const aFloor: NumberRule = {
  wanted: 'an integer from -128 to 127',
  holds: (value) => Number.isInteger(value) && value >= -128 && value <= 127,
}
export const aSize: NumberRule = {
  wanted: 'a whole number of bytes below 4 GiB',
  holds: (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32,
}

/** The field, or `fallback` where it is left out or null, and where it is no such number: that is an error. */
export function readNumber<F>(reading: Reading, key: string, rule: NumberRule, fallback: F): number | F {
  const value = reading.json[key]
  if (value === undefined || value === null) return fallback
  if (typeof value === 'number' && rule.holds(value)) return value
  report(reading, 'error', 'bad-number', `${reading.path}${key} ${show(value)}`, rule.wanted)
  return fallback
}

export function readText(reading: Reading, key: string): string | null {
  const value = reading.json[key]
  if (value === undefined || value === null) return null
  if (typeof value === 'string' && value.trim() !== '') return value
  report(reading, 'error', 'bad-text', `${reading.path}${key} ${show(value)}`, 'a text that is not empty')
  return null
}

export function readSwitch(reading: Reading, key: string): boolean {
  const value = reading.json[key]
  if (value === undefined || value === null) return false
  if (typeof value === 'boolean' || value === 0 || value === 1) return Boolean(value)
  report(reading, 'error', 'bad-switch', `${reading.path}${key} ${show(value)}`, 'true or false')
  return false
}

/** A path with forward slashes, relative to the manifest. */
export function readPath(reading: Reading, keys: readonly string[]): string | null {
  const key = keys.find((name) => says(reading.json, name))
  if (key === undefined) {
    report(reading, 'error', 'missing-path', `no ${reading.path}${keys[0]}`, 'the path of a payload')
    return null
  }
  const path = readText(reading, key)
  if (path === null || plainPath.test(path)) return path
  return path
    .trim()
    .replace(/\\/g, '/')
    .replace(/^(\.\/)+/, '')
}

/** Nothing of it is written otherwise than paths are here. */
const plainPath = /^(?!\.\/)\S[^\\]*(?<!\s)$/

/** `[x, y, z]` or `{ "x", "y", "z" }`. */
function pointOf(value: unknown): Point | null {
  const list: unknown = isObject(value) ? [value.x, value.y, value.z] : value
  if (!Array.isArray(list) || list.length !== 3) return null
  // A number that is not finite is no JSON; this holds for what was made by hand, too.
  return Number.isFinite(list[0]) && Number.isFinite(list[1]) && Number.isFinite(list[2])
    ? (list as unknown as Point)
    : null
}

/** null where it is left out, and where it is no point: that is an error. */
export function readPoint(reading: Reading, key: string): Point | null {
  const value = reading.json[key]
  if (value === undefined || value === null) return null
  const point = pointOf(value)
  if (!point)
    report(reading, 'error', 'bad-point', `${reading.path}${key} ${show(value)}`, 'three finite numbers, x, y, z')
  return point
}

/** null where it is left out, and where it is no box: that is an error. */
export function readBox(reading: Reading, key: string): Box | null {
  const value = reading.json[key]
  if (value === undefined || value === null) return null
  const min = isObject(value) ? pointOf(value.min) : null
  const max = isObject(value) ? pointOf(value.max) : null
  if (min && max && min[0] <= max[0] && min[1] <= max[1] && min[2] <= max[2])
    return [min[0], min[1], min[2], max[0], max[1], max[2]]
  const wanted = '"min" and "max", each three finite numbers, min nowhere above max'
  report(reading, 'error', 'bad-box', `${reading.path}${key} ${show(value)}`, wanted)
  return null
}

/** Fields that nobody here knows are ignored; each name is reported once, with the first object that has it. */
export function reportUnknown(reading: Reading, known: ReadonlySet<string>, what: string): void {
  for (const key in reading.json) {
    if (known.has(key) || reading.list.seen.has(`unknown ${what} ${key}`)) continue
    reading.list.seen.add(`unknown ${what} ${key}`)
    const next = 'It is ignored; correct its name if it was to do something.'
    report(
      reading,
      'warning',
      'unknown-field',
      `the unknown field "${key}" of ${what}`,
      'a field of the manifest',
      next,
    )
  }
}
