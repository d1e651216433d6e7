import { describe, expect, it } from 'vitest'
import { Lane, SectionFlag, sectionContent, sectionName } from '../../src/blobs/sectionBlob'
import { metadataOf } from '../../src/metadata'
import { sectionId } from '../../src/sectionId'
import { createFocus, moveFocus } from '../../src/focuses'
import { State } from '../../src/components/state'
import type { TerraneWorld } from '../../src/engine'
import { createRandom, makeWorld, runTicks } from '../worlds'
import { convertManifest } from '../../src/manifest/convertManifest'
import { bytesOf, hierarchy, level, scene, sectionOf, tableOf, tile } from './manifests'

const lods = [level('a0.glb', 60), level('a1.glb', 150)]
const hlods = [level('h.glb', 300)]

describe('a tile and its levels', () => {
  const table = tableOf(scene([tile('a', 100, 50, { lod_levels: lods, hlod_levels: hlods })]))

  it('are a chain of refinement, HLOD over LODs over the tile', () => {
    expect(table.count).toBe(4)
    expect(sectionOf(table, 'h.glb')).toMatchObject({ parent: null, children: ['a/lod1'], lane: Lane.Proxy })
    expect(sectionOf(table, 'a/lod1')).toMatchObject({ parent: 'h.glb', children: ['a/lod0'], lane: Lane.Detail })
    expect(sectionOf(table, 'a/lod0')).toMatchObject({ children: ['a'], lane: Lane.Detail })
    expect(sectionOf(table, 'a')).toMatchObject({ parent: 'a/lod0', children: [], lane: Lane.Base })
    expect(sectionContent(table, sectionOf(table, 'a/lod1').row)).toBe('a1.glb')
  })

  it('hand over at switch distances, inwards at 0.90 of them, and to the tile at its own radii', () => {
    expect(sectionOf(table, 'a/lod0')).toMatchObject({ refine: 80, coarsen: 120, enter: 0 })
    expect(sectionOf(table, 'a/lod1')).toMatchObject({ refine: 135, coarsen: 0, enter: 0 })
    expect(sectionOf(table, 'h.glb')).toMatchObject({ refine: 270, coarsen: 0 })
  })

  it('are measured to the centre of the tile (T-6)', () => {
    for (const name of ['h.glb', 'a/lod1', 'a/lod0', 'a']) {
      const { range, bounds } = sectionOf(table, name)
      expect([name, range, bounds]).toEqual([name, [100, 2, 50, 100, 2, 50], [90, 0, 40, 110, 4, 60]])
    }
  })
})

describe('the outer range (T-5)', () => {
  it('of a tile alone is its streaming and unload radius', () => {
    expect(sectionOf(tableOf(scene([tile('a')])), 'a')).toMatchObject({ enter: 80, exit: 120 })
  })

  it('of a LOD that nothing coarser replaces is the query ceiling: 500 m', () => {
    expect(sectionOf(tableOf(scene([tile('a', 0, 0, { lod_levels: lods })])), 'a/lod1')).toMatchObject({
      enter: 500,
      exit: 0,
    })
  })

  it.each([
    ['the largest unload radius', { streaming_radius: 600, unload_radius: 900 }, 900],
    ['past the largest switch distance', { lod_levels: [level('0.glb', 60), level('1.glb', 900)] }, 1000],
  ])('is raised to %s', (_, more, ceiling) => {
    const table = tableOf(scene([tile('a', 0, 0, { lod_levels: lods }), tile('b', 400, 0, more)]))
    expect(sectionOf(table, 'a/lod1').enter).toBe(ceiling)
  })

  it('of an HLOD that nothing coarser replaces is the far plane', () => {
    const json = scene([tile('a', 0, 0, { hlod_levels: [level('h.glb', 100), level('far.glb', 400)] })])
    expect(sectionOf(tableOf(json), 'far.glb')).toMatchObject({ enter: 4000, exit: 0, children: ['h.glb'] })
    expect(sectionOf(tableOf(json, { farPlane: 2500 }), 'far.glb').enter).toBe(2500)
    expect(sectionOf(tableOf(json, { farPlane: 100 }), 'far.glb').enter).toBe(500)
  })
})

describe('distances that contradict one another', () => {
  it('never make a coarse picture hand over later than what it hands over to', () => {
    const inner = { streaming_radius: 200, unload_radius: 260, lod_levels: [level('0.glb', 20), level('1.glb', 40)] }
    const table = tableOf(scene([tile('a', 0, 0, inner)]))
    expect(sectionOf(table, 'a/lod0')).toMatchObject({ refine: 200, coarsen: 260 })
    expect(sectionOf(table, 'a/lod1')).toMatchObject({ refine: 200, coarsen: 260 })
  })
})

