import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { presenterChecks } from '../contracts/presenterContract'
import type { OpenPage } from './harness'
import { browserMissing, browserTitle, openPage } from './harness'
import type { ThreeScenes } from './threePage'

type Answer<Name extends keyof ThreeScenes> = Awaited<ReturnType<ThreeScenes[Name]>>

describe.skipIf(browserMissing)(browserTitle('three.js presenter in Chromium'), { timeout: 60_000 }, () => {
  let open: OpenPage
  beforeAll(async () => {
    open = await openPage({ entry: new URL('./threePage.ts', import.meta.url) })
  }, 60_000)
  afterAll(() => open?.close())
  afterEach(() => expect(open.problems.splice(0)).toEqual([]))

  const run = <Name extends keyof ThreeScenes>(
    name: Name,
    ...given: Parameters<ThreeScenes[Name]>
  ): Promise<Answer<Name>> =>
    open.page.evaluate(
      ([scene, values]) =>
        (window as unknown as { scenes: Record<string, (...all: unknown[]) => never> }).scenes[scene](...values),
      [name, given] as const,
    )

  const isRed = ([r, g, b]: number[]) => r > 120 && g < 80 && b < 80
  const isGreen = ([r, g, b]: number[]) => g > 120 && r < 80 && b < 80
  const isBlue = ([r, g, b]: number[]) => b > 120 && r < 80 && g < 80
  const isWhite = ([r, g, b]: number[]) => Math.min(r, g, b) > 230
  const isGrey = ([r, g, b]: number[]) => Math.max(r, g, b) - Math.min(r, g, b) < 12
  const nothing = { geometries: 0, textures: 0, cpuBytes: 0, gpuBytes: 0 }

  describe('contract', () => {
    for (const { title } of presenterChecks)
      it(title, async () => expect(await run('contract', title)).toEqual(nothing))
  })

  it('leaves nothing of its own in the renderer or the scene after dispose', async () => {
    const { before, drawn, left, children } = await run('disposed')
    expect(drawn.geometries).toBe(2)
    expect(drawn.textures).toBeGreaterThan(before.textures)
    expect(left).toEqual(before)
    expect(before.geometries).toBe(0)
    expect(children, 'the light').toBe(1)
  })

  it('says in one line what is wrong with a payload', async () => {
    const { messages, left } = await run('mistakes')
    expect(messages).toEqual([
      expect.stringMatching(/draw 0 has primitive 3.*\[payload-corrupt\]$/),
      expect.stringMatching(/4 × 4 with 5 bytes.*\[payload-corrupt\]$/),
    ])
    expect(left).toEqual(nothing)
  })

  it.each([0, 1e7])('draws what is shown, where it stands, %d m from the origin', async (far) => {
    const { ahead, edges, beside, calls, triangles } = await run('boxes', far)
    expect(ahead).toSatisfy(isRed)
    for (const edge of edges) expect(edge).toSatisfy(isRed)
    expect(beside).toSatisfy(isGrey)
    expect({ calls, triangles }).toEqual({ calls: 1, triangles: 12 })
  })

  it('draws images the right way up, and as bright as they are', async () => {
    const { quartersSeen, middle } = await run('picture')
    const [upperLeft, upperRight, lowerLeft, lowerRight] = quartersSeen
    expect(upperLeft).toSatisfy(isRed)
    expect(upperRight).toSatisfy(isGreen)
    expect(lowerLeft).toSatisfy(isBlue)
    expect(lowerRight).toSatisfy(isWhite)
    for (const value of middle) expect(Math.abs(value - 128)).toBeLessThan(3)
  })

  it('needs an image no more once it is adopted', async () => {
    const { upperLeft, lowerRight } = await run('bitmap')
    expect(upperLeft).toSatisfy(isRed)
    expect(lowerRight).toSatisfy(isWhite)
  })

  it('samples as the mesh says, whichever came first', async () => {
    const { repeat, clamp, clampMeshFirst } = await run('samplers')
    expect(repeat).toSatisfy(isRed)
    expect(clamp).toSatisfy(isGreen)
    expect(clampMeshFirst).toSatisfy(isGreen)
  })

  it('draws a sharper version in the stead of a texture until it goes', async () => {
    const { base, sharp, after } = await run('sharper')
    expect(base).toSatisfy(isRed)
    expect(sharp).toSatisfy(isGreen)
    expect(after).toSatisfy(isRed)
  })

  it('draws instances in one call, mirrored ones with their faces outward', async () => {
    const { upright, mirrored } = await run('instances')
    for (const { left, right, calls } of [upright, mirrored]) {
      expect(left).toSatisfy(isRed)
      expect(right).toSatisfy(isRed)
      expect(calls).toBe(1)
    }
  })

  it('draws copies of a hidden section wherever they are placed', async () => {
    const { left, own, mirrored, gone } = await run('copies')
    expect(left).toSatisfy(isRed)
    expect(own).toSatisfy(isGrey)
    expect(mirrored).toSatisfy(isRed)
    expect(gone).toSatisfy(isGrey)
  })

  it('draws the scene where it stands, copies and all', async () => {
    const { before, own, copy, right } = await run('moved')
    expect([before, right]).toEqual([expect.toSatisfy(isGrey), expect.toSatisfy(isGrey)])
    expect([own, copy]).toEqual([expect.toSatisfy(isRed), expect.toSatisfy(isRed)])
  })

  it('fades from one section to another: each pixel is one of them, and none is missing', async () => {
    const { steps, shown } = await run('faded')
    expect(steps.filter(({ other }) => other > 0)).toEqual([])
    expect(steps.some(({ red, green }) => red > 500 && green > 500)).toBe(true)
    expect(steps.at(-1)).toEqual({ red: 0, green: 4096, other: 0 })
    expect(shown).toBe(1)
  })

  it('uploads when it adopts, and not in the next frame; frames in between are nobody’s', async () => {
    const { before, after, uploaded, triangles } = await run('uploads')
    expect(after).toEqual(before)
    expect(uploaded.filter((upload) => !/bufferData (|\d{1,3})$/.test(upload))).toEqual([])
    expect(triangles).toBeGreaterThan(10_000)
  })

  it('hears when the GPU has no room', async () => {
    expect(await run('shortage')).toEqual({ before: true, full: false, after: true })
  })

  it('asks the game about every mesh and material', async () => {
    const { meshes, materials, pixel } = await run('prepared')
    expect(meshes).toEqual([4, 4, 4, 4])
    expect(materials).toEqual([4])
    expect(pixel[2], 'the light that the game added').toBeGreaterThan(200)
  })

  it('tells of a lost context, and draws the same after it', async () => {
    const { before, whileLost, after, error } = await run('lost')
    expect(before).toSatisfy(isRed)
    expect(whileLost).toEqual({ answer: 'more', calls: 1, held: { cpuBytes: 0, gpuBytes: 0 } })
    expect(after).toEqual(before)
    expect(error).toBe(0)
    open.problems.splice(0, Infinity, ...open.problems.filter((problem) => !/[Cc]ontext/.test(problem)))
  })
})
