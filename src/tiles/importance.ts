import type { View } from '../components/focus'
import type { Engine, Scorer } from '../engine'
import { squaredDistanceToBox } from '../math/box'
import { scoreWeights } from '../scoring/defaultScore'
import { ancestorCovered, type Occlusion, screenOf } from './occlusion'
import { measureCovered } from './screen'

/** Steps that importance is told apart by, and metres that distance is: one number sorts by priority, then importance, then distance. */
const steps = 2 ** 20
const span = 2 ** 14

/** A metre of `boost` in these scores: 32 of them are a step of priority, as in `defaultScore`. */
export const importanceMetre = (steps * span) / scoreWeights.priorityMetres

/** Least weight of what is straight behind: it is wanted too, and a camera turns. */
const leastAlignment = 0.1

/**
 * T-8: priority first, then importance on screen (projected size × view alignment × occlusion weight), then distance. Lowest first; exactly rounded
 * operations only. Without a view, alignment and occlusion are 1.
 */
export function createImportance(occlusion: Occlusion): Scorer {
  const score = (engine: Engine, s: number) => {
    const { live, kinds, table } = engine
    const focus = live.bestFocus[s]
    const away = focus < 0 ? 0 : Math.sqrt(live.rangeSquared[s])
    const distance = away + kinds.order[table.kind[live.row[s]]] * scoreWeights.orderMetres
    const importance = focus < 0 || !engine.settings.importance ? 1 : measureImportance(engine, occlusion, focus, s)
    const step = steps - Math.floor(importance * steps)
    return -live.priority[s] * steps * span + step * span + Math.min(distance, span - 1)
  }
  return Object.assign(score, { metre: importanceMetre })
}

/** 0 … 1. */
export function measureImportance(engine: Engine, occlusion: Occlusion, focus: number, s: number): number {
  const { focuses, table, live } = engine
  const row = live.row[s]
  const squared = squaredDistanceToBox(table.bounds, 6 * row, focuses.x[focus], focuses.y[focus], focuses.z[focus])
  const size = projectedSize(table.bounds, 6 * row, Math.sqrt(squared))
  const view = focuses.view[focus]
  if (view === null || squared === 0) return size
  return size * alignment(engine, focus, view, row) * occlusionWeight(engine, occlusion, focus, view, s)
}

/** Radius of the sphere around a box as a share of its distance; 1 from that distance on. */
function projectedSize(bounds: Float64Array, at: number, distance: number): number {
  const x = bounds[at + 3] - bounds[at]
  const y = bounds[at + 4] - bounds[at + 1]
  const z = bounds[at + 5] - bounds[at + 2]
  const radius = Math.sqrt(x * x + y * y + z * z) / 2
  return radius > 0 ? radius / Math.max(radius, distance) : 0
}

/** 1 in the middle of the view, falling with the cosine. */
function alignment({ focuses, table, root }: Engine, focus: number, { view }: View, row: number): number {
  const { bounds } = table
  const at = 6 * row
  const x = (bounds[at] + bounds[at + 3]) / 2 - focuses.x[focus]
  const y = (bounds[at + 1] + bounds[at + 4]) / 2 - focuses.y[focus]
  const z = (bounds[at + 2] + bounds[at + 5]) / 2 - focuses.z[focus]
  const length = Math.sqrt(x * x + y * y + z * z)
  if (length === 0) return 1
  const scale = root === null ? 1 : root.scale
  const cosine = -(view[2] * x + view[6] * y + view[10] * z) / (length * scale)
  return Math.max(leastAlignment, Math.min(1, (1 + cosine) / 2))
}

/** What closer tiles leave of it, with a floor; and T-9: far less where they cover a whole region around it. */
function occlusionWeight(engine: Engine, occlusion: Occlusion, focus: number, view: View, s: number): number {
  const { settings, live, table, telemetry } = engine
  if (!settings.occlusion) return 1
  const screen = screenOf(engine, occlusion, focus, view)
  const own = measureCovered(engine, screen, focus, view, table.bounds, 6 * live.row[s])
  const weight = Math.max(settings.occlusionFloor, 1 - own)
  if (ancestorCovered(engine, occlusion, screen, focus, view, live.row[s]) < settings.coveredShare) return weight
  telemetry.deferred++
  return weight * settings.coveredFactor
}
