import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { bakeWorld, writeWorld } from '../../src/baking/bakeWorld'
import { planBake } from '../../src/baking/plan'
import { openSectionBlob, sectionContent, sectionName, SectionFlag } from '../../src/blobs/sectionBlob'
import { buildSectionBlob } from '../../src/blobs/sectionBlobBuild'
import { decodeMeshPayload } from '../../src/payloads/decodeMesh'
import { decodeTexturePayload } from '../../src/payloads/decodeTexture'
import { measureDraw } from '../../src/payloads/measure'
import { contentHash } from '../../src/baking/hash'
import { createIo, readTable, readWorld, temporaryFolder } from './bakedWorld'
import { createInput, writeInput } from './inputs'

/** A picture that compresses like one. */
async function picture(width: number, height: number, seed: number): Promise<Uint8Array> {
  const pixels = Uint8Array.from(
    { length: 3 * width * height },
    (_, i) => 128 + 100 * Math.sin(i / (7 + seed)) * Math.cos(i / width / 5),
  )
  return new Uint8Array(
    await sharp(pixels, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer(),
  )
}

/** Boxes over several cells, two materials with images, one of them without a power of two. */
async function town() {
  const input = createInput()
  const { document } = input
  const paint = async (name: string, width: number, height: number, seed: number) =>
    input.material(name).setBaseColorTexture(
      document
        .createTexture(name)
        .setImage(await picture(width, height, seed))
        .setMimeType('image/png'),
    )
  const brick = await paint('Brick', 300, 100, 1)
  const stone = await paint('Stone', 64, 64, 2)
  const normals = document
    .createTexture('Bumps')
    .setImage(await picture(32, 32, 3))
    .setMimeType('image/png')
  stone.setNormalTexture(normals).setEmissiveTexture(stone.getBaseColorTexture()).setEmissiveFactor([1, 1, 1])
  const [house, tower] = [input.box('House', [5, 4, 5], brick), input.box('Tower', [3, 20, 3], stone)]
  for (let i = 0; i < 24; i++) input.node(`N${i}`, i % 3 ? house : tower, [20 * (i % 6), 2, 30 * Math.floor(i / 6)])
  return input
}

/** Every file of a folder with the hash of its bytes. */
async function listing(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true })).sort()
  const entries: [string, string][] = []
  for (const name of names) {
    const path = join(folder, name)
    if ((await stat(path)).isFile()) entries.push([name, contentHash(await readFile(path))])
  }
  return Object.fromEntries(entries)
}

