import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeCity } from '../../examples/city/city'

const scripts = join(process.cwd(), '.cache', `levels-${process.pid}`)
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'terrane-resumed-'))
  await writeFile(join(folder, 'town.glb'), await writeCity({ size: 256 }))
  await build({
    entryPoints: {
      run: 'tests/baking/levelsRun.ts',
      nodeWorker: 'src/workers/nodeWorkerEntry.ts',
      levelJob: 'src/baking/levels/levelJob.ts',
    },
    outdir: scripts,
    outExtension: { '.js': '.mjs' },
    ...{ bundle: true, format: 'esm', platform: 'node', packages: 'external', logLevel: 'error' },
  })
}, 60_000)
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await rm(scripts, { recursive: true, force: true })
})

function bake(world: string, jobs: number, stopAfter?: number) {
  const files = ['nodeWorker', 'levelJob'].map((name) => pathToFileURL(join(scripts, `${name}.mjs`)).href)
  const args = [join(folder, 'town.glb'), join(folder, world), String(jobs), ...files]
  if (stopAfter !== undefined) args.push(String(stopAfter))
  return promisify(execFile)(process.execPath, [join(scripts, 'run.mjs'), ...args])
}

const pointerOf = async (world: string) => JSON.parse(await readFile(join(folder, world, 'world.json'), 'utf8'))

it('makes the same bytes on this thread and in workers, and after being killed half way', async () => {
  await bake('one', 1)
  await bake('workers', 2)
  expect(await pointerOf('workers')).toEqual(await pointerOf('one'))

  await expect(bake('killed', 1, 12)).rejects.toMatchObject({ signal: 'SIGKILL' })
  const drafts = join(folder, 'killed', 'drafts.baking')
  const finished = (await readdir(drafts)).filter((name) => /^[0-9a-f]{32}$/.test(name))
  expect(finished.length).toBeGreaterThanOrEqual(12)
  await expect(pointerOf('killed')).rejects.toThrow('ENOENT')
  const before = await Promise.all(finished.map(async (name) => (await stat(join(drafts, name))).mtimeMs))

  await expect(bake('killed', 1, 20)).rejects.toMatchObject({ signal: 'SIGKILL' })
  const after = await Promise.all(finished.map(async (name) => (await stat(join(drafts, name))).mtimeMs))
  expect(after).toEqual(before)

  await bake('killed', 1)
  expect(await pointerOf('killed')).toEqual(await pointerOf('one'))
  expect((await readdir(join(folder, 'killed'))).filter((name) => name.endsWith('.baking'))).toEqual([])
}, 240_000)
