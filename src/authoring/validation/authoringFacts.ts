import type { AuthoredFocus, AuthoredLayer, AuthoredProfile, AuthoredSection, AuthoringFile } from '../authoringFile'
import { authoringFormat, authoringVersion } from '../authoringFile'
import type { OverlapPolicy } from '../../blobs/sectionBlob'
import type { LayerFacts, SectionFacts, WorldFacts } from './facts'
import { faultOf, type Fault } from './faults'
import { focusFaults, profileFaults } from './otherRules'
import { fileFields, focusFields, isRecord, layerFields, profileFields, sectionFields, type Fields } from './shapes'

/** What an authoring file comes to: all of it that is usable, what the rules look at, and what was wrong on the way. */
export interface ReadAuthoring {
  readonly file: AuthoringFile
  readonly facts: WorldFacts
  readonly found: readonly Fault[]
}

/**
 * Reads an authoring file that has been parsed. Values of a wrong type are faults and count as left out, so that no rule says them again; what
 * nobody knows is a warning and stays in the file.
 */
export function readAuthoring(document: unknown): ReadAuthoring {
  const found: Fault[] = []
  const header = isRecord(document) ? readHeader(document, found) : refuseDocument(found)
  const sections = listOf(header.sections).map((item, i) => readSection(item, i, found))
  const layers = readNamed<AuthoredLayer>(header.layers, 'layer', layerFields, found)
  const profiles = readNamed<AuthoredProfile>(header.profiles, 'profile', profileFields, found)
  const focuses = listOf(header.focuses).map((item, i) => readFocus(item, i, found))
  found.push(...focusFaults(focuses), ...profileFaults(readable(profiles, found)))
  const file = { ...header, sections, layers, profiles, focuses } as unknown as AuthoringFile
  return { file, facts: factsOf(file, found), found }
}

type Plain = Readonly<Record<string, unknown>>

function refuseDocument(found: Fault[]): Plain {
  found.push(
    faultOf('', -1, {
      code: 'format-unknown',
      message: 'no object at the top',
      fix: `Begin with { "format": "${authoringFormat}", "version": ${authoringVersion}, "sections": [] }.`,
    }),
  )
  return {}
}

function readHeader(document: Plain, found: Fault[]): Plain {
  const header = readFields(document, fileFields, '', -1, found)
  const { format, version } = document
  const [formatFits, versionFits] = [format === authoringFormat, version === authoringVersion]
  if (!formatFits && isThisOrNothing(format, 'string'))
    found.push(
      faultOf('', -1, {
        code: 'format-unknown',
        message: `format ${JSON.stringify(format) ?? 'left out'}`,
        fix: `Write "format": "${authoringFormat}".`,
      }),
    )
  else if (!versionFits && isThisOrNothing(version, 'number'))
    found.push(
      faultOf('', -1, {
        code: 'format-newer',
        message: `version ${JSON.stringify(version) ?? 'left out'}`,
        fix: `Write "version": ${authoringVersion}, or update terrane.`,
      }),
    )
  return header
}

/** Other types are faults of their own already. */
const isThisOrNothing = (value: unknown, type: 'string' | 'number') => value === undefined || typeof value === type

/** Profiles of which no value was of a wrong type. */
function readable(profiles: Readonly<Record<string, AuthoredProfile>>, found: readonly Fault[]) {
  const spoiled = new Set(found.filter(({ code }) => code === 'value-type').map(({ section }) => section))
  return Object.fromEntries(Object.entries(profiles).filter(([name]) => !spoiled.has(`profile "${name}"`)))
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** The fields that fit their shape. A fault for each that does not, a warning for each that nobody knows. */
function readFields(value: Plain, fields: Fields, where: string, index: number, found: Fault[]): Plain {
  const kept: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) {
    const shape = Object.hasOwn(fields, key) ? fields[key] : undefined
    if (!shape) found.push(faultOf(where, index, unknownKey(key, Object.keys(fields))))
    else if (shape.fits(item)) kept[key] = item
    else found.push(faultOf(where, index, wrongType(key, item, shape.wanted)))
  }
  return kept
}

function unknownKey(key: string, known: readonly string[]) {
  const near = known.find((other) => other.toLowerCase() === key.toLowerCase().replaceAll(/[-_ ]/g, ''))
  return {
    code: 'key-unknown',
    message: `the key "${key}" means nothing here`,
    fix: near ? `Did you mean "${near}"?` : `Known: ${known.join(', ')}.`,
  } as const
}

function wrongType(key: string, item: unknown, wanted: string) {
  return { code: 'value-type', message: `"${key}" is ${brief(item)}`, fix: `Write ${wanted}.` } as const
}