describe('a world folder', () => {
  it('has the same bytes for the same input, with any number of jobs, planned or not', async () => {
    const folder = await temporaryFolder()
    const path = await writeInput(await town(), folder)
    await bakeWorld(path, { out: join(folder, 'a') })
    await bakeWorld(path, { out: join(folder, 'b'), jobs: 3 })
    const plan = await planBake(path)
    for (let i = plan.sections.length - 1; i >= 0; i--) await plan.encode(i)
    await writeWorld(plan, join(folder, 'c'))
    const files = await listing(join(folder, 'a'))
    expect(Object.keys(files).length).toBeGreaterThan(8)
    expect(await listing(join(folder, 'b'))).toEqual(files)
    expect(await listing(join(folder, 'c'))).toEqual(files)
  })

  it('names payloads by their content, and promises exactly what decoding gives', async () => {
    const folder = await temporaryFolder()
    await bakeWorld(await writeInput(await town(), folder), { out: join(folder, 'w') })
    const table = await readTable(join(folder, 'w'))
    for (let row = 0; row < table.count; row++) {
      const path = sectionContent(table, row)
      const bytes = new Uint8Array(await readFile(join(folder, 'w', path)))
      expect(path).toMatch(new RegExp(`^payloads/${contentHash(bytes)}\\.(glb|webp|png)$`))
      expect(table.fileBytes[row]).toBe(bytes.byteLength)
      const decode = table.info.kinds[table.kind[row]] === 'mesh' ? decodeMeshPayload : decodeTexturePayload
      const size = measureDraw((await decode(bytes.buffer)).value)
      expect([table.cpuBytes[row], table.gpuBytes[row]]).toEqual([size.cpuBytes, size.gpuBytes])
    }
  })

  it('gives large images a blurred version, which meshes require, and the sharp one as its child (textureBase)', async () => {
    const folder = await temporaryFolder()
    const out = join(folder, 'w')
    await bakeWorld(await writeInput(await town(), folder), {
      out,
      textureSize: 200,
      textureBase: 32,
      textureDistance: 40,
    })
    const table = await readTable(out)
    const rows = Array.from({ length: table.count }, (_, i) => i)
    const sharpRows = rows.filter((row) => sectionName(table, row).endsWith('/sharp'))
    expect(sharpRows.length).toBeGreaterThan(0)
    for (const row of sharpRows) {
      const base = table.parent[row]
      expect(`${sectionName(table, base)}/sharp`).toBe(sectionName(table, row))
      expect([...table.requires.subarray(table.requireStart[row], table.requireStart[row + 1])]).toEqual([base])
      expect([table.refineDistance[base], table.stage[row], table.childCount[base]]).toEqual([40, 1, 1])
      const sides = await Promise.all(
        [base, row].map(async (r) => {
          const { width, height } = await sharp(join(out, sectionContent(table, r))).metadata()
          expect(table.gpuBytes[r]).toBe(Math.ceil((width * height * 16) / 3))
          return Math.max(width, height)
        }),
      )
      expect(sides[0]).toBeLessThanOrEqual(32)
      expect(sides[1]).toBeGreaterThan(sides[0])
      expect(
        rows.some((r) => table.requires.subarray(table.requireStart[r], table.requireStart[r + 1]).includes(row)),
      ).toBe(false)
    }
  })

  it('shares images as placeless sections, which payloads name by place and by file', async () => {
    const folder = await temporaryFolder()
    await bakeWorld(await writeInput(await town(), folder), { out: join(folder, 'w'), textureSize: 200 })
    const { table, sections } = await readWorld(join(folder, 'w'))
    const textures = Array.from({ length: table.count }, (_, i) => i).filter(
      (row) => table.flags[row] & SectionFlag.Placeless,
    )
    expect(textures.map((row) => sectionName(table, row)).sort()).toEqual([
      'texture/Brick',
      'texture/Bumps',
      'texture/Stone',
    ])
    expect(textures.every((row) => row >= table.rootCount && table.stage[row] === 0)).toBe(true)
    const sizes = await Promise.all(
      textures.map(async (row) => {
        const { width, height } = await sharp(join(folder, 'w', sectionContent(table, row))).metadata()
        return `${width}x${height}`
      }),
    )
    expect(sizes.sort()).toEqual(['128x128', '32x32', '64x64'])
    for (const { row } of sections) {
      const document = await (await createIo()).readAsJSON(join(folder, 'w', sectionContent(table, row)))
      const requires = [...table.requires.subarray(table.requireStart[row], table.requireStart[row + 1])]
      const images = document.json.images ?? []
      expect(images.map(({ extras }) => extras?.terrane_require)).toEqual(requires.map((_, k) => k))
      images.forEach(({ uri }, k) => expect(sectionContent(table, requires[k])).toBe(`payloads/${uri}`))
    }
  })

  it('makes two sections of an image that is sampled in two ways, over one file', async () => {
    const folder = await temporaryFolder()
    const input = await town()
    const [brick] = input.document.getRoot().listMaterials()
    const decal = input.material('Decal').setBaseColorTexture(brick.getBaseColorTexture())
    decal.getBaseColorTextureInfo()?.setWrapS(33071).setWrapT(33648).setMagFilter(9728)
    input.node('Decal', input.box('Sticker', [1, 1, 1], decal), [0, 8, 0])
    await bakeWorld(await writeInput(input, folder), { out: join(folder, 'w') })
    const { table, sections } = await readWorld(join(folder, 'w'))
    const rows = Array.from({ length: table.count }, (_, i) => i)
    const bricks = rows.filter((row) => /^texture\/Brick/.test(sectionName(table, row)))
    expect(bricks.length).toBe(2)
    expect(new Set(bricks.map((row) => sectionContent(table, row))).size).toBe(1)
    const sampled = new Set<string>()
    for (const { row } of sections) {
      const bytes = new Uint8Array(await readFile(join(folder, 'w', sectionContent(table, row)))).buffer
      for (const { texture, ...way } of (await decodeMeshPayload(bytes)).value.samplers)
        sampled.add(`${bricks.indexOf(table.requires[table.requireStart[row] + texture])} ${JSON.stringify(way)}`)
    }
    expect(sampled.size).toBe(1)
    expect([...sampled][0]).toMatch(/^[01] {"wrapS":"clamp","wrapT":"mirror","magnify":"nearest"}$/)
  })

  it('writes one pack with the same payloads inside', async () => {
    const folder = await temporaryFolder()
    const path = await writeInput(await town(), folder)
    await bakeWorld(path, { out: join(folder, 'files') })
    await bakeWorld(path, { out: join(folder, 'pack'), pack: true })
    const [files, pack] = [await readTable(join(folder, 'files')), await readTable(join(folder, 'pack'))]
    const bytes = await readFile(join(folder, 'pack', sectionContent(pack, 0)))
    expect(sectionContent(pack, 0)).toBe(`payloads.${contentHash(bytes)}.pack`)
    for (let row = 0; row < files.count; row++) {
      const at = pack.contentOffset?.[row] ?? -1
      expect(at % 8).toBe(0)
      const payload = bytes.subarray(at, at + pack.fileBytes[row])
      expect(sectionContent(files, row)).toContain(contentHash(payload))
    }
    expect(await readdir(join(folder, 'pack', 'payloads'))).toEqual([])
  })

  it('has a manifest for people: version 3, tiles in row order with hash, bytes and row', async () => {
    const folder = await temporaryFolder()
    await bakeWorld(await writeInput(await town(), folder), { out: join(folder, 'w') })
    const { pointer, table, sections } = await readWorld(join(folder, 'w'))
    const text = await readFile(join(folder, 'w', pointer.manifest.path))
    expect([pointer.manifest.bytes, pointer.manifest.path]).toEqual([
      text.byteLength,
      `manifest.${contentHash(text)}.json`,
    ])
    const manifest = JSON.parse(text.toString()) as Record<string, unknown> & {
      tiles: Record<string, unknown>[]
      shared_assets: unknown[]
    }
    expect(manifest).toMatchObject({ version: 3, partitioning_mode: 'uniform_grid', tile_size: 64 })
    expect(manifest.tiles.map(({ tile_id, row }) => [tile_id, row])).toEqual(
      sections.map(({ name, row }) => [name, row]),
    )
    expect(manifest.shared_assets.length).toBe(3)
    for (const tile of manifest.tiles) {
      const row = tile.row as number
      const bounds = [...table.bounds.subarray(6 * row, 6 * row + 6)]
      expect(tile.bounds).toEqual({ min: bounds.slice(0, 3), max: bounds.slice(3) })
      expect(tile).toMatchObject({
        streaming_radius: 256,
        priority: 0,
        file_size_bytes: table.fileBytes[row],
        hlod_levels: [],
        lod_levels: [],
      })
      expect(sectionContent(table, row)).toBe(tile.path_relative_to_manifest)
      expect(sectionContent(table, row)).toContain(tile.content_hash)
    }
  })

  it('refuses a folder with other things in it, and a file', async () => {
    const folder = await temporaryFolder()
    const path = await writeInput(await town(), folder)
    await expect(bakeWorld(path, { out: folder })).rejects.toThrow(
      /a folder with other things in it \("input.glb"\).*\[bake-output\]/,
    )
    await expect(bakeWorld(path, { out: path })).rejects.toThrow(/is a file; expected a world folder.*\[bake-output\]/)
    await mkdir(join(folder, 'foreign'))
    await writeFile(join(folder, 'foreign', 'world.json'), '{"level":1}')
    await expect(bakeWorld(path, { out: join(folder, 'foreign') })).rejects.toThrow(/bake-output/)
    expect(await readFile(join(folder, 'foreign', 'world.json'), 'utf8')).toBe('{"level":1}')
  })

  it('leaves the previous world whole when a bake fails, and takes the folder up again', async () => {
    const folder = await temporaryFolder()
    const out = join(folder, 'w')
    const first = createInput()
    first.node('Box', first.box('Box', [1, 1, 1]))
    await bakeWorld(await writeInput(first, folder), { out })
    const before = await listing(out)
    const path = await writeInput(await town(), folder, 'town.glb')
    for (const pack of [false, true]) {
      const plan = await planBake(path, { pack })
      const broken = {
        ...plan,
        encode: (i: number) => (i === 5 ? Promise.reject(new Error('out of luck')) : plan.encode(i)),
      }
      await expect(writeWorld(broken, out)).rejects.toThrow('out of luck')
    }
    expect(await listing(out)).toMatchObject(before)
    expect((await readWorld(out)).sections.length).toBe(1)
    await bakeWorld(path, { out })
    expect((await readWorld(out)).sections.length).toBeGreaterThan(1)
    expect((await readdir(out)).filter((name) => name.endsWith('.baking'))).toEqual([])
  })

  it('takes up a folder in which a first bake was interrupted', async () => {
    const folder = await temporaryFolder()
    const out = join(folder, 'w')
    await mkdir(join(out, 'payloads'), { recursive: true })
    await writeFile(join(out, 'payloads.baking'), 'half')
    await writeFile(join(out, 'payloads', '0123456789abcdef.glb.baking'), 'half')
    await bakeWorld(await writeInput(await town(), folder), { out })
    expect((await readWorld(out)).pointer.name).toBe('input')
  })
})

