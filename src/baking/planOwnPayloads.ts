import { Lane } from '../blobs/sectionBlob'
import type { SectionRecord } from '../blobs/sectionRecord'
import type { BakeScene, SceneOwnPayload } from './bakeScene'
import type { BakeSettings } from './options'
import { compareText, placeOf } from './places'
import { placeSettings } from './planMeshes'
import type { PlannedSection } from './plannedSection'
import type { NameGiver } from './sectionNames'

/**
 * Payloads of the game's own kinds: a section for each, called after its node, so that no other node changes its name. Its bytes are the file: the
 * bake does not know what they mean.
 */
export function planOwnPayloads(
  { ownPayloads }: BakeScene,
  settings: BakeSettings,
  layers: readonly string[],
  name: NameGiver,
): PlannedSection[] {
  const ordered = [...ownPayloads].sort((a, b) => compareText(a.path, b.path) || compareText(a.kind, b.kind))
  return ordered.map((payload) => ownSection(payload, settings, layers, name))
}

function ownSection(
  { path, kind, bytes, size, box, settings: written }: SceneOwnPayload,
  settings: BakeSettings,
  layers: readonly string[],
  name: NameGiver,
): PlannedSection {
  const place = placeOf({ settings: written, owner: path }, null)
  const defaults = { enterRadius: settings.config.kinds[kind]?.enterRadius ?? settings.enterRadius }
  const record: SectionRecord = {
    name: name(`${place.name}/${kind}`),
    kind,
    bounds: [...box] as unknown as SectionRecord['bounds'],
    ...placeSettings(place, defaults, layers),
    ...size,
    lane: Lane.Base,
  }
  return {
    record,
    triangles: 0,
    draws: 0,
    encode: async () => ({ bytes, mimeType: 'application/octet-stream', ending: 'bin', size }),
  }
}
