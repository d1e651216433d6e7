import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld } from '../../src'
import { directorySource } from '../../src/sources/directorySource'
import { serveStatic } from '../../src/server/serveWorld'
import { readText, root } from '../house/sources'
import { writeYard } from './blenderYard'
import { browserMissing, browserTitle, visit, type OpenPage } from './harness'

const run = promisify(execFile)
const patience = 240_000
const page = readText('docs/blender.md')

/** A block of the page: commands, or a file of the project. */
interface Block {
  readonly language: string
  /** Of a file: its path. */
  readonly name: string
  readonly text: string
}

const blocks: Block[] = [...page.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(
  ([, language, name = '', text]) => ({
    language,
    name,
    text,
  }),
)
const files = blocks.filter(({ language }) => language === 'ts' || language === 'html')
const commands = blocks.filter(({ language }) => language === 'sh').map(({ text }) => text.trim())
const [create, bake, serve, develop, build] = commands

/** What the page has npm install; nothing else is beside the game, and the registry is not asked. */
const installed = [...create.matchAll(/^npm install (?:--save-dev )?(.*)$/gm)].flatMap(([, names]) => names.split(' '))

let folder: string
let project: string
const started: ChildProcess[] = []

beforeAll(async () => {
  await run(process.execPath, ['scripts/build.mjs'], { cwd: root })
  folder = await mkdtemp(join(tmpdir(), 'terrane-blender-'))
  await shell(create.replaceAll(/^npm install .*\n?/gm, ''), folder)
  project = join(folder, 'my-game')
  for (const name of installed) await install(name)
  await writeFile(join(project, 'yard.glb'), await writeYard())
  for (const { name, text } of files) {
    await mkdir(dirname(join(project, name)), { recursive: true })
    await writeFile(join(project, name), text)
  }
}, patience)
afterAll(async () => {
  for (const child of started) await end(child)
  await rm(folder, { recursive: true, force: true })
})

/** @returns What it prints. @throws where it fails. */
async function shell(script: string, cwd: string): Promise<string> {
  const { stdout } = await run('sh', ['-ec', script], { cwd })
  return stdout
}

/** Terrane as it is published, with what it depends on; others from beside this package. */
async function install(name: string): Promise<void> {
  const modules = join(project, 'node_modules')
  await mkdir(dirname(join(modules, name)), { recursive: true })
  if (name === 'terrane') {
    for (const file of ['dist', 'package.json'])
      await cp(join(root, file), join(modules, name, file), { recursive: true })
    const { dependencies } = JSON.parse(readText('package.json')) as { dependencies: Record<string, string> }
    for (const dependency of Object.keys(dependencies)) await install(dependency)
  } else await symlink(join(root, 'node_modules', name), join(modules, name))
  const { bin = {} } = JSON.parse(await readFile(join(modules, name, 'package.json'), 'utf8')) as {
    bin?: object | string
  }
  await mkdir(join(modules, '.bin'), { recursive: true })
  const commandsOf = typeof bin === 'string' ? { [name]: bin } : (bin as Record<string, string>)
  for (const [command, file] of Object.entries(commandsOf))
    await symlink(join(modules, name, file), join(modules, '.bin', command))
}

/** Starts what does not end by itself. @returns The address that it prints. */
async function start(command: string): Promise<string> {
  const child = spawn('sh', ['-c', command], { cwd: project, detached: true })
  started.push(child)
  let printed = ''
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      printed += chunk.toString()
      // eslint-disable-next-line no-control-regex
      const [address] = printed.replaceAll(/\u001b\[\d*m/g, '').match(/http:\/\/localhost:\d+\//) ?? []
      if (address) resolve(address)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code) => reject(new Error(`${command} ended with ${code}:\n${printed}`)))
  })
}

