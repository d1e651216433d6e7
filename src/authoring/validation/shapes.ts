import { metadataTypes } from '../../blobs/metadataColumns'

/** What a value of a JSON file must look like: a test, and the same in words. */
export interface Shape {
  readonly wanted: string
  fits(value: unknown): boolean
}

export type Fields = Readonly<Record<string, Shape>>

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** JSON has no NaN, but 1e999 is Infinity: whether a number is finite is for the rules. */
const number: Shape = { wanted: 'a number', fits: (value) => typeof value === 'number' }
const text: Shape = { wanted: 'a text', fits: (value) => typeof value === 'string' }
const flag: Shape = { wanted: 'true or false', fits: (value) => typeof value === 'boolean' }
const texts: Shape = {
  wanted: 'a list of texts',
  fits: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
}
const isPoint = (value: unknown) => Array.isArray(value) && value.length === 3 && value.every(number.fits)
const point: Shape = { wanted: 'three numbers [x, y, z]', fits: isPoint }
const oneOf = (...values: readonly string[]): Shape => ({
  wanted: values.map((value) => `"${value}"`).join(', '),
  fits: (value) => values.includes(value as string),
})
const record = (wanted: string, fits: (value: Readonly<Record<string, unknown>>) => boolean): Shape => ({
  wanted,
  fits: (value) => isRecord(value) && fits(value),
})

const values = record('an object of numbers and texts', (value) =>
  Object.values(value).every((item) => number.fits(item) || text.fits(item)),
)

/** Everything that a section of an authoring file may say. */
export const sectionFields: Fields = {
  name: text,
  id: text,
  content: text,
  bounds: record('{ "min": [x, y, z], "max": [x, y, z] }', ({ min, max }) => isPoint(min) && isPoint(max)),
  enterRadius: number,
  exitRadius: number,
  priority: number,
  cost: record('{ "ms": 20 }', (value) => Object.entries(value).every(([key, ms]) => key === 'ms' && number.fits(ms))),
  layer: text,
  alwaysLoaded: flag,
  requires: texts,
  refines: text,
  refineDistance: number,
  error: number,
  tags: texts,
  metadata: values,
}

export const focusFields: Fields = {
  name: text,
  position: point,
  radiusScale: number,
  follow: text,
  captureVelocity: flag,
}

export const layerFields: Fields = {
  overlap: {
    wanted: '"forbid", "allow" or metres from 0 on',
    fits: (value) => value === 'forbid' || value === 'allow' || (typeof value === 'number' && value >= 0),
  },
  start: oneOf('on', 'hidden', 'off'),
}

export const profileFields: Fields = {
  concurrent: number,
  loadsPerTick: number,
  unloadsPerTick: number,
  exitRatio: number,
  prefetchBudget: number,
}

export const fileFields: Fields = {
  $schema: text,
  format: text,
  version: number,
  name: text,
  sections: { wanted: 'a list of sections', fits: Array.isArray },
  focuses: { wanted: 'a list of focuses', fits: Array.isArray },
  layers: record('an object of layers by name', () => true),
  profiles: record('an object of profiles by name', () => true),
  metadata: record(`an object of types by column: ${Object.keys(metadataTypes).join(', ')}`, (value) =>
    Object.values(value).every((type) => Object.hasOwn(metadataTypes, String(type))),
  ),
}
