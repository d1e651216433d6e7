import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createInput, writeInput } from '../baking/inputs'

/** Inside the checkout, so that packages are found from there. */
const folder = resolve(`.cache/cli-test-${process.pid}`)
const program = join(folder, 'main.js')

beforeAll(async () => {
  mkdirSync(folder, { recursive: true })
  await build({
    entryPoints: ['src/cli/main.ts'],
    outdir: folder,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  })
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the real program; `closeEarly` reads nothing of its output, as `| true` does. */
function terrane(args: string[], env: Record<string, string> = {}, closeEarly = false) {
  return new Promise<{ code: number | null; out: string; err: string }>((done) => {
    const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...env } })
    let [out, err] = ['', '']
    if (closeEarly) child.stdout.destroy()
    child.stdout.on('data', (chunk) => (out += chunk))
    child.stderr.on('data', (chunk) => (err += chunk))
    child.on('close', (code) => done({ code, out, err }))
  })
}

const module = (source: string) => `data:text/javascript,${encodeURIComponent(source)}`

/** Node where `sharp` is not installed, for all that it can tell. */
const hooks = `export async function resolve(name, context, next) {
  if (name === 'sharp') throw Object.assign(new Error('gone'), { code: 'ERR_MODULE_NOT_FOUND' })
  return next(name, context)
}`
const withoutSharp = {
  NODE_OPTIONS: `--import=${module(`import { register } from 'node:module'; register(${JSON.stringify(module(hooks))})`)}`,
}

/** A wall with an image of 128 × 128 texels. */
async function writeWall(): Promise<string> {
  const input = createInput()
  const pixels = { width: 128, height: 128, channels: 3 as const, background: '#a86' }
  const image = new Uint8Array(await sharp({ create: pixels }).png().toBuffer())
  const stone = input.material('stone')
  stone.setBaseColorTexture(input.document.createTexture('stone').setImage(image).setMimeType('image/png'))
  input.node('wall', input.box('wall', [8, 4, 1], stone))
  return writeInput(input, folder)
}

describe('the terrane program', () => {
  it('ends with 0 and its help on stdout', async () => {
    const { code, out, err } = await terrane(['--help'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^Usage: terrane COMMAND/)
  })

  it('ends with 1 and one line on stderr, without a stack', async () => {
    const { code, out, err } = await terrane(['inspect', 'nowhere'])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(
      /^terrane inspect: no file or folder nowhere; expected one that is there\. Check the path\..*\n$/,
    )
  })

  it('adds the stack where TERRANE_DEBUG asks for it', async () => {
    const { code, err } = await terrane(['inspect', 'nowhere'], { TERRANE_DEBUG: '1' })
    expect(code).toBe(1)
    expect(err.split('\n')[0]).toMatch(/^terrane inspect: no file/)
    expect(err).toMatch(/\n {4}at /)
  })

  it('says what to install where a blurred version is wanted without the image package, and keeps images as they are otherwise', async () => {
    const world = join(folder, 'w')
    const bake = ['bake', await writeWall(), '--out', world]
    const refused = await terrane([...bake, '--texture-base', '32'], withoutSharp)
    expect(refused).toEqual({
      code: 1,
      out: '',
      err: 'terrane bake: blurred versions of images (--texture-base) without the package sharp; expected sharp to be installed. Run: npm install --save-dev sharp [bake-input]\n',
    })
    expect(existsSync(join(world, 'world.json'))).toBe(false)
    expect(await terrane([...bake, '--json'], withoutSharp)).toMatchObject({ code: 0, err: '' })
    expect(readdirSync(world, { recursive: true }).join()).toMatch(/\.png/)
  })

  it('survives a reader that went away', async () => {
    const { code, err } = await terrane(['bake', '--help'], {}, true)
    expect({ code, err }).toEqual({ code: 0, err: '' })
  })
})
