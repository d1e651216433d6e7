import type { SectionTable } from '../blobs/sectionBlob'
import { boxStride } from '../math/box'
import type { FocusPath } from '../replay/focusPath'

/** What moving asks of the loader, and what the profile can carry (CUT.md, rule 18). Sections a second. */
export interface Demand {
  /** Mean speed of the fastest focus, metres a second. */
  readonly speed: number
  /** 2 · R · v ÷ area of a root: sections that come into reach each second, over all focuses. */
  readonly perSecond: number
  /** slots ÷ (latency + bytes ÷ bandwidth), or what the wire carries, whichever is less. */
  readonly capacityPerSecond: number
}

export interface Wire {
  readonly slots: number
  readonly latencyMs: number
  readonly megabitsPerSecond: number
}

export function measureDemand(table: SectionTable, paths: readonly FocusPath[], wire: Wire): Demand {
  const speeds = paths.map(meanSpeed)
  const radius = median(table.enterRadius.subarray(0, table.rootCount))
  const area = median(footprints(table))
  const bytes = median(table.fileBytes.subarray(0, table.rootCount))
  const bytesPerSecond = (wire.megabitsPerSecond * 1e6) / 8
  const perSlot = 1 / (wire.latencyMs / 1000 + bytes / bytesPerSecond)
  return {
    speed: Math.max(0, ...speeds),
    perSecond: area > 0 ? speeds.reduce((sum, speed) => sum + (2 * radius * speed) / area, 0) : 0,
    capacityPerSecond: Math.min(wire.slots * perSlot, bytes > 0 ? bytesPerSecond / bytes : Infinity),
  }
}

/** Metres a second over the whole path, teleports left out. */
function meanSpeed({ times, points, teleports }: FocusPath): number {
  let [metres, seconds] = [0, 0]
  for (let i = 1; i < times.length; i++) {
    if (teleports[i] > teleports[i - 1]) continue
    const step = (axis: number) => points[3 * i + axis] - points[3 * i - 3 + axis]
    metres += Math.sqrt(step(0) ** 2 + step(1) ** 2 + step(2) ** 2)
    seconds += times[i] - times[i - 1]
  }
  return seconds > 0 ? metres / seconds : 0
}

/** Ground area of every root, m². */
function footprints({ bounds, rootCount }: SectionTable): Float64Array {
  return Float64Array.from({ length: rootCount }, (_, row) => {
    const at = boxStride * row
    return (bounds[at + 3] - bounds[at]) * (bounds[at + 5] - bounds[at + 2])
  })
}

function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[sorted.length >> 1] ?? 0
}