describe('a plan', () => {
  it('gives a whole section blob before anything is encoded, with sizes that hold', async () => {
    const folder = await temporaryFolder()
    const plan = await planBake(await writeInput(await town(), folder))
    const live = openSectionBlob(
      buildSectionBlob(
        plan.records((i) => `live/${i}`),
        plan.about,
      ),
    )
    expect(live.count).toBe(plan.sections.length)
    await writeWorld(plan, join(folder, 'w'))
    const baked = await readTable(join(folder, 'w'))
    expect([...live.bounds]).toEqual([...baked.bounds])
    expect([...live.requires]).toEqual([...baked.requires])
    for (let row = 0; row < live.count; row++) {
      const section = Number(sectionContent(live, row).replace('live/', ''))
      expect(plan.sections[section].record.name).toBe(sectionName(live, row))
      expect(live.gpuBytes[row]).toBeGreaterThanOrEqual(baked.gpuBytes[row])
      expect(live.cpuBytes[row]).toBeGreaterThanOrEqual(baked.cpuBytes[row])
    }
  })

  it('encodes each payload once until it is forgotten', async () => {
    const plan = await planBake(await writeInput(await town(), await temporaryFolder()))
    const last = plan.sections.length - 1
    const [a, b] = await Promise.all([plan.encode(last), plan.encode(last)])
    expect(a).toBe(b)
    plan.forget(last)
    const again = await plan.encode(last)
    expect(again).not.toBe(a)
    expect(again.hash).toBe(a.hash)
  })

  it('reports progress that only grows', async () => {
    const folder = await temporaryFolder()
    const steps: string[] = []
    await bakeWorld(await writeInput(await town(), folder), {
      out: join(folder, 'w'),
      onProgress: ({ stage, done, total }) => steps.push(`${stage} ${done}/${total}`),
    })
    expect(steps.slice(0, 5)).toEqual(['read 0/1', 'read 1/1', 'plan 0/1', 'plan 1/1', `encode 1/${steps.length - 6}`])
    expect(steps.slice(-2)).toEqual(['write 0/1', 'write 1/1'])
  })
})
