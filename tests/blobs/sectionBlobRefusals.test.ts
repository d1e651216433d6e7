import { describe, expect, it } from 'vitest'
import { openSectionBlob, sectionBlobVersion, sectionName } from '../../src/blobs/sectionBlob'
import { buildSectionBlob } from '../../src/blobs/sectionBlobBuild'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import { TerraneError } from '../../src/errors'
import { hash32 } from '../../src/math/hash'
import { patched, rowNamed, someFocuses, variedRecords } from './sectionRecords'

const blob = buildSectionBlob(variedRecords(), { focuses: someFocuses, layers: ['base', 'a', 'b', 'c'] })
const table = openSectionBlob(blob)

/** The error of something that is refused; anything but one line with a code fails the test. */
function refusal(act: () => unknown): { code: string; message: string } {
  try {
    act()
  } catch (error) {
    if (!(error instanceof TerraneError)) throw error
    expect(error.message).not.toContain('\n')
    return error
  }
  return expect.unreachable('it was accepted')
}

const words = (bytes: ArrayBuffer) => new Uint32Array(bytes, 0, 8)

describe('a section blob is refused', () => {
  it('when cut off anywhere', () => {
    for (let length = 0; length < blob.byteLength; length++) {
      const { code } = refusal(() => openSectionBlob(blob.slice(0, length)))
      expect(code, `${length} of ${blob.byteLength} bytes`).toBe('blob-truncated')
    }
  })

  it('when cut off anywhere with a header that does not tell', () => {
    for (let length = 32; length < blob.byteLength; length++) {
      const cut = blob.slice(0, length)
      words(cut)[7] = length
      expect(refusal(() => openSectionBlob(cut)).code).toMatch(/^blob-(corrupt|newer)$/)
    }
  })

  it('when it is something else, older or newer', () => {
    const foreign = blob.slice(0)
    words(foreign)[0] = 0x46546c67
    expect(refusal(() => openSectionBlob(foreign))).toMatchObject({
      code: 'blob-foreign',
      message: expect.stringContaining('0x46546c67') as string,
    })
    for (const [version, code] of [
      [sectionBlobVersion + 1, 'blob-newer'],
      [0, 'blob-foreign'],
    ] as const) {
      const other = blob.slice(0)
      words(other)[1] = version
      expect(refusal(() => openSectionBlob(other))).toMatchObject({
        code,
        message: expect.stringContaining(`version ${version}`) as string,
      })
    }
  })

  it('when it has more bytes than its header says', () => {
    const longer = new Uint8Array(blob.byteLength + 8)
    longer.set(new Uint8Array(blob))
    expect(refusal(() => openSectionBlob(longer.buffer)).code).toBe('blob-truncated')
  })
})

/** Renames a column in the directory, and says whether readers must know it. */
function renamed(bytes: ArrayBuffer, from: string, to: string, required: boolean): ArrayBuffer {
  const copy = bytes.slice(0)
  for (let at = 32; at < 32 + words(copy)[6] * 32; at += 32) {
    const name = new Uint8Array(copy, at, 16)
    if (new TextDecoder().decode(name).replace(/\0+$/, '') !== from) continue
    name.fill(0)
    new TextEncoder().encodeInto(to, name)
    new DataView(copy).setUint8(at + 17, required ? 1 : 0)
    return copy
  }
  throw new Error(`no column ${from}`)
}

describe('columns', () => {
  const [first, ...others] = variedRecords()
  const packed = buildSectionBlob([{ ...first, contentOffset: 64 }, ...others])

  it('that are unknown and optional are ignored', () => {
    const opened = openSectionBlob(renamed(packed, 'contentOffset', 'fromTheFuture', false))
    expect(opened.contentOffset).toBeNull()
    expect(opened.count).toBe(1 + others.length)
  })

  it('that are unknown and required are named', () => {
    const error = refusal(() => openSectionBlob(renamed(packed, 'contentOffset', 'fromTheFuture', true)))
    expect(error).toMatchObject({ code: 'blob-newer', message: expect.stringContaining('"fromTheFuture"') as string })
  })

  it('that are missing are named', () => {
    const error = refusal(() => openSectionBlob(renamed(blob, 'enterRadius', 'elsewhere', false)))
    expect(error).toMatchObject({
      code: 'blob-corrupt',
      message: expect.stringContaining('"enterRadius"') as string,
    })
  })
})

