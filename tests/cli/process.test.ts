import { spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

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

  it('survives a reader that went away', async () => {
    const { code, err } = await terrane(['bake', '--help'], {}, true)
    expect({ code, err }).toEqual({ code: 0, err: '' })
  })
})
