import { mkdirSync, readFileSync, readdirSync, statSync, chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Fault } from '../../src/authoring/validation/faults'
import { createInput, writeInput } from '../baking/inputs'
import { authoring, goodSection } from '../authoring/provocations'
import { bakeCity, temporaryFolder } from './bakedWorlds'
import { run } from './captured'

const { folder, remove } = temporaryFolder()
afterAll(remove)
const write = (name: string, text: string | Uint8Array) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

interface Document {
  readonly valid: boolean
  readonly errors: number
  readonly warnings: number
  readonly faults: readonly Fault[]
}

async function validate(path: string, ...flags: string[]): Promise<Document & { readonly code: number }> {
  const { code, out, err } = await run('validate', path, '--json', ...flags)
  expect(err).toBe('')
  expect(out.trimEnd()).not.toContain('\n')
  return { code, ...(JSON.parse(out) as Document) }
}

describe('terrane validate', () => {
  it('finds nothing wrong with the sample city', async () => {
    const city = await bakeCity(folder, { size: 256 })
    expect(await validate(city)).toMatchObject({ code: 0, valid: true, errors: 0, warnings: 0, faults: [] })
    const { out } = await run('validate', join(city, 'world.json'))
    expect(out).toMatch(/city\/world\.json: no fault\n$/)
    const sections = readdirSync(city).find((name) => name.startsWith('sections.')) as string
    expect((await validate(join(city, sections))).code).toBe(0)
    writeFileSync(join(city, sections), readFileSync(join(city, sections)).subarray(0, 300))
    const { code, faults } = await validate(city)
    expect(code).toBe(1)
    expect(faults.map(({ code }) => code)).toEqual(['table-broken'])
  })

  it('ends with 1 on errors and with 0 on warnings', async () => {
    const warned = write('warned.json', authoring([], { lamps: 3 } as never))
    expect(await validate(warned)).toMatchObject({ code: 0, valid: true, errors: 0, warnings: 1 })
    expect(await validate(write('wrong.json', '{'))).toMatchObject({ code: 1, valid: false, errors: 1 })
  })

  it.each([
    ['an empty file', '', /line 1: there is nothing in it|value expected/],
    ['a text', 'hello there', /line 1: invalid symbol/],
    ['bytes', new Uint8Array([1, 2, 3, 4, 200, 201]), /\[not-json\]/],
    ['another JSON', '{ "tiles": [] }', /format left out/],
  ])('says in a line what is wrong with %s', async (name, text, words) => {
    const { code, out } = await run('validate', write(`${name}.json`, text))
    expect(code).toBe(1)
    expect(out).toMatch(words)
  })

  it('looks at the limits of a config', async () => {
    const config = write('terrane.config.ts', 'export default { limits: { sections: 1 } }')
    const file = write('two.json', authoring([goodSection('A'), goodSection('B', 40)]))
    write('A.glb', '')
    write('B.glb', '')
    expect((await validate(file, '--config', config)).faults.map(({ code }) => code)).toEqual(['limit-passed'])
    expect((await validate(file)).faults).toEqual([])
  })
})

describe('contents of an authoring file', () => {
  beforeAll(async () => {
    mkdirSync(join(folder, 'models'))
    const scene = createInput()
    scene.node('Box', scene.box('box', [10, 4, 10]), [0, 2, 0])
    await writeInput(scene, join(folder, 'models'), 'box.glb')
    await writeInput(createInput(), join(folder, 'models'), 'empty.glb')
    write('models/broken.glb', 'glTF, or so')
  })

  it('are looked for, and measured where bounds are left out', async () => {
    const box = { content: 'models/box.glb', bounds: undefined }
    const file = write(
      'measured.json',
      authoring([
        goodSection('Box', 0, box),
        goodSection('Inside', 3),
        goodSection('Gone', 40, { content: 'models/gone.glb' }),
        goodSection('Broken', 60, { content: 'models/broken.glb', bounds: undefined }),
        goodSection('Empty', 80, { content: 'models/empty.glb', bounds: undefined }),
      ]),
    )
    write('Inside.glb', '')
    const { faults } = await validate(file)
    expect(faults.map(({ code, section }) => `${code} ${section}`)).toEqual([
      'overlap Box',
      'content-unknown Gone',
      'content-unknown Broken',
      expect.stringMatching(/^(bounds-missing|content-unknown) Empty$/),
    ])
  })
})

describe('terrane validate --fix', () => {
  const wrong = authoring([goodSection('A', 0, { exitRadius: 3, priority: 40 })])

  it('lists what it changes, writes it in one step, and changes nothing the second time', async () => {
    write('A.glb', '')
    const file = write('fixable.json', wrong)
    chmodSync(file, 0o640)
    const preview = await run('validate', file, '--fix', '--dry-run')
    expect(preview.out).toMatch(/^would change 2 values:\n {2}"A": exitRadius 3 → left out \[exit-below-enter\]\n/)
    expect(readFileSync(file, 'utf8')).toBe(wrong)
    const { code, out } = await run('validate', file, '--fix')
    expect(code).toBe(0)
    expect(out).toMatch(
      /^changed 2 values:\n.*\n {2}"A": priority 40 → 8 \[priority-range\]\n.*fixable\.json: no fault\n$/,
    )
    expect(statSync(file).mode & 0o777).toBe(0o640)
    const fixed = readFileSync(file, 'utf8')
    expect(await validate(file, '--fix')).toMatchObject({ code: 0, fixes: [] })
    expect(readFileSync(file, 'utf8')).toBe(fixed)
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })
})
