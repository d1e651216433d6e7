import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeCity } from '../../examples/city/city'
import { bakeWorld, type BakeResult } from '../../src/baking/bakeWorld'
import { hierarchy, level, tile } from '../manifest/manifests'
import { sectionContent } from '../../src/blobs/sectionBlob'
import { openTable } from '../../src/cli/openInput'
import { temporaryFolder } from './bakedWorlds'
import { run } from './captured'

const { folder, remove } = temporaryFolder()
const world = join(folder, 'town')
let baked: BakeResult
beforeAll(async () => {
  const input = join(folder, 'town.glb')
  writeFileSync(input, await writeCity({ size: 256 }))
  const levels = {
    lods: 1,
    hlod: true,
    atlasSize: 64,
    cell: 16,
    leafTriangles: 1500,
    enterRadius: 64,
    horizon: 1024,
    textureSize: 64,
  }
  baked = await bakeWorld(input, { out: world, config: false, partition: 'quadtree', ...levels })
}, 120_000)
afterAll(remove)

const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).out)

describe('terrane inspect of trees', () => {
  it('sums up every level with triangles, errors and distances', async () => {
    const { trees } = await json('inspect', world)
    const full = trees.levels[0]
    const drawn = baked.sections.filter(({ tile: facts }) => facts)
    expect(full).toMatchObject({ level: 'full', sections: drawn.length, error: [0, 0], distance: [0, 0] })
    expect(full.triangles).toBe(drawn.reduce((sum, { triangles }) => sum + triangles, 0))
    const levels = baked.sections.filter((section) => section.level)
    const hlods = trees.levels.filter((sum: { level: string }) => sum.level.startsWith('HLOD'))
    expect(trees.hlodDepth).toBe(hlods.length)
    expect(hlods.length).toBeGreaterThan(1)
    const sums = trees.levels.slice(1) as { sections: number; error: [number, number]; distance: [number, number] }[]
    expect(sums.reduce((sum, each) => sum + each.sections, 0)).toBe(levels.length)
    for (const { error, distance } of sums) expect([error[0] > 0, distance[0] > 0]).toEqual([true, true])
    for (let i = 1; i < hlods.length; i++) expect(hlods[i].distance[0]).toBeGreaterThan(hlods[i - 1].distance[1])
  })

  it('shows the path of a section from its root to its leaves', async () => {
    const tileName = baked.sections.find(({ tile: facts, record }) => facts && (record.parent ?? -1) >= 0)!.record.name
    const { rows } = await json('inspect', world, '--section', tileName)
    expect(rows[0].level).toMatch(/^HLOD/)
    expect(rows[0].enterRadius).toBeGreaterThan(0)
    expect(rows.at(-1)).toMatchObject({
      name: tileName,
      level: 'full',
      depth: rows.length - 1,
      isAsked: true,
      error: 0,
    })
    for (let i = 1; i < rows.length; i++) expect(rows[i].refineDistance).toBeLessThan(rows[i - 1].refineDistance)
    const whole = await json('inspect', world, '--section', rows[0].name)
    expect(whole.rows.filter((row: { level: string }) => row.level === 'full').length).toBeGreaterThan(3)
    const { out } = await run('inspect', world, '--section', tileName)
    expect(out).toMatch(/in range from [\d.]+ m\n/)
    expect(out).toMatch(new RegExp(`^ +> ${tileName} +full +\\d+`, 'm'))
  })

  it('prints levels for people', async () => {
    const { out } = await run('inspect', world)
    expect(out).toMatch(/^ {2}full +\d+ +[\d,]+ /m)
    expect(out).toMatch(/^ {2}HLOD 1 +\d/m)
    expect(out).toMatch(/^ {2}trees +\d+, HLODs \d deep$/m)
  })

  it('knows trees of a foreign manifest, of which nobody counted triangles', async () => {
    const path = join(folder, 'foreign.json')
    const levels = {
      lod_levels: [level('a1.glb', 60)],
      hlod_levels: [level('h.glb', 200)],
      floor_id: 2,
      semantic_tier: 'FineProps',
    }
    writeFileSync(path, JSON.stringify(hierarchy([tile('a', 0, 0, levels), tile('b', 900, 0)])))
    const { trees } = await json('inspect', path)
    expect(trees).toMatchObject({
      trees: 1,
      hlodDepth: 1,
      floors: [
        { floor: 0, tiles: 1 },
        { floor: 2, tiles: 1 },
      ],
    })
    expect(trees.levels.map(({ level: name, triangles }: never) => [name, triangles])).toEqual([
      ['full', 0],
      ['LOD 1', 0],
      ['HLOD 1', 0],
    ])
    expect(trees.tiers).toEqual([{ tier: 'FineProps', tiles: 1 }])
    const { out } = await run('inspect', path)
    expect(out).toMatch(/^ {2}full +2 +– /m)
    expect(out).toMatch(/^ {2}floors +0: 1 tiles, 2: 1 tiles$/m)
    expect(out).toMatch(/^ {2}tiers +FineProps 1$/m)
  })

  it('refuses a section that is not there, and files that have none, in one line', async () => {
    const { code, err } = await run('inspect', world, '--section', 'nowhere')
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^terrane inspect: a section named "nowhere"; expected one of .*\n$/),
    ])
    const table = await openTable(world)
    const drawn = Array.from({ length: table.count }, (_, row) => row).find((row) => table.triangles[row] > 0)!
    const glb = join(world, sectionContent(table, drawn))
    expect((await run('inspect', glb, '--section', 'a')).err).toMatch(/expected a world, a sections file or a manifest/)
  })
})
