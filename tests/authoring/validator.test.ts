import { describe, expect, it } from 'vitest'
import { faultCodes, formatFault, type FaultCode } from '../../src/authoring/validation/faults'
import type { ContentFacts } from '../../src/authoring/validation/validateAuthoring'
import { validateAuthoring } from '../../src/authoring/validation/validateAuthoring'
import { validateFacts } from '../../src/authoring/validation/validateFacts'
import { validateTable } from '../../src/authoring/validation/tableFacts'
import { buildSectionBlob } from '../../src/blobs/sectionBlobBuild'
import { gridRecords } from '../worlds'
import { readText } from '../house/sources'
import { authoring, goodFacts, goodSection, provoked, worldOf } from './provocations'

const contents: ContentFacts = {
  problem: (content) => (content === 'gone.glb' ? 'no such file' : null),
  bounds: (content) => (content === 'empty.glb' ? null : [0, 0, 0, 10, 8, 10]),
}
const codesOf = (text: string) => validateAuthoring(text, contents).map(({ code }) => code)

/** Those that only worlds can have. */
const elsewhere: readonly FaultCode[] = ['limit-passed', 'table-broken', 'too-many']

describe('every fault', () => {
  const cases = Object.entries(provoked).flatMap(([code, texts]) =>
    texts.map((text, i) => [code, i + 1, text] as const),
  )
  it.each(cases)('%s (%i) is found once, and nothing else', (code, _, text) => {
    expect(codesOf(text)).toEqual([code])
  })

  it('has a text that provokes it, and its entry in docs/authoring.md', () => {
    const codes = Object.keys(faultCodes).sort()
    expect([...Object.keys(provoked), ...elsewhere].sort()).toEqual(codes)
    const entries = [...readText('docs/authoring.md').matchAll(/^\| `([a-z-]+)` +\| (?:error|warning) /gm)].map(
      ([, code]) => code,
    )
    expect(entries.sort()).toEqual(codes)
  })

  it('is one line with its code at the end', () => {
    for (const texts of Object.values(provoked))
      for (const text of texts)
        for (const fault of validateAuthoring(text, contents))
          expect(formatFault(fault)).toMatch(new RegExp(`^[^\\n]+[.?] \\[${fault.code}\\]$`))
  })
})

describe('a section with several faults', () => {
  it('has each of them once', () => {
    const bad = {
      enterRadius: 0,
      priority: 11,
      requires: ['x', 'x', 'y'],
      layer: 'z',
      cost: { ms: -1 },
      exitRadius: -4,
    }
    expect(codesOf(authoring([goodSection('Quay', 0, bad)]))).toEqual(
      ['cost-negative', 'exit-below-enter', 'layer-unknown', 'priority-range', 'radius-zero'].concat(
        ...['reference-unknown', 'reference-unknown'],
      ),
    )
  })

  it('that share an id, an overlap and a ring say so once a pair', () => {
    const id = { id: 'a', requires: [] as string[] }
    const text = authoring([goodSection('A', 0, id), goodSection('B', 0, id), goodSection('C', 0, id)])
    expect(codesOf(text)).toEqual(['overlap', 'overlap', 'id-duplicate', 'overlap', 'id-duplicate'])
  })

  it('lists the whole ring', () => {
    const names = ['A', 'B', 'C', 'D']
    const sections = names.map((name, i) => goodSection(name, 20 * i, { requires: [names[(i + 1) % 4]] }))
    const [fault, ...more] = validateAuthoring(authoring(sections))
    expect(more).toEqual([])
    expect(fault.message).toBe('it requires itself: "A" requires "B" requires "C" requires "D" requires "A"')
  })
})

describe('what is right is no fault', () => {
  it.each<[string, string]>([
    ['nothing', authoring([])],
    ['sections that touch', authoring([goodSection('A'), goodSection('B', 10)])],
    [
      'ground under a house',
      authoring([goodSection('House'), goodSection('Ground', 0, { bounds: { min: [0, 0, 0], max: [10, 0, 10] } })]),
    ],
    [
      'a tree',
      authoring([
        goodSection('Far', 0, { refineDistance: 30 }),
        goodSection('Near', 0, { refines: 'Far', enterRadius: undefined }),
      ]),
    ],
    [
      'what requires the other, through a third',
      authoring([
        goodSection('A', 0, { requires: ['B'] }),
        goodSection('B', 40, { requires: ['C'] }),
        goodSection('C', 5),
      ]),
    ],
    [
      'overlap of two layers',
      authoring([goodSection('Day'), goodSection('Night', 0, { layer: 'night' })], {
        layers: { night: { start: 'off' } },
      }),
    ],
    [
      'overlap that its layer allows',
      authoring([goodSection('A'), goodSection('B', 5)], { layers: { base: { overlap: 5 } } }),
    ],
    ['comments and a last comma', '{ // a harbour\n "format": "terrane-authoring", "version": 1, "sections": [], }'],
  ])('%s', (_, text) => {
    expect(validateAuthoring(text, contents).map(formatFault)).toEqual([])
  })

  it('a baked grid', () => {
    expect(validateTable(buildSectionBlob(gridRecords(8)))).toEqual([])
  })
})