describe('HLODs of several tiles', () => {
  const shared = [level('block.glb', 200), level('town.glb', 600)]
  const block = (x: number) => tile(`t${x}`, x, 0, { lod_levels: [level(`${x}.glb`, 70)], hlod_levels: shared })

  it('that list the same file are one picture over all of them', () => {
    const other = tile('t900', 900, 0, { hlod_levels: [level('other.glb', 150), level('town.glb', 600)] })
    const table = tableOf(scene([block(0), block(40), other]))
    expect(sectionOf(table, 'town.glb')).toMatchObject({
      parent: null,
      children: ['block.glb', 'other.glb'],
      refine: 540,
    })
    expect(sectionOf(table, 'block.glb')).toMatchObject({ children: ['t0/lod0', 't40/lod0'], refine: 180 })
    expect(sectionOf(table, 'block.glb').range).toEqual([0, 2, 0, 40, 2, 0])
    expect(sectionOf(table, 'other.glb')).toMatchObject({ children: ['t900'], refine: 80, coarsen: 120 })
    expect(sectionOf(table, 'town.glb').bounds).toEqual([-10, 0, -10, 910, 4, 10])
  })

  it('contradicting one another are reported, and never make a ring', () => {
    const [a, b] = [level('a.glb', 100), level('b.glb', 200)]
    const tiles = [
      tile('x', 0, 0, { hlod_levels: [a, b] }),
      tile('y', 30, 0, { hlod_levels: [level('b.glb', 100), level('a.glb', 200)] }),
      tile('z', 60, 0, { hlod_levels: [a, level('c.glb', 300)] }),
    ]
    const { blob, faults } = convertManifest(bytesOf(scene(tiles)))
    expect(blob).not.toBeNull()
    expect(faults.map(({ rule, tile: id }) => `${rule} ${id}`)).toEqual([
      'gap x',
      'gap y',
      'gap z',
      'hlod-distance y',
      'hlod-distance y',
      'hlod-ring y',
      'hlod-distance z',
      'hlod-parents z',
    ])
  })
})

describe('nodes of a quadtree or kd-tree', () => {
  const node = (id: string, nodeId: string, x: number, more = {}) =>
    tile(id, x, 0, { quadtree_node_id: nodeId, ...more })

  it("hang below the HLOD of the node above, however ids are spelled, and beside that node's own tile", () => {
    const table = tableOf(
      hierarchy([
        node('root', 'F02_Q_0', 0, { hlod_levels: [level('root.glb', 400)] }),
        node('half', 'F02Q01', 40, { hlod_levels: [level('half.glb', 200)] }),
        node('leaf', 'F02_Q_0_1_3', 60),
        node('other', 'F02_Q_0_2_0', 90),
        node('upstairs', 'F03_Q_0_1', 40),
      ]),
    )
    expect(sectionOf(table, 'root.glb')).toMatchObject({
      parent: null,
      children: ['half.glb', 'other', 'root'],
      refine: 360,
    })
    expect(sectionOf(table, 'half.glb')).toMatchObject({ children: ['half', 'leaf'], refine: 80, coarsen: 120 })
    expect(sectionOf(table, 'upstairs')).toMatchObject({ parent: null, enter: 80 })
  })

  it('stay roots where they are of another tier, where their own levels reach farther, and in a uniform grid', () => {
    const above = node('above', 'F02_Q_0', 0, { semantic_tier: 'ExteriorShell', hlod_levels: [level('h.glb', 200)] })
    const props = node('props', 'F02_Q_0_1', 5, { semantic_tier: 'FineProps', streaming_radius: 30, unload_radius: 40 })
    const tall = node('tall', 'F02_Q_0_2', 9, { semantic_tier: 'ExteriorShell', lod_levels: [level('tall.glb', 350)] })
    const table = tableOf(hierarchy([above, props, tall]))
    expect(sectionOf(table, 'h.glb').children).toEqual(['above'])
    expect(sectionOf(table, 'props')).toMatchObject({ parent: null, enter: 30, exit: 40 })
    expect(sectionOf(table, 'tall/lod0').parent).toBeNull()
    const grid = hierarchy([node('a', 'F02_Q_0', 0, { hlod_levels: hlods }), node('b', 'F02_Q_0_1', 5)], {
      partitioning_mode: 'uniform_grid',
    })
    expect(sectionOf(tableOf(grid), 'b').parent).toBeNull()
  })
})