describe('structure', () => {
  const corrupt = (bytes: ArrayBuffer, part: string) =>
    expect(refusal(() => openSectionBlob(bytes))).toMatchObject({
      code: 'blob-corrupt',
      message: expect.stringContaining(part) as string,
    })
  const child = Array.from(table.parent).findIndex((parent) => parent >= 0)

  it('refuses radii that are NaN, infinite, negative or crossed, by row', () => {
    for (const bad of [NaN, Infinity, -1]) {
      corrupt(patched(blob, 'enterRadius', 3, bad), `row 3 with enter ${bad}`)
      corrupt(patched(blob, 'exitRadius', 4, bad), `exit ${bad}`)
      corrupt(patched(blob, 'refineDistance', 5, bad), `refine ${bad}`)
    }
    corrupt(patched(blob, 'exitRadius', 3, table.enterRadius[3]), 'exit > enter')
    corrupt(patched(blob, 'coarsenDistance', 3, table.refineDistance[3]), 'coarsen > refine')
  })

  it('refuses places that are not finite, by row', () => {
    for (const bad of [NaN, Infinity, -Infinity]) {
      corrupt(patched(blob, 'bounds', 6 * 2 + 4, bad), `bounds ${bad} in row 2`)
      corrupt(patched(blob, 'focusPoint', 5, bad), `focusPoint ${bad} in row 1`)
    }
  })

  it('refuses parents that make a cycle, or point nowhere', () => {
    corrupt(patched(blob, 'parent', child, child), `row ${child} with parent ${child}`)
    corrupt(patched(blob, 'parent', child, table.count - 1), `row ${child}`)
    corrupt(patched(blob, 'parent', 0, child), 'none for a root')
    corrupt(patched(blob, 'parent', child, -1), 'children claimed')
    corrupt(patched(blob, 'firstChild', table.parent[child], 0), '')
    corrupt(patched(blob, 'childCount', table.parent[child], 2 ** 31), '')
  })

  it('refuses requires of the same or a higher stage, or of nothing', () => {
    const row =
      Array.from({ length: table.count }, (_, i) => i).find((i) => table.requireStart[i + 1] > table.requireStart[i]) ??
      0
    corrupt(patched(blob, 'stage', row, 0), `row ${row} (stage 0) requires`)
    corrupt(patched(blob, 'requires', table.requireStart[row], row), `requires row ${row}`)
    corrupt(patched(blob, 'requires', table.requireStart[row], table.count), `requires row ${table.count}`)
    corrupt(patched(blob, 'requireStart', 0, 1), 'require')
  })

  it('refuses strings outside the string table, attachments to nothing, and an octree that loses roots', () => {
    corrupt(patched(blob, 'nameStart', 3, 2 ** 31), 'nameStart')
    corrupt(patched(blob, 'contentStart', table.count, table.strings.length + 1), 'contentStart')
    corrupt(patched(blob, 'attachedTo', 2, table.count), 'attached to')
    corrupt(patched(blob, 'attachedTo', 2, 2), 'attached to 2')
    corrupt(patched(blob, 'nodeCount', 0, table.rootCount - 1), 'octree')
    corrupt(patched(blob, 'nodeFirstChild', 0, 0), 'octree node 0')
  })

  it('refuses a meta column that is not JSON', () => {
    corrupt(patched(blob, 'meta', 0, 0x5b), 'meta')
  })

  it('opens or refuses, and never stumbles, whatever byte is wrong (seed 1)', () => {
    for (let i = 0; i < 3000; i++) {
      const copy = blob.slice(0)
      const at = hash32(1, i) % copy.byteLength
      new Uint8Array(copy)[at] ^= 1 << (hash32(2, i) % 8)
      try {
        openSectionBlob(copy)
      } catch (error) {
        expect(error, `byte ${at}`).toBeInstanceOf(TerraneError)
      }
    }
  })
})

describe('records are refused', () => {
  const root: SectionRecord = { name: 'root', bounds: [0, 0, 0, 1, 1, 1], enterRadius: 10, kind: 'mesh' }
  const refused = (...records: SectionRecord[]) => {
    const error = refusal(() => buildSectionBlob(records))
    expect(error.code).toBe('argument')
    return error.message
  }

  it('with one name twice', () => {
    expect(refused(root, { ...root })).toContain('two sections with one GUID: "root" and "root"')
  })

  it('with parents in a circle, or none there', () => {
    expect(refused(root, { ...root, name: 'a', parent: 2 }, { ...root, name: 'b', parent: 1 })).toContain(
      '2 sections that no root leads to',
    )
    expect(refused(root, { ...root, name: 'a', parent: 1 })).toContain('1 sections that no root leads to')
    expect(refused({ ...root, parent: 9 })).toContain('"root" with parent 9')
  })

  it('with requires of the same stage, of a higher one, or of nothing', () => {
    expect(refused({ ...root, stage: 1, requires: [1] }, { ...root, name: 'texture', stage: 1 })).toContain(
      '"root" (stage 1) requires "texture" (stage 1)',
    )
    expect(refused({ ...root, requires: [1] }, { ...root, name: 'texture', stage: 2 })).toContain('(stage 2)')
    expect(refused({ ...root, stage: 1, requires: [7] })).toContain('"root" (stage 1) requires record 7')
    expect(refused({ ...root, attachedTo: 3 })).toContain('"root" attached to 3')
  })

  it('names rows as people wrote them', () => {
    expect(sectionName(table, rowNamed(table, 'section 3 – größer', sectionName))).toBe('section 3 – größer')
  })
})
