import { Lane, SectionFlag } from '../blobs/sectionBlob'
import type { SectionRecord } from '../blobs/sectionRecord'
import { isInterior, tierShares } from '../authoring/tiers'
import type { Settings } from '../authoring/settings'
import { fail } from '../errors'
import { decodeMeshPayload } from '../payloads/decodeMesh'
import { measureDraw } from '../payloads/measure'
import type { BakeScene } from './bakeScene'
import { encodeMesh } from './encodeMesh'
import { draftMesh, drawsOf, looksOf, measureDraft, trianglesOf, type MeshDraft } from './meshDraft'
import type { BakeSettings } from './options'
import type { Group } from './partition'
import type { Place } from './places'
import { verifyPayload, type PlannedSection, type TileFacts } from './plannedSection'
import type { NameGiver } from './sectionNames'

/** What each group will be drawn as. */
export function draftGroups(scene: BakeScene, groups: readonly Group[], step: number, name: NameGiver): MeshDraft[] {
  return groups.map((group) => draftMesh(scene, { ...group, name: name(group.name) }, step))
}

/** What is drawn where it stands: a section for each group of parts, by their drafts. */
export function planMeshes(
  scene: BakeScene,
  groups: readonly Group[],
  drafts: readonly MeshDraft[],
  settings: BakeSettings,
  layers: readonly string[],
  step: number,
): PlannedSection[] {
  return groups.map((group, i) => {
    const bounds = [...drafts[i].box] as unknown as SectionRecord['bounds']
    const enterRadius = tileRadius({ tier: group.settings.tier }, settings)
    const where = { bounds, ...placeSettings(group, { enterRadius }, layers), lane: Lane.Base }
    return { ...meshSection(scene, drafts[i], where, step), tile: tileFacts(group) }
  })
}

/** Metres from which a tile is wanted: its own radius, or its tier's share of the world's. */
export function tileRadius({ enterRadius, tier = 'ExteriorShell' }: Settings, world: { readonly enterRadius: number }) {
  return enterRadius ?? world.enterRadius * tierShares[tier]
}

function tileFacts({ leaf, settings }: Place): TileFacts {
  const { tier } = settings
  return { ...(leaf && { nodeId: leaf.id, floor: leaf.floor }), ...(tier && { tier }), interior: isInterior(settings) }
}

/** Columns that a place decides, the same for every kind of section there. @throws 'bake-input' for crossed radii. */
export function placeSettings(
  { name, settings, metadata }: Pick<Place, 'name' | 'settings' | 'metadata'>,
  defaults: { readonly enterRadius: number },
  layers: readonly string[],
) {
  const { enterRadius = defaults.enterRadius, exitRadius = 0, priority = 0, layer = 'base', alwaysLoaded } = settings
  if (exitRadius > 0 && exitRadius <= enterRadius)
    fail(
      'bake-input',
      `"${name}" with exit radius ${exitRadius} and enter radius ${enterRadius}`,
      'an exit radius above the enter radius',
      'Raise terrane_exitRadius, or write a smaller terrane_enterRadius.',
    )
  return {
    enterRadius,
    exitRadius,
    priority,
    layer: 2 ** layers.indexOf(layer),
    flags: alwaysLoaded ? SectionFlag.AlwaysLoaded : 0,
    ...(metadata && { metadata }),
  }
}

/** A drawn section of a draft: the one way from geometry to a `.glb` payload, for places and for figures. */
export function meshSection(
  scene: BakeScene,
  draft: MeshDraft,
  where: Omit<SectionRecord, 'name' | 'kind'>,
  step: number,
): PlannedSection {
  const images = [...new Set(looksOf(draft).flatMap((look) => scene.looks[look].images.map(({ image }) => image)))]
  const record: SectionRecord = {
    ...where,
    name: draft.name,
    kind: 'mesh',
    stage: 1,
    requires: images,
    ...measureDraft(draft),
  }
  return {
    record,
    triangles: trianglesOf(draft),
    draws: drawsOf(draft),
    async encode({ imageFile }) {
      const files = await Promise.all(images.map(imageFile))
      const bytes = await encodeMesh(draft, scene.looks, files, (image) => images.indexOf(image), step)
      const size = await verifyPayload(bytes, record, async (copy) =>
        measureDraw((await decodeMeshPayload(copy)).value),
      )
      return { bytes, mimeType: 'model/gltf-binary', ending: 'glb', size }
    },
  }
}
