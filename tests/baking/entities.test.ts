import { mkdir, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { BakeScene, SceneEntity } from '../../src/baking/bakeScene'
import { bakeWorld, writeWorld } from '../../src/baking/bakeWorld'
import { compose, multiply } from '../../src/baking/matrices'
import type { BakeConfig } from '../../src/baking/config'
import type { BakeOptions } from '../../src/baking/options'
import { openEntityBlob, type EntityTable } from '../../src/blobs/entityBlob'
import { findBakedRow, openEntityIndex } from '../../src/blobs/entityIndex'
import { Lane, sectionContent, sectionName, type SectionTable } from '../../src/blobs/sectionBlob'
import { openWorld } from '../../src/openWorld'
import { Figure, Mover, Transform } from '../../src/schema/builtIn'
import { component, type ComponentSchema } from '../../src/schema/component'
import { entityRef, f32, hardRef, text, u8 } from '../../src/schema/fields'
import { formatStableId, idOfPath } from '../../src/schema/stableId'
import { directorySource } from '../../src/sources/directorySource'
import { createRandom } from '../worlds'
import { readTable, temporaryFolder } from './bakedWorld'
import { createInput, writeInput } from './inputs'
import { entityAt, figureOf, planOf, quad, targetOf } from './scenes'

const Door = component('Door', { angle: f32, locked: u8, note: text, key: entityRef, hinge: hardRef })
const Apple = component('Apple', {})

type Given = readonly (readonly [ComponentSchema, Readonly<Record<string, unknown>>])[]
const having = (...given: Given) => ({ components: new Map(given) as SceneEntity['components'] })

/** Bakes a scene by hand and opens what was written. */
async function bakeScene(parts: Partial<BakeScene>, options: BakeOptions = {}, config: BakeConfig = {}) {
  const out = join(await temporaryFolder(), 'world')
  const plan = await planOf(parts, options, config)
  const result = await writeWorld(plan, out)
  const table = await readTable(out)
  const rows = Object.fromEntries(Array.from({ length: table.count }, (_, row) => [sectionName(table, row), row]))
  return { out, plan, result, table, rows }
}

type Baked = Awaited<ReturnType<typeof bakeScene>>

async function readEntities({ out, table, rows }: Baked, name: string): Promise<EntityTable> {
  const file = await readFile(join(out, sectionContent(table, rows[name])))
  const offset = table.contentOffset?.[rows[name]] ?? 0
  return openEntityBlob(new Uint8Array(file).slice(offset, offset + table.fileBytes[rows[name]]).buffer)
}

/** Values of a component by the path of the entity, references as paths. */
function valuesOf(table: EntityTable, name: string, paths: readonly string[]): Record<string, Record<string, unknown>> {
  const pathOf = new Map(paths.map((path) => [formatStableId(idOfPath('town.glb', path)), path]))
  const nameAt = (ids: Uint32Array, i: number) => pathOf.get(formatStableId([ids[2 * i], ids[2 * i + 1]]))!
  const rows = table.components.find((each) => each.name === name)
  const read = (type: string, value: number) => {
    if (type === 'text') return table.strings[value]
    return type === 'entityRef' || type === 'hardRef' ? (value ? nameAt(table.refs, value - 1) : null) : value
  }
  const entries = Array.from(rows?.entities ?? [], (entity, i) => {
    const columns = rows!.columns.map((column) => [column.name, read(column.type, column.values[i])])
    return [nameAt(table.ids, entity), Object.fromEntries(columns)]
  })
  return Object.fromEntries(entries)
}

const requiresOf = (table: SectionTable, row: number) =>
  Array.from(table.requires.subarray(table.requireStart[row], table.requireStart[row + 1]), (other) =>
    sectionName(table, other),
  )

describe('entities in a world', () => {
  it('carry the values that they were given, and where they are', async () => {
    const entities = [
      entityAt('gate', [1, 2, 3], having([Door, { angle: 0.5, locked: 1, note: 'oak', key: targetOf('far') }])),
      entityAt('gate/apple', [1.5, 2, 3], { ...having([Apple, {}]), parent: 0 }),
      entityAt('far', [1000, 0, 0], having([Door, { note: 'oak' }])),
    ]
    const baked = await bakeScene({ entities })
    const here = await readEntities(baked, 'cell_0_0/entities')
    const paths = entities.map(({ path }) => path)
    expect(here.components.map(({ name }) => name)).toEqual(['Apple', 'Door', 'Parent', 'Transform'])
    expect(valuesOf(here, 'Door', paths)).toEqual({
      gate: { angle: 0.5, locked: 1, note: 'oak', key: 'far', hinge: null },
    })
    expect(valuesOf(here, 'Apple', paths)).toEqual({ 'gate/apple': {} })
    expect(valuesOf(here, 'Parent', paths)).toEqual({ 'gate/apple': { of: 'gate' } })
    const at = (x: number, y: number, z: number) => ({ x, y, z, qx: 0, qy: 0, qz: 0, qw: 1, sx: 1, sy: 1, sz: 1 })
    expect(valuesOf(here, 'Transform', paths)).toEqual({ gate: at(1, 2, 3), 'gate/apple': at(1.5, 2, 3) })
    const there = await readEntities(baked, 'cell_15_0/entities')
    expect(valuesOf(there, 'Door', paths).far).toMatchObject({ angle: 0, note: 'oak', key: null })
    expect(baked.table.info.components.map(({ name, hash }) => [name, hash])).toEqual(
      [Apple, Door, { name: 'Parent', hash: '8235c41245233cd7' }, Transform].map(({ name, hash }) => [name, hash]),
    )
    expect(baked.table.info.components[1].columns).toEqual(Object.entries(Door.fields))
  })

  it('are placed 64-bit exactly, mirrored by a negative scale, and without their skew, which is told', async () => {
    const turned = compose([4_000_000.123456789, 0, 0], [0, Math.SQRT1_2, 0, Math.SQRT1_2], [2, 3, 4])
    const mirrored = compose([0, 0, 0], [0, 0, 0, 1], [1, -2, 1])
    const skewed = multiply(
      compose([0, 0, 9], [0, 0, 0, 1], [1, 5, 1]),
      compose([0, 0, 0], [0, 0, 0.6, 0.8], [1, 1, 1]),
    )
    const flat = compose([0, 0, 0], [0, 0, 0, 1], [1, 0, 1])
    const entities = Object.entries({ turned, mirrored, skewed, flat }).map(([path, matrix]) =>
      entityAt(path, [0, 0, 0], { matrix }),
    )
    const baked = await bakeScene({ entities })
    const paths = entities.map(({ path }) => path)
    const far = valuesOf(await readEntities(baked, 'cell_62500_0/entities'), 'Transform', paths).turned
    expect(far).toMatchObject({ x: 4_000_000.123456789, qy: Math.fround(Math.SQRT1_2), sx: 2, sy: 3, sz: 4 })
    const near = valuesOf(await readEntities(baked, 'cell_0_0/entities'), 'Transform', paths)
    const { x, y, z, qx, qy, qz, qw, sx, sy, sz } = near.mirrored as Record<string, number>
    expect([...compose([x, y, z], [qx, qy, qz, qw], [sx, sy, sz])]).toEqual(
      [...mirrored].map((v) => expect.closeTo(v, 6)),
    )
    expect(sx! * sy! * sz!).toBeLessThan(0)
    expect(near.flat).toMatchObject({ sx: 1, sy: 0, sz: 1, qw: 1 })
    expect(near.skewed).toMatchObject({ z: 9 })
    expect(baked.result.report.notCarried).toEqual([{ node: 'skewed', what: 'skew: a Transform has none' }])
  })

  it('are bounded by the whole square of their cell, as high as what stands there', async () => {
    const meshes = [quad('sign', [0, 0, 0], 3)]
    const figures = [figureOf('sign', [[0, [0, 1, 0]]])]
    const high = compose([-1, 20, 40], [0, 0, 0, 1], [1, 2, 1])
    const entities = [
      entityAt('a', [10, 5, 10]),
      entityAt('b', [-10, 5, 10]),
      entityAt('sign', [0, 0, 0], { matrix: high, figure: 0 }),
      entityAt('own', [7, 1, 7], { owner: 'own', settings: { enterRadius: 30, exitRadius: 40 } }),
      entityAt('own/sign', [8, 1, 9], { owner: 'own', settings: { enterRadius: 30, exitRadius: 40 }, figure: 0 }),
    ]
    const { table, rows } = await bakeScene({ entities, figures, meshes })
    const boundsOf = (name: string) => [...table.bounds.subarray(6 * rows[name], 6 * rows[name] + 6)]
    expect(boundsOf('cell_0_0/entities')).toEqual([0, 5, 0, 64, 5, 64])
    const near = (value: number) => expect.closeTo(value, 2)
    expect(boundsOf('cell_-1_0/entities')).toEqual([-64, 5, 0, 0, near(28), 64])
    expect(boundsOf('own/entities')).toEqual([7, 1, 7, near(11), near(5), 9])
    const radii = (name: string) => [table.enterRadius[rows[name]], table.exitRadius[rows[name]]]
    expect(radii('cell_0_0/entities')).toEqual([256, 0])
    expect(radii('own/entities')).toEqual([30, 40])
  })

  it('stream by layer, priority and pinning, in the lane of what is near', async () => {
    const settings = { layer: 'quest', priority: 3, alwaysLoaded: true }
    const { table, rows } = await bakeScene({ entities: [entityAt('a', [1, 0, 1], { settings })] })
    const row = rows['cell_0_0@quest^3!/entities']
    expect(table.info.layers).toEqual(['base', 'quest'])
    expect([table.layer[row], table.priority[row], table.flags[row], table.lane[row]]).toEqual([2, 3, 2, Lane.Base])
    expect([table.stage[row], table.info.kinds[table.kind[row]]]).toEqual([2, 'entities'])
  })

  it('stream by the radius and the layers of the config, where no node says otherwise', async () => {
    const house = { owner: 'house', settings: { enterRadius: 9, layer: 'quest' } }
    const { table, rows } = await bakeScene(
      { entities: [entityAt('a', [1, 0, 1]), entityAt('house', [1, 0, 1], house)] },
      { enterRadius: 300 },
      { kinds: { entities: { enterRadius: 70 } }, layers: { quest: 'off', unused: 'hidden' } },
    )
    const radii = ['cell_0_0/entities', 'house@quest/entities'].map((name) => table.enterRadius[rows[name]])
    expect([radii, table.info.layers, table.info.layerModes]).toEqual([
      [70, 9],
      ['base', 'quest'],
      ['on', 'off'],
    ])
  })

  it('require what hard references lead to, after the figures that they are drawn with', async () => {
    const meshes = [quad('a', [0, 0, 0], 1), quad('b', [0, 0, 0], 2)]
    const figures = [figureOf('crate', [[0, [0, 0, 0]]]), figureOf('lamp', [[1, [0, 0, 0]]])]
    const entities = [
      entityAt('lamp', [1, 0, 1], { ...having([Door, { hinge: targetOf('post') }]), figure: 1 }),
      entityAt('crate', [2, 0, 1], { figure: 0 }),
      entityAt('crate2', [3, 0, 1], { figure: 0 }),
      entityAt('post', [100, 0, 1], { ...having([Apple, {}]), figure: 0 }),
    ]
    const baked = await bakeScene({ entities, figures, meshes })
    const { table, rows } = baked
    const here = rows['cell_0_0/entities']
    expect(requiresOf(table, here).slice(0, 2).sort()).toEqual(['figure/crate', 'figure/lamp'])
    expect(requiresOf(table, here).slice(2)).toEqual(['cell_1_0/entities'])
    expect([table.stage[here], table.stage[rows['cell_1_0/entities']], table.stage[rows['figure/lamp']]]).toEqual([
      3, 2, 1,
    ])
    const values = valuesOf(await readEntities(baked, 'cell_0_0/entities'), Figure.name, ['lamp', 'crate', 'crate2'])
    const drawnWith = (path: string) => requiresOf(table, here)[(values[path].section as number) - 1]
    expect(['lamp', 'crate', 'crate2'].map(drawnWith)).toEqual(['figure/lamp', 'figure/crate', 'figure/crate'])
  })

  it('are a world though nothing is drawn', async () => {
    const { table } = await bakeScene({ entities: [entityAt('spawn', [5, 6, 7])] })
    expect([table.count, table.rootCount, table.info.kinds]).toEqual([1, 1, ['entities']])
    await expect(planOf({})).rejects.toThrow(/nothing to draw/)
  })

  it('are split where one place has too many, each in one section that references still lead to', async () => {
    const random = createRandom(7)
    const entities = Array.from({ length: 5000 }, (_, i) =>
      entityAt(`n${i}`, [random.between(0, 64), 0, random.between(0, 64)], having([Door, { key: targetOf('n4999') }])),
    )
    const baked = await bakeScene({ entities })
    const names = ['cell_0_0/entities', 'cell_0_0/entities#2', 'cell_0_0/entities#3', 'cell_0_0/entities#4']
    expect(Object.keys(baked.rows).sort()).toEqual(names)
    const tables = await Promise.all(names.map((name) => readEntities(baked, name)))
    const ids = tables.flatMap(({ count, ids }) =>
      Array.from({ length: count }, (_, i) => formatStableId([ids[2 * i], ids[2 * i + 1]])),
    )
    expect(new Set(ids)).toEqual(new Set(entities.map(({ id }) => formatStableId(id))))
    expect(ids.length).toBe(5000)
    expect(Math.max(...tables.map(({ count }) => count))).toBeLessThanOrEqual(2048)
    for (const table of tables) expect([...table.refs]).toEqual([...idOfPath('town.glb', 'n4999')])
    for (const name of names)
      expect([...baked.table.bounds.subarray(6 * baked.rows[name], 6 * baked.rows[name] + 6)]).toEqual([
        0, 0, 0, 64, 0, 64,
      ])
  })

  it('are refused with two components of one name, and with values that no column holds', async () => {
    const other = component('Door', { angle: u8 })
    const twins = [entityAt('a', [0, 0, 0], having([Door, {}])), entityAt('b', [99, 0, 0], having([other, {}]))]
    await expect(planOf({ entities: twins })).rejects.toThrow(/two components named "Door"; expected one for each name/)
    const wrong = [entityAt('a', [0, 0, 0], having([Mover, { policy: 300 }]))]
    await expect(planOf({ entities: wrong })).rejects.toThrow(/300 for Mover.policy; expected a value that u8 holds/)
  })
})

/** Every file of a folder with its bytes. */
async function filesOf(folder: string): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const name of (await readdir(folder, { recursive: true })).sort())
    if ((await stat(join(folder, name))).isFile())
      files.set(name, (await readFile(join(folder, name))).toString('base64'))
  return files
}

