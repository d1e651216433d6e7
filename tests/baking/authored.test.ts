import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuthoredSection } from '../../src/authoring/authoringFile'
import { bakeWorld } from '../../src/baking/bakeWorld'
import { openSectionBlob, sectionGuid, sectionName, type SectionTable } from '../../src/blobs/sectionBlob'
import { checkWorld } from '../../src/cli/checkWorld'
import { resolveProfile } from '../../src/components/profile'
import { createFocus } from '../../src/focuses'
import { metadataOf } from '../../src/metadata'
import { sectionId } from '../../src/sectionId'
import { authoring } from '../authoring/provocations'
import { makeWorld, runTicks } from '../worlds'
import { createInput, writeInput } from './inputs'

const folder = mkdtempSync(join(tmpdir(), 'terrane-authored-'))
afterAll(() => rmSync(folder, { recursive: true }))

const names = ['far', 'quay', 'hall', 'crane']
beforeAll(async () => {
  for (const [i, name] of names.entries()) {
    const scene = createInput()
    const size = name === 'far' ? 60 : 10
    scene.node('Box', scene.box('box', [size, 4, 10], scene.material('stone')), [name === 'far' ? 30 : 20 * i, 2, 0])
    if (name === 'hall') {
      scene.node('Floor-colonly', scene.box('floor', [10, 1, 10]), [20 * i, 0, 0])
      scene.node('Door', null, [20 * i, 0, 0]).setExtras({ terrane_role: 'dynamic' })
    }
    await writeInput(scene, folder, `${name}.glb`)
  }
})

const sections: readonly AuthoredSection[] = [
  { name: 'Harbour', content: 'far.glb', enterRadius: 600, refineDistance: 150, error: 2 },
  { name: 'Harbour/Quay', content: 'quay.glb', refines: 'Harbour', tags: ['wet', 'outdoor'] },
  {
    name: 'Harbour/Hall',
    content: 'hall.glb',
    refines: 'Harbour',
    requires: ['c0ffee0000000001'],
    metadata: { biome: 3 },
  },
  {
    ...{ name: 'Crane', id: 'c0ffee0000000001', content: 'crane.glb', layer: 'night', cost: { ms: 20 } },
    ...{ enterRadius: 300, exitRadius: 360, priority: 2, bounds: { min: [50, 0, -9], max: [70, 30, 9] } },
  },
]
const rail = { concurrent: 6, loadsPerTick: 6, unloadsPerTick: 2, exitRatio: 1.1, prefetchBudget: 4 }
const about = {
  metadata: { biome: 'u8' as const },
  layers: { night: { start: 'hidden' as const, overlap: 'allow' as const } },
  focuses: [{ name: 'spawn', position: [0, 2, 0], follow: 'Hero', captureVelocity: false }],
  profiles: { rail },
}

async function bake(given: readonly unknown[], out: string, options = {}): Promise<SectionTable> {
  const input = join(folder, `${out}.json`)
  writeFileSync(input, authoring(given, about))
  await bakeWorld(input, { out: join(folder, out), config: false, ...options })
  const blob = readdirSync(join(folder, out)).find((name) => name.startsWith('sections.')) as string
  return openSectionBlob(new Uint8Array(readFileSync(join(folder, out, blob))).buffer)
}

const rowOf = (table: SectionTable, name: string) =>
  Array.from({ length: table.count }, (_, row) => row).find((row) => sectionName(table, row) === name) as number

