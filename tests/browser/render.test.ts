import { writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { presenterChecks } from '../contracts/presenterContract'
import type { OpenPage } from './harness'
import { browserMissing, browserTitle, openPage } from './harness'
import type { Scenes } from './renderPage'

type Answer<Name extends keyof Scenes> = Awaited<ReturnType<Scenes[Name]>>

describe.skipIf(browserMissing)(browserTitle('regl presenter in Chromium'), { timeout: 60_000 }, () => {
  let open: OpenPage
  beforeAll(async () => {
    open = await openPage({ entry: new URL('./renderPage.ts', import.meta.url) })
  }, 60_000)
  afterAll(() => open?.close())
  afterEach(() => expect(open.problems).toEqual([]))

  const run = <Name extends keyof Scenes>(name: Name, ...given: Parameters<Scenes[Name]>): Promise<Answer<Name>> =>
    open.page.evaluate(
      ([scene, values]) =>
        (window as unknown as { scenes: Record<string, (...all: unknown[]) => never> }).scenes[scene](...values),
      [name, given] as const,
    )

  const isRed = ([r, g, b]: number[]) => r > 120 && g < 60 && b < 60
  const isGreen = ([r, g, b]: number[]) => g > 120 && r < 60 && b < 60
  const isBlue = ([r, g, b]: number[]) => b > 120 && r < 60 && g < 60
  const isSkyBlue = ([r, g, b]: number[]) => b > g + 20 && g > r + 20
  const isGrey = ([r, g, b]: number[]) => Math.max(r, g, b) - Math.min(r, g, b) < 12
  const nothing = {
    bufferCount: 0,
    elementsCount: 0,
    shaderCount: 0,
    textureCount: 0,
    vaoCount: 0,
    cpuBytes: 0,
    gpuBytes: 0,
  }

  describe('contract', () => {
    for (const { title } of presenterChecks)
      it(title, async () => expect(await run('contract', title)).toEqual(nothing))
    it('leaves nothing of its own in the context after dispose', async () =>
      expect(await run('disposed')).toEqual(nothing))
  })

  it('compiles every shader', async () => expect(await run('shaders')).toEqual([]))

  it('says in one line what is wrong with a canvas, a context or a payload', async () => {
    const { messages, held } = await run('mistakes')
    expect(messages).toEqual([
      expect.stringMatching(/gives no WebGL.*\[argument\]$/),
      expect.stringMatching(/lacks OES_vertex_array_object.*openRegl.*\[argument\]$/),
      expect.stringMatching(/draw 0 has primitive 3.*\[payload-corrupt\]$/),
      expect.stringMatching(/4 × 4 with 5 bytes.*\[payload-corrupt\]$/),
    ])
    expect(held).toEqual({ cpuBytes: 0, gpuBytes: 0 })
  })

  it('draws a red box where it stands, and sky beside it', async () => {
    const seen = await run('redBox')
    expect(seen.box).toSatisfy(isRed)
    expect(seen.mirrored).toSatisfy(isGrey)
    expect(seen.below).toSatisfy(isGrey)
    expect(seen.counts).toMatchObject({ resident: 1, drawn: 1, submitted: 1, draws: 1, triangles: 12 })
  })

  it('draws no hidden row', async () => {
    const seen = await run('hidden')
    expect(seen.shown).toSatisfy(isRed)
    expect(seen.hidden).toSatisfy(isGrey)
    expect(seen.counts).toMatchObject({ resident: 1, drawn: 0, submitted: 0, draws: 0 })
  })

  it('fades from one row to another: each pixel is one of them, and none is missing', async () => {
    const { before, steps, turned, back, released, held } = await run('faded')
    expect(before).toMatchObject({ red: 800, green: 0, other: 0, drawn: 1 })
    for (const step of steps) expect(step, 'no gap').toMatchObject({ other: 0, drawn: 2 })
    expect(steps[0]).toMatchObject({ red: 800, green: 0 })
    expect(steps[1].green).toBeGreaterThan(80)
    expect(steps[2].green).toBeGreaterThan(steps[1].green + 100)
    expect(steps[3].green).toBeGreaterThan(steps[2].green + 100)
    expect(turned.green).toBeLessThan(steps[3].green)
    expect(turned).toMatchObject({ other: 0, drawn: 2 })
    expect(back).toMatchObject({ red: 800, green: 0, other: 0, drawn: 1 })
    expect(released, 'a release ends it').toMatchObject({ red: 0, drawn: 0 })
    expect(held, 'the hidden one stays resident').toBe(true)
  })

  it('paints rows over for debugging, and takes it back', async () => {
    const { plain, green, none, off } = await run('tinted')
    expect(green[1]).toBe(plain[1])
    expect(green[0]).toBeLessThan(plain[0] - 60)
    expect(none).toEqual(plain)
    expect(off).toEqual(plain)
  })

  it('shows the old version of a row until the new one is done, and then the new one', async () => {
    const { begun, givenUp, answers, done } = await run('refreshed')
    expect(begun.answer).toBe('more')
    expect(answers).toBeGreaterThan(1)
    for (const old of [begun, givenUp]) expect(old.pixel).toSatisfy(isRed)
    expect(done.pixel).toSatisfy(isGreen)
    for (const each of [begun, givenUp, done]) expect(each).toMatchObject({ drawn: 1, resident: 1 })
  })

  it.each([64, 100, 1024])(
    'shows a texture of %i² the right way up, as soon and as long as it is resident',
    async (size) => {
      const seen = await run('texture', size)
      for (const plain of [seen.without, seen.after]) expect(plain).toSatisfy(isGrey)
      expect(seen.topLeft).toSatisfy(isRed)
      expect(seen.topRight).toSatisfy(isGreen)
      expect(seen.bottomLeft).toSatisfy(isBlue)
      expect(seen.bottomRight).toSatisfy(isGrey)
    },
  )

  it.each([64, 100])('takes a bitmap of %i², and holds no more than was promised', async (size) => {
    const seen = await run('bitmap', size)
    expect(seen.topLeft).toSatisfy(isRed)
    expect(seen.topRight).toSatisfy(isGreen)
    expect(seen.bottomLeft).toSatisfy(isBlue)
    expect(seen.bottomRight).toSatisfy(isGrey)
    expect(seen.gpuBytes).toBeGreaterThan(0)
    expect(seen.gpuBytes).toBeLessThan(Math.ceil((size * size * 16) / 3) + 1000)
  })

  it('filters sliced textures with their mip chain', async () => {
    const [first, ...rest] = await run('mipmaps')
    expect(first[0]).toBeGreaterThan(100)
    expect(first[0]).toBeLessThan(220)
    for (const other of rest) expect(Math.abs(other[0] - first[0])).toBeLessThan(8)
  })

  it('draws instances in one call', async () => {
    const seen = await run('instances')
    for (const pixel of seen.cubes) expect(pixel).toSatisfy(isRed)
    expect(seen.gap).toSatisfy(isGrey)
    expect(seen.counts).toMatchObject({ draws: 1, instances: 3, triangles: 36 })
  })

  it('bends light by normal maps: red towards the right, green towards the top', async () => {
    const { fromLeft, fromAbove } = await run('normalMap')
    expect(fromLeft.left[0]).toBeGreaterThan(fromLeft.right[0] + 40)
    expect(fromAbove.top[0]).toBeGreaterThan(fromAbove.bottom[0] + 40)
  })

  it('glows as its emissive image times its factor, and not at all before the image is there', async () => {
    const { without, lit, dark, byFactor } = await run('emissive')
    expect(without).toEqual(dark)
    expect(lit[0]).toBeGreaterThan(dark[0] + 60)
    for (const channel of [0, 1, 2]) expect(Math.abs(lit[channel] - byFactor[channel])).toBeLessThan(3)
  })

  it('samples a texture as its mesh says: repeated, clamped, mirrored, texel by texel', async () => {
    const smooth = { wrapT: 'repeat', magnify: 'linear' } as const
    const [repeated, clamped, mirrored, sharp] = await run('samplers', [
      { ...smooth, wrapS: 'repeat' },
      { ...smooth, wrapS: 'clamp' },
      { ...smooth, wrapS: 'mirror' },
      { ...smooth, wrapS: 'repeat', magnify: 'nearest' },
    ])
    const colors = (row: number[][]) => row.map((pixel) => (isRed(pixel) ? 'r' : isGreen(pixel) ? 'g' : '-')).join('')
    expect(colors(repeated)).toBe('rgr-grg')
    expect(colors(clamped)).toBe('rrr-ggg')
    expect(colors(mirrored)).toBe('grr-ggr')
    expect(colors(sharp)).toBe('rgrrgrg')
  })

  it('fades into the sky with distance', async () => {
    const { near, middle, far, sky } = await run('fog')
    expect(near).toSatisfy(isRed)
    expect(sky).toSatisfy(isSkyBlue)
    expect(middle[2]).toBeGreaterThan(near[2] + 20)
    expect(middle[2]).toBeLessThan(far[2] - 20)
    for (const channel of [0, 1, 2]) expect(Math.abs(far[channel] - sky[channel])).toBeLessThan(4)
  })

  it('draws the same pixels five thousand kilometres from the origin', async () => {
    const [home, ...away] = await run('farFromOrigin')
    for (const hash of away) expect(hash).toBe(home)
  })

  it.each([false, true])('cuts masked images (antialias %s)', async (antialias) => {
    const seen = await run('alphaMask', antialias)
    expect(seen.kept).toSatisfy(isRed)
    expect(seen.cut).toSatisfy(isGreen)
  })

  it('blends from far to near', async () => {
    const [r, g, b] = await run('blend')
    expect(r).toBeGreaterThan(g + 60)
    expect(g).toBeGreaterThan(b - 30)
  })

  it('culls sections, then draws, and counts all three numbers', async () => {
    const { ahead, behind, above } = await run('culling')
    expect(ahead).toMatchObject({ resident: 10, drawn: 9, submitted: 1, draws: 1 })
    expect(behind).toMatchObject({ resident: 10, drawn: 9, submitted: 1, draws: 1 })
    expect(above).toMatchObject({ resident: 10, drawn: 9, submitted: 0, draws: 0 })
  })

  it('drops back faces, keeps double-sided ones, and turns mirrored ones round', async () => {
    const seen = await run('sides')
    expect(seen.back).toSatisfy(isGrey)
    expect(seen.doubleSided).toSatisfy(isRed)
    expect(seen.mirrored).toSatisfy(isRed)
  })

  it('lights a strip that hangs from a ground as the ground, from its back too', async () => {
    const seen = await run('skirts')
    expect(seen.front).toSatisfy(isRed)
    expect(seen.back).toEqual(seen.front)
  })

  it('draws section boxes and rings as lines, and nothing when they are taken away', async () => {
    const seen = await run('gizmos')
    expect(seen.yellow).toBeGreaterThan(200)
    expect(seen.cyan).toBeGreaterThan(100)
    expect(seen.after).toBe(0)
  })

  it('survives a lost context: holds nothing, waits, and draws the same picture from fresh payloads', async () => {
    const seen = await run('contextLoss')
    expect(seen.lost).toBe(1)
    expect(seen.held).toEqual({ cpuBytes: 0, gpuBytes: 0 })
    expect(seen.counts).toMatchObject({ resident: 0, drawn: 0, textures: 0 })
    expect(seen.whileLost).toBe('more')
    expect(seen.resumed).toEqual(['done', 'done'])
    expect(seen.after).toBe(seen.before)
  })

  it('reports what 300 draws of 60,000 triangles cost', async () => {
    const { median, worst, counts } = await run('frameCost', 300)
    console.info(`300 draws, JavaScript a frame: median ${median.toFixed(2)} ms, worst of 60 ${worst.toFixed(2)} ms`)
    expect(counts).toMatchObject({ draws: 300, triangles: 60_000 })
  })
})

describe.skipIf(browserMissing)(browserTitle('a picture to look at'), { timeout: 60_000 }, () => {
  it.each([0, 1, 2])('view %i has sky above, ground below and no problem', async (view) => {
    const entry = new URL('./renderPage.ts', import.meta.url)
    const open = await openPage({ entry, width: 960, height: 540 })
    await open.page.evaluate((at) => (window as unknown as { scenes: Scenes }).scenes.vista(at), view)
    const picture = await open.screenshot()
    if (process.env.PICTURES) writeFileSync(`${process.env.PICTURES}/vista${view}.png`, picture.png)
    expect(picture.at(480, 20)).not.toEqual(picture.at(480, 520))
    expect(open.problems).toEqual([])
    await open.close()
  })
})