describe('what else a manifest says', () => {
  it('is metadata in its own words, and the zone of interiors', () => {
    const where = { floor_id: 2, quadtree_node_id: 'F02_Q_0_1', semantic_tier: 'RoomContents', interior: true }
    const tiles = [tile('room', 0, 0, { ...where, prefetch_radius: 95 }), tile('yard', 50)]
    const table = tableOf(hierarchy(tiles, { interior_zone: { min: [-5, 0, -5], max: [5, 9, 5] } }))
    const world = makeWorld(table)
    const of = (name: string) =>
      metadataOf(world, sectionId(world.terrane, sectionOf(table, name).row), {
        floor_id: 'i8',
        quadtree_node_id: 'text',
        semantic_tier: 'text',
        interior: 'u8',
        prefetch_radius: 'f32',
      })
    expect(of('room')).toEqual({ ...where, interior: 1, prefetch_radius: 95 })
    expect(of('yard')).toEqual({
      floor_id: 0,
      quadtree_node_id: '',
      semantic_tier: '',
      interior: 0,
      prefetch_radius: 0,
    })
    expect(table.info.interiorZone).toEqual([-5, 0, -5, 5, 9, 5])
  })

  it('costs no column where no tile says it', () => {
    expect(tableOf(scene([tile('a')])).info.metadata).toEqual([])
  })

  it('is a shared bucket: pinned, and drawn wherever something of the scene is in reach', () => {
    const table = tableOf(
      scene([tile('a'), tile('b', 3000)], { shared_bucket: { path: 'shared.glb', file_size_bytes: 9 } }),
    )
    expect(sectionOf(table, 'shared_bucket')).toMatchObject({
      flags: SectionFlag.AlwaysLoaded | SectionFlag.EstimatedSize,
      enter: 4000,
      range: [-10, 0, -10, 3010, 4, 10],
    })
  })

  it('gives estimates of decoded sizes, marked as such', () => {
    const table = tableOf(scene([tile('a'), tile('b', 50, 0, { file_size_bytes: undefined })]))
    const [a, b] = ['a', 'b'].map((name) => sectionOf(table, name))
    expect([a, b].map(({ flags }) => flags)).toEqual([SectionFlag.EstimatedSize, SectionFlag.EstimatedSize])
    expect([table.fileBytes[a.row], table.gpuBytes[a.row]]).toEqual([1000, 5000])
    expect([table.fileBytes[b.row], table.gpuBytes[b.row]]).toEqual([0, 4 * 1024 * 1024])
  })
})

/** Names of live sections that a test picks. */
function namesWhere({ terrane }: TerraneWorld, holds: (s: number) => boolean): string[] {
  const { live, table } = terrane
  const picked = [...live.order.subarray(0, live.count)].filter(holds)
  return picked.map((s) => sectionName(table, live.row[s])).sort()
}
const shownIn = (world: TerraneWorld) => namesWhere(world, (s) => world.terrane.live.shown[s] === 1)
const loadedIn = (world: TerraneWorld) => namesWhere(world, (s) => world.terrane.live.state[s] === State.Loaded)

describe('streamed through the real systems', () => {
  const json = scene([tile('a', 0, 0, { lod_levels: lods, hlod_levels: hlods })], { shared_bucket: 'shared.glb' })
  const fly = (settings = {}) => {
    const world = makeWorld(tableOf(json), { settings: { dwellSeconds: 0.1, graceSeconds: 0, ...settings } })
    return { world, focus: createFocus(world, { position: [1000, 2, 0] }) }
  }

  it('shows full tile, LODs, HLOD, nothing by distance, going in and going out', () => {
    const { world, focus } = fly()
    const at = (distance: number) => {
      moveFocus(world, focus, distance, 2, 0)
      runTicks(world, 90)
      return shownIn(world).filter((name) => name !== 'shared_bucket')
    }
    const seen = [5000, 3900, 301, 269, 136, 134, 81, 79, 119, 121, 149, 151, 299, 301, 5000].map((distance) =>
      at(distance).join(),
    )
    expect(seen).toEqual([
      '',
      'h.glb',
      'h.glb',
      'a/lod1',
      'a/lod1',
      'a/lod0',
      'a/lod0',
      'a',
      'a',
      'a/lod0',
      'a/lod0',
      'a/lod1',
      'a/lod1',
      'h.glb',
      '',
    ])
  })

  it('holds the shared bucket whatever the focus does', () => {
    const { world, focus } = fly()
    moveFocus(world, focus, 1e6, 0, 0)
    runTicks(world, 60)
    expect(loadedIn(world)).toEqual(['shared_bucket'])
    expect(shownIn(world)).toEqual([])
  })

  it.each([1, 2, 3])('never tears a hierarchy, whatever the path (seed %i)', (seed) => {
    const random = createRandom(seed)
    const tiles = Array.from({ length: 16 }, (_, i) => {
      const [x, z] = [(i % 4) * 40, Math.floor(i / 4) * 40]
      const quarter = ((i % 4) >> 1) + 2 * (i >> 3)
      const above = [level(`q${quarter}.glb`, 200), level('all.glb', 420)]
      return tile(`t${i}`, x, z, {
        lod_levels: [level(`l${i}.glb`, 75)],
        hlod_levels: random.chance(0.9) ? above : above.slice(1),
      })
    })
    const world = makeWorld(tableOf(scene(tiles)), { backend: { seed, failRate: 0.1 } })
    const focus = createFocus(world, { position: [60, 2, 60] })
    let place = [60, 60]
    runTicks(world, 1200, () => {
      if (random.chance(0.02)) place = [random.between(-500, 600), random.between(-500, 600)]
      moveFocus(world, focus, place[0], 2, place[1])
      const { live } = world.terrane
      const shown = new Set(live.order.subarray(0, live.count).filter((s) => live.shown[s]))
      for (const s of shown)
        for (let up = live.parent[s]; up >= 0; up = live.parent[up]) expect(shown.has(up), `seed ${seed}`).toBe(false)
    })
    expect(world.terrane.telemetry.loads).toBeGreaterThan(10)
  })
})
