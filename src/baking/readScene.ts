import type { Animation, Document, Scene } from '@gltf-transform/core'
import type { RolePattern } from '../authoring/roles'
import type { BakeScene, NotCarried, SceneReport } from './bakeScene'
import { runBakers } from './bakers/runBakers'
import { emptyConfig, engineKinds, type CheckedConfig } from './config'
import { collectEntities, collectFigures, collectSchemas } from './reading/collectEntities'
import { collectMetadata } from './reading/collectMetadata'
import { collectPayloads } from './reading/collectPayloads'
import { flatten } from './reading/flatten'
import { buildTree, type NodeTree } from './reading/nodeTree'
import { listStale, type Overrides } from './reading/overrides'

/** What a scene is read with. */
export interface ReadOptions {
  /** File name of the input, without folders: part of every stable id. */
  readonly source: string
  readonly config?: CheckedConfig
  /** Tried before the config's. */
  readonly rolePatterns?: readonly RolePattern[]
  readonly overrides?: Overrides | null
}

/**
 * Reads the default scene in three passes: the tree of nodes with what they say and inherit; bakers over it; and all that has a place in
 * the world, flat.
 * @throws TerraneError 'bake-input' for settings that do not mean anything, and for what bakers refuse.
 */
export function readScene(document: Document, options: ReadOptions): BakeScene {
  const { source, config = emptyConfig, overrides = null, rolePatterns = [] } = options
  const hints: string[] = []
  const patterns = [...rolePatterns, ...config.rolePatterns]
  const tree = buildTree(document, { source, patterns, overrides, names: config, hints })
  const baking = runBakers(tree, config)
  const flat = flatten(tree, baking)
  const { figures, figureOf } = collectFigures(flat)
  const entities = collectEntities(tree, baking, figureOf, flat.notCarried)
  const metadata = collectMetadata(tree, baking)
  const ownPayloads = collectPayloads(tree, baking, flat.notCarried)
  for (const scene of tree.otherScenes) noteScene(flat.notCarried, scene)
  for (const animation of document.getRoot().listAnimations()) noteAnimation(flat.notCarried, animation)
  const { meshes, looks, images } = flat.library
  const schemas = collectSchemas(entities, config.listed)
  const colliderMeshes = flat.solids.meshes
  const scene = {
    meshes,
    looks,
    images,
    parts: flat.parts,
    focuses: flat.focuses,
    entities,
    figures,
    schemas,
    metadata,
    ownPayloads,
  }
  const game = { colliders: flat.colliders, colliderMeshes }
  const report: SceneReport = {
    roles: flat.roles,
    notCarried: flat.notCarried,
    hints: [...hints, ...hintAtExport(tree), ...listStale(overrides), ...listUnusedKinds(config, ownPayloads)],
    notes: baking.notes,
    triangles: flat.sum,
    things: countThings({ ...scene, ...game }),
    authoring: {
      config: config.file,
      bakers: config.bakers.map(({ name }) => name),
      overrides: overrides?.file ?? null,
      overridden: overrides?.used.size ?? 0,
    },
  }
  return { ...scene, ...game, report }
}

/** Most likely misspelt: of a kind that nothing is. */
function listUnusedKinds({ kinds, file }: CheckedConfig, ownPayloads: BakeScene['ownPayloads']): string[] {
  const used = new Set([...engineKinds, ...ownPayloads.map(({ kind }) => kind)])
  const unused = Object.keys(kinds).filter((kind) => !used.has(kind))
  return unused.map((kind) => `${file ?? 'the config'}: kinds.${kind}, but nothing here is of that kind`)
}

/** Blender leaves custom properties out unless it is told otherwise, and then nothing here says so. */
function hintAtExport({ nodes }: NodeTree): string[] {
  if (nodes.length === 0 || nodes.some(({ extras }) => Object.keys(extras).length > 0)) return []
  return ['no node has a custom property; if yours have some, tick Include → Custom Properties when you export']
}

function countThings({ entities, figures, colliders, metadata }: Omit<BakeScene, 'report'>): SceneReport['things'] {
  const components: Record<string, number> = {}
  const names = entities.flatMap((entity) => [...entity.components.keys()].map(({ name }) => name))
  for (const name of names.sort()) components[name] = (components[name] ?? 0) + 1
  return {
    entities: entities.length,
    components,
    moving: entities.filter(({ figure }) => figure !== null).length,
    figures: figures.length,
    colliders: colliders.length,
    boxes: colliders.filter(({ shape }) => shape === 'box').length,
    metadata: metadata.length,
  }
}

function noteScene(notCarried: NotCarried[], scene: Scene): void {
  notCarried.push({ node: scene.getName() || 'a scene without a name', what: 'scene beside the default one' })
}

function noteAnimation(notCarried: NotCarried[], animation: Animation): void {
  const targets = new Set(animation.listChannels().map((channel) => channel.getTargetNode()?.getName() ?? ''))
  for (const node of targets)
    notCarried.push({ node: node || 'a node without a name', what: `animation "${animation.getName()}"` })
}
