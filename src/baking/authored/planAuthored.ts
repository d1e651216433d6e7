import type { AuthoredSection, AuthoringFile } from '../../authoring/authoringFile'
import { layersOf } from '../../authoring/validation/authoringFacts'
import { SectionFlag } from '../../blobs/sectionBlob'
import type { AboutWorld } from '../../blobs/sectionBlobBuild'
import type { SectionRecord } from '../../blobs/sectionRecord'
import { fail } from '../../errors'
import { hashString64 } from '../../math/hash'
import type { CheckedConfig } from '../config'
import { boxOfScene } from '../contentBounds'
import { loadImageTool } from '../encodeImage'
import { bakeSettings, type BakeOptions } from '../options'
import { planScene, type BakePlan } from '../plan'
import { recordsOf, type PlannedSection } from '../plannedSection'
import { joinScenes } from './joinScenes'
import { readAuthored, type AuthoredWorld } from './readAuthored'

/**
 * The plan of an authoring file: every content is one place, planned as places of glTF are; then what the file says of its sections is written over what
 * their places would have had.
 * @throws TerraneError 'argument' for options that cut or simplify, 'bake-input' for the file.
 */
export async function planAuthored(input: string, options: BakeOptions, config: CheckedConfig): Promise<BakePlan> {
  if ((options.partition ?? 'grid') !== 'grid' || options.lods || options.hlod)
    fail(
      'argument',
      'a partition or levels of detail for an authoring file',
      'sections as the file has them',
      'Leave --partition, --lods and --hlod out; write coarser sections that others refine.',
    )
  const checked = bakeSettings(input, options, config)
  const tool = await loadImageTool(checked)
  checked.onProgress({ stage: 'read', done: 0, total: 1 })
  const world = await readAuthored(input, checked)
  checked.onProgress({ stage: 'read', done: 1, total: 1 })
  const { file } = world
  const metadata = { ...config.metadata, ...file.metadata, ...(hasTags(file) && { tags: 'text' as const }) }
  const settings = { ...checked, name: options.name ?? file.name ?? checked.name, config: { ...config, metadata } }
  if (file.sections.length === 0)
    fail('bake-input', `"${settings.name}": no sections`, 'at least one', 'Write one into "sections".')
  settings.onProgress({ stage: 'plan', done: 0, total: 1 })
  const plan = await planScene(sceneOf(world), settings, tool)
  settings.onProgress({ stage: 'plan', done: 1, total: 1 })
  const sections = stateRelations(plan.sections, file)
  const about = { ...plan.about, ...aboutFile(file) }
  return { ...plan, sections, about, records: (contentOf) => recordsOf(sections, contentOf) }
}

const hasTags = ({ sections }: AuthoringFile) => sections.some(({ tags = [] }) => tags.length > 0)

function sceneOf({ file, scenes }: AuthoredWorld) {
  const owned = file.sections.map(({ name }, i) => ({ owner: name, scene: scenes[i] }))
  const focuses = (file.focuses ?? []).map(({ name, position, radiusScale = 1 }) => ({
    name,
    position: position as unknown as readonly [number, number, number],
    radiusScale,
  }))
  const scene = joinScenes(owned, focuses)
  const stated = file.sections.flatMap(({ name, tags = [], metadata = {} }, i) => {
    const values = { ...metadata, ...(tags.length > 0 && { tags: tags.join(',') }) }
    const box = Float64Array.from(boxOfScene(scenes[i]) ?? [0, 0, 0, 0, 0, 0])
    return Object.keys(values).length > 0 ? [{ path: name, owner: name, box, values }] : []
  })
  return { ...scene, metadata: [...scene.metadata, ...stated] }
}

function aboutFile(file: AuthoringFile): Partial<AboutWorld> {
  const names = layersOf(file).map(({ name }) => name)
  const layers = file.layers ?? {}
  return {
    layers: names,
    layerModes: names.map((name) => layers[name]?.start ?? 'on'),
    layerOverlaps: names.map((name) => layers[name]?.overlap ?? 'forbid'),
    focusSettings: (file.focuses ?? []).map(({ follow = null, captureVelocity = true }) => ({
      follow,
      captureVelocity,
    })),
    profiles: Object.fromEntries(
      Object.entries(file.profiles ?? {}).map(([name, profile]) => [name, { name, ...profile }]),
    ),
  }
}

/** Which plan sections belong to which authored one. */
interface Owners {
  /** By plan section; undefined for shared assets. */
  readonly of: readonly (number | undefined)[]
  /** Plan sections by authored one. */
  readonly all: readonly number[][]
  /** The drawn one of each. */
  readonly mesh: readonly (number | undefined)[]
}

/** What the file says of its sections, in the columns of every section that came of them. */
function stateRelations(planned: readonly PlannedSection[], file: AuthoringFile): PlannedSection[] {
  const owners = findOwners(planned, file)
  const refined = new Set(file.sections.map((section) => indexOf(file, section.refines)))
  const stated = planned.map((section, i) => {
    const owner = owners.of[i]
    if (owner === undefined) return section
    return { ...section, record: { ...section.record, ...columnsOf(file, owner, i, section.record, owners, refined) } }
  })
  return raiseStages(stated)
}