/** A few hundred entities over a square kilometre, some drawn, that refer to each other. */
function settlement(seed: number): Partial<BakeScene> {
  const random = createRandom(seed)
  const entities = Array.from({ length: 300 }, (_, i) => {
    const components: Given = [
      [Door, { angle: random.fraction(), note: `n${i % 9}`, key: targetOf(`n${random.whole(0, 299)}`) }],
    ]
    const position = [random.between(-500, 500), random.between(0, 9), random.between(-500, 500)] as const
    return entityAt(`n${i}`, position, { ...having(...components), figure: random.chance(0.5) ? i % 2 : null })
  })
  const meshes = [quad('a', [0, 0, 0], 1), quad('b', [0, 0, 0], 2)]
  return { entities, meshes, figures: [figureOf('a', [[0, [0, 0, 0]]]), figureOf('b', [[1, [0, 0, 0]]])] }
}

describe('a world folder with entities', () => {
  it('has the same bytes with any number of jobs, and in a pack too', async () => {
    const one = await bakeScene(settlement(3))
    const three = await bakeScene(settlement(3), { jobs: 3 })
    expect(await filesOf(three.out)).toEqual(await filesOf(one.out))
    const packed = await bakeScene(settlement(3), { pack: true })
    const names = Object.keys(one.rows).filter((name) => name.endsWith('/entities'))
    expect(names.length).toBeGreaterThan(100)
    for (const name of names) expect(await readEntities(packed, name)).toEqual(await readEntities(one, name))
  })

  it('does not depend on the order of the nodes', async () => {
    const scene = settlement(4)
    const turned = { ...scene, entities: [...scene.entities!].reverse() }
    expect(await filesOf((await bakeScene(turned)).out)).toEqual(await filesOf((await bakeScene(scene)).out))
  })

  it('keeps the payloads of all places but one when something is added there', async () => {
    const scene = settlement(5)
    const Rare = component('Rare', { value: f32 })
    const added = entityAt('new', [4000, 0, 4000], having([Rare, { value: 1 }]))
    const before = await filesOf((await bakeScene(scene)).out)
    const after = await filesOf((await bakeScene({ ...scene, entities: [added, ...scene.entities!] })).out)
    const payloads = [...before.keys()].filter((name) => name.startsWith('payloads'))
    expect(payloads.filter((name) => !after.has(name))).toEqual([])
    expect([...after.keys()].filter((name) => name.startsWith('payloads')).length).toBe(payloads.length + 1)
  })

  it('has the same ids at any size of cells, found by the index that world.json names', async () => {
    const scene = settlement(6)
    for (const cell of [64, 200]) {
      const { out, table, result } = await bakeScene(scene, { cell })
      const { pointer, source } = await openWorld(directorySource(out))
      expect(pointer).toEqual(result.pointer)
      const bytes = await source.read(pointer.entities!.path)
      expect(bytes.byteLength).toBe(pointer.entities!.bytes)
      const index = openEntityIndex(bytes, table.count)
      expect(index.count).toBe(scene.entities!.length)
      for (const { id, matrix } of scene.entities!) {
        const name = `cell_${Math.floor(matrix[12] / cell)}_${Math.floor(matrix[14] / cell)}/entities`
        expect(sectionName(table, findBakedRow(index, ...id))).toBe(name)
      }
    }
  })

  it('lists what is not drawn in the manifest, and figures among what places share', async () => {
    const { out, result, table } = await bakeScene({ ...settlement(8), parts: [] })
    const manifest = JSON.parse(await readFile(join(out, result.pointer.manifest.path), 'utf8')) as {
      tiles: unknown[]
      shared_assets: { asset_id: string; kind: string }[]
      other_sections: Record<string, unknown>[]
    }
    expect(manifest.tiles).toEqual([])
    expect(manifest.shared_assets.map(({ asset_id, kind }) => [asset_id, kind]).sort()).toEqual([
      ['figure/a', 'mesh'],
      ['figure/b', 'mesh'],
    ])
    expect(manifest.other_sections.length).toBe(table.rootCount)
    manifest.other_sections.forEach((section, row) => {
      expect(section).toMatchObject({
        section_id: sectionName(table, row),
        kind: 'entities',
        row,
        bounds: { min: [...table.bounds.subarray(6 * row, 6 * row + 3)] },
        streaming_radius: 256,
        file_size_bytes: table.fileBytes[row],
      })
      expect(section.entities).toBeGreaterThan(0)
      expect((section.requires as number[]).length).toBe(requiresOf(table, row).length)
    })
  })

  it('is baked over one with entities, and names no index where there are none', async () => {
    const folder = await temporaryFolder()
    const out = join(folder, 'world')
    await mkdir(out)
    await writeWorld(await planOf(settlement(9)), out)
    const input = createInput()
    input.node('Box', input.box('Box', [1, 1, 1]))
    const { pointer } = await bakeWorld(await writeInput(input, folder), { out })
    expect('entities' in pointer).toBe(false)
    expect((await openWorld(directorySource(out))).table.count).toBe(1)
  })
})