describe('a baked table', () => {
  const records = gridRecords(3)
  const codes = (blob: ArrayBuffer) => validateTable(blob).map(({ code, section }) => `${code} ${section}`)

  it('with overlap, small radii, priorities and missing content lists all of them', () => {
    const [first, second, third, ...rest] = records
    const blob = buildSectionBlob([
      { ...first, enterRadius: 1, priority: 20 },
      { ...second, bounds: first.bounds, exitRadius: 90 },
      { ...third, content: '' },
      ...rest,
    ])
    expect(codes(blob).sort()).toEqual([
      'content-missing cell 2 0',
      expect.stringMatching(/^overlap cell [01] 0$/),
      'priority-range cell 0 0',
      'radius-small cell 0 0',
    ])
  })

  it('measured to a point warns of a radius that does not cover the bounds', () => {
    const rangeBox = [8, 4, 8, 8, 4, 8] as const
    const blob = (enterRadius: number) => buildSectionBlob(gridRecords(1, 16, { rangeBox, enterRadius }))
    expect(codes(blob(11.9))).toEqual(['radius-small cell 0 0'])
    expect(codes(blob(12.1))).toEqual([])
  })

  it('that was damaged lists what opening it would refuse at the first', () => {
    const blob = buildSectionBlob(records)
    const radii = new Float32Array(blob)
    const at = radii.indexOf(32)
    expect(radii.subarray(at, at + 9)).toEqual(new Float32Array(9).fill(32))
    radii.set([NaN, -1, 0], at)
    expect(validateTable(blob).map(({ code }) => code)).toEqual(['not-finite', 'radius-zero', 'radius-zero'])
  })

  it('that cannot be read is one fault', () => {
    const blob = buildSectionBlob(records)
    for (const broken of [blob.slice(0, 100), blob.slice(8), new ArrayBuffer(0)])
      expect(validateTable(broken).map(({ code }) => code)).toEqual(['table-broken'])
    new Uint32Array(blob)[3] = 1
    expect(validateTable(blob).map(({ code }) => code)).toEqual(['table-broken'])
  })

  it('passes no limit of the game', () => {
    const limits = { sections: 8, sectionBytes: 999 }
    const faults = validateTable(buildSectionBlob(records), limits)
    expect(faults.map(({ code }) => code)).toEqual(new Array(10).fill('limit-passed'))
    expect(validateTable(buildSectionBlob(records), { sections: 9, sectionBytes: 1000 })).toEqual([])
  })
})

describe('many sections', () => {
  const grid = (side: number, size: number) =>
    Array.from({ length: side * side }, (_, i) => {
      const [x, z] = [(i % side) * 16, Math.floor(i / side) * 16]
      return goodFacts(`${i}`, 0, { bounds: [x, 0, z, x + size, 8, z + size] })
    })

  it('are compared with their neighbours only', async () => {
    const { findOverlaps } = await import('../../src/authoring/validation/overlaps')
    const sections = grid(100, 16)
    const { compared, pairs } = findOverlaps(sections, [...sections.keys()], 0, () => false)
    expect(pairs).toEqual([])
    expect(compared).toBeLessThan(100 * sections.length)
  })

  it('in one place are cut short, and say so', () => {
    const faults = validateFacts(worldOf(Array.from({ length: 200 }, (_, i) => goodFacts(`${i}`))))
    expect(faults.filter(({ code }) => code === 'overlap')).toHaveLength(1000)
    expect(faults.filter(({ code }) => code === 'too-many')).toHaveLength(1)
  })

  it('overlap in the same pairs as when every pair is looked at', () => {
    const sections = grid(12, 17)
    const wanted = sections.flatMap((a, i) =>
      sections.slice(i + 1).filter((b) => [0, 2].every((axis) => Math.abs(a.bounds![axis] - b.bounds![axis]) < 16.9)),
    )
    const found = validateFacts(worldOf(sections)).filter(({ code }) => code === 'overlap')
    expect(found).toHaveLength(wanted.length)
  })
})