/** With all that it started. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  process.kill(-child.pid!, 'SIGTERM')
  await gone
}

describe('From Blender to a running game', { timeout: patience }, () => {
  it('has five steps to type, and a file for each part of the game', () => {
    expect(commands.map((text) => text.split('\n').pop())).toEqual([
      expect.stringMatching(/^npm install --save-dev /),
      'npx terrane bake yard.glb --out public/yard',
      'npx terrane serve public/yard',
      'npx vite',
      'npx vite build',
    ])
    expect(files.map(({ name }) => name)).toEqual([
      'game/components.ts',
      'terrane.config.ts',
      'index.html',
      'game/doors.ts',
      'game/hero.ts',
      'game/main.ts',
    ])
  })

  it('names packages that this version works with', () => {
    const known = JSON.parse(readText('package.json')) as Record<string, Record<string, string>>
    const peers = { ...known.peerDependencies, ...known.devDependencies, terrane: '' }
    for (const name of installed) expect(Object.keys(peers)).toContain(name)
  })

  it('names keys and boxes that mean something', async () => {
    const keys = new Set([...page.matchAll(/terrane_(\w+)/g)].map(([, key]) => key))
    const settings = readText('src/authoring/settings.ts')
    for (const key of keys) if (!key.startsWith('Door_')) expect(settings).toContain(key)
    expect([...keys].filter((key) => key.startsWith('Door_'))).toEqual(['Door_opensBy'])
  })

  it('bakes, and prints what the page shows, numbers apart', async () => {
    const printed = await shell(bake, project)
    const shown = blocks
      .find(({ name }) => name === 'bake')!
      .text.trim()
      .split('\n')
    const words = (text: string) => text.replaceAll(/\d[\d.]*/g, 'N')
    const lines = printed.split('\n').map(words)
    for (const line of shown) expect(lines).toContain(words(line))
    expect(printed).not.toMatch(/hints|not carried/)
    const { table, pointer } = await openWorld(directorySource(join(project, 'public/yard')))
    expect(table.info.kinds).toEqual(expect.arrayContaining(['mesh', 'entities', 'collider']))
    expect(table.info.focusNames).toEqual(['Start'])
    expect(pointer.entities).toBeDefined()
  })

  it('compiles, strictly, and the authoring rules with it', async () => {
    const [, rules] = readText('docs/authoring.md').match(/^```ts\n([\s\S]*?)^```$/m)!
    await writeFile(join(project, 'game/rules.ts'), rules)
    const compilerOptions = { noEmit: true, typeRoots: [join(root, 'node_modules/@types')] }
    const config = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions,
      include: ['game', 'terrane.config.ts', join(root, 'src/**/*.d.ts')],
    }
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify(config))
    const told = await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project]).catch(
      (error: { stdout: string }) => error,
    )
    for (const file of ['tsconfig.json', 'game/rules.ts']) await rm(join(project, file))
    expect(told.stdout).toBe('')
  })

  it('serves a viewer of the world', async () => {
    const address = await start(serve)
    expect(await (await fetch(address)).text()).toContain('<canvas')
    expect((await fetch(`${address}world/world.json`)).status).toBe(200)
    await end(started.pop()!)
  })
})

describe.skipIf(browserMissing)(browserTitle('the game of that page'), { timeout: patience }, () => {
  let address = ''
  let open: OpenPage
  beforeAll(async () => {
    await shell(bake, project)
    address = await start(develop)
  }, patience)
  afterAll(() => open?.close())

  /** What is straight ahead of the hero, and a step to the right of it: the door is red, what is behind it is not. */
  const look = async () => {
    const picture = await open.screenshot()
    const isDoor = (x: number, y: number) => {
      const [red, green, blue] = picture.at(x, y)
      return red > 1.5 * green && red > 1.5 * blue
    }
    const isWall = ([red, green, blue]: number[]) => Math.abs(red - blue) < 40 && Math.abs(red - green) < 40 && red > 90
    return { ahead: isDoor(160, 110), aside: isDoor(183, 110), wall: isWall(picture.at(60, 120)), picture }
  }
  const until = async (what: (seen: Awaited<ReturnType<typeof look>>) => boolean) => {
    for (;;) {
      const seen = await look()
      if (what(seen)) return seen
      await open.page.waitForTimeout(200)
    }
  }
  /** As the page says: the door is shut, the hero walks to it, it opens, and it is kept. */
  const walkThrough = async () => {
    await until(({ ahead, wall }) => ahead && wall)
    await open.page.keyboard.down('KeyW')
    await until(({ ahead }) => !ahead)
    await open.page.keyboard.up('KeyW')
    await open.page.waitForTimeout(3000)
  }

  it('opens a door for who comes near', async () => {
    open = await visit(address, { width: 320, height: 200 })
    await walkThrough()
    expect(open.problems).toEqual([])
  })

  it('has it open after a reload, and after the yard was baked anew with an edit', async () => {
    await open.page.reload()
    await until(({ wall, ahead }) => wall && !ahead)
    await writeFile(join(project, 'yard.glb'), await writeYard(4))
    await shell(bake, project)
    await open.page.reload()
    await until(({ wall, ahead }) => wall && !ahead)
    expect(open.problems).toEqual([])
    await open.close()
    await end(started.pop()!)
  })

  it('runs from the files that are shipped', async () => {
    await shell(build, project)
    const server = await serveStatic(join(project, 'dist'), { port: 0 })
    open = await visit(server.url, { width: 320, height: 200 })
    await walkThrough()
    expect(open.problems).toEqual([])
    await open.close()
    await server.close()
  })
})
