import { execFile } from 'node:child_process'
import { build } from 'esbuild'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createInput, writeInput } from '../baking/inputs'
import { root } from '../house/sources'
import { browserMissing, browserTitle, openPage, type OpenPage } from './harness'

const run = promisify(execFile)

/** What a game writes to have its town streamed; the lines of the README, whole. */
const snippet = `
const world = composeWorld({ world: game, features: [
  streaming({ sections: await openWorld('/town/'), presenter: reglPresenter(regl) }),
  entities([Door]),
  payload('collider', { adopt: (_, mesh) => physics.add(mesh), release: (_, body) => physics.remove(body) }),
  { name: 'QuestFirst', after: 'DesiredSetBuild', before: 'StreamingDiff', run: (w) => { for (const s of quest.sections) boost(w, s, 50) } },
] })
const player = createFocus(world, { follow: hero, view: camera })
`

/** The rest of that game: a physics engine that only counts, a hero who walks, a camera, and what the test asks for. */
const around = (lines: string) => `
import { createWorld, query } from 'bitecs'
import {
  boost, composeWorld, createFocus, createFigures, entities, measureFigures, moveFocus, openWorld, payload, resolve, stableIdOf, step, storeOf,
  streaming, Transform, type EntityRef, type SectionId,
} from 'terrane'
import { createCamera, lookAt, openRegl, reglPresenter, setLens } from 'terrane/render'
import { Door } from './components'

const game = createWorld<{ score: number }>({ score: 7 })
const canvas = document.querySelector('canvas') as HTMLCanvasElement
const regl = openRegl(canvas, { preserveDrawingBuffer: true })
interface Body { readonly triangles: number }
const bodies = new Set<Body>()
const physics = {
  add(mesh: { readonly positions: Float32Array; readonly indices: Uint32Array }): Body {
    const body = { triangles: mesh.indices.length / 3 }
    bodies.add(body)
    return body
  },
  remove: (body: Body | undefined) => void (body && bodies.delete(body)),
}
const quest: { sections: SectionId[] } = { sections: [] }
const hero = { x: 20, y: 2, z: 20 }
const camera = createCamera()
setLens(camera, { fieldOfView: 1.1, aspect: 1, near: 0.1, far: 1000 })
lookAt(camera, [20, 12, 40], [20, 0, 0])
${lines}
const doors = storeOf(world, Door)
const places = storeOf(world, Transform)
const figures = createFigures()
const nameOf = (ref: EntityRef | 0) => (ref === 0 ? '' : stableIdOf(world, ref))
const draw = (world.terrane.presenter as unknown as { draw(camera: unknown): void }).draw

Object.assign(window, {
  async run(seconds: number) {
    for (let i = 0; i < seconds * 60; i++) {
      await new Promise(requestAnimationFrame)
      step(world, 1 / 60)
    }
    draw(camera)
    return measureFigures(world.terrane, figures), { ...figures }
  },
  look() {
    const found = [...query(world, [doors])].map((eid) => ({
      angle: doors.angle[eid], x: places.x[eid], key: resolve(world, doors.key[eid]) !== 0, id: nameOf(doors.key[eid]),
    }))
    return { doors: found, bodies: [...bodies].map((body) => body.triangles), score: world.score, focus: typeof player }
  },
  turn(y: number) {
    for (const eid of query(world, [doors])) places.y[eid] += y
  },
  go(x: number) {
    hero.x = x
    moveFocus(world, player, x, 2, 20, true)
  },
})
`

const components = `
import { component, entityRef, f32, u8 } from 'terrane'
export const Door = component('Door', { angle: f32, locked: u8, key: entityRef }, { persist: ['angle', 'locked'] })
`

const config = `
import { defineConfig } from 'terrane/bake'
import { Door } from './components'
export default defineConfig({
  components: [Door],
  bakers: [(node, bake) => { if (node.name.startsWith('door')) bake.add(node, Door, { angle: 0.5, locked: 1, key: bake.ref('mat') }) }],
})
`

/** A town of one street: a floor to stand on, three doors, and a mat that is their key. */
async function writeTown(folder: string): Promise<string> {
  const scene = createInput()
  const [stone, paint] = [scene.material('stone').setBaseColorFactor([0.4, 0.4, 0.4, 1]), scene.material('paint')]
  paint.setBaseColorFactor([1, 0, 0, 1])
  for (let i = 0; i < 4; i++)
    scene.node(`floor${i}-col`, scene.box(`floor${i}`, [64, 1, 64], stone), [32 + 64 * i, -0.5, 32])
  for (let i = 0; i < 3; i++)
    scene
      .node(`door${i}`, scene.box('door', [4, 8, 1], paint), [12 + 8 * i, 4, 20])
      .setExtras({ terrane_role: 'dynamic' })
  scene.node('mat', scene.box('mat', [1, 0.2, 1], paint), [20, 0.1, 30]).setExtras({ terrane_role: 'dynamic' })
  return writeInput(scene, folder, 'town.glb')
}

/** Unpacks what npm would publish into a project of its own, its dependencies beside it. */
async function installPackage(project: string): Promise<void> {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', project], { cwd: root })
  const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf('['))) as { filename: string }[]
  const home = join(project, 'node_modules/terrane')
  await mkdir(home, { recursive: true })
  await run('tar', ['xzf', join(project, filename), '-C', home, '--strip-components=1'])
  const beside = [
    'bitecs',
    'gl-matrix',
    'regl',
    'meshoptimizer',
    'commander',
    '@gltf-transform',
    'sharp',
    'esbuild',
    'draco3dgltf',
  ]
  for (const name of beside) await symlink(join(root, 'node_modules', name), join(project, 'node_modules', name))
}

