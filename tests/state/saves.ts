import fc from 'fast-check'
import type { BakedSchema } from '../../src/blobs/sectionBlob'
import { fieldTypes, isNumberType, type FieldType } from '../../src/schema/fields'
import { crc32 } from '../../src/state/crc32'
import type { Save, SavedEntity, SavedValue } from '../../src/state/save'
import { saveHeaderBytes, saveVersion, writeSave } from '../../src/state/saveFile'

/** A small save with each kind of change. */
export const smallSave: Save = {
  components: [
    {
      name: 'Door',
      hash: '00112233445566aa',
      columns: [
        ['angle', 'f32'],
        ['key', 'entityRef'],
        ['note', 'text'],
      ],
    },
  ],
  made: 1,
  sections: { '00000000000000ff': [-1.5, 0, 1e9, 2] },
  entities: [
    { id: '0000000000000001', change: 'changed', components: { Door: { angle: NaN } }, lost: [] },
    { id: '0000000000000002', change: 'removed' },
    { id: '8000000000000000', change: 'made', section: '', components: { Door: { angle: -0, key: '', note: '—' } } },
    { id: 'ffffffffffffffff', change: 'away', section: '00000000000000ff', components: {} },
  ],
}

/** The bytes of a save that says it is of the next version, and is whole. */
export function newerSave(): Uint8Array {
  return resum(writeSave(smallSave), (header) => header.setUint32(4, saveVersion + 1, true))
}

/** A save whose text is another, with a checksum that fits. */
export function saveOfText(text: string | Uint8Array): Uint8Array {
  const body = typeof text === 'string' ? new TextEncoder().encode(text) : text
  const bytes = new Uint8Array(saveHeaderBytes + body.length)
  bytes.set(writeSave(smallSave).subarray(0, saveHeaderBytes))
  bytes.set(body, saveHeaderBytes)
  return resum(bytes, (header) => header.setUint32(8, body.length, true))
}

function resum(bytes: Uint8Array, change: (header: DataView) => void): Uint8Array {
  const header = new DataView(bytes.buffer)
  change(header)
  header.setUint32(12, crc32(bytes.subarray(saveHeaderBytes), crc32(bytes.subarray(0, 12))), true)
  return bytes
}

const id = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }).map((value) => value.toString(16).padStart(16, '0'))
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('NaN', '-0', '', '\ud800', '\u2028'))
const number = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, -0, 0, 1e308, 5e-324))
const coordinate = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
const name = fc.string({ unit: fc.constantFrom(...'abcXYZ_$'), minLength: 1, maxLength: 8 })

const plain = { noNullPrototype: true } as const

const schema: fc.Arbitrary<BakedSchema> = fc.record(
  {
    name,
    hash: id,
    columns: fc.uniqueArray(fc.tuple(name, fc.constantFrom(...fieldTypes)), {
      selector: ([column]) => column,
      maxLength: 5,
    }),
  },
  plain,
)

const valueOf = (type: FieldType): fc.Arbitrary<SavedValue> => {
  if (isNumberType(type)) return number
  return type === 'text' ? text : fc.oneof(id, fc.constant(''))
}

/** An object with some of these keys. */
const someOf = <Value>(entries: readonly (readonly [string, fc.Arbitrary<Value>])[]) =>
  fc.record(Object.fromEntries(entries), { requiredKeys: [], ...plain }) as fc.Arbitrary<Record<string, Value>>

/** Some columns of a component. */
const columnsOf = ({ columns }: BakedSchema) =>
  someOf(columns.map(([column, type]) => [column, valueOf(type as FieldType)]))

const entityOf = (schemas: readonly BakedSchema[]): fc.Arbitrary<SavedEntity> =>
  fc.record(
    {
      id,
      change: fc.constantFrom('changed', 'away', 'made', 'removed'),
      section: fc.oneof(id, fc.constant('')),
      components: someOf(schemas.map((each) => [each.name, columnsOf(each)])),
      gained: fc.subarray(schemas.map((each) => each.name)),
      lost: fc.subarray(schemas.map((each) => each.name)),
    },
    { requiredKeys: ['id', 'change'], noNullPrototype: true },
  )

/** Saves of every shape that the format has. */
export const anySave: fc.Arbitrary<Save> = fc
  .uniqueArray(schema, { selector: (each) => each.name, maxLength: 4 })
  .chain((components) =>
    fc.record(
      {
        components: fc.constant(components),
        made: fc.maxSafeNat(),
        sections: fc.dictionary(id, fc.tuple(coordinate, coordinate, coordinate, coordinate), plain),
        entities: fc
          .uniqueArray(entityOf(components), { selector: (each) => each.id, maxLength: 20 })
          .map((entities) => entities.sort((a, b) => (a.id < b.id ? -1 : 1))),
      },
      plain,
    ),
  )
