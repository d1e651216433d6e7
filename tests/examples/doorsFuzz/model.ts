import type { StableId } from '../../../src/schema/stableId'
import type { Bake, BakedEntity } from './bakes'
import { changesOf, layOver, noChanges, type Changes, type Plain } from './plain'

/** What should be true of one entity, by what the game did to it. */
export interface Known {
  readonly id: StableId
  /** Null: the game made it. */
  readonly baked: BakedEntity | null
  /** All its columns: of one that is there as last seen, of others as it should be found. */
  now: Plain
  /** What is remembered of one that is at home and not there. */
  changes: Changes
  removed: boolean
  /** Made where no section was there: alive until its section has come and gone. */
  bornOutside: boolean
}

export type Model = Map<StableId, Known>

export function modelOf({ entities }: Bake): Model {
  const fresh = (id: StableId): Known => {
    const baked = entities.get(id)!
    return { id, baked, now: baked.values, changes: noChanges, removed: false, bornOutside: false }
  }
  return new Map([...entities.keys()].map((id) => [id, fresh(id)]))
}

/** A remembered world: a copy of the model, in which `changes` are of all that is not remembered whole. */
export interface Remembered {
  readonly bytes: Uint8Array
  readonly model: Model
  readonly whole: ReadonlySet<StableId>
}

/** @param whole What is remembered with all its columns. */
export function copyModel(model: Model, alive: ReadonlyMap<StableId, number>, whole: ReadonlySet<StableId>): Model {
  const copy: Model = new Map()
  for (const [id, known] of model) {
    const isSeen = alive.has(id) && !whole.has(id)
    copy.set(id, { ...known, ...(isSeen && { changes: changesOf(known.baked!.values, known.now) }) })
  }
  return copy
}

/** What should be found when it is opened on a bake, of another state perhaps. */
export function rebase({ model, whole }: Remembered, bake: Bake, hasSection: (name: string) => boolean): Model {
  const next = modelOf(bake)
  for (const [id, known] of model) {
    const target = next.get(id)
    if (known.baked === null) next.set(id, { ...known, now: dropSections(known.now, hasSection), bornOutside: false })
    else if (target) Object.assign(target, rebaseBaked(known, target, whole.has(id), hasSection))
  }
  return next
}

function rebaseBaked(
  known: Known,
  { now }: Known,
  isWhole: boolean,
  hasSection: (name: string) => boolean,
): Partial<Known> {
  const { removed, changes } = known
  if (removed) return { removed }
  return isWhole ? { now: dropSections(known.now, hasSection) } : { changes, now: layOver(now, changes) }
}

/** Figures that the world does not have any more are none. */
function dropSections(now: Plain, hasSection: (name: string) => boolean): Plain {
  const section = now.Figure?.section
  return typeof section === 'string' && section !== '' && !hasSection(section)
    ? { ...now, Figure: { section: '' } }
    : now
}

/** Entities that were changed and are not in the bake any more: what an opened save cannot place. */
export function listGone({ model, whole }: Remembered, bake: Bake): StableId[] {
  const gone = [...model.values()].filter(({ id, baked }) => baked !== null && !bake.entities.has(id))
  return gone.filter((known) => known.removed || whole.has(known.id) || isChanged(known)).map(({ id }) => id)
}

const isChanged = ({ changes: { components, lost } }: Known) => Object.keys(components).length + lost.length > 0