/** A section's drawn part is called as it is; its others have their kind after it. */
function findOwners(planned: readonly PlannedSection[], { sections }: AuthoringFile): Owners {
  const byName = new Map(sections.map(({ name }, i) => [name, i]))
  const of = planned.map(({ record }) => ownerOf(record, byName))
  const all = sections.map((_, section) => [...of.keys()].filter((i) => of[i] === section))
  const mesh = all.map((members) => members.find((i) => planned[i].record.kind === 'mesh'))
  return { of, all, mesh }
}

function ownerOf({ name, kind, flags = 0 }: SectionRecord, byName: ReadonlyMap<string, number>): number | undefined {
  if (flags & SectionFlag.Placeless) return undefined
  if (kind === 'mesh') return byName.get(name)
  let owner = name
  while (owner !== '') {
    owner = owner.slice(0, Math.max(0, owner.lastIndexOf('/')))
    const found = byName.get(owner)
    if (found !== undefined) return found
  }
  return undefined
}

function indexOf({ sections }: AuthoringFile, key: string | undefined): number {
  if (key === undefined) return -1
  const byId = sections.findIndex(({ id }) => id === key)
  return byId >= 0 ? byId : sections.findIndex(({ name }) => name === key)
}

function columnsOf(
  file: AuthoringFile,
  owner: number,
  index: number,
  record: SectionRecord,
  owners: Owners,
  refined: ReadonlySet<number>,
): Partial<SectionRecord> {
  const section = file.sections[owner]
  const { bounds, priority = 0, layer = 'base', alwaysLoaded, cost, error = 0, requires = [] } = section
  const drawn = index === owners.mesh[owner]
  const coarser = indexOf(file, section.refines)
  const bit = layersOf(file).findIndex(({ name }) => name === layer)
  const needed = requires.flatMap((key) => owners.all[indexOf(file, key)])
  return {
    ...(section.id !== undefined && { guid: guidOf(section.id, section.name, record.name) }),
    ...(bounds && { bounds: [...bounds.min, ...bounds.max] as unknown as SectionRecord['bounds'] }),
    ...rangeOf(file, owner, drawn),
    ...(drawn && coarser >= 0 && { parent: drawnOf(file, owners, owner, coarser) }),
    ...(drawn && refined.has(owner) && { refineDistance: refineDistanceOf(file, owner) }),
    priority,
    layer: 2 ** bit,
    flags: alwaysLoaded ? SectionFlag.AlwaysLoaded : 0,
    costMs: cost?.ms ?? 0,
    ...(drawn && { error }),
    requires: [...new Set([...(record.requires ?? []), ...needed])],
  }
}

/** 16 hex digits are the GUID; anything else is hashed. Other kinds of the place have one of their own. */
function guidOf(id: string, name: string, recordName: string): readonly [low: number, high: number] {
  const key = id + recordName.slice(name.length)
  if (!/^[0-9a-f]{16}$/i.test(key)) return hashString64(key)
  return [parseInt(key.slice(8), 16), parseInt(key.slice(0, 8), 16)]
}

/** The drawn part of what refines another has the range of its root; all else of it is wanted where it takes that one's place. */
function rangeOf(file: AuthoringFile, owner: number, drawn: boolean) {
  const { enterRadius = 0, exitRadius = 0, refines } = file.sections[owner]
  if (refines === undefined) return { enterRadius, exitRadius }
  const coarser = indexOf(file, refines)
  return { enterRadius: drawn ? 0 : refineDistanceOf(file, coarser), exitRadius: 0 }
}

/** Left out: half the distance from which the section itself is wanted. */
function refineDistanceOf(file: AuthoringFile, index: number): number {
  const { refineDistance, enterRadius = 0, refines }: AuthoredSection = file.sections[index]
  if (refineDistance) return refineDistance
  return (refines === undefined ? enterRadius : refineDistanceOf(file, indexOf(file, refines))) / 2
}

function drawnOf(file: AuthoringFile, { mesh }: Owners, finer: number, coarser: number): number {
  const found = mesh[coarser]
  if (found !== undefined) return found
  const [name, other] = [file.sections[finer].name, file.sections[coarser].name]
  return fail(
    'bake-input',
    `"${name}" refines "${other}", which draws nothing`,
    'a coarser section with something to draw',
    'Put a static mesh into its content, or take "refines" out.',
  )
}

/** What requires something starts after it: its stage is above. Rings were refused before. */
function raiseStages(sections: readonly PlannedSection[]): PlannedSection[] {
  const stages = new Map<number, number>()
  const stageOf = (i: number): number => {
    const known = stages.get(i)
    if (known !== undefined) return known
    const { stage = 0, requires = [] } = sections[i].record
    const least = requires.reduce((most, other) => Math.max(most, stageOf(other) + 1), stage)
    stages.set(i, least)
    return least
  }
  return sections.map((section, i) => ({ ...section, record: { ...section.record, stage: stageOf(i) } }))
}
