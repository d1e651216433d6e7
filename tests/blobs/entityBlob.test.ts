import { describe, expect, it } from 'vitest'
import { openEntityBlob } from '../../src/blobs/entityBlob'
import { entitiesPerSection, writeEntityBlob } from '../../src/blobs/entityBlobBuild'
import { createRandom } from '../worlds'
import { describeTable, describeWritten, Door, idAt, Place, randomTable, refTo, Sign } from './entityTables'

describe('an entity payload', () => {
  for (const seed of [1, 2, 3, 4, 5])
    it(`gives back what was written, seed ${seed}`, () => {
      const random = createRandom(seed)
      for (let i = 0; i < 40; i++) {
        const written = randomTable(random, random.whole(0, 60))
        expect(describeTable(openEntityBlob(writeEntityBlob(written)))).toEqual(describeWritten(written))
      }
    })

  it('may be empty', () => {
    const table = openEntityBlob(writeEntityBlob({ ids: [], components: [] }))
    expect(table).toMatchObject({ count: 0, strings: [], components: [] })
  })

  it('may hold as many as a section may, and no more', () => {
    const ids = Array.from({ length: entitiesPerSection + 1 }, (_, i) => idAt(i))
    expect(openEntityBlob(writeEntityBlob({ ids: ids.slice(1), components: [] })).count).toBe(entitiesPerSection)
    expect(() => writeEntityBlob({ ids, components: [] })).toThrow(/2049 entities in a section; expected at most 2048/)
  })

  it('is the same bytes for the same table', () => {
    const bytes = () => new Uint8Array(writeEntityBlob(randomTable(createRandom(9), 200)))
    expect(bytes()).toEqual(bytes())
  })

  it('names what several columns refer to once', () => {
    const values = [{ key: refTo(idAt(7)) }, { key: refTo(idAt(8)) }, { key: refTo(idAt(7)) }]
    const signs = [{ says: 'open', on: refTo(idAt(8)) }, { says: 'open' }]
    const table = openEntityBlob(
      writeEntityBlob({
        ids: [idAt(0), idAt(1), idAt(2)],
        components: [
          { schema: Door, entities: [0, 1, 2], values },
          { schema: Sign, entities: [0, 2], values: signs },
        ],
      }),
    )
    expect(table.refs).toEqual(Uint32Array.from([...idAt(7), ...idAt(8)]))
    expect(table.components[0].columns[2].values).toEqual(Uint32Array.from([1, 2, 1]))
    expect(table.strings).toEqual(['open'])
  })

  it('is viewed in place, all in one buffer', () => {
    const buffer = writeEntityBlob(randomTable(createRandom(3), 50))
    const { ids, refs, components, byteLength } = openEntityBlob(buffer)
    const views = [ids, refs, ...components.flatMap((each) => [each.entities, ...each.columns.map((c) => c.values)])]
    expect(views.every((view) => view.buffer === buffer)).toBe(true)
    expect(byteLength).toBe(buffer.byteLength)
  })

  it('survives being posted with its buffer transferred', () => {
    const written = randomTable(createRandom(4), 50)
    const buffer = writeEntityBlob(written)
    const posted = structuredClone(openEntityBlob(buffer), { transfer: [buffer] })
    expect(buffer.byteLength).toBe(0)
    expect(describeTable(posted)).toEqual(describeWritten(written))
    expect(posted.ids.buffer).toBe(posted.components[0].entities.buffer)
  })

  it('takes 8 bytes of identity and its columns for an entity', () => {
    const ids = Array.from({ length: 2_000 }, (_, i) => idAt(i))
    const values = ids.map((_, i) => ({ x: i }))
    const components = [{ schema: Place, entities: ids.map((_, i) => i), values }]
    const bytes = writeEntityBlob({ ids, components }).byteLength
    expect(bytes).toBe(2_000 * (8 + 4 + 3 * 8) + 168)
  })
})

describe('writing an entity payload', () => {
  const write = (schema: typeof Door | typeof Sign | typeof Place, ...values: Record<string, never>[]) => {
    const entities = values.map((_, i) => i)
    return () => writeEntityBlob({ ids: entities.map(idAt), components: [{ schema, entities, values }] })
  }
  const value = (column: string, of: unknown) => ({ [column]: of }) as Record<string, never>

  it('refuses values that a column does not hold', () => {
    expect(write(Door, value('locked', 256))).toThrow(
      /256 for Door\.locked; expected a value that u8 holds.*\[argument\]/,
    )
    expect(write(Door, value('locked', 1.5))).toThrow(/1\.5 for Door\.locked/)
    expect(write(Door, value('locked', '1'))).toThrow(/"1" for Door\.locked/)
    expect(write(Door, value('angle', true))).toThrow(/true for Door\.angle; expected a value that f32 holds/)
    expect(write(Sign, value('turns', -32769))).toThrow(/-32769 for Sign\.turns/)
    expect(write(Sign, value('drawn', -1))).toThrow(/-1 for Sign\.drawn/)
    expect(write(Sign, value('says', 4))).toThrow(/4 for Sign\.says; expected a text/)
    expect(write(Door, value('key', 'house/key'))).toThrow(/"house\/key" for Door\.key; expected a reference/)
    expect(write(Door, value('key', null))).toThrow(/null for Door\.key; expected a reference/)
    expect(write(Door, value('handle', 1))).toThrow(/a value for Door\.handle; expected a column that is declared/)
  })

  it('keeps not-a-number and infinities of floats', () => {
    const table = openEntityBlob(write(Place, value('x', NaN), value('x', -Infinity))())
    expect([...table.components[0].columns[0].values]).toEqual([NaN, -Infinity])
  })

  it('refuses rows that do not belong to entities', () => {
    const rows = (entities: number[], values = entities.map(() => ({}))) => ({
      ids: [idAt(0), idAt(1)],
      components: [{ schema: Door, entities, values }],
    })
    expect(() => writeEntityBlob(rows([0, 2]))).toThrow(/Door of entity 2; expected rising numbers below 2/)
    expect(() => writeEntityBlob(rows([1, 0]))).toThrow(/Door of entity 0; expected rising/)
    expect(() => writeEntityBlob(rows([1, 1]))).toThrow(/Door of entity 1; expected rising/)
    expect(() => writeEntityBlob(rows([0, 1], [{}]))).toThrow(/1 values of Door; expected 2/)
  })

  it('refuses what is there twice', () => {
    const twice = { schema: Door, entities: [], values: [] }
    expect(() => writeEntityBlob({ ids: [], components: [twice, twice] })).toThrow(/two of component "Door"/)
    expect(() => writeEntityBlob({ ids: [idAt(3), idAt(4), idAt(3)], components: [] })).toThrow(
      /two entities with the id [0-9a-f]{16}.*\[blob-corrupt\]/,
    )
  })
})
