import { Lane, SectionFlag } from '../blobs/sectionBlob'
import type { SectionRecord } from '../blobs/sectionRecord'
import { isInterior, tierShares } from '../authoring/tiers'
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

/** What is drawn where it stands: a section for each group of parts. */
export function planMeshes(
  scene: BakeScene,
  groups: readonly Group[],
  settings: BakeSettings,
  layers: readonly string[],
  step: number,
  name: NameGiver,
): PlannedSection[] {
  return groups.map((group) => {
    const draft = draftMesh(scene, { ...group, name: name(group.name) }, step)
    const bounds = [...draft.box] as unknown as SectionRecord['bounds']
    const enterRadius = settings.enterRadius * tierShares[group.settings.tier ?? 'ExteriorShell']
    const where = { bounds, ...placeSettings(group, { enterRadius }, layers), lane: Lane.Base }
    return { ...meshSection(scene, draft, where, step), tile: tileFacts(group) }
  })
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
