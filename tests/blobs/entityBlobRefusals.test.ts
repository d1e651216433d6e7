import { describe, expect, it } from 'vitest'
import { entityBlobHeaderBytes, openEntityBlob } from '../../src/blobs/entityBlob'
import { writeEntityBlob } from '../../src/blobs/entityBlobBuild'
import { TerraneError } from '../../src/errors'
import { createRandom } from '../worlds'
import { Door, idAt, randomTable, refTo, Sign } from './entityTables'

const good = () =>
  writeEntityBlob({
    ids: [idAt(0), idAt(1), idAt(2)],
    components: [
      { schema: Door, entities: [0, 2], values: [{ angle: 1, key: refTo(idAt(1)) }, {}] },
      { schema: Sign, entities: [1], values: [{ says: 'open', on: refTo(idAt(9)) }] },
    ],
  })

const refusal = (buffer: ArrayBuffer): string => {
  try {
    openEntityBlob(buffer)
  } catch (error) {
    if (error instanceof TerraneError) return error.message
    throw error
  }
  return 'accepted'
}

const withWord = (word: number, value: number) => {
  const buffer = good()
  new Uint32Array(buffer)[word] = value
  return buffer
}

/** The same payload with another directory, its length kept by spaces: JSON does not mind them. */
function withMeta(change: (meta: { strings: unknown; components: Record<string, unknown>[] }) => unknown): ArrayBuffer {
  const buffer = good()
  const length = new Uint32Array(buffer)[5]
  const bytes = new Uint8Array(buffer, entityBlobHeaderBytes, length)
  const meta = JSON.parse(new TextDecoder().decode(bytes))
  const changed = change(meta)
  const text = JSON.stringify(changed === undefined ? meta : changed)
  expect(text.length).toBeLessThanOrEqual(length)
  bytes.set(new TextEncoder().encode(text.padEnd(length)))
  return buffer
}

describe('an entity payload is refused', () => {
  it('when it is not one', () => {
    expect(refusal(withWord(0, 0x46546c67))).toMatch(/begins with 0x46546c67; expected entities.*\[blob-foreign\]/)
    expect(refusal(withWord(1, 0))).toMatch(/version 0; expected version 1.*\[blob-foreign\]/)
    expect(refusal(withWord(1, 2))).toMatch(/version 2; expected version 1.*Update terrane.*\[blob-newer\]/)
  })

  it('when bytes are missing or too many, whatever their number', () => {
    const whole = good()
    for (let bytes = 0; bytes < whole.byteLength; bytes++)
      expect(refusal(whole.slice(0, bytes)), `${bytes} bytes`).toMatch(/\[blob-truncated\]/)
    const longer = new Uint8Array(whole.byteLength + 8)
    longer.set(new Uint8Array(whole))
    expect(refusal(longer.buffer)).toMatch(/\[blob-truncated\]/)
  })

  it('when its counts do not fit its bytes', () => {
    for (const word of [3, 4]) expect(refusal(withWord(word, 4))).toMatch(/expected \d+ bytes.*\[blob-corrupt\]/)
    expect(refusal(withWord(3, 0xffff_ffff))).toMatch(/\[blob-corrupt\]/)
    expect(refusal(withWord(5, 0xffff_fff0))).toMatch(/a directory of 4294967280 bytes.*\[blob-corrupt\]/)
    expect(refusal(withWord(5, 3))).toMatch(/a directory that is not one.*\[blob-corrupt\]/)
  })

  it('when its directory is not one', () => {
    const wrong = [
      () => [],
      () => null,
      () => ({ strings: [] }),
      () => ({ strings: [1], components: [] }),
      (meta: { components: Record<string, unknown>[] }) => void (meta.components[0].name = 3),
      (meta: { components: Record<string, unknown>[] }) =>
        void Object.assign(meta.components[0], { name: 'D', rows: -1 }),
      (meta: { components: Record<string, unknown>[] }) =>
        void Object.assign(meta.components[0], { name: 'D', rows: 0.5 }),
      (meta: { components: Record<string, unknown>[] }) => void (meta.components[0].columns = [['angle', 'f16']]),
      (meta: { components: Record<string, unknown>[] }) => void (meta.components[0].columns = [['angle', 'toString']]),
      (meta: { components: Record<string, unknown>[] }) => void (meta.components[0].columns = ['angle']),
      (meta: { components: unknown[] }) => void (meta.components[0] = null),
    ]
    for (const change of wrong)
      expect(refusal(withMeta(change as never)), String(change)).toMatch(
        /a directory that is not one.*\[blob-corrupt\]/,
      )
  })

  it('when its directory speaks of other bytes than are there', () => {
    expect(refusal(withMeta(({ components }) => void (components[0].rows = 3)))).toMatch(
      /bytes of columns.*\[blob-corrupt\]/,
    )
    expect(refusal(withMeta(({ components }) => void components.pop()))).toMatch(/bytes of columns.*\[blob-corrupt\]/)
  })

  it('when a hash is not that of the columns', () => {
    const renamed = withMeta(({ components }) => void (components[0].name = 'Gate'))
    expect(refusal(renamed)).toMatch(/component Gate with hash [0-9a-f]{16}; expected [0-9a-f]{16}.*\[blob-corrupt\]/)
  })

  it('when a component or a column is there twice', () => {
    const twice = withMeta(({ components }) => void (components[1].name = 'Door'))
    expect(refusal(twice)).toMatch(/two of component "Door".*\[blob-corrupt\]/)
    const columns = [
      ['angle', 'f32'],
      ['angle', 'u8'],
      ['key', 'entityRef'],
    ]
    const column = withMeta(({ components }) => void (components[0].columns = columns))
    expect(refusal(column)).toMatch(/two of column of Door "angle".*\[blob-corrupt\]/)
  })

  it('when a number leads nowhere', () => {
    const set = (component: number, column: number, value: number) => {
      const buffer = good()
      const rows = openEntityBlob(buffer).components[component]
      ;(column < 0 ? rows.entities : rows.columns[column].values)[0] = value
      return refusal(buffer)
    }
    expect(set(0, 2, 3)).toMatch(/Door\.key of 3; expected below 3.*\[blob-corrupt\]/)
    expect(set(1, 1, 9)).toMatch(/Sign\.on of 9; expected below 3.*\[blob-corrupt\]/)
    expect(set(1, 0, 1)).toMatch(/Sign\.says of 1; expected below 1.*\[blob-corrupt\]/)
    expect(set(0, -1, 2)).toMatch(/Door of entity 2; expected rising.*\[blob-corrupt\]/)
    expect(set(1, -1, 3)).toMatch(/Sign of entity 3; expected rising numbers below 3.*\[blob-corrupt\]/)
  })

  it('with one line, or opens, whatever byte is another, seed 17', () => {
    const random = createRandom(17)
    const whole = new Uint8Array(writeEntityBlob(randomTable(random, 12)))
    for (let i = 0; i < 4_000; i++) {
      const broken = whole.slice()
      broken[random.whole(0, whole.length - 1)] = random.whole(0, 255)
      expect(refusal(broken.buffer)).toMatch(/^accepted$|^[^\n]+\[blob-(foreign|newer|truncated|corrupt)\]$/)
    }
  })
})
