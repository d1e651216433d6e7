import type { Figure, Transform } from '../schema/builtIn'
import type { Store } from '../schema/component'
import type { EntityWorld } from './entityWorld'
import { addFigure, placedStride, reserveFigures } from './placedFigures'
import { noOwner } from './tracking'

/**
 * Lists the slots of entities that are not what they were placed as, new ones included; the others are marked as found. One loop over
 * local arrays: every tick goes through all figures here.
 */
export function findMoved(
  entities: EntityWorld,
  eids: ArrayLike<number>,
  { section }: Store<typeof Figure>,
  { x, y, z, qx, qy, qz, qw, sx, sy, sz }: Store<typeof Transform>,
): void {
  const { figures, capacity } = entities
  reserveFigures(figures, eids.length, capacity)
  const { slots, columns: was, seen, moved } = figures
  const sweep = (figures.sweep = (figures.sweep + 1) >>> 0)
  figures.found = figures.movedCount = 0
  for (let i = 0; i < eids.length; i++) {
    const eid = eids[i]
    if (eid >= capacity) continue
    const slot = (slots[eid] || addFigure(figures, eid)) - 1
    seen[slot] = sweep
    figures.found++
    const at = slot * placedStride
    if (
      was[at] !== section[eid] ||
      was[at + 1] !== ownerOfFigure(entities, eid) ||
      was[at + 2] !== x[eid] ||
      was[at + 3] !== y[eid] ||
      was[at + 4] !== z[eid] ||
      was[at + 5] !== qx[eid] ||
      was[at + 6] !== qy[eid] ||
      was[at + 7] !== qz[eid] ||
      was[at + 8] !== qw[eid] ||
      was[at + 9] !== sx[eid] ||
      was[at + 10] !== sy[eid] ||
      was[at + 11] !== sz[eid]
    )
      moved[figures.movedCount++] = slot
  }
}

/** Row of the section that owns an entity, `noOwner` where none does or it is not tracked. */
export function ownerOfFigure({ handles, tracked }: EntityWorld, eid: number): number {
  return handles.eid[tracked.handle[eid]] === eid ? tracked.owner[eid] : noOwner
}

/** Remembers what an entity is placed as. */
export function writePlaced(
  out: Float64Array,
  at: number,
  section: number,
  owner: number,
  transform: Store<typeof Transform>,
  eid: number,
): void {
  out[at] = section
  out[at + 1] = owner
  out[at + 2] = transform.x[eid]
  out[at + 3] = transform.y[eid]
  out[at + 4] = transform.z[eid]
  out[at + 5] = transform.qx[eid]
  out[at + 6] = transform.qy[eid]
  out[at + 7] = transform.qz[eid]
  out[at + 8] = transform.qw[eid]
  out[at + 9] = transform.sx[eid]
  out[at + 10] = transform.sy[eid]
  out[at + 11] = transform.sz[eid]
}
