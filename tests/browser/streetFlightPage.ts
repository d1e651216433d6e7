/** Beside the viewer's own page: somebody who watches every frame of it. */
import type {} from '../../src/viewer/viewer'
import { hasContent, SectionFlag, type SectionTable } from '../../src/blobs/sectionBlob'
import type { Engine } from '../../src/engine'
import { countFullTriangles } from '../../src/debug/fullDetail'
import { forEachLive } from '../../src/inspection'
import { auditTick, createAudit } from '../../src/telemetry/audit'

/** What was seen since `restart`. */
export interface Seen {
  frames: number
  /** Places that lost their picture between two frames, and paths that showed two. */
  holes: number
  doubles: number
  /** Drawn, at most and at least, of those of all full tiles. */
  mostTriangles: number
  leastTriangles: number
  readonly fullTriangles: number
  mostDraws: number
}

const noise = { frames: 0, holes: 0, doubles: 0, mostTriangles: 0, leastTriangles: Infinity, mostDraws: 0 }

function createWatch() {
  const { world, counts } = window.terrane!
  const seen: Seen = { ...noise, fullTriangles: countFullTriangles(world.terrane.table) }
  let audit = createAudit()
  const look = () => {
    requestAnimationFrame(look)
    const { triangles, draws } = counts()
    if (triangles === 0) return
    seen.frames++
    // The audit compares neighbouring ticks; seen from outside, frames are neighbours.
    const frame: Engine = Object.create(world.terrane, {
      clock: { value: { ...world.terrane.clock, tick: seen.frames } },
    })
    auditTick(frame, audit)
    seen.holes = audit.holes
    seen.doubles = audit.doubles
    seen.mostTriangles = Math.max(seen.mostTriangles, triangles)
    seen.leastTriangles = Math.min(seen.leastTriangles, triangles)
    seen.mostDraws = Math.max(seen.mostDraws, draws)
  }
  requestAnimationFrame(look)
  const restart = () => {
    audit = createAudit()
    Object.assign(seen, noise)
  }
  return { seen, restart, countUncovered: () => countUncovered(world.terrane.table, shownRows()) }
}

function shownRows(): Set<number> {
  const rows = new Set<number>()
  forEachLive(window.terrane!.world, (row, _, shown) => void (shown && rows.add(row)))
  return rows
}

/** Drawn places of the whole table for which nothing is shown, neither themselves nor a coarser picture. */
function countUncovered(table: SectionTable, shown: ReadonlySet<number>): number {
  let missing = 0
  for (let row = 0; row < table.count; row++) {
    const drawn = hasContent(table, row) && table.info.kinds[table.kind[row]] === 'mesh'
    if (!drawn || table.childCount[row] > 0 || table.flags[row] & SectionFlag.Placeless) continue
    let up = row
    while (up >= 0 && !shown.has(up)) up = table.parent[up]
    if (up < 0) missing++
  }
  return missing
}

declare global {
  interface Window {
    watch?: ReturnType<typeof createWatch>
  }
}

const wait = setInterval(() => {
  if (!window.terrane) return
  clearInterval(wait)
  window.watch = createWatch()
}, 50)