describe('an authoring file', () => {
  it('is baked to a world with all that it says', async () => {
    const table = await bake(sections, 'harbour')
    const [harbour, quay, hall, crane] = sections.map(({ name }) => rowOf(table, name))
    expect([table.enterRadius[harbour], table.refineDistance[harbour], table.error[harbour]]).toEqual([600, 150, 2])
    expect([quay, hall].map((row) => [table.parent[row], table.enterRadius[row]])).toEqual([
      [harbour, 0],
      [harbour, 0],
    ])
    expect([table.enterRadius[crane], table.exitRadius[crane], table.priority[crane], table.costMs[crane]]).toEqual([
      300, 360, 2, 20,
    ])
    expect(sectionGuid(table, crane)).toBe('c0ffee0000000001')
    expect([...table.bounds.subarray(6 * crane, 6 * crane + 6)]).toEqual([50, 0, -9, 70, 30, 9])
    for (const part of ['Harbour/Hall', 'Harbour/Hall/collider', 'Harbour/Hall/entities']) {
      const row = rowOf(table, part)
      expect(table.requires.subarray(table.requireStart[row], table.requireStart[row + 1])).toContain(crane)
      expect(table.stage[row]).toBeGreaterThan(table.stage[crane])
    }
    expect(table.enterRadius[rowOf(table, 'Harbour/Hall/collider')]).toBe(150)
    expect(table.info).toMatchObject({
      layers: ['base', 'night'],
      layerModes: ['on', 'hidden'],
      layerOverlaps: ['forbid', 'allow'],
      focusNames: ['spawn'],
      focusSettings: [{ follow: 'Hero', captureVelocity: false }],
    })
    expect([table.layer[quay], table.layer[crane]]).toEqual([1, 2])
    expect(resolveProfile(table.info.profiles.rail)).toEqual({ name: 'rail', ...rail })
    const world = makeWorld(table, { kinds: [] })
    expect(metadataOf(world, sectionId(world.terrane, quay), { tags: 'text' })).toMatchObject({ tags: 'wet,outdoor' })
    expect(metadataOf(world, sectionId(world.terrane, hall), { biome: 'u8' })).toMatchObject({ biome: 3 })
    expect(await checkWorld(join(folder, 'harbour'))).toMatchObject({ faults: [] })
  })

  it('gives the same bytes again, whatever the jobs', async () => {
    await bake(sections, 'again', { name: 'harbour', jobs: 3 })
    await bake(sections, 'harbour')
    const pointer = (out: string) => JSON.parse(readFileSync(join(folder, out, 'world.json'), 'utf8'))
    expect({ ...pointer('again'), name: '' }).toEqual({ ...pointer('harbour'), name: '' })
  })

  it('streams: the coarse one stands far off, the fine ones near by', async () => {
    const table = await bake(sections, 'harbour')
    const shownFrom = (distance: number) => {
      const world = makeWorld(table)
      createFocus(world, { position: [30, 0, distance] })
      runTicks(world, 400)
      const { live } = world.terrane
      const shown = [...live.order.subarray(0, live.count)].filter((s) => live.shown[s])
      return shown
        .map((s) => sectionName(table, live.row[s]))
        .filter((name) => !/\/(collider|entities)$/.test(name))
        .sort()
    }
    expect(shownFrom(500)).toEqual(['Harbour'])
    expect(shownFrom(60)).toEqual(['Harbour/Hall', 'Harbour/Quay'])
  })

  it('shares a file between sections, each with entities of its own', async () => {
    const twice = [1, 2].map((i) => ({ name: `Hall ${i}`, content: 'hall.glb', enterRadius: 90, layer: 'night' }))
    const table = await bake(twice, 'twice')
    expect(rowOf(table, 'Hall 1/entities')).toBeDefined()
    expect(rowOf(table, 'Hall 2/entities')).toBeDefined()
    expect(await checkWorld(join(folder, 'twice'))).toMatchObject({ faults: [] })
  })

  it.each<[string, readonly unknown[], RegExp]>([
    [
      'a fault',
      [{ ...sections[3], exitRadius: 3 }],
      /exit radius 3 .*\[exit-below-enter\]; expected an authoring file without an error\. Run terrane validate .*fault\.json\. \[bake-input\]$/,
    ],
    ['no file', [{ ...sections[3], content: 'gone.glb' }], /content "gone\.glb": no file .*\[content-unknown\]/],
    ['no sections', [], /"no sections": no sections; expected at least one/],
    [
      'overlap',
      [
        sections[1],
        { ...sections[2], bounds: { min: [15, 0, 0], max: [40, 4, 4] } },
        { ...sections[0] },
        sections[3],
      ].map((section) => ({ ...section, refines: undefined, enterRadius: 90 })),
      /\[overlap\]/,
    ],
  ])('with %s is refused in one line', async (name, given, words) => {
    await expect(bake(given, name)).rejects.toThrow(words)
  })

  it('is not cut: options that do so are refused', async () => {
    await expect(bake(sections, 'cut', { partition: 'quadtree' })).rejects.toThrow(
      /a partition or levels of detail for an/,
    )
  })
})
