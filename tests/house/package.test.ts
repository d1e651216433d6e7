import { execFile } from 'node:child_process'
import { build } from 'esbuild'
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createInput, writeInput } from '../baking/inputs'
import { root } from './sources'

const run = promisify(execFile)
const node = (...args: string[]) => run(process.execPath, args, { cwd: root })

interface PackageFile {
  readonly exports: Readonly<Record<string, { readonly default: string }>>
  readonly bin: Readonly<Record<string, string>>
}

let folder: string
let parts: PackageFile
beforeAll(async () => {
  // Inside the repository, where the package finds itself and its peers by name.
  await mkdir(join(root, '.cache'), { recursive: true })
  folder = await mkdtemp(join(root, '.cache/package-'))
  parts = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as PackageFile
  await node('scripts/build.mjs')
})
afterAll(() => rm(folder, { recursive: true }))

/** Packages that a built module and all it leads to ask for. */
async function packagesOf(file: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [join(root, 'dist', file)],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  })
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports)
  return [...new Set(imports.filter(({ external }) => external).map(({ path }) => path))].sort()
}

describe('the built package', () => {
  it('has every file that package.json names', async () => {
    const files = [...Object.values(parts.exports).map((entry) => entry.default), ...Object.values(parts.bin)]
    for (const file of files) await access(join(root, file))
    for (const file of [
      'worker.js',
      'manifestJob.js',
      'nodeWorker.js',
      'bakeWorker.js',
      'viewer/index.html',
      'viewer/worker.js',
    ])
      await access(join(root, 'dist', file))
  })

  it.each(['index.js', 'render.js', 'debug.js', 'replay.js', 'testing.js'])(
    'asks a browser for bitecs alone: %s',
    async (file) => {
      expect((await packagesOf(file)).filter((name) => name !== 'bitecs')).toEqual([])
    },
  )

  it('has workers and a viewer that ask for nothing', async () => {
    for (const file of ['worker.js', 'manifestJob.js', 'viewer/worker.js', 'viewer/viewer.js'])
      expect(await packagesOf(file), file).toEqual([])
    const packages = await packagesOf('nodeWorker.js')
    expect(packages.filter((name) => !/^(node:|worker_threads$)/.test(name))).toEqual([])
  })

  it('bakes, opens and streams a world by its own name, with threads, and has one TerraneError', async () => {
    const scene = createInput()
    const box = scene.box('box', [2, 3, 4], scene.material('stone'))
    for (let i = 0; i < 5; i++) scene.node(`box ${i}`, box, [64 * i + 20, 1, 20])
    const input = await writeInput(scene, folder)
    const program = `
      import { composeWorld, createFigures, createFocus, disposeWorld, measureFigures, nullPresenter, openWorld, step, streaming, TerraneError } from 'terrane'
      import { bakeWorld } from 'terrane/bake'
      import { directorySource, nodePool } from 'terrane/node'
      const [input, out] = process.argv.slice(2)
      const refused = await bakeWorld(input + '.none', { out }).catch((error) => error instanceof TerraneError && error.code)
      await bakeWorld(input, { out })
      const pool = nodePool({ size: 1 })
      const sections = await openWorld(directorySource(out))
      const world = composeWorld({ features: [streaming({ sections, presenter: nullPresenter(), pool })] })
      createFocus(world, { position: [20, 1, 20] })
      const figures = createFigures()
      for (let frame = 0; frame < 2000 && figures.shown < 5; frame++) {
        await new Promise((done) => setTimeout(done, 5))
        step(world, 1 / 60)
        measureFigures(world.terrane, figures)
      }
      disposeWorld(world)
      await pool.dispose()
      console.log(JSON.stringify({ refused, shown: figures.shown, failures: figures.failures }))`
    await writeFile(join(folder, 'game.mjs'), program)
    const { stdout } = await node(join(folder, 'game.mjs'), input, join(folder, 'world'))
    expect(JSON.parse(stdout)).toEqual({ refused: 'bake-input', shown: 5, failures: 0 })
  })

  it('runs a config with the package that bakes, wherever it lies', async () => {
    const away = await mkdtemp(join(tmpdir(), 'terrane-away-'))
    onTestFinished(() => rm(away, { recursive: true }))
    const scene = createInput()
    scene.node('Ground', scene.box('box', [9, 1, 9]))
    scene.node('Gate', null)
    await writeFile(
      join(away, 'terrane.config.ts'),
      `import { component, f32 } from 'terrane'
       import { defineConfig, type Baker } from 'terrane/bake'
       const Door = component('Door', { angle: f32 })
       const doors: Baker = (node, bake) => node.name === 'Gate' && bake.add(node, Door, { angle: 1 })
       export default defineConfig({ components: [Door], bakers: [doors] })`,
    )
    const args = ['bake', await writeInput(scene, away), '--out', join(away, 'world'), '--json']
    const { stdout } = await run(process.execPath, [join(root, 'dist/terrane.js'), ...args], { cwd: away })
    expect(JSON.parse(stdout)).toMatchObject({ things: { components: { Door: 1 } }, authoring: { bakers: ['doors'] } })
  })

  it('has a command that says its version and runs from anywhere', async () => {
    const link = join(folder, 'elsewhere.mjs')
    await writeFile(link, `await import(${JSON.stringify(join(root, 'dist/terrane.js'))})`)
    const { stdout } = await run(process.execPath, [link, '--version'], { cwd: folder })
    expect(stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/)
    expect(await readFile(join(root, 'dist/terrane.js'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
  })
})