function brief(item: unknown): string {
  const text = JSON.stringify(item) ?? String(item)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

function readSection(item: unknown, index: number, found: Fault[]): AuthoredSection {
  if (!isRecord(item)) {
    found.push(faultOf(`section ${index + 1}`, index, wrongType('sections', item, 'an object for each section')))
    return { name: `section ${index + 1}`, content: '?', enterRadius: unreadable }
  }
  const name = typeof item.name === 'string' ? item.name : `section ${index + 1}`
  const kept = readFields(item, sectionFields, name, index, found)
  // A wrong type is one fault: what it was for counts as given.
  const given = (key: string, instead: unknown) => (key in item && !(key in kept) ? { [key]: instead } : {})
  return {
    name: '',
    content: '',
    ...kept,
    ...given('name', name),
    ...given('content', '?'),
    ...given('enterRadius', unreadable),
  } as unknown as AuthoredSection
}

/** Stands for a radius that is there and is no number: no rule has anything to say of it. */
const unreadable = 1e6

function readFocus(item: unknown, index: number, found: Fault[]): AuthoredFocus {
  const where = `focus ${index + 1}`
  if (isRecord(item)) {
    const name = typeof item.name === 'string' ? item.name : where
    const kept = readFields(item, focusFields, `focus "${name}"`, -1, found)
    const position = 'position' in item && !('position' in kept) ? [0, 0, 0] : kept.position
    return { ...kept, name, position } as unknown as AuthoredFocus
  }
  found.push(faultOf(where, -1, wrongType('focuses', item, 'an object for each focus')))
  return { name: where, position: [0, 0, 0] }
}

function readNamed<Item>(value: unknown, what: string, fields: Fields, found: Fault[]): Record<string, Item> {
  const items: Record<string, Item> = {}
  for (const [name, item] of Object.entries(isRecord(value) ? value : {})) {
    const where = `${what} "${name}"`
    if (isRecord(item)) items[name] = readFields(item, fields, where, -1, found) as Item
    else found.push(faultOf(where, -1, wrongType(name, item, `an object`)))
  }
  return items
}

function factsOf(file: AuthoringFile, found: Fault[]): WorldFacts {
  const layers = layersOf(file)
  const layerOf = new Map(layers.map(({ name }, i) => [name, i]))
  const byKey = new Map<string, number>()
  file.sections.forEach(({ id }, i) => id !== undefined && !byKey.has(id) && byKey.set(id, i))
  file.sections.forEach(({ name }, i) => !byKey.has(name) && byKey.set(name, i))
  return { layers, sections: file.sections.map((section, i) => factOf(section, i, { layerOf, byKey, found })) }
}

/** 'base' first, then the others in order of their names: the bits of a bake. */
export function layersOf({ layers = {} }: AuthoringFile): LayerFacts[] {
  const names = Object.keys(layers).filter((name) => name !== 'base')
  return ['base', ...names.sort()].map((name) => ({ name, overlap: metresOf(layers[name]?.overlap) }))
}

const metresOf = (policy: OverlapPolicy = 'forbid') =>
  policy === 'allow' ? Infinity : policy === 'forbid' ? 0 : policy

interface Lookup {
  readonly layerOf: ReadonlyMap<string, number>
  /** Sections by id, and by name where no id is called so. */
  readonly byKey: ReadonlyMap<string, number>
  readonly found: Fault[]
}

function factOf(section: AuthoredSection, index: number, { layerOf, byKey, found }: Lookup): SectionFacts {
  const { name, layer = 'base', requires = [], refines, bounds, cost } = section
  const refuse = (finding: Parameters<typeof faultOf>[2]) => void found.push(faultOf(name, index, finding))
  const bit = layerOf.get(layer)
  if (bit === undefined)
    refuse({
      code: 'layer-unknown',
      message: `layer "${layer}"`,
      fix: `Write one of ${[...layerOf.keys()].join(', ')}, or add it to "layers".`,
    })
  const follow = (verb: string, key: string) => {
    const to = byKey.get(key)
    if (to === undefined)
      refuse({
        code: 'reference-unknown',
        message: `it ${verb} "${key}", which is not there`,
        fix: 'Write the name or the id of a section of this file.',
      })
    return to ?? -1
  }
  return {
    name,
    id: section.id ?? '',
    kind: 'mesh',
    bounds: bounds ? [...bounds.min, ...bounds.max] : null,
    rangeBox: null,
    enterRadius: section.enterRadius ?? null,
    exitRadius: section.exitRadius ?? null,
    refineDistance: section.refineDistance ?? null,
    priority: section.priority ?? null,
    costs: {
      ...(cost?.ms !== undefined && { 'cost in ms': cost.ms }),
      ...(section.error !== undefined && { error: section.error }),
    },
    content: section.content,
    layers: bit === undefined ? [] : [bit],
    parent: refines === undefined ? -1 : follow('refines', refines),
    attachedTo: -1,
    requires: [...new Set(requires)].map((key) => follow('requires', key)).filter((to) => to >= 0),
    placeless: false,
  }
}
