import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bakeWorld } from '../../src/baking/bakeWorld'
import { formatStableId, idOfPath } from '../../src/schema/stableId'
import { createInput, writeInput } from '../baking/inputs'
import type { FiguresPage, OpenFigures } from './figuresPage'
import { browserMissing, browserTitle, openPage, type OpenPage } from './harness'

type Page = FiguresPage & { world: OpenFigures }
type Colour = readonly [number, number, number]

const idOf = (path: string) => formatStableId(idOfPath('yard.glb', path))

/**
 * A white floor; on it a red cart with a blue box on its bed, and a green drone that stays where it is when its section goes. They look at a camera
 * at +z, and each is 2 m wide.
 */
async function writeYard(folder: string): Promise<string> {
  const input = createInput()
  const paint = (name: string, [r, g, b]: Colour) => input.material(name).setBaseColorFactor([r, g, b, 1])
  const floor = input.box('floor', [60, 0.1, 60], paint('white', [0.9, 0.9, 0.9]))
  const red = input.box('cart', [2, 2, 2], paint('red', [0.8, 0.02, 0.02]))
  const blue = input.box('load', [2, 2, 2], paint('blue', [0.02, 0.02, 0.8]))
  const green = input.box('drone', [2, 2, 2], paint('green', [0.02, 0.8, 0.02]))
  input.node('floor', floor, [0, -0.05, 0])
  const cart = input.node('cart', red, [-6, 1, 0]).setExtras({ terrane_role: 'dynamic' })
  input.node('load', blue, [0, 2, 0], cart)
  input.node('drone', green, [6, 1, 0]).setExtras({ terrane_role: 'dynamic', terrane_mover: 'keep' })
  return writeInput(input, folder, 'yard.glb')
}

describe.skipIf(browserMissing)(browserTitle('baked dynamic nodes in Chromium'), { timeout: 60_000 }, () => {
  let folder = ''
  let open: OpenPage
  const [width, height] = [360, 120]

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'terrane-figures-'))
    await bakeWorld(await writeYard(folder), { out: join(folder, 'world'), cell: 128, enterRadius: 40 })
    open = await openPage({
      entry: new URL('./figuresPage.ts', import.meta.url),
      folders: { '/world/': join(folder, 'world') },
      modules: { '/worker.js': new URL('../../src/workers/workerEntry.ts', import.meta.url) },
      width,
      height,
    })
    await open.page.evaluate(async () => {
      const page = window as unknown as Page
      page.world = await page.openFigures('/world/', [0, 2, 20], [0, 2, 0])
    })
  }, 60_000)
  afterAll(async () => {
    await open?.close()
    await rm(folder, { recursive: true, force: true })
  })

  const call = <Name extends keyof OpenFigures>(name: Name, ...given: Parameters<OpenFigures[Name]>) =>
    open.page.evaluate(
      ([method, values]) =>
        (window as unknown as { world: Record<string, (...all: unknown[]) => never> }).world[method](...values),
      [name, given] as const,
    ) as Promise<Awaited<ReturnType<OpenFigures[Name]>>>

  /** The picture's colour where a world point of the plane z = 0 is. */
  const colourAt = async (x: number, y: number) => {
    const metre = height / 2 / Math.tan(0.5) / 20
    const [r, g, b] = await call('pixel', Math.round(width / 2 + x * metre), Math.round(height / 2 - (y - 2) * metre))
    const [least, most] = [Math.min(r, g, b), Math.max(r, g, b)]
    if (most - least < 60) return '-'
    return most === r ? 'red' : most === g ? 'green' : 'blue'
  }
  const column = async (x: number) => [await colourAt(x, 1), await colourAt(x, 3)]

  it('are drawn where they were placed, with what was drawn below them, when their section comes', async () => {
    expect(await call('run', 5)).toMatchObject({ resident: 0, copies: 0 })
    await call('goTo', 0)
    await call('until', idOf('cart'), true)
    expect(await call('until', idOf('drone'), true)).toMatchObject({ copies: 2 })
    expect([await column(-6), await column(0), await column(6)]).toEqual([
      ['red', 'blue'],
      ['-', '-'],
      ['green', '-'],
    ])
  })

  it('move as their Transform is written, as one, by the very next picture', async () => {
    await call('move', idOf('cart'), 0, 0)
    expect([await column(-6), await column(0)]).toEqual([
      ['-', '-'],
      ['red', 'blue'],
    ])
    await call('move', idOf('cart'), -3, 0, Math.PI / 3)
    await call('run', 2)
    expect([await column(-3), await column(0)]).toEqual([
      ['red', 'blue'],
      ['-', '-'],
    ])
  })

  it('vanish with their section and come back where they were left; what keeps on stays, with its mesh', async () => {
    expect(await call('pins', idOf('drone'))).toBe(0)
    await call('goTo', 1e5)
    await call('until', idOf('cart'), false)
    const counts = await call('run', 20)
    expect(counts).toMatchObject({ resident: 1, drawn: 1, submitted: 1, copies: 1 })
    expect([await column(-3), await column(0), await column(6)]).toEqual([
      ['-', '-'],
      ['-', '-'],
      ['green', '-'],
    ])
    expect(await call('pins', idOf('drone'))).toBe(1)
    await call('goTo', 0)
    await call('until', idOf('cart'), true)
    expect([await column(-6), await column(-3), await column(6)]).toEqual([
      ['-', '-'],
      ['red', 'blue'],
      ['green', '-'],
    ])
  })

  it('leave nothing with the world', async () => {
    expect(await call('close')).toMatchObject({ resident: 0, drawn: 0, copies: 0, cpuBytes: 0, gpuBytes: 0 })
    expect(open.problems).toEqual([])
  })
})
