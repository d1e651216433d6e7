import { appendFileSync, cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WorldCheck } from '../../src/cli/checkWorld'
import { createInput, writeInput } from '../baking/inputs'
import { temporaryFolder } from './bakedWorlds'
import { run } from './captured'

const { folder, remove } = temporaryFolder()
afterAll(remove)

beforeAll(async () => {
  const scene = createInput()
  const box = scene.box('box', [4, 4, 4], scene.material('stone'))
  for (let i = 0; i < 5; i++) scene.node(`box ${i}`, box, [64 * i + 20, 1 + i / 8, 20])
  scene.node('floor-col', scene.box('floor', [60, 1, 60]), [32, 0, 32])
  scene.node('lamp', null).setExtras({ terrane_role: 'dynamic' })
  const input = await writeInput(scene, folder)
  for (const flags of [[], ['--pack']])
    expect((await run('bake', input, '--out', join(folder, flags[0] ?? 'files'), ...flags)).code).toBe(0)
})

let copies = 0
/** A copy of a world to be damaged. */
function copyOf(world: 'files' | '--pack'): string {
  const copy = join(folder, `copy ${++copies}`)
  cpSync(join(folder, world), copy, { recursive: true })
  return copy
}

async function check(world: string): Promise<WorldCheck & { readonly code: number; readonly whole: boolean }> {
  const { code, out, err } = await run('check', world, '--json')
  expect(err).toBe('')
  return { code, ...JSON.parse(out) }
}

const find = (world: string, start: string) =>
  join(
    world,
    readdirSync(world).find((name) => name.startsWith(start))!,
  )
const payloads = (world: string) => readdirSync(join(world, 'payloads')).map((name) => join(world, 'payloads', name))
const flip = (path: string, at = -9) => {
  const bytes = readFileSync(path)
  bytes[at < 0 ? bytes.length + at : at] ^= 1
  writeFileSync(path, bytes)
}

describe('terrane check', () => {
  it.each(['files', '--pack'] as const)('finds a world of %s whole', async (world) => {
    const result = await check(join(folder, world))
    expect(result).toMatchObject({ code: 0, whole: true, faults: [], unused: [] })
    expect(result.sections).toBeGreaterThan(6)
    expect((await run('check', join(folder, world))).out).toMatch(/: whole \(\d+ sections, \d+ files?, .*\)\n$/)
  })

  it('names a payload that is missing, truncated, too long or altered, with the sections that need it', async () => {
    const world = copyOf('files')
    const [missing, short, long, altered] = payloads(world)
    rmSync(missing)
    truncateSync(short, 10)
    appendFileSync(long, 'x')
    flip(altered)
    const { code, faults } = await check(world)
    expect(code).toBe(1)
    const shortName = (path: string) => path.slice(world.length + 1)
    expect(faults.map((fault) => `${fault.code} ${fault.path}`).sort()).toEqual(
      [
        `file-missing ${shortName(missing)}`,
        `file-truncated ${shortName(short)}`,
        `file-too-long ${shortName(long)}`,
        `file-altered ${shortName(altered)}`,
      ].sort(),
    )
    for (const { sections } of faults) expect(sections.length).toBeGreaterThan(0)
    const { out } = await run('check', world)
    expect(out).toMatch(/: 4 faults\nfaults:\n/)
    expect(out).toMatch(/\.\w+: it is not there; needed by "[^"]+".* \[file-missing\]\n/)
  })

  it('names the sections of a pack whose bytes are altered, and no others', async () => {
    const world = copyOf('--pack')
    flip(find(world, 'payloads.'), 200)
    const { faults } = await check(world)
    expect(faults).toMatchObject([{ code: 'file-altered', sections: [expect.any(String)] }])
    truncateSync(find(world, 'payloads.'), 100)
    expect((await check(world)).faults.map(({ code }) => code)).toEqual(['file-truncated'])
  })

  it.each([
    ['sections.', 'file-altered'],
    ['manifest.', 'file-altered'],
    ['entities.', 'file-altered'],
  ])('finds %s* altered, truncated or missing', async (start, code) => {
    const world = copyOf('files')
    const path = find(world, start)
    const whole = readFileSync(path)
    flip(path)
    expect((await check(world)).faults).toMatchObject([{ code, path: path.slice(world.length + 1) }])
    writeFileSync(path, whole.subarray(0, 20))
    expect((await check(world)).faults).toMatchObject([{ code: 'file-truncated' }])
    rmSync(path)
    expect((await check(world)).faults).toMatchObject([{ code: 'file-missing' }])
  })

  it('finds a table, a manifest and an entity index that do not belong together', async () => {
    const world = copyOf('files')
    const rename = (start: string, edit: (bytes: Buffer) => Buffer) => {
      const pointer = JSON.parse(readFileSync(join(world, 'world.json'), 'utf8'))
      const bytes = edit(readFileSync(find(world, start)))
      const path = `${start}plain`
      writeFileSync(join(world, path), bytes)
      pointer[start.slice(0, -1)] = { path, bytes: bytes.length }
      writeFileSync(join(world, 'world.json'), JSON.stringify(pointer))
    }
    rename('manifest.', (bytes) => Buffer.from(bytes.toString().replace('"file_size_bytes": ', '"file_size_bytes": 1')))
    rename('entities.', (bytes) => bytes.subarray(0, -1))
    expect((await check(world)).faults.map(({ code }) => code).sort()).toEqual(['entities-broken', 'listing-differs'])
    rename('sections.', (bytes) => bytes.subarray(0, -8))
    expect((await check(world)).faults.map(({ code }) => code)).toEqual(['table-broken'])
  })

  it('says which files nothing refers to, and does not mind them', async () => {
    const world = copyOf('files')
    writeFileSync(join(world, 'payloads', 'old.glb'), '')
    expect(await check(world)).toMatchObject({ code: 0, unused: ['payloads/old.glb'] })
  })

  it('refuses what is no world in one line', async () => {
    for (const path of [folder, join(folder, 'input.glb'), join(folder, 'none')]) {
      const { code, out, err } = await run('check', path)
      expect([code, out]).toEqual([1, ''])
      expect(err).toMatch(
        /^terrane check: .*; expected a world folder\. Pass the folder that terrane bake wrote\. \[world-format\]\n$/,
      )
    }
  })
})
