import sharp from 'sharp'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createInput, writeInput } from '../baking/inputs'
import { temporaryFolder } from './bakedWorlds'
import { run } from './captured'

const { folder, remove } = temporaryFolder()
afterAll(remove)
let input = ''

beforeAll(async () => {
  const scene = createInput()
  const pixels = { width: 128, height: 128, channels: 3 as const, background: '#a86' }
  const image = await sharp({ create: pixels }).png().toBuffer()
  const stone = scene.material('stone')
  stone.setBaseColorTexture(
    scene.document.createTexture('stone').setImage(new Uint8Array(image)).setMimeType('image/png'),
  )
  scene.node('wall', scene.box('wall', [8, 4, 1], stone), [4, 2, 4])
  input = await writeInput(scene, folder)
})

it('bakes blurred and sharp versions with --texture-base, and check, validate and inspect take such a world', async () => {
  const world = join(folder, 'w')
  const baked = await run('bake', input, '--out', world, '--texture-base', '32', '--json')
  expect([baked.code, baked.err]).toEqual([0, ''])
  expect(JSON.parse(baked.out).textureSections).toBe(2)
  expect(JSON.parse((await run('check', world, '--json')).out)).toMatchObject({ whole: true, faults: [], unused: [] })
  expect((await run('validate', world)).code).toBe(0)
  const inspected = await run('inspect', world)
  expect([inspected.code, inspected.err]).toEqual([0, ''])
  expect(inspected.out).toContain('sharp')
})

it('bakes none with --texture-base 0, and refuses what is no whole number', async () => {
  const out = join(folder, 'none')
  const baked = await run('bake', input, '--out', out, '--texture-base', '0', '--json')
  expect(JSON.parse(baked.out).textureSections).toBe(1)
  const refused = await run('bake', input, '--out', out, '--texture-base', '-3')
  expect([refused.code, refused.err]).toEqual([
    1,
    'terrane bake: --texture-base -3; expected a whole number from 0 to 16384. Pass --texture-base 128, or leave it out. [argument]\n',
  ])
})
