import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bakeWorld } from '../../src/baking/bakeWorld'
import { contentHash } from '../../src/baking/hash'
import { writeManifest } from '../../src/baking/manifest'
import type { BakePlan } from '../../src/baking/plan'
import { Lane, openSectionBlob, sectionGuid, sectionName } from '../../src/blobs/sectionBlob'
import { buildSectionBlob } from '../../src/blobs/sectionBlobBuild'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import { component } from '../../src/schema/component'
import { f32, text, u8 } from '../../src/schema/fields'
import { convertManifest } from '../../src/manifest/convertManifest'
import { decodeMeshPayload } from '../../src/payloads/decodeMesh'
import { measureDraw } from '../../src/payloads/measure'
import { readWorld, temporaryFolder } from '../baking/bakedWorld'
import { createInput, writeInput } from '../baking/inputs'
import { boxDocument, writeCompressedGlb } from '../payloads/glbFiles'
import { createRandom } from '../worlds'
import { hierarchy, level, sectionOf, tile } from './manifests'

const bytesAt = async (folder: string, path: string) => new Uint8Array(await readFile(join(folder, path))).buffer

/** The section blob of a world folder, and what its manifest is read back to. */
async function bothOf(folder: string) {
  const { pointer } = await readWorld(folder)
  const json = JSON.parse(await readFile(join(folder, pointer.manifest.path), 'utf8')) as unknown
  const { blob, faults } = convertManifest(await bytesAt(folder, pointer.manifest.path))
  return { baked: await bytesAt(folder, pointer.sections.path), read: blob!, faults, json }
}

describe('what the bake writes', () => {
  it.each([false, true])(
    'is read back to the same bytes, entities, colliders, metadata, own radii and all (pack: %s)',
    async (pack) => {
      const input = createInput()
      const box = input.box('Box', [2, 2, 2], input.material('Stone'))
      input.node('House-col', box, [10, 0, 10]).setExtras({ terrane_meta_music: 'calm', terrane_meta_danger: 2 })
      input.node('Cart', box, [12, 0, 12]).setExtras({ terrane_role: 'dynamic', terrane_Wheel_size: 3 })
      for (let i = 0; i < 9; i++)
        input.node(`Wall ${i}`, box, [50 * i, 3 * i, 10]).setExtras({ terrane_priority: i % 3 })
      input
        .node('Cave', box, [100, 0, 10])
        .setExtras({ terrane_enterRadius: 30, terrane_exitRadius: 50, terrane_layer: 'night' })
      input.node('Gate', null, [3, 4, 5]).setExtras({ terrane_focus: true, terrane_radiusScale: 0.5 })
      const folder = await temporaryFolder()
      const config = {
        metadata: { music: text, danger: u8 },
        components: [component('Wheel', { size: f32 })],
        layers: { night: 'off' as const },
      }
      await bakeWorld(await writeInput(input, folder), { out: join(folder, 'w'), config, pack })
      const { baked, read, faults, json } = await bothOf(join(folder, 'w'))
      expect(faults).toEqual([])
      expect(json).toMatchObject({ version: 3, partitioning_mode: 'uniform_grid' })
      expect(openSectionBlob(read).info).toEqual(openSectionBlob(baked).info)
      expect(Buffer.from(read).equals(Buffer.from(baked))).toBe(true)
    },
  )
})

describe('a bake with levels', () => {
  it.each(['grid', 'quadtree', 'kdtree'] as const)(
    'is read back to the same bytes (%s)',
    async (partition) => {
      const input = createInput()
      const box = input.box('Box', [8, 6, 8], input.material('Stone'))
      const shelf = input.box('Shelf', [1, 2, 1], input.material('Wood'))
      for (let i = 0; i < 40; i++) {
        const at: [number, number, number] = [22 * (i % 8), 3, 27 * Math.floor(i / 8)]
        input.node(`House.ExteriorShell ${i}`, box, at)
        if (i % 3 === 0) input.node(`Shelf.RoomContents ${i}`, shelf, [at[0] + 2, 1, at[2]])
      }
      const folder = await temporaryFolder()
      const levels = { lods: 1, hlod: true, hlodTriangles: 400, atlasSize: 64, leafTriangles: 200, cell: 32 }
      await bakeWorld(await writeInput(input, folder), { out: join(folder, 'w'), config: false, partition, ...levels })
      const { baked, read, faults, json } = await bothOf(join(folder, 'w'))
      expect(faults).toEqual([])
      const { version, tiles } = json as {
        version: number
        tiles: { hlod_levels: unknown[]; semantic_tier?: string }[]
      }
      expect(version).toBe(4)
      expect(tiles.some(({ hlod_levels }) => hlod_levels.length > 0)).toBe(true)
      expect(openSectionBlob(read).info).toEqual(openSectionBlob(baked).info)
      const [was, is] = [openSectionBlob(baked), openSectionBlob(read)]
      for (let row = 0; row < was.count; row++) {
        const name = sectionName(was, row)
        expect(sectionOf(is, name), name).toEqual(sectionOf(was, name))
      }
      expect(Buffer.from(read).equals(Buffer.from(baked))).toBe(true)
    },
    60_000,
  )
})

