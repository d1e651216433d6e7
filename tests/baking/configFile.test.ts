import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { loadConfig, readConfigText } from '../../src/baking/configFile'
import { planBake } from '../../src/baking/plan'
import { bakeCacheName } from '../../src/server/bakeCache'
import { temporaryFolder } from './bakedWorld'
import { createInput, writeInput } from './inputs'

/** Writes files by their paths into a folder of their own, and answers it. */
async function project(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder()
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return folder
}

const load = async (files: Readonly<Record<string, string>>) => loadConfig(join(await project(files), 'town.glb'))

const refused = (files: Readonly<Record<string, string>>) =>
  load(files).then(
    () => 'loaded',
    (error: Error) => error.message,
  )

/** Temporary files of these tests alone. */
const temporary = await mkdtemp(join(tmpdir(), 'terrane-leftovers-'))
vi.stubEnv('TMPDIR', temporary)
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(temporary, { recursive: true })
})

const leftovers = async () => (await readdir(temporary)).filter((name) => name.startsWith('terrane-config-'))

const components = `
  import { component, f32, entityRef } from 'terrane'
  export const Door = component('Door', { angle: f32, key: entityRef })`

describe('terrane.config.ts', () => {
  it('is TypeScript that imports the package, the project and other packages', async () => {
    const config = await load({
      'game/components.ts': components,
      'package.json': '{ "type": "commonjs" }',
      'node_modules/names/package.json': '{ "name": "names", "type": "module", "exports": "./index.js" }',
      'node_modules/names/index.js': 'export const isDoor = (name) => /^DOOR_/.test(name)',
      'terrane.config.ts': `
        import { readFileSync } from 'node:fs'
        import { join } from 'node:path'
        import { u8 } from 'terrane'
        import { defineConfig, type Baker } from 'terrane/bake'
        import { isDoor } from 'names'
        import { Door } from './game/components'
        const table: { angle: number } = JSON.parse(readFileSync(new URL('angles.json', import.meta.url), 'utf8'))
        const again = readFileSync(join(import.meta.dirname, 'angles.json'), 'utf8')
        export const doors: Baker = (node, bake) => {
          if (again && isDoor(node.name)) bake.add(node, Door, { angle: table.angle })
        }
        export default defineConfig({ components: [Door], bakers: [doors], metadata: { danger: u8 } })`,
      'angles.json': '{ "angle": 0.5 }',
    })
    expect(config).toMatchObject({ metadata: { danger: 'u8' }, bakers: [{ name: 'doors' }] })
    expect(config.listed.map(({ name, fields }) => [name, fields])).toEqual([
      ['Door', { angle: 'f32', key: 'entityRef' }],
    ])
    expect(await leftovers()).toEqual([])
  })

  it('bakes: what its bakers give is in the world, and errors of theirs name their line', async () => {
    const folder = await project({
      'components.ts': components,
      'terrane.config.ts': `import { Door } from './components'
        export default {
          components: [Door],
          bakers: [
            function doors(node, bake) {
              if (node.name === 'Gate') bake.add(node, Door, { angle: 1 })
              if (node.name === 'Trap') node.mesh.box()
              if (node.name === 'Lost') bake.add(node, Door, { key: bake.ref('Nobody') })
            },
          ],
        }`,
    })
    const bake = async (name: string) => {
      const input = createInput()
      input.node('Ground', input.box('Box', [1, 1, 1]))
      input.node(name, null)
      return planBake(await writeInput(input, folder))
    }
    const { report } = await bake('Gate')
    expect(report.things).toMatchObject({ entities: 1, components: { Door: 1 } })
    expect(report.authoring).toMatchObject({ config: join(folder, 'terrane.config.ts'), bakers: ['doors'] })
    await expect(bake('Trap')).rejects.toThrow('baker doors at "Trap" (terrane.config.ts:7) threw TypeError:')
    await expect(bake('Lost')).rejects.toThrow('"Lost" refers to "Nobody", which is not there')
    expect(await leftovers()).toEqual([])
  })

  const head = `import { component, f32 } from 'terrane'\n`
  it.each([
    ['does not parse', 'export default {\n  components: [,\n', 'terrane.config.ts:3:1: Unexpected end of file'],
    [
      'imports a file that is not there',
      `\nimport './doors'\nexport default {}`,
      'terrane.config.ts:2:8: Could not resolve "./doors"',
    ],
    [
      'imports a package that is not there',
      `import 'doors'\nexport default {}`,
      'terrane.config.ts:1:8: Could not resolve "doors"',
    ],
    [
      'imports an entry that is not there',
      `import 'terrane/doors'\nexport default {}`,
      'terrane.config.ts:1:8: the package has no "terrane/doors", only terrane,',
    ],
    [
      'throws',
      `${head}\nconst angle: number = 1\nthrow new RangeError(\`no \${angle}\`)`,
      'terrane.config.ts:4 threw RangeError: no 1;',
    ],
    ['throws what is no error', `throw 'up'`, 'terrane.config.ts threw up;'],
    [
      'is refused by the package',
      `${head}export default { components: [\n component('2', { x: f32 })] }`,
      'terrane.config.ts:3: a component named "2"; expected an identifier',
    ],
    ['rejects', `await Promise.reject(new Error('late'))\nexport default {}`, 'terrane.config.ts:1 threw Error: late'],
    [
      'has no default export',
      `export const config = {}`,
      'terrane.config.ts has no default export; expected export default defineConfig',
    ],
    ['says something else', `export default { baker: [] }`, 'terrane.config.ts has "baker"; expected some of'],
  ])('that %s is refused in one line with its place', async (_what, text, line) => {
    const message = await refused({ 'terrane.config.ts': text })
    expect(message).toContain(line)
    expect(message).toMatch(/^[^\n]*\[bake-input\]$/)
    expect(await leftovers()).toEqual([])
  })

  it('names the file of the project that is broken', async () => {
    const files = { 'terrane.config.ts': `import './game/doors'\nexport default {}`, 'game/doors.ts': '\nlet x = ;' }
    expect(await refused(files)).toContain('game/doors.ts:2:9: Unexpected ";"')
    const throws = { ...files, 'game/doors.ts': `\n\nnull!.x` }
    expect(await refused(throws)).toContain('game/doors.ts:3 threw TypeError: Cannot read properties of null')
  })

  it('is found in the working folder or beside the input, not in both; --config says which', async () => {
    const here = await project({ 'terrane.config.js': `export default { metadata: { here: 'u8' } }` })
    const there = await project({ 'terrane.config.mjs': `export default { metadata: { there: 'u8' } }` })
    const nowhere = await project({})
    const cwd = vi.spyOn(process, 'cwd').mockReturnValue(here)
    onTestFinished(() => cwd.mockRestore())
    const input = (folder: string) => join(folder, 'town.glb')
    expect(await loadConfig(input(nowhere))).toMatchObject({ file: 'terrane.config.js', metadata: { here: 'u8' } })
    await expect(loadConfig(input(there))).rejects.toThrow('two configs: terrane.config.js and ')
    const asked = await loadConfig(input(there), join(there, 'terrane.config.mjs'))
    expect(asked.metadata).toEqual({ there: 'u8' })
    await expect(loadConfig(input(there), join(there, 'other.ts'))).rejects.toThrow('no config "')
    expect((await loadConfig(input(there), false)).file).toBeNull()
    expect((await loadConfig(input(there), { metadata: { said: 'u8' } })).metadata).toEqual({ said: 'u8' })
    cwd.mockReturnValue(nowhere)
    expect((await loadConfig(input(there))).metadata).toEqual({ there: 'u8' })
    expect((await loadConfig(input(nowhere))).file).toBeNull()
  })

  it('and overrides change the name under which a served bake is kept', async () => {
    const folder = await project({ 'a.ts': 'export const a = 1' })
    const input = await writeInput(createInput(), folder)
    const name = () => bakeCacheName(input, {}, '1')
    const names = [await name()]
    const write = async (file: string, text: string) => {
      await writeFile(join(folder, file), text)
      names.push(await name())
    }
    await write('terrane.config.ts', `import { a } from './a'\nexport default a`)
    await write('a.ts', 'export const a = 2')
    await write('input.overrides.json', '{}')
    await write('terrane.config.ts', 'export default {')
    expect(new Set(names).size).toBe(5)
    expect(await readConfigText(input, false)).toBe('')
  })
})
