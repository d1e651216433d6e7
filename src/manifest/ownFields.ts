import type { MetadataFields } from '../blobs/metadataColumns'
import { isObject, report, show, type Reading } from './fields'
import type { OwnFields, OwnSectionFields } from './manifest'

type Is = (value: unknown) => boolean
const isNumber: Is = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0
const isWhole: Is = (value) => isNumber(value) && Number.isInteger(value)
const isText: Is = (value) => typeof value === 'string' && value !== ''
const isRows: Is = (value) => Array.isArray(value) && value.every(isWhole)
const isValues: Is = (value) =>
  isObject(value) && Object.values(value).every((each) => typeof each === 'number' || typeof each === 'string')

/** Names in JSON, names in `OwnSectionFields`, and what each has to be. */
const sectionFields: readonly (readonly [json: string, own: keyof OwnSectionFields, is: Is])[] = [
  ['section_id', 'sectionId', isText],
  ['kind', 'kind', isText],
  ['byte_offset', 'byteOffset', isWhole],
  ['cpu_bytes', 'cpuBytes', isWhole],
  ['gpu_bytes', 'gpuBytes', isWhole],
  ['triangles', 'triangles', isWhole],
  ['draws', 'draws', isWhole],
  ['row', 'row', isWhole],
  ['requires', 'requires', isRows],
  ['attached_to', 'attachedTo', isWhole],
  ['stage', 'stage', isWhole],
  ['lane', 'lane', isWhole],
  ['layer', 'layer', isWhole],
  ['flags', 'flags', isWhole],
  ['error', 'error', isNumber],
  ['cost_ms', 'costMs', isNumber],
  ['metadata', 'metadata', isValues],
  ['refine_distance', 'refineDistance', isNumber],
  ['coarsen_distance', 'coarsenDistance', isNumber],
  ['enter_radius', 'enterRadius', isNumber],
  ['exit_radius', 'exitRadius', isNumber],
]

const fieldOf = new Map(sectionFields.map(([json, own, is]) => [json, { own, is }]))

/** For people and other tools; nothing here reads them. */
const informative = ['content_hash', 'entities', 'asset_id']

export const ownSectionKeys: readonly string[] = [...sectionFields.map(([json]) => json), ...informative]

/** Of nearly every file of a foreign manifest. */
const nothing = {}

export function readOwnSection(reading: Reading): OwnSectionFields {
  let own: Record<string, unknown> | null = null
  for (const json in reading.json) {
    const field = fieldOf.get(json)
    const value = field && reading.json[json]
    if (!field || value === undefined || value === null) continue
    if (field.is(value)) (own ??= {})[field.own] = value
    else report(reading, 'error', 'bad-field', `${reading.path}${json} ${show(value)}`, 'what terrane bake writes')
  }
  return own ?? nothing
}

export const ownSceneKeys = ['range_box', 'shared_assets', 'other_sections', 'focuses', 'terrane'] as const

/** `terrane`: what the section blob says of the world as a whole. */
export function readOwnScene({
  json,
}: Reading): Pick<
  OwnFields,
  'layers' | 'layerModes' | 'layerOverlaps' | 'focusSettings' | 'profiles' | 'components' | 'metadata'
> {
  const { terrane } = json
  if (!isObject(terrane)) return {}
  const { layers, layer_modes: layerModes, layer_overlaps: layerOverlaps, components, metadata } = terrane
  const { focus_settings: focusSettings, profiles } = terrane
  return {
    ...(Array.isArray(layers) && { layers: layers as string[] }),
    ...(Array.isArray(layerModes) && { layerModes: layerModes as OwnFields['layerModes'] }),
    ...(Array.isArray(layerOverlaps) && { layerOverlaps: layerOverlaps as OwnFields['layerOverlaps'] }),
    ...(Array.isArray(focusSettings) && { focusSettings: focusSettings as OwnFields['focusSettings'] }),
    ...(isObject(profiles) && { profiles: profiles as OwnFields['profiles'] }),
    ...(Array.isArray(components) && { components: components as OwnFields['components'] }),
    ...(isObject(metadata) && { metadata: metadata as MetadataFields }),
  }
}