const projectFile = {
  compilerOptions: {
    target: 'ES2022',
    module: 'ESNext',
    moduleResolution: 'Bundler',
    strict: true,
    noEmit: true,
    types: [],
    lib: ['ESNext', 'DOM', 'DOM.Iterable'],
  },
  files: ['game.ts', 'components.ts', 'terrane.config.ts'],
}

interface SnippetPage {
  run(seconds: number): Promise<{ readonly shown: number; readonly failures: number }>
  look(): {
    doors: { angle: number; x: number; key: boolean; id: string }[]
    bodies: number[]
    score: number
    focus: string
  }
  turn(y: number): void
  go(x: number): void
}

describe.skipIf(browserMissing)(browserTitle('the packed package in a game of one’s own'), { timeout: 240_000 }, () => {
  let project = ''
  let open: OpenPage
  beforeAll(async () => {
    await mkdir(join(root, '.cache'), { recursive: true })
    project = await mkdtemp(join(root, '.cache/snippet-'))
    await installPackage(project)
    await writeFile(join(project, 'package.json'), '{ "type": "module" }')
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify(projectFile))
    await writeFile(join(project, 'game.ts'), around(snippet))
    await writeFile(join(project, 'components.ts'), components)
    await writeFile(join(project, 'terrane.config.ts'), config)
    const cli = join(project, 'node_modules/terrane/dist/terrane.js')
    const town = await writeTown(project)
    await run(process.execPath, [cli, 'bake', town, '--out', join(project, 'town')], { cwd: project })
    const { outputFiles } = await build({
      entryPoints: [join(project, 'game.ts')],
      absWorkingDir: project,
      bundle: true,
      write: false,
      format: 'esm',
      logLevel: 'silent',
    })
    await writeFile(join(project, 'bundle.js'), outputFiles[0].contents)
    open = await openPage({
      entry: join(project, 'bundle.js'),
      folders: { '/town/': join(project, 'town') },
      modules: { '/worker.js': join(project, 'node_modules/terrane/dist/worker.js') },
    })
    await open.page.waitForFunction('window.run')
  }, 240_000)
  afterAll(async () => {
    await open?.close()
    await rm(project, { recursive: true, force: true })
  })

  it('compiles, strictly, as long as it was', async () => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const { stdout } = await run(process.execPath, [tsc, '-p', project]).catch((error: { stdout: string }) => error)
    expect(stdout).toBe('')
    expect(snippet.trim().split('\n').length).toBeLessThanOrEqual(7)
    const readme = await readFile(join(root, 'README.md'), 'utf8')
    for (const line of snippet.trim().split('\n')) expect(readme).toContain(line)
  })

  it('streams doors that are entities, with keys, and colliders for a physics engine', async () => {
    const figures = await open.page.evaluate(() => (window as unknown as SnippetPage).run(4))
    const seen = await open.page.evaluate(() => (window as unknown as SnippetPage).look())
    expect(open.problems).toEqual([])
    expect(figures.failures).toBe(0)
    expect(seen.doors.map(({ x }) => x).sort((a, b) => a - b)).toEqual([12, 20, 28])
    expect(seen.doors.map(({ angle, key }) => ({ angle, key }))).toEqual(new Array(3).fill({ angle: 0.5, key: true }))
    expect(new Set(seen.doors.map(({ id }) => id)).size).toBe(1)
    expect(seen.bodies.length).toBeGreaterThan(1)
    expect(seen.bodies.every((triangles) => triangles > 0)).toBe(true)
    expect(seen.score).toBe(7)
  })

  it('draws the doors where their entities are', async () => {
    const red = async () => {
      const picture = await open.screenshot()
      let count = 0
      for (let y = 0; y < picture.height; y++)
        for (let x = 0; x < picture.width; x++) {
          const [r, g, b] = picture.at(x, y)
          if (r > 60 && r > 2 * g && r > 2 * b) count++
        }
      return count
    }
    const standing = await red()
    expect(standing).toBeGreaterThan(500)
    await open.page.evaluate(() => (window as unknown as SnippetPage).turn(100))
    await open.page.evaluate(() => (window as unknown as SnippetPage).run(0.2))
    expect(await red()).toBeLessThan(standing / 4)
    await open.page.evaluate(() => (window as unknown as SnippetPage).turn(-100))
  })

  it('takes doors and colliders away behind the hero, and brings them back', async () => {
    const look = async (x: number) => {
      await open.page.evaluate((at) => (window as unknown as SnippetPage).go(at), x)
      await open.page.evaluate(() => (window as unknown as SnippetPage).run(8))
      return open.page.evaluate(() => (window as unknown as SnippetPage).look())
    }
    const before = (await open.page.evaluate(() => (window as unknown as SnippetPage).look())).bodies.length
    const away = await look(5000)
    expect([away.doors, away.bodies]).toEqual([[], []])
    const back = await look(20)
    expect([back.doors.length, back.bodies.length]).toEqual([3, before])
    expect(open.problems).toEqual([])
  })
})
