import { hasComponent } from 'bitecs'
import type { BakedRows, EntitySection } from '../entities/entitySection'
import type { ComponentSchema } from '../schema/component'
import { compareColumn } from './compareColumns'
import { readColumns } from './records'
import { isRemembered, type Change, type WorldState } from './worldState'

/** A change as it is being found. */
interface Draft extends Change {
  readonly components: Map<ComponentSchema, Record<string, number | string>>
  gained: readonly ComponentSchema[]
  lost: readonly ComponentSchema[]
}

/** By the entity's place in the payload. */
type Drafts = Map<number, Draft>

/**
 * What of a section's entities is otherwise than it was baked.
 * @param eids by their place in the payload; 0 leaves one out.
 * @returns changes by place; what is as it was baked is not among them.
 */
export function findChanges(state: WorldState, section: EntitySection, eids: Uint32Array): Map<number, Change> {
  const drafts: Drafts = new Map()
  for (const rows of section.components) {
    if (!isRemembered(rows.schema)) continue
    compareRows(rows, eids, drafts)
    findLost(state, rows, eids, drafts)
  }
  findGained(state, section, eids, drafts)
  return drafts
}

/** Nearly all changes are of columns alone: they share this. */
const none: readonly ComponentSchema[] = []

function draftOf(drafts: Drafts, place: number): Draft {
  const known = drafts.get(place)
  if (known) return known
  const draft: Draft = { is: 'changed', components: new Map(), gained: none, lost: none }
  drafts.set(place, draft)
  return draft
}

function compareRows({ schema, entities, columns }: BakedRows, eids: Uint32Array, drafts: Drafts): void {
  for (const column of columns) {
    if (!schema.persist.includes(column.name)) continue
    compareColumn(column, entities, eids, (row) => {
      const { components } = draftOf(drafts, entities[row])
      const values = components.get(schema) ?? {}
      components.set(schema, values)
      values[column.name] = column.target[eids[entities[row]]]
    })
  }
}

/** A component that is gone has no columns: what they still say is of no account. */
function findLost({ entities: { ecs } }: WorldState, rows: BakedRows, eids: Uint32Array, drafts: Drafts): void {
  const { schema, store, entities } = rows
  for (const place of entities) {
    if (eids[place] === 0 || hasComponent(ecs, eids[place], store)) continue
    const draft = draftOf(drafts, place)
    draft.components.delete(schema)
    draft.lost = [...draft.lost, schema]
  }
}

function findGained(state: WorldState, { components }: EntitySection, eids: Uint32Array, drafts: Drafts): void {
  const { ecs, schemas, stores } = state.entities
  for (const schema of schemas.values()) {
    const store = stores.get(schema)
    if (!store || !isRemembered(schema)) continue
    const baked = components.find((rows) => rows.store === store)?.entities ?? []
    let next = 0
    for (let place = 0; place < eids.length; place++) {
      const isBaked = next < baked.length && baked[next] === place
      if (isBaked) next++
      if (isBaked || eids[place] === 0 || !hasComponent(ecs, eids[place], store)) continue
      const draft = draftOf(drafts, place)
      draft.gained = [...draft.gained, schema]
      draft.components.set(schema, readColumns(schema, store, eids[place]))
    }
  }
}

/** Without what is said of one component; null where nothing is left to say. */
export function withoutComponent(change: Change, schema: ComponentSchema): Change | null {
  const components = new Map([...change.components].filter(([each]) => each !== schema))
  const { gained, lost } = change
  return components.size + gained.length + lost.length === 0 ? null : { ...change, components }
}
