import { describe, expect, it } from 'vitest'
import { fixAuthoring } from '../../src/authoring/fixes'
import { validateAuthoring } from '../../src/authoring/validation/validateAuthoring'
import { createRandom } from '../worlds'
import { authoring, goodSection, provoked } from './provocations'

const codesOf = (text: string) => validateAuthoring(text).map(({ code }) => code)

const byHand = `{
  // The harbour, as seen from the sea.
  "format": "terrane-authoring", "version": 1,
  "sections": [
    { "name": "Quay", "content": "quay.glb", "enterRadius": 120, "exitRadius": 80, "artist": "Ada" },
    {
      "name": "Quay",\t/* a second one */
      "content": "pier.glb",
      "bounds": { "min": [20, 0, 0], "max": [30, 8, 10] },
      "priority": 12
    },
  ]
}
`

describe('common issues', () => {
  it('are corrected where they stand, and the rest is kept to the blank', () => {
    const { text, fixes } = fixAuthoring(byHand)
    expect(text).toBe(`{
  // The harbour, as seen from the sea.
  "format": "terrane-authoring", "version": 1,
  "sections": [
    { "name": "Quay", "content": "quay.glb", "enterRadius": 120, "artist": "Ada" },
    {
      "name": "Quay#2",\t/* a second one */
      "content": "pier.glb",
      "bounds": { "min": [20, 0, 0], "max": [30, 8, 10] },
      "priority": 8,
      "enterRadius": 40
    },
  ]
}
`)
    expect(fixes.map(({ field, before, after }) => [field, before, after])).toEqual([
      ['exitRadius', 80, undefined],
      ['priority', 12, 8],
      ['enterRadius', undefined, 40],
      ['name', 'Quay', 'Quay#2'],
    ])
  })

  it('that have no fix are left for people, and never make another fault', () => {
    for (const [code, texts] of Object.entries(provoked))
      for (const text of texts) {
        const { text: fixed, fixes } = fixAuthoring(text)
        const left = codesOf(fixed).filter((left) => left !== code)
        expect(left, text).toEqual([])
        if (fixes.length > 0) expect(codesOf(fixed), text).toEqual([])
      }
  })

  it('are gone after one round: the second changes nothing', () => {
    const seed = 7
    const random = createRandom(seed)
    for (let run = 0; run < 60; run++) {
      const names = ['A', ' A', 'B', 'B', 'C\u0001']
      const sections = Array.from({ length: random.whole(1, 9) }, (_, i) => ({
        ...goodSection(random.pick(names), 40 * i),
        enterRadius: random.pick([undefined, 0, 1, 40]),
        exitRadius: random.pick([undefined, 0, 30, 90]),
        priority: random.pick([undefined, 3, 99]),
        requires: random.chance(0.3) ? [random.pick(names)] : undefined,
      }))
      const once = fixAuthoring(authoring(sections)).text
      const twice = fixAuthoring(once)
      expect(twice, `seed ${seed}, run ${run}`).toEqual({ text: once, fixes: [] })
    }
  })

  it('in a name are corrected in what refers to it', () => {
    const text = authoring([
      goodSection(' Quay'),
      goodSection('Pier', 40, { requires: ['Hall', ' Quay'] }),
      goodSection('Hall', 80, { requires: [' Quay'] }),
    ])
    const { text: fixed } = fixAuthoring(text)
    expect(codesOf(fixed)).toEqual([])
    expect(JSON.parse(fixed).sections.map(({ requires }: { requires?: string[] }) => requires)).toEqual([
      undefined,
      ['Hall', 'Quay'],
      ['Quay'],
    ])
  })
})
