import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TerraneError } from '../../src/errors'
import { crc32 } from '../../src/state/crc32'
import { readSave, writeSave } from '../../src/state/saveFile'
import { anySave, newerSave, saveOfText, smallSave } from './saves'

/** The one line that reading gives. */
function refusalOf(bytes: Uint8Array): TerraneError {
  try {
    readSave(bytes)
  } catch (error) {
    expect(error).toBeInstanceOf(TerraneError)
    expect((error as Error).message).toMatch(/^[^\n]+; expected [^\n]+ \[save-(corrupt|newer)\]$/)
    return error as TerraneError
  }
  throw new Error('it was read')
}

describe('a save', () => {
  it('reads back as it was written, to the sign of a zero', () => {
    fc.assert(fc.property(anySave, (save) => void expect(readSave(writeSave(save))).toStrictEqual(save)))
  })

  it('has the same bytes for the same content', () => {
    fc.assert(
      fc.property(anySave, (save) => void expect(writeSave(readSave(writeSave(save)))).toEqual(writeSave(save))),
    )
  })

  it('may lie anywhere in a larger buffer', () => {
    const bytes = writeSave(smallSave)
    const larger = new Uint8Array(bytes.length + 9).fill(7)
    larger.set(bytes, 3)
    expect(readSave(larger.subarray(3, 3 + bytes.length))).toStrictEqual(smallSave)
  })

  it('holds an empty world', () => {
    const empty = { components: [], made: 0, sections: {}, entities: [] }
    expect(readSave(writeSave(empty))).toStrictEqual(empty)
  })
})

describe('reading a save refuses', () => {
  const whole = writeSave(smallSave)

  it('every change of one bit', () => {
    for (let bit = 0; bit < 8 * whole.length; bit++) {
      const bytes = whole.slice()
      bytes[bit >> 3] ^= 1 << (bit & 7)
      expect(refusalOf(bytes).code, `bit ${bit}`).toBe('save-corrupt')
    }
  })

  it('every beginning of one, and one with bytes after its end', () => {
    for (let length = 0; length < whole.length; length++)
      expect(refusalOf(whole.slice(0, length)).code, `${length} bytes`).toBe('save-corrupt')
    const longer = new Uint8Array(whole.length + 1)
    longer.set(whole)
    expect(refusalOf(longer).code).toBe('save-corrupt')
  })

  it('bytes of any kind', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void refusalOf(bytes)))
  })

  it('one of a newer version, and says so', () => {
    expect(refusalOf(newerSave()).message).toMatch(/^a save of version 2; expected version 1\. Update the game/)
  })

  const door = '{"name":"Door","hash":"00","columns":[["angle","f32"],["key","entityRef"],["note","text"]]}'
  const withEntity = (entity: string) => `{"components":[${door}],"made":0,"sections":{},"entities":[${entity}]}`
  const withValue = (value: string) =>
    withEntity(`{"id":"0000000000000001","change":"changed","components":{"Door":${value}}}`)

  it.each([
    ['text that is not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'a save whose text is not JSON'],
    ['text that is not JSON', '{', 'a save whose text is not JSON'],
    ['a text of another shape', 'null', 'the text is null'],
    ['a list instead of an object', '[]', 'the text is []'],
    ['no components', '{"made":0,"sections":{},"entities":[]}', 'components is undefined'],
    ['a component that is no object', '{"components":[1],"made":0,"sections":{},"entities":[]}', 'a component is 1'],
    [
      'a component without a hash',
      '{"components":[{"name":"Door"}],"made":0,"sections":{},"entities":[]}',
      'a component is "Door"',
    ],
    [
      'a column of an unknown type',
      '{"components":[{"name":"Door","hash":"","columns":[["angle","f16"]]}],"made":0,"sections":{},"entities":[]}',
      'a column of Door is ["angle","f16"]',
    ],
    [
      'one component twice',
      `{"components":[${door},${door}],"made":0,"sections":{},"entities":[]}`,
      'two components of one name',
    ],
    ['half a count', '{"components":[],"made":0.5,"sections":{},"entities":[]}', 'made is 0.5'],
    ['a negative count', '{"components":[],"made":-1,"sections":{},"entities":[]}', 'made is -1'],
    [
      'a section that is no place',
      '{"components":[],"made":0,"sections":{"00000000000000ff":[0,1]},"entities":[]}',
      'is [0,1]',
    ],
    [
      'a section without a GUID',
      '{"components":[],"made":0,"sections":{"cell":[0,1,2,3]},"entities":[]}',
      'section cell',
    ],
    ['an id that is none', withEntity('{"id":"7","change":"removed"}'), 'the id of an entity is "7"'],
    ['an unknown change', withEntity('{"id":"0000000000000001","change":"eaten"}'), 'is "eaten"'],
    ['a section that is none', withEntity('{"id":"0000000000000001","change":"made","section":"cell"}'), 'is "cell"'],
    [
      'one entity twice',
      withEntity('{"id":"0000000000000001","change":"removed"},{"id":"0000000000000001","change":"removed"}'),
      'entity 0000000000000001 after 0000000000000001',
    ],
    [
      'a lost component that is not listed',
      withEntity('{"id":"0000000000000001","change":"changed","lost":["Key"]}'),
      'what 0000000000000001 lost is ["Key"]',
    ],
    [
      'a component that is not listed',
      withEntity('{"id":"0000000000000001","change":"changed","components":{"Key":{}}}'),
      'component Key of 0000000000000001',
    ],
    ['a column that is not listed', withValue('{"width":1}'), 'Door.width of 0000000000000001 is 1'],
    ['a text for a number', withValue('{"angle":"wide"}'), 'Door.angle of 0000000000000001 is "wide"'],
    ['null for a number', withValue('{"angle":null}'), 'Door.angle of 0000000000000001 is null'],
    ['a number for a text', withValue('{"note":5}'), 'Door.note of 0000000000000001 is 5'],
    ['a reference that is none', withValue('{"key":"the key"}'), 'Door.key of 0000000000000001 is "the key"'],
  ])('%s, though its checksum fits', (_, text, got) => {
    const error = refusalOf(saveOfText(text))
    expect([error.code, error.message]).toEqual(['save-corrupt', expect.stringContaining(got)])
  })

  it('JSON of any kind', () => {
    const part = fc.oneof(fc.jsonValue(), fc.constant(JSON.parse(withValue('{}'))))
    const text = fc.oneof(
      fc.jsonValue(),
      fc.record({ components: part, made: fc.nat(), sections: part, entities: part }),
    )
    fc.assert(fc.property(text, (value) => void refuseOrRead(saveOfText(JSON.stringify(value)))))
  })
})

/** Nothing but a TerraneError comes out. */
function refuseOrRead(bytes: Uint8Array): void {
  try {
    readSave(bytes)
  } catch (error) {
    expect(error).toBeInstanceOf(TerraneError)
  }
}

describe('crc32', () => {
  it('is the one of zip and PNG', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926)
    expect(crc32(new Uint8Array(32))).toBe(0x190a55ad)
    expect(crc32(new Uint8Array(0))).toBe(0)
  })

  it('goes on from what precedes', () => {
    const all = new TextEncoder().encode('a save in two parts')
    expect(crc32(all.subarray(7), crc32(all.subarray(0, 7)))).toBe(crc32(all))
  })
})
