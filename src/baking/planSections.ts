import { Lane, SectionFlag } from '../blobs/sectionBlob'
import type { SectionRecord } from '../blobs/sectionRecord'
import { fail } from '../errors'
import type { Bytes } from '../memory/meter'
import type { BakeScene, ImageSource } from './bakeScene'
import { bakedSize, type ImageTool } from './encodeImage'
import { drawsOf, looksOf, measureDraft, trianglesOf, type MeshDraft } from './meshDraft'
import type { BakeSettings } from './options'
import type { Group } from './partition'

/** One section of a plan. */
export interface PlannedSection {
  /** Everything but what encoding decides: `content`, `fileBytes`. Sizes are upper bounds. */
  readonly record: SectionRecord
  /** As drawn; 0 for images. */
  readonly triangles: number
  readonly draws: number
}

/** Names that are taken get #2, #3 in order. */
export function uniqueNames(names: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return names.map((name) => {
    const copy = (seen.get(name) ?? 0) + 1
    seen.set(name, copy)
    return copy === 1 ? name : `${name}#${copy}`
  })
}

const emptyBounds = [0, 0, 0, 0, 0, 0] as const

export function textureSection(
  image: ImageSource,
  name: string,
  settings: BakeSettings,
  tool: ImageTool,
): PlannedSection {
  const { width, height } = bakedSize(image, settings.textureSize, tool)
  const record = {
    name,
    bounds: emptyBounds,
    enterRadius: 0,
    kind: 'texture',
    lane: Lane.Asset,
    stage: 0,
    flags: SectionFlag.Placeless,
    cpuBytes: 0,
    gpuBytes: Math.ceil((width * height * 16) / 3),
  }
  return { record, triangles: 0, draws: 0 }
}

export function meshSection(
  scene: BakeScene,
  draft: MeshDraft,
  group: Group,
  settings: BakeSettings,
  layers: readonly string[],
): PlannedSection {
  const {
    enterRadius = settings.enterRadius,
    exitRadius = 0,
    priority = 0,
    layer = 'base',
    alwaysLoaded,
  } = group.settings
  if (exitRadius > 0 && exitRadius <= enterRadius)
    fail(
      'bake-input',
      `"${group.name}" with exit radius ${exitRadius} and enter radius ${enterRadius}`,
      'an exit radius above the enter radius',
      'Raise terrane_exitRadius, or write a smaller terrane_enterRadius.',
    )
  const size: Bytes = measureDraft(draft)
  const images = looksOf(draft).flatMap((look) => scene.looks[look].images.map(({ image }) => image))
  const record = {
    name: group.name,
    bounds: [...draft.box] as unknown as SectionRecord['bounds'],
    enterRadius,
    exitRadius,
    priority,
    kind: 'mesh',
    lane: Lane.Base,
    stage: 1,
    layer: 2 ** layers.indexOf(layer),
    flags: alwaysLoaded ? SectionFlag.AlwaysLoaded : 0,
    requires: [...new Set(images)],
    ...size,
  }
  return { record, triangles: trianglesOf(draft), draws: drawsOf(draft) }
}

/** Bits of the layer column. */
const maxLayers = 32

export function listLayers(groups: readonly Group[]): string[] {
  const named = groups.map(({ settings }) => settings.layer ?? 'base').filter((layer) => layer !== 'base')
  const layers = ['base', ...[...new Set(named)].sort()]
  if (layers.length > maxLayers)
    fail(
      'bake-input',
      `${layers.length} layers`,
      `at most ${maxLayers}, "base" among them`,
      'Give fewer names to terrane_layer.',
    )
  return layers
}