/** Trees as a bake of levels makes them: HLODs over HLODs, some tiles with LODs, some of other layers and priorities. */
function forest(seed: number): SectionRecord[] {
  const random = createRandom(seed)
  const records: SectionRecord[] = []
  const add = (record: Omit<SectionRecord, 'kind' | 'content'>) =>
    records.push({ kind: 'mesh', stage: 1, content: `${records.length}.glb`, ...record }) - 1
  const box = (): SectionRecord['bounds'] => {
    const [x, z] = [random.between(-900, 900), random.between(-900, 900)]
    return [x, 0, z, x + random.between(1, 60), random.between(1, 30), z + random.between(1, 60)]
  }
  const grow = (parent: number | undefined, refine: number, depth: number): void => {
    const root = parent === undefined ? { enterRadius: refine * 3 } : { enterRadius: 0, parent }
    if (depth > 0) {
      const error = random.between(0, 3)
      const node = add({
        name: `n${records.length}/hlod`,
        bounds: box(),
        ...root,
        refineDistance: refine,
        error,
        lane: Lane.Proxy,
      })
      const children = random.whole(1, 4)
      for (let i = 0; i < children; i++) grow(node, refine * random.between(0.3, 0.8), depth - random.whole(1, depth))
      return
    }
    const priority = random.whole(-8, 8)
    const bounds = box()
    const lod = random.chance(0.5)
    const above = lod
      ? add({ name: `n${records.length}/lod1`, bounds, ...root, refineDistance: refine, lane: Lane.Detail, priority })
      : undefined
    const place = above === undefined ? root : { parent: above, enterRadius: 0 }
    add({
      name: `tile ${records.length}`,
      bounds,
      priority,
      layer: random.whole(1, 3),
      flags: random.chance(0.1) ? 2 : 0,
      ...place,
    })
  }
  for (let i = 0; i < 12; i++) grow(undefined, random.between(100, 900), random.whole(0, 3))
  return records.map((record, i) => ({
    ...record,
    cpuBytes: 10 + i,
    gpuBytes: 7 * i,
    fileBytes: 100 + i,
    triangles: 1 + i,
    draws: 1 + (i % 3),
  }))
}

describe('trees of sections', () => {
  it.each([1, 2, 3, 4, 5])('are read back to the same bytes (seed %i)', (seed) => {
    const records = forest(seed)
    const baked = buildSectionBlob(records, { layers: ['base', 'night'], hierarchical: true })
    const table = openSectionBlob(baked)
    const rows = new Map(Array.from({ length: table.count }, (_, row) => [sectionName(table, row), row]))
    const plan = {
      settings: { partition: 'kdtree', cell: 64, enterRadius: 256 },
      sections: records.map((record) => ({ record, triangles: record.triangles!, draws: record.draws! })),
      about: { layers: ['base', 'night'] },
    } as unknown as BakePlan
    const payloads = records.map(({ content, cpuBytes = 0, gpuBytes = 0, fileBytes = 0 }) => ({
      hash: contentHash(new TextEncoder().encode(content)),
      bytes: fileBytes,
      size: { cpuBytes, gpuBytes },
      path: content!,
      offset: null,
    }))
    const rowOf = records.map(({ name }) => rows.get(name)!)
    const written = writeManifest(plan, payloads, rowOf)
    const { blob, faults } = convertManifest(written.slice().buffer)
    expect(faults.filter(({ severity }) => severity === 'error')).toEqual([])
    const read = openSectionBlob(blob!)
    for (let row = 0; row < table.count; row++) {
      const name = sectionName(table, row)
      const [was, is] = [sectionOf(table, name), sectionOf(read, name)]
      expect(is, `seed ${seed}`).toEqual(was)
    }
    expect(Buffer.from(blob!).equals(Buffer.from(baked)), `seed ${seed}`).toBe(true)
    expect(JSON.parse(new TextDecoder().decode(written))).toMatchObject({
      version: 4,
      partitioning_mode: 'kdtree_floor',
    })
  })
})

