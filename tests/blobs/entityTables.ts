import type { EntityTable } from '../../src/blobs/entityBlob'
import type { EntityTableToWrite } from '../../src/blobs/entityBlobBuild'
import { component } from '../../src/schema/component'
import { entityRef, f32, f64, hardRef, i16, sectionRef, text, u32, u8 } from '../../src/schema/fields'
import { formatStableId, idOfPath, type IdHalves } from '../../src/schema/stableId'
import type { Random } from '../worlds'

export const Door = component('Door', { angle: f32, locked: u8, key: entityRef }, { persist: ['angle', 'locked'] })
export const Place = component('Place', { x: f64, y: f64, z: f64 })
export const Sign = component('Sign', { says: text, on: hardRef, drawn: sectionRef, turns: i16, code: u32 })
export const Lost = component('Lost', {})

export const refTo = (id: IdHalves, path = 'somewhere') => ({ id, path })
export const idAt = (i: number): IdHalves => idOfPath('town.glb', `thing.${i}`)

/** A seeded table: each entity has a Place, others by chance; references within and to elsewhere. */
export function randomTable(random: Random, count: number): EntityTableToWrite {
  const ids = Array.from({ length: count }, (_, i) => idAt(i))
  const some = (share: number) => ids.flatMap((_, i) => (random.chance(share) ? [i] : []))
  const target = () => refTo(idAt(random.whole(0, count + 20)))
  const [doors, signs, lost] = [some(0.4), some(0.2), some(0.1)]
  return {
    ids,
    components: [
      {
        schema: Place,
        entities: ids.map((_, i) => i),
        values: ids.map(() => ({ x: random.between(-5e6, 5e6), y: random.fraction(), z: -0 })),
      },
      {
        schema: Door,
        entities: doors,
        values: doors.map(() => ({
          angle: Math.fround(random.between(-4, 4)),
          ...(random.chance(0.5) ? { locked: random.whole(0, 255) } : {}),
          ...(random.chance(0.7) ? { key: target() } : {}),
        })),
      },
      {
        schema: Sign,
        entities: signs,
        values: signs.map(() => ({
          says: random.pick(['', 'open', 'geöffnet', '営業中', '\ud800 half a pair', 'x'.repeat(random.whole(0, 90))]),
          on: target(),
          drawn: random.whole(0, 3),
          turns: random.whole(-32768, 32767),
          code: random.whole(0, 0xffff_ffff),
        })),
      },
      { schema: Lost, entities: lost, values: lost.map(() => ({})) },
    ],
  }
}

/** What a table says, in the terms it was written in, every column filled. */
export function describeTable(table: EntityTable) {
  const id = (at: number, from: Uint32Array) => formatStableId([from[2 * at], from[2 * at + 1]])
  return {
    ids: Array.from({ length: table.count }, (_, i) => id(i, table.ids)),
    components: table.components.map(({ name, entities, columns }) => ({
      name,
      entities: [...entities],
      columns: columns.map(({ name: column, type, values }) => [
        column,
        Array.from(values, (value) => {
          if (type === 'text') return table.strings[value]
          if (type === 'entityRef' || type === 'hardRef') return value === 0 ? null : id(value - 1, table.refs)
          return value
        }),
      ]),
    })),
  }
}

/** The same of what was to be written. */
export function describeWritten({ ids, components }: EntityTableToWrite): ReturnType<typeof describeTable> {
  const blank = { text: '', entityRef: null, hardRef: null } as Record<string, string | null>
  return {
    ids: ids.map(formatStableId),
    components: components.map(({ schema, entities, values }) => ({
      name: schema.name,
      entities: [...entities],
      columns: Object.entries(schema.fields).map(([column, type]) => [
        column,
        values.map((each) => {
          const value = each[column] ?? (type in blank ? blank[type] : 0)
          return value !== null && typeof value === 'object' ? formatStableId(value.id) : value
        }),
      ]),
    })),
  }
}
