import { Lane, SectionFlag } from '../../blobs/sectionBlob'
import type { SectionRecord } from '../../blobs/sectionRecord'
import type { Bytes } from '../../memory/meter'
import type { PartitionNode } from '../partitions/nodes'
import { placeSettings, tileRadius } from '../planMeshes'
import type { EncodedPayload, PlannedSection } from '../plannedSection'
import type { NameGiver } from '../sectionNames'
import { buildLevels, type BuiltAtlas, type BuiltHlod, type BuiltLevel, type LevelInput } from './buildLevels'
import { distanceOf, errorAt } from './levelRules'
import { levelTree, type LevelNode } from './levelTree'

export interface PlannedLevels {
  /** Atlases, LODs and HLODs. */
  readonly sections: readonly PlannedSection[]
  /** By group: index of the section that its tile refines. */
  readonly parents: readonly (number | undefined)[]
  /** LODs that saved too little, and are not there. */
  readonly leftOut: number
}

export interface LevelPlanInput extends LevelInput {
  readonly nodes: readonly PartitionNode[]
  readonly layers: readonly string[]
  readonly name: NameGiver
  /** Index that the first section made here gets. */
  readonly first: number
}

/** Builds all levels of a world and links them: a tile refines its LODs, they the HLODs above. Order and numbers do not depend on which was built first. */
export async function planLevels(input: LevelPlanInput): Promise<PlannedLevels> {
  const { settings, groups, nodes } = input
  const trees = settings.hlod ? levelTree(groups, nodes, settings) : []
  const { lods, hlods } = await buildLevels(input, trees)
  const linking: Linking = { ...input, hlods, sections: [], parents: groups.map(() => undefined) }
  for (const tree of trees) linkNode(linking, tree, undefined, hlods)
  groups.forEach((_, group) => linkLods(linking, group, lods[group]))
  const leftOut = lods.flat().filter((lod) => lod === null).length
  return { sections: linking.sections, parents: linking.parents, leftOut }
}

interface Linking extends LevelPlanInput {
  readonly hlods: ReadonlyMap<LevelNode, BuiltHlod>
  readonly sections: PlannedSection[]
  /** By group, the section that comes before its tile: first its HLOD, then its LODs. */
  readonly parents: (number | undefined)[]
}

const add = ({ first, sections }: Linking, section: PlannedSection) => first + sections.push(section) - 1

/**
 * An HLOD hands over no farther in than the distance it was made for where it shows images, as its texels are made for that too; and never nearer than
 * what is below it.
 */
function linkNode(
  linking: Linking,
  node: LevelNode,
  parent: number | undefined,
  hlods: ReadonlyMap<LevelNode, BuiltHlod>,
): void {
  const { settings } = linking
  const { level, atlases, texel } = hlods.get(node) as BuiltHlod
  const error = errorOf(linking, node)
  const name = linking.name(`${node.id}/hlod`)
  const requires = atlases.map((atlas, i) =>
    add(linking, atlasSection(linking, `${name}${i > 0 ? '/glow' : ''}`, atlas)),
  )
  const index = add(linking, {
    record: {
      ...levelRecord(level, error, settings.errorPixels, parent),
      name,
      enterRadius: settings.horizon,
      lane: Lane.Proxy,
      requires,
    },
    triangles: level.triangles,
    draws: level.draws,
    level: { kind: 'hlod', nodeId: node.id, atlas: atlases[0].side, texel },
    encode: () => payloadOf(level, level.size, 'glb', 'model/gltf-binary'),
  })
  for (const group of node.tiles) linking.parents[group] = index
  for (const below of node.nodes) linkNode(linking, below, index, hlods)
}

function errorOf(linking: Linking, node: LevelNode): number {
  const { settings, hlods } = linking
  const { level } = hlods.get(node) as BuiltHlod
  const below = node.nodes.map((child) => errorOf(linking, child))
  const textured = linking.scene.images.length > 0 ? errorAt(node.distance, settings.errorPixels) : 0
  return Math.max(level.error, textured, ...below)
}

/** The coarsest first: each refines the one before, and the tile the last. A LOD that would only be seen where its parent is, is left out. */
function linkLods(linking: Linking, group: number, lods: readonly (BuiltLevel | null)[]): void {
  const { settings, groups, layers } = linking
  const { name } = linking.drafts[group]
  for (let i = lods.length - 1; i >= 0; i--) {
    const level = lods[i]
    const above = linking.parents[group]
    if (!level || (above !== undefined && isAsCoarse(linking, level, above))) continue
    const enterRadius = tileRadius(groups[group].settings, settings)
    linking.parents[group] = add(linking, {
      record: {
        ...placeSettings(groups[group], { enterRadius }, layers),
        ...levelRecord(level, level.error, settings.errorPixels, above),
        name: linking.name(`${name}/lod${i + 1}`),
        lane: Lane.Detail,
        requires: level.images,
      },
      triangles: level.triangles,
      draws: level.draws,
      level: { kind: 'lod', level: i + 1, tile: name },
      encode: () => payloadOf(level, level.size, 'glb', 'model/gltf-binary'),
    })
  }
}

function isAsCoarse({ first, sections }: Linking, level: BuiltLevel, above: number): boolean {
  return level.error >= (sections[above - first].record.error ?? 0)
}

function levelRecord({ box, size }: BuiltLevel, error: number, pixels: number, parent: number | undefined) {
  return {
    kind: 'mesh',
    stage: 1,
    bounds: [...box] as unknown as SectionRecord['bounds'],
    error,
    refineDistance: distanceOf(error, pixels),
    ...size,
    ...(parent !== undefined && { parent }),
  }
}

function atlasSection(linking: Linking, name: string, atlas: BuiltAtlas): PlannedSection {
  const size = { cpuBytes: 0, gpuBytes: Math.ceil((atlas.side * atlas.side * 16) / 3) }
  const record: SectionRecord = {
    name: linking.name(`texture/${name}`),
    bounds: [0, 0, 0, 0, 0, 0],
    enterRadius: 0,
    kind: 'texture',
    lane: Lane.Asset,
    stage: 0,
    flags: SectionFlag.Placeless,
    ...size,
  }
  return { record, triangles: 0, draws: 0, encode: () => payloadOf(atlas, size, 'webp', atlas.mimeType) }
}

async function payloadOf(
  built: { read(): Promise<Uint8Array> },
  size: Bytes,
  ending: string,
  mimeType: string,
): Promise<EncodedPayload> {
  return { bytes: await built.read(), mimeType, ending, size }
}
