import { registerComponent } from 'bitecs'
import type { TerraneWorld } from '../engine'
import { fail } from '../errors'
import type { ComponentSchema, Store } from '../schema/component'
import type { ColumnOf, FieldType } from '../schema/fields'
import { entitiesOf, type EntityWorld } from './entityWorld'

/** A column of any type, indexed by entity. */
export type Column = { [eid: number]: number | string; readonly length: number }

/** A component's columns, of whichever schema. */
export type AnyStore = Readonly<Record<string, Column>>

/** Makes a column of `capacity` rows. */
const columnMakers: { readonly [Type in FieldType]: (capacity: number) => ColumnOf<Type> } = {
  f32: (capacity) => new Float32Array(capacity),
  f64: (capacity) => new Float64Array(capacity),
  i8: (capacity) => new Int8Array(capacity),
  u8: (capacity) => new Uint8Array(capacity),
  i16: (capacity) => new Int16Array(capacity),
  u16: (capacity) => new Uint16Array(capacity),
  i32: (capacity) => new Int32Array(capacity),
  u32: (capacity) => new Uint32Array(capacity),
  entityRef: (capacity) => new Uint32Array(capacity) as ColumnOf<'entityRef'>,
  hardRef: (capacity) => new Uint32Array(capacity) as ColumnOf<'hardRef'>,
  text: (capacity) => new Array<string>(capacity).fill(''),
  sectionRef: (capacity) => new Float64Array(capacity) as ColumnOf<'sectionRef'>,
}

/**
 * The columns of a component in this world, indexed by entity: `storeOf(world, Door).angle[eid]`. It is the bitECS component as well:
 * `query(world, [storeOf(world, Door)])`. The same object for as long as the world lives; its arrays never move.
 * @throws 'argument' for a component that `entities([…])` does not list.
 */
export function storeOf<Schema extends ComponentSchema>(world: TerraneWorld, schema: Schema): Store<Schema> {
  return findStore(entitiesOf(world), schema) as unknown as Store<Schema>
}

/** Made at first use: a component that no loaded section has takes no memory. */
export function findStore(entities: EntityWorld, schema: ComponentSchema): AnyStore {
  return entities.stores.get(schema) ?? addStore(entities, schema)
}

function addStore(entities: EntityWorld, schema: ComponentSchema): AnyStore {
  const known = entities.schemas.get(schema.name)
  if (known?.hash !== schema.hash)
    return fail(
      'argument',
      known
        ? `component ${schema.name} declared otherwise`
        : `component ${schema.name}, which this world does not know`,
      `one of ${[...entities.schemas.keys()].join(', ')}`,
      'List it in entities([…]).',
    )
  const store = known === schema ? createStore(entities, schema) : findStore(entities, known)
  entities.stores.set(schema, store)
  return store
}

function createStore({ ecs, capacity }: EntityWorld, { fields }: ComponentSchema): AnyStore {
  const columns = Object.entries(fields).map(([name, type]) => [name, columnMakers[type](capacity)])
  const store = Object.fromEntries(columns) as AnyStore
  registerComponent(ecs, store)
  return store
}
