import type { TerraneWorld } from '../engine'
import { SectionFlag } from '../blobs/sectionBlob'
import { forEachLive } from '../inspection'
import type { GizmoBox, GizmoColor, GizmoRing, Gizmos } from '../render/gizmos'
import { stateColors } from './stateColors'

/** Lines over the picture: the bounds of live sections in the colour of their state, and the reach of a point. */
export interface SectionGizmos extends Gizmos {
  readonly boxes: GizmoBox[]
  readonly rings: GizmoRing[]
}

/** What is drawn; both may be off. */
export interface GizmoChoice {
  readonly bounds: boolean
  readonly rings: boolean
}

const opacity = 0.9
const lineColors: readonly GizmoColor[] = stateColors.map(([r, g, b]) => [r / 255, g / 255, b / 255, opacity])
const enterColor: GizmoColor = [0.37, 0.84, 0.58, 1]
const exitColor: GizmoColor = [0.75, 0.6, 1, 0.9]
/** Rings of this many different enter radii at most, the commonest first. */
const ringLimit = 3

/** Hand it to the presenter's `setGizmos` once; `updateSectionGizmos` changes it in place. */
export function createSectionGizmos(): SectionGizmos {
  return { boxes: [], rings: [] }
}

/**
 * Renews the lines; allocates, so a few times a second is enough. Rings lie around `at` (world metres): a section that touches the
 * green one is wanted, one that leaves the violet one goes.
 */
export function updateSectionGizmos(
  out: SectionGizmos,
  world: TerraneWorld,
  choice: GizmoChoice,
  at: ArrayLike<number>,
): void {
  out.boxes.length = out.rings.length = 0
  const { table, profile } = world.terrane
  const radii = new Map<number, { count: number; exit: number }>()
  let ground = at[1]
  let nearest = Infinity
  forEachLive(world, (row, state, _, distance) => {
    if (table.flags[row] & SectionFlag.Placeless) return
    const box = table.bounds.subarray(6 * row, 6 * row + 6)
    if (choice.bounds) out.boxes.push({ box, color: lineColors[state] })
    const enter = table.enterRadius[row]
    if (enter > 0) {
      const known = radii.get(enter)
      radii.set(enter, { count: (known?.count ?? 0) + 1, exit: table.exitRadius[row] || enter * profile.exitRatio })
    }
    if (distance >= nearest) return
    nearest = distance
    ground = box[1]
  })
  if (!choice.rings) return
  const point = [at[0], ground, at[2], at[0], ground, at[2]]
  const commonest = [...radii].sort(([, a], [, b]) => b.count - a.count).slice(0, ringLimit)
  for (const [radius, { exit }] of commonest) {
    out.rings.push({ box: point, radius, color: enterColor })
    out.rings.push({ box: point, radius: exit, color: exitColor })
  }
}
