import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sectionContent } from '../../src/blobs/sectionBlob'
import { buildSectionBlob } from '../../src/blobs/sectionBlobBuild'
import { runCommandLine } from '../../src/cli/commandLine'
import { openTable } from '../../src/cli/openInput'
import { level, scene, tile } from '../manifest/manifests'
import { bakeCity, temporaryFolder } from './bakedWorlds'
import { run } from './captured'

const { folder, remove } = temporaryFolder()
let world = ''
beforeAll(async () => {
  world = await bakeCity(folder, { size: 256 })
}, 120_000)
afterAll(remove)

const json = async (...args: string[]) => {
  const { code, out, err } = await run(...args, '--json')
  expect(err).toBe('')
  expect(code).toBe(0)
  expect(out.endsWith('\n') && out.trimEnd().split('\n').length === 1).toBe(true)
  return JSON.parse(out)
}

describe('terrane inspect', () => {
  it('sums up a world folder, with the bytes that are on disk', async () => {
    const found = await json('inspect', world)
    const onDisk = (ending: string) =>
      readdirSync(join(world, 'payloads'))
        .filter((file) => file.endsWith(ending))
        .reduce((sum, file) => sum + statSync(join(world, 'payloads', file)).size, 0)
    const kind = (name: string) => found.kinds.find((sum: { kind: string }) => sum.kind === name)
    expect(found).toMatchObject({ what: 'world', name: 'city', levels: 1, structural: 0 })
    expect(found.sections).toBe(kind('mesh').sections + kind('texture').sections + kind('entities').sections)
    expect(found.roots).toBe(kind('mesh').sections + kind('entities').sections)
    expect(kind('entities').fileBytes).toBe(onDisk('.bin'))
    expect(kind('mesh').fileBytes).toBe(onDisk('.glb'))
    expect(kind('texture').fileBytes).toBe(onDisk('.webp') + onDisk('.png') + onDisk('.jpg'))
    expect(found.bounds[0]).toBeLessThan(-127)
    expect(found.bounds[3]).toBeGreaterThan(127)
    expect(found.focuses).toHaveLength(1)
    expect(found.octree.nodes).toBeGreaterThan(0)
    expect(found.largest).toHaveLength(5)
    const sizes = found.largest.map((section: { decodedBytes: number }) => section.decodedBytes)
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
  })

  it('takes world.json and the sections file for the same world', async () => {
    const [byFolder, byPointer] = [await json('inspect', world), await json('inspect', join(world, 'world.json'))]
    expect({ ...byPointer, path: '' }).toEqual({ ...byFolder, path: '' })
    const blob = readdirSync(world).find((file) => file.startsWith('sections.')) as string
    const bySections = await json('inspect', join(world, blob))
    expect(bySections).toMatchObject({ what: 'sections', sections: byFolder.sections, bounds: byFolder.bounds })
  })

  it('opens a payload and agrees with the table about its memory and its place', async () => {
    const table = await openTable(world)
    const row = table.fileBytes.indexOf(Math.max(...table.fileBytes.subarray(0, table.rootCount)))
    const bounds = table.bounds.subarray(6 * row, 6 * row + 6)
    const payload = await json('inspect', join(world, sectionContent(table, row)))
    expect(payload).toMatchObject({ what: 'payload', bytes: table.fileBytes[row] })
    expect(payload.extensions).toContain('EXT_meshopt_compression')
    expect(payload.cpuBytes).toBeLessThanOrEqual(table.cpuBytes[row])
    expect(payload.gpuBytes).toBeLessThanOrEqual(table.gpuBytes[row])
    expect(payload.triangles).toBeGreaterThan(0)
    for (let axis = 0; axis < 3; axis++) {
      expect(payload.bounds[axis]).toBeGreaterThanOrEqual(bounds[axis] - 1e-3)
      expect(payload.bounds[axis + 3]).toBeLessThanOrEqual(bounds[axis + 3] + 1e-3)
    }
  })

  it('prints tables for people', async () => {
    const { code, out } = await run('inspect', world)
    expect(code).toBe(0)
    expect(out).toMatch(/world "city", \d+ sections\n/)
    expect(out).toMatch(/^ {2}bounds {2,}\[-?[\d.]+, -?[\d.]+, -?[\d.]+\] … \[.*\] m$/m)
    expect(out).toMatch(/^ {2}mesh /m)
  })

  it('takes an empty table', async () => {
    const file = join(folder, 'empty.bin')
    writeFileSync(file, new Uint8Array(buildSectionBlob([])))
    expect(await json('inspect', file)).toMatchObject({ sections: 0, roots: 0, bounds: null, enterRadius: null })
    expect((await run('inspect', file)).out).toContain('nothing')
  })

  it('shows a tile manifest with all its faults, and exits 1 only for errors', async () => {
    const path = join(folder, 'scene.json')
    writeFileSync(path, JSON.stringify(scene([tile('a', 0, 0, { lod_levels: [level('a.glb', 70)], colour: 1 })])))
    expect(await json('inspect', path)).toMatchObject({
      what: 'manifest',
      sections: 2,
      levels: 2,
      faults: [{ rule: 'unknown-field' }],
    })
    const { out, code } = await run('inspect', path)
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/tile manifest, 2 sections(.|\n)+warning: tile "a": the unknown/),
    ])
    writeFileSync(path, JSON.stringify(scene([tile('a', 0, 0, { priority: 9, bounds: 1 })])))
    const refused = await run('inspect', path)
    expect([refused.code, refused.out.trimEnd().split('\n').length]).toEqual([1, 2])
    expect(refused.err).toMatch(
      /^terrane inspect: .*scene\.json, tile "a": bounds 1; .* 1 more like it.*\[manifest\]\n$/,
    )
    await expect(openTable(path)).rejects.toMatchObject({ code: 'manifest' })
  })

  it('refuses a cut sections file in one line', async () => {
    const blob = readdirSync(world).find((file) => file.startsWith('sections.')) as string
    const file = join(folder, 'cut.bin')
    writeFileSync(file, readFileSync(join(world, blob)).subarray(0, 1000))
    const { code, out, err } = await run('inspect', file)
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(/^terrane inspect: a section blob of 1000 bytes; expected \d+ as its header says\. .*\n$/)
  })
})

describe('errors that nobody expected', () => {
  it('are one line as well, and say how to see the stack', async () => {
    let err = ''
    const io = {
      out: () => {
        throw new RangeError('the wire\nburned')
      },
      err: (text: string) => void (err += text),
      terminal: false,
    }
    expect(await runCommandLine(['inspect', world], io)).toBe(1)
    expect(err).toBe(
      'terrane inspect: RangeError: the wire burned; expected no such error. Set TERRANE_DEBUG=1 for the stack, and report it.\n',
    )
  })
})