/** Somebody else's scene on disk: every payload is the same box. */
async function foreignScene() {
  const { document, mesh, root } = boxDocument()
  root.addChild(document.createNode().setMesh(mesh))
  const glb = await writeCompressedGlb(document)
  const floor = { floor_id: 2, interior: true, semantic_tier: 'RoomContents' }
  const json = hierarchy(
    [
      tile('hall', 0, 0, {
        ...floor,
        quadtree_node_id: 'F02_Q_0',
        hlod_levels: [level('hlods/hall.glb', 150)],
      }),
      tile('room', 15, 5, { ...floor, quadtree_node_id: 'F02_Q_0_1', lod_levels: [level('lods/room.glb', 70)] }),
      tile('yard', 300, 40, { streaming_radius: 150, unload_radius: 210, priority: -3, prefetch_radius: 190 }),
    ],
    { shared_bucket: 'shared.glb', interior_zone: { min: [-9, 0, -9], max: [30, 9, 30] }, tile_size: 20 },
  )
  const folder = await temporaryFolder()
  const paths = ['tiles/hall.glb', 'tiles/room.glb', 'tiles/yard.glb', 'hlods/hall.glb', 'lods/room.glb', 'shared.glb']
  for (const path of paths) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), new Uint8Array(glb))
  }
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(json))
  return { folder, glb }
}

describe('a manifest that is baked', () => {
  it('is a world with measured sizes, whose own manifest says the same', async () => {
    const { folder, glb } = await foreignScene()
    const { pointer, payloadFiles } = await bakeWorld(join(folder, 'manifest.json'), {
      out: join(folder, 'w'),
      config: false,
    })
    expect([pointer.name, payloadFiles]).toEqual([folder.split('/').pop(), 1])
    const { baked, read, faults } = await bothOf(join(folder, 'w'))
    const { value } = await decodeMeshPayload(glb.slice(0))
    const table = openSectionBlob(baked)
    for (let row = 0; row < table.count; row++) {
      expect({ cpuBytes: table.cpuBytes[row], gpuBytes: table.gpuBytes[row] }).toEqual(measureDraw(value))
      expect([table.fileBytes[row], table.flags[row] & 4]).toEqual([glb.byteLength, 0])
    }
    expect(faults).toEqual([])
    expect(openSectionBlob(read).info).toEqual(table.info)
    expect(Buffer.from(read).equals(Buffer.from(baked))).toBe(true)
  })

  it('keeps names, trees and distances of the manifest read directly', async () => {
    const { folder } = await foreignScene()
    const direct = openSectionBlob(convertManifest(await bytesAt(folder, 'manifest.json')).blob!)
    await bakeWorld(join(folder, 'manifest.json'), { out: join(folder, 'w'), config: false, pack: true })
    const { table } = await readWorld(join(folder, 'w'))
    const described = (each: typeof table) =>
      Array.from({ length: each.count }, (_, row) => {
        const { flags, ...section } = sectionOf(each, sectionName(each, row))
        return { guid: sectionGuid(each, row), ...section, flags: flags & ~4 }
      })
    expect(described(table)).toEqual(described(direct))
    expect(sectionOf(table, 'hlods/hall.glb').children).toEqual(['hall', 'room/lod0'])
  })

  it.each([
    [
      'a payload that is not there',
      async (folder: string) =>
        void (await writeFile(join(folder, 'manifest.json'), JSON.stringify({ version: 3, tiles: [tile('gone')] }))),
      /no file .*gone\.glb; expected a payload, which "gone" names.*\[bake-input\]$/,
    ],
    [
      'a payload that is none',
      async (folder: string) => void (await writeFile(join(folder, 'tiles/yard.glb'), 'hello')),
      /"yard" does not decode.*\[bake-input\]$/,
    ],
    [
      'a manifest with faults',
      async (folder: string) =>
        void (await writeFile(
          join(folder, 'manifest.json'),
          JSON.stringify({ version: 3, tiles: [tile('odd', 0, 0, { priority: 9 })] }),
        )),
      /manifest\.json, tile "odd": priority 9; expected an integer from -8 to 8.*\[manifest\]$/,
    ],
  ])('refuses %s in one line', async (_, breakIt, line) => {
    const { folder } = await foreignScene()
    await breakIt(folder)
    await expect(bakeWorld(join(folder, 'manifest.json'), { out: join(folder, 'w'), config: false })).rejects.toThrow(
      line,
    )
  })

  it.each([{ lods: 1 }, { hlod: true }, { textureBase: 64 }])(
    'refuses %o, as payloads stay as they are',
    async (more) => {
      const { folder } = await foreignScene()
      await expect(
        bakeWorld(join(folder, 'manifest.json'), { out: join(folder, 'w'), config: false, ...more }),
      ).rejects.toThrow(/for a tile manifest; expected its payloads as they are\. .* \[argument\]$/)
    },
  )
})
