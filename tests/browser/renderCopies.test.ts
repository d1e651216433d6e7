import { writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { OpenPage } from './harness'
import { browserMissing, browserTitle, openPage } from './harness'
import type { CopyScenes, Size } from './renderCopiesPage'

type Answer<Name extends keyof CopyScenes> = Awaited<ReturnType<CopyScenes[Name]>>

const sizes: readonly Size[] = ['few', 'crowd']

describe.skipIf(browserMissing)(browserTitle('copies in Chromium'), { timeout: 60_000 }, () => {
  let open: OpenPage
  beforeAll(async () => {
    open = await openPage({ entry: new URL('./renderCopiesPage.ts', import.meta.url) })
  }, 60_000)
  afterAll(() => open?.close())
  afterEach(() => expect(open.problems).toEqual([]))

  const run = <Name extends keyof CopyScenes>(name: Name, ...given: Parameters<CopyScenes[Name]>) =>
    open.page.evaluate(
      ([scene, values]) =>
        (window as unknown as { scenes: Record<string, (...all: unknown[]) => never> }).scenes[scene](...values),
      [name, given] as const,
    ) as Promise<Answer<Name>>

  const colorOf = ([r, g, b]: number[]) => (r > 120 && g < 60 && b < 60 ? 'r' : g > 120 && r < 60 && b < 60 ? 'g' : '-')
  const row = ({ left, middle, right }: Record<'left' | 'middle' | 'right', number[]>) =>
    [left, middle, right].map(colorOf).join('')

  describe.each(sizes)('%s', (size) => {
    it('stand where they are placed, move, and go', async () => {
      const { both, moved, one, none } = await run('moved', size)
      expect([both, moved, one, none].map(row)).toEqual(['r-r', '-rr', '--r', '---'])
      expect(both.counts).toMatchObject({ resident: 1, drawn: 1, submitted: 1, copies: 2, instances: 2, triangles: 24 })
      expect(both.counts.draws).toBe(size === 'crowd' ? 1 : 2)
      expect(one.counts).toMatchObject({ submitted: 1, copies: 1, draws: 1, triangles: 12 })
      expect(none.counts).toMatchObject({ resident: 1, submitted: 0, copies: 0, draws: 0 })
    })

    it('and what is shown stand in their scene, wherever that is placed, in the light of the world', async () => {
      const { drawn, differ, taken } = await run('sceneElsewhere', size)
      if (process.env.PICTURES)
        for (const [name, picture] of Object.entries(taken))
          writeFileSync(
            `${process.env.PICTURES}/scene-${size}-${name}.png`,
            Buffer.from(picture.split(',')[1], 'base64'),
          )
      expect(drawn).toBeGreaterThan(1500)
      expect(differ / drawn, 'edges that rounding moved').toBeLessThan(0.02)
    })

    it('are drawn whenever their row is there, in its version of the moment', async () => {
      const { before, adopted, answer, refreshing, givenUp, refreshed, released, held, again } = await run('life', size)
      expect(row(before)).toBe('---')
      expect(before.counts).toMatchObject({ resident: 0, drawn: 0, submitted: 0, copies: 0 })
      expect(row(adopted)).toBe('r--')
      expect(answer).toBe('more')
      for (const old of [refreshing, givenUp]) expect(row(old)).toBe('r--')
      expect(row(refreshed)).toBe('g--')
      expect(row(released)).toBe('---')
      expect(held).toEqual({ cpuBytes: 0, gpuBytes: 0 })
      expect(row(again)).toBe('r--')
    })

    it.each([
      [0, 0, 0],
      [5_000_000, 0, -5_000_000],
      [-5_000_000.375, 812.5, 5_000_000.625],
    ])('look as sections do in their place, at %f %f %f', async (x, y, z) => {
      const { sections, copies } = await run('sameAsSections', size, x, y, z)
      expect(copies.hash).toBe(sections.hash)
      expect(copies.counts.triangles).toBe(sections.counts.triangles)
    })

    it('keep their faces outward when mirrored', async () => {
      const { left, middle, right, lit } = await run('mirrored', size)
      expect(row({ left, middle, right })).toBe('rr-')
      expect(lit[1]).toEqual(lit[0])
    })

    it('turn and stretch all instances of their row', async () => {
      const { sideways, ahead } = await run('turned', size)
      expect(row(sideways)).toBe('r-r')
      expect(row(ahead)).toBe('-r-')
    })

    it('are culled by their own boxes', async () => {
      const { ahead, above } = await run('culled', size)
      expect(ahead.counts).toMatchObject({ drawn: 1, submitted: 1, copies: 1, draws: 1, instances: 1 })
      expect(above.counts).toMatchObject({ drawn: 1, submitted: 0, copies: 0, draws: 0 })
    })

    it('show their image as soon and as long as it is there', async () => {
      const { without, withImage, after } = await run('textured', size)
      expect([without, withImage, after].map(colorOf).join('')).toBe('-r-')
    })

    it('blend from far to near among all that blends', async () => {
      const { over, under } = await run('blended', size)
      expect(over[0]).toBeGreaterThan(over[1] + 60)
      expect(under[1]).toBeGreaterThan(under[0] + 60)
    })

    it('are not drawn while their matrix is not finite', async () => {
      const { lost, found } = await run('nowhere', size)
      expect(row(lost)).toBe('---')
      expect(lost.counts.copies).toBe(0)
      expect(row(found)).toBe('r--')
    })

    it('come back with their row after a lost context, where they were placed last', async () => {
      const { before, after, held, left } = await run('contextLoss', size)
      expect(after).toBe(before)
      expect(held).toEqual({ cpuBytes: 0, gpuBytes: 0 })
      expect(left).toEqual({ bufferCount: 0, elementsCount: 0, vaoCount: 0, cpuBytes: 0, gpuBytes: 0 })
    })
  })

  it('read their matrix during the call only', async () => expect(row(await run('copied'))).toBe('r--'))

  it('stand beside a row that is shown, and can be handed to another', async () => {
    const { both, hidden, handed } = await run('shownToo')
    expect([both, hidden, handed].map(row)).toEqual(['r-r', '--r', '--g'])
    expect(both.counts).toMatchObject({ resident: 1, drawn: 1, submitted: 1, copies: 1, draws: 2 })
    expect(hidden.counts).toMatchObject({ resident: 1, drawn: 1, submitted: 1, copies: 1, draws: 1 })
  })

  it('become a crowd and few again without a trace', async () => {
    const { few, crowd, fewAgain, moreBytes, held } = await run('border')
    for (const seen of [few, crowd, fewAgain]) expect(row(seen)).toBe('r-r')
    expect(crowd.counts.draws).toBe(1)
    for (const seen of [few, fewAgain]) expect(seen.counts.draws).toBe(2)
    expect(moreBytes).toBeGreaterThan(0)
    expect(held).toEqual({ cpuBytes: 0, gpuBytes: 0 })
  })

  it('find room in their batch as more are seen', async () => {
    const { one, many, two } = await run('grown')
    expect([one, many, two].map(row)).toEqual(['r--', 'r-r', 'r-r'])
    expect([one, many, two].map(({ counts }) => [counts.draws, counts.instances])).toEqual([
      [1, 1],
      [1, 40],
      [1, 2],
    ])
  })

  it.each([
    [10, 5],
    [1000, 10],
    [400, 100],
  ])('report what %i copies of %i rows cost', async (copies, rows) => {
    const counts = await run('field', copies, rows)
    const times = (await run('drawField', 60)).sort((a, b) => a - b)
    const moves = (await run('moveField', copies, rows, 60)).sort((a, b) => a - b)
    console.info(
      `${counts.copies} copies of ${rows} rows in ${counts.draws} draws: JavaScript a frame median ${times[30].toFixed(2)} ms, ` +
        `worst of 60 ${times[59].toFixed(2)} ms; placing all of them again ${moves[30].toFixed(0)} µs`,
    )
    expect(counts).toMatchObject({ resident: rows, drawn: rows, submitted: rows, copies })
  })
})
