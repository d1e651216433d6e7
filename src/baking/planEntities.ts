import { openEntityBlob } from '../blobs/entityBlob'
import { writeEntityBlob } from '../blobs/entityBlobBuild'
import { Lane } from '../blobs/sectionBlob'
import type { SectionRecord } from '../blobs/sectionRecord'
import type { BakeScene } from './bakeScene'
import { entityBounds } from './entityBounds'
import { orderGroups } from './entityStages'
import { tabulate } from './entityTables'
import type { EntityGroup } from './groupEntities'
import type { BakeSettings } from './options'
import type { PlannedFigure } from './planFigures'
import { placeSettings } from './planMeshes'
import { verifyPayload, type PlannedSection } from './plannedSection'
import type { NameGiver } from './sectionNames'

/**
 * What a game gets: a section for each group of entities, which requires its figures and what hard references lead to. `first` is where
 * the sections will be in the plan.
 * @throws 'bake-input' for hard references that go round; 'argument' for values that their columns do not hold.
 */
export function planEntities(
  scene: BakeScene,
  groups: readonly EntityGroup[],
  figures: readonly PlannedFigure[],
  settings: BakeSettings,
  layers: readonly string[],
  name: NameGiver,
  first: number,
): PlannedSection[] {
  const { requires, stages } = orderGroups(scene, groups)
  const defaults = { enterRadius: settings.config.kinds.entities?.enterRadius ?? settings.enterRadius }
  return groups.map((group, i) => {
    const drawn = figuresOf(scene, group, figures)
    const record = {
      name: name(`${group.name}/entities`),
      kind: 'entities',
      bounds: entityBounds(scene, group, settings.cell, (figure) => figures[figure].box),
      ...placeSettings(group, defaults, layers),
      lane: Lane.Base,
      stage: stages[i],
      requires: [...drawn.map(({ index }) => index), ...requires[i].map((other) => first + other)],
    }
    const figurePlace = (figure: number) => drawn.indexOf(figures[figure])
    return entitySection(scene, group, record, () => writeEntityBlob(tabulate(scene, group, figurePlace)))
  })
}

/** What a group is drawn with, each once. Their sections come first among its requires, in this order. */
function figuresOf({ entities }: BakeScene, { members }: EntityGroup, figures: readonly PlannedFigure[]) {
  const drawn = members.map((index) => entities[index].figure).filter((figure) => figure !== null)
  return [...new Set(drawn.map((figure) => figures[figure]))]
}

/** Written once to know its size, and again to be stored: the tables of a whole world would not be kept for that. */
function entitySection(
  scene: BakeScene,
  { members }: EntityGroup,
  where: SectionRecord,
  write: () => ArrayBuffer,
): PlannedSection {
  const record: SectionRecord = { ...where, cpuBytes: write().byteLength, gpuBytes: 0 }
  return {
    record,
    triangles: 0,
    draws: 0,
    entities: members.map((index) => scene.entities[index].id),
    async encode() {
      const bytes = new Uint8Array(write())
      const measure = (copy: ArrayBuffer) => ({ cpuBytes: openEntityBlob(copy).byteLength, gpuBytes: 0 })
      const size = await verifyPayload(bytes, record, measure)
      return { bytes, mimeType: 'application/octet-stream', ending: 'bin', size }
    },
  }
}
