import { Lane, SectionFlag } from '../blobs/sectionBlob'
import type { BakeScene, Part, SceneFigure } from './bakeScene'
import { placedBox } from './geometry'
import { latticeReach, stepFor } from './lattice'
import { draftMesh } from './meshDraft'
import { joinBoxes, type PlacedPart } from './partition'
import type { PlannedSection } from './plannedSection'
import { meshSection } from './planMeshes'
import type { NameGiver } from './sectionNames'

/** A mesh that moves: placeless, required by the sections of the entities that have it. */
export interface PlannedFigure {
  readonly section: PlannedSection
  /** In the space of its entity, metres, rounding included. */
  readonly box: Float64Array
  /** Of the section, in the plan. */
  readonly index: number
}

/**
 * By figure of the scene; ones of the same parts are one, so that a hundred carts with wheels are one mesh. Their sections follow each other
 * in the plan from `first` on. `step`: the coarsest lattice, metres.
 */
export function planFigures(scene: BakeScene, step: number, name: NameGiver, first: number): PlannedFigure[] {
  const planned = new Map<string, PlannedFigure>()
  return scene.figures.map((figure) => {
    const key = figure.parts.map(({ mesh, matrix }) => `${mesh} ${matrix.join(' ')}`).join('\n')
    const known = planned.get(key) ?? { ...planFigure(scene, figure, step, name), index: first + planned.size }
    planned.set(key, known)
    return known
  })
}

/**
 * Everything of a figure moves as one, so it is merged like what stands still. It has no neighbours to meet without a gap, so its
 * lattice is as fine as 16 bits allow: an entity may be scaled up.
 */
function planFigure(scene: BakeScene, { name: path, parts }: SceneFigure, coarsest: number, name: NameGiver) {
  const whole = parts.map((part) => placePart(scene, part))
  const box = joinBoxes(whole.flatMap(({ boxes }) => boxes))
  const size = Math.max(box[3] - box[0], box[4] - box[1], box[5] - box[2])
  const step = Math.min(coarsest, stepFor(size * (1 + 2 / latticeReach)))
  const group = { name: name(`figure/${path}`), settings: {}, cell: null, whole, pieces: [] }
  const draft = { ...draftMesh(scene, group, step), origin: [0, 0, 0] as const }
  const where = {
    bounds: [0, 0, 0, 0, 0, 0] as const,
    enterRadius: 0,
    lane: Lane.Asset,
    flags: SectionFlag.Placeless,
  }
  return { section: meshSection(scene, draft, where, step), box: draft.box }
}

function placePart({ meshes }: BakeScene, part: Part): PlacedPart {
  const boxes = meshes[part.mesh].surfaces.map(({ geometry }) => placedBox(geometry, part.matrix))
  return { part: { ...part, dynamic: false }, boxes }
}
