import type { Engine } from '../engine'

/**
 * P-9: `distance − priority weight − heading bonus + cost penalty + order of its kind`, in metres, lowest first. Weights: one step of priority
 * outweighs 32 m of distance, so the full range −8 … 8 spans 512 m, more than a usual enter radius; heading is worth at
 * most 16 m, a small bias within a ring; a mebibyte costs 1 m, so that of two equally near the smaller comes first; a step of
 * a kind's order is worth 16 m, so that what is walked on comes before what is seen there (B-1).
 */
export const scoreWeights = {
  priorityMetres: 32,
  headingMetres: 16,
  costMetresPerMebibyte: 1,
  orderMetres: 16,
} as const

/** The default prioritizer. Uses only exactly rounded operations: the same order on every machine. */
export function defaultScore(engine: Engine, s: number): number {
  const { live, table, kinds } = engine
  const order = kinds.order[table.kind[live.row[s]]] * scoreWeights.orderMetres
  const distance = live.bestFocus[s] < 0 ? 0 : Math.sqrt(live.rangeSquared[s])
  const cost = (live.bytes[s] / 1_048_576) * scoreWeights.costMetresPerMebibyte
  const heading = live.bestFocus[s] < 0 ? 0 : headingTowards(engine, live.bestFocus[s], s) * scoreWeights.headingMetres
  return distance - live.priority[s] * scoreWeights.priorityMetres - heading + cost + order
}

/** clamp(dot(velocity direction, direction to the section's centre), 0, 1); 0 at rest. */
function headingTowards(engine: Engine, focus: number, s: number): number {
  const { live, focuses } = engine
  const vx = focuses.velocityX[focus]
  const vy = focuses.velocityY[focus]
  const vz = focuses.velocityZ[focus]
  const at = 6 * s
  const dx = (live.box[at] + live.box[at + 3]) / 2 - focuses.x[focus]
  const dy = (live.box[at + 1] + live.box[at + 4]) / 2 - focuses.y[focus]
  const dz = (live.box[at + 2] + live.box[at + 5]) / 2 - focuses.z[focus]
  const lengths = Math.sqrt((vx * vx + vy * vy + vz * vz) * (dx * dx + dy * dy + dz * dz))
  if (!(lengths > 0)) return 0
  return Math.max(0, Math.min(1, (vx * dx + vy * dy + vz * dz) / lengths))
}
