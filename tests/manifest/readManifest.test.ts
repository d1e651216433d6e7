import { describe, expect, it } from 'vitest'
import { formatFault } from '../../src/manifest/faults'
import { parseManifest, readManifest } from '../../src/manifest/readManifest'
import { faultsOf, hierarchy, level, scene, tile, type Json } from './manifests'

/** What a good manifest comes to. */
function read(json: unknown) {
  const { manifest, faults } = readManifest(json)
  expect(faults).toEqual([])
  return manifest!
}

describe('a manifest of version 3', () => {
  it('needs no more than tiles: a uniform grid with the radii of T-7', () => {
    const manifest = read(scene([tile('a')]))
    expect(manifest).toMatchObject({ version: 3, mode: 'uniform_grid', tileSize: 0, bucket: null, rangeBox: 'center' })
    expect(manifest.tiles[0]).toMatchObject({
      id: 'a',
      path: 'tiles/a.glb',
      fileBytes: 1000,
      bounds: [-10, 0, -10, 10, 4, 10],
      center: [0, 2, 0],
      streamingRadius: 80,
      unloadRadius: 120,
      prefetchRadius: 0,
      priority: 0,
      lods: [],
      hlods: [],
      floor: null,
    })
  })

  it("falls back to the scene's radii and priority, field by field", () => {
    const defaults = { streaming_radius: 50, unload_radius: 70, prefetch_radius: 60, priority: 2 }
    const tiles = [
      tile('a'),
      tile('b', 40, 0, { streaming_radius: 65, priority: -8 }),
      tile('c', 80, 0, { streaming_radius: 90 }),
    ]
    const [a, b, c] = read(scene(tiles, { streaming_defaults: defaults, tile_size: 20 })).tiles
    expect(a).toMatchObject({ streamingRadius: 50, unloadRadius: 70, prefetchRadius: 60, priority: 2 })
    expect(b).toMatchObject({ streamingRadius: 65, unloadRadius: 70, prefetchRadius: 0, priority: -8 })
    expect([c.streamingRadius, c.unloadRadius], 'beyond what the scene says').toEqual([90, 0])
  })

  it('leaves the unload radius to the profile where the scene says only the streaming one', () => {
    const [a] = read(scene([tile('a')], { streaming_defaults: { streaming_radius: 200 } })).tiles
    expect([a.streamingRadius, a.unloadRadius]).toEqual([200, 0])
  })

  it('takes paths as Windows writes them, points as objects, and a null for nothing', () => {
    const more = { path_relative_to_manifest: '.\\tiles\\a.glb', center: { x: 1, y: 2, z: 3 }, priority: null }
    const [a] = read(scene([tile('a', 0, 0, more)])).tiles
    expect([a.path, a.center]).toEqual(['tiles/a.glb', [1, 2, 3]])
  })

  it('takes the shared bucket as a path, or as an object like a tile', () => {
    expect(read(scene([tile('a')], { shared_bucket: 'shared.glb' })).bucket).toMatchObject({
      id: 'shared_bucket',
      path: 'shared.glb',
      bounds: null,
    })
    const bucket = tile('all', 0, 0, { path_relative_to_manifest: 'all.glb' })
    expect(read(scene([tile('a')], { shared_bucket: bucket })).bucket).toMatchObject({ id: 'all', fileBytes: 1000 })
  })

  it('is a uniform grid, whatever it says of version 4', () => {
    const json = scene([tile('a', 0, 0, { floor_id: 2, interior: true }), tile('b', 30, 0, { floor_id: 3 })], {
      partitioning_mode: 'quadtree_floor',
      interior_zone: { min: [0, 0, 0], max: [1, 1, 1] },
    })
    expect(faultsOf(json)).toEqual([
      'warning mode-of-version-4 -: partitioning_mode "quadtree_floor" in a manifest of version 3',
      'warning version-4-field a: floor_id in a manifest of version 3',
      'warning version-4-field a: interior in a manifest of version 3',
      'warning version-4-field -: interior_zone in a manifest of version 3',
    ])
    const { manifest } = readManifest(json)
    expect([manifest?.mode, manifest?.interiorZone, manifest?.tiles[0].interior]).toEqual(['uniform_grid', null, false])
  })
})

describe('a manifest of version 4', () => {
  it('is quadtree_floor without a mode, and keeps floors, nodes, tiers and interiors', () => {
    const where = { floor_id: 2, quadtree_node_id: 'F02_Q_0_1', semantic_tier: 'RoomContents', interior: true }
    const zone = { min: [-5, 0, -5], max: [5, 9, 5] }
    const manifest = read(hierarchy([tile('a', 0, 0, where)], { interior_zone: zone }))
    expect([manifest.mode, manifest.interiorZone]).toEqual(['quadtree_floor', [-5, 0, -5, 5, 9, 5]])
    expect(manifest.tiles[0]).toMatchObject({ floor: 2, nodeId: 'F02_Q_0_1', tier: 'RoomContents', interior: true })
  })

  it.each(['uniform_grid', 'quadtree_floor', 'kdtree_floor'])('may be %s', (mode) => {
    expect(read(hierarchy([tile('a')], { partitioning_mode: mode })).mode).toBe(mode)
  })

  it('takes the floor from the node where it is left out', () => {
    const tiles = ['F02_Q_0_0_0', 'F00_K_0_1_0', 'F-1Q100', 'F03_Q'].map((id, i) =>
      tile(`t${i}`, 30 * i, 0, { quadtree_node_id: id }),
    )
    expect(read(hierarchy(tiles)).tiles.map((each) => each.floor)).toEqual([2, 0, -1, 3])
  })

  it('keeps odd ids and tiers as labels, and says so', () => {
    const odd = { quadtree_node_id: 'north-wing', semantic_tier: 'Clutter' }
    const json = hierarchy([tile('a', 0, 0, odd), tile('b', 30, 0, { floor_id: 1, quadtree_node_id: 'F02Q10' })])
    expect(faultsOf(json)).toEqual([
      'warning unknown-node-id a: quadtree_node_id "north-wing"',
      'warning unknown-tier a: semantic_tier "Clutter"',
      'warning floor-mismatch b: floor_id 1 with quadtree_node_id "F02Q10"',
    ])
    expect(readManifest(json).manifest?.tiles.map(({ nodeId, tier, floor }) => [nodeId, tier, floor])).toEqual([
      ['north-wing', 'Clutter', null],
      ['F02Q10', '', 1],
    ])
  })
})

describe('levels', () => {
  it('are sorted by switch distance, which is reported with what was found', () => {
    const lods = [level('2.glb', 90), level('0.glb', 30), level('1.glb', 60)]
    const json = scene([tile('a', 0, 0, { lod_levels: lods, hlod_levels: [level('h.glb', 200)] })])
    expect(faultsOf(json)).toEqual(['warning unsorted-levels a: lod_levels at 90, 30, 60 m'])
    expect(readManifest(json).manifest?.tiles[0].lods.map((lod) => lod.path)).toEqual(['0.glb', '1.glb', '2.glb'])
  })

  it('that leave a gap or never show are reported', () => {
    const levels = { lod_levels: [level('0.glb', 90), level('1.glb', 150)], hlod_levels: [level('h.glb', 150)] }
    expect(faultsOf(scene([tile('a', 0, 0, levels)]))).toEqual([
      'warning gap a: its first level from 90 m, beyond its streaming_radius 80',
      'warning level-never-shown a: level 1.glb of no width: h.glb begins at 150 m too',
    ])
  })
})

describe('faults', () => {
  const broken: Json[] = [
    tile('bounds', 0, 0, { bounds: { min: [5, 0, 0], max: [1, 1, 1] } }),
    tile('no bounds', 0, 0, { bounds: undefined }),
    tile('radius', 0, 0, { streaming_radius: -5 }),
    tile('text', 0, 0, { streaming_radius: '80' }),
    tile('exit', 0, 0, { streaming_radius: 80, unload_radius: 80 }),
    tile('priority', 0, 0, { priority: 9 }),
    tile('size', 0, 0, { file_size_bytes: -1 }),
    tile('path', 0, 0, { path_relative_to_manifest: undefined }),
    tile('levels', 0, 0, { lod_levels: [level('0.glb', NaN), { switch_distance: 40 }, 7] }),
    tile('twice'),
    tile('twice', 0, 0, { path_relative_to_manifest: 'other.glb' }),
    { ...tile(''), tile_id: 7 },
  ]

  it('are all found, each once, with the id of the tile', () => {
    expect(faultsOf(scene([...broken, null]))).toEqual([
      'error bad-box bounds: bounds {"min":[5,0,0],"max":[1,1,1]}',
      'error missing-bounds no bounds: no bounds',
      'error bad-number radius: streaming_radius -5',
      'error bad-number text: streaming_radius "80"',
      'error exit-not-beyond-enter exit: unload_radius 80 with streaming_radius 80',
      'error bad-number priority: priority 9',
      'error bad-number size: file_size_bytes -1',
      'error missing-path path: no path_relative_to_manifest',
      'error bad-number levels: lod_levels[0].switch_distance null',
      'error missing-path levels: no lod_levels[1].path_relative_to_manifest',
      'error bad-levels levels: lod_levels[2] 7',
      'error missing-id tiles[11]: tile_id 7',
      'error bad-tile tiles[12]: a tile null',
      'error duplicate-id twice: a second tile "twice"',
    ])
  })

  it('are one line each, in the order of any error', () => {
    const lines = readManifest(scene(broken)).faults.map(formatFault)
    for (const line of lines) expect(line).toMatch(/^(error|warning): tile ".+": .+; expected .+\. .+$/)
  })

  it('keep a manifest from being opened only where they are errors', () => {
    expect(readManifest(scene(broken)).manifest).toBeNull()
    const small = scene([tile('small', 0, 0, { streaming_radius: 5, prefetch_radius: 2 })])
    expect(faultsOf(small)).toEqual([
      'warning prefetch-inside small: prefetch_radius 2 inside streaming_radius 5',
      'warning radius-too-small small: streaming_radius 5 from the centre of a box that reaches 15 m',
    ])
    expect(readManifest(small).manifest?.tiles).toHaveLength(1)
  })

  it('are reported once a name for fields that nobody knows, which are ignored', () => {
    const tiles = [tile('a', 0, 0, { colour: 'red' }), tile('b', 30, 0, { colour: 'blue', priorty: 3 })]
    expect(faultsOf(scene(tiles, { exporter: 'x', streaming_defaults: { radius: 3 } }))).toEqual([
      'warning unknown-field -: the unknown field "exporter" of the manifest',
      'warning unknown-field -: the unknown field "radius" of streaming_defaults',
      'warning unknown-field a: the unknown field "colour" of tiles',
      'warning unknown-field b: the unknown field "priorty" of tiles',
    ])
  })

  it.each([
    ['no object', [], 'error bad-manifest -: []'],
    ['no version', { tiles: [] }, 'error bad-version -: version undefined'],
    ['a newer one', { version: 5, tiles: [] }, 'error bad-version -: version 5'],
    [
      'an unknown mode',
      hierarchy([tile('a')], { partitioning_mode: 'octree' }),
      'error unknown-mode -: partitioning_mode "octree"',
    ],
    ['no tiles', { version: 3 }, 'error bad-list -: tiles undefined'],
    ['tiles that are no list', { version: 3, tiles: {} }, 'error bad-list -: tiles {}'],
    ['nothing in it', scene([]), 'warning no-tiles -: a manifest without tiles'],
    [
      'a bucket without a path',
      scene([tile('a')], { shared_bucket: {} }),
      'error missing-path -: no shared_bucket.path_relative_to_manifest',
    ],
    [
      'a bucket named like a tile',
      scene([tile('a')], { shared_bucket: { tile_id: 'a', path: 'b' } }),
      'error duplicate-id a: a second tile "a"',
    ],
    [
      'two tiles of one file',
      scene([tile('a'), tile('b', 0, 0, { path_relative_to_manifest: 'tiles/a.glb' })]),
      'warning shared-path b: the payload of tile "a", tiles/a.glb',
    ],
    [
      'a centre elsewhere',
      scene([tile('a', 0, 0, { center: [40, 0, 0] })]),
      'warning center-outside a: center [40,0,0] outside its bounds',
    ],
    ['no centre', scene([tile('a', 0, 0, { center: undefined })]), 'warning missing-center a: no center'],
    [
      'one payload as two levels',
      scene([tile('a', 0, 0, { lod_levels: [level('0.glb', 70)], hlod_levels: [level('0.glb', 90)] })]),
      'error repeated-level a: one payload as two of its levels',
    ],
  ])('%s', (_, json, fault) => {
    expect(faultsOf(json)).toContain(fault)
  })
})

describe('text that is no manifest', () => {
  it.each([
    ['', 'an empty file'],
    ['<!DOCTYPE html><title>Not found</title>', 'a web page ("<!DOCTYPE html>…") where a manifest should be'],
    ['{"version":3,"tiles":[{"tile_id":"a"', '36 characters of JSON that end in the middle'],
    ['version: 3', 'a file that begins with "version: 3"'],
    ['{"version":3,}', 'text that is not JSON'],
  ])('%j', (text, got) => {
    const { manifest, faults } = parseManifest(text)
    expect(manifest).toBeNull()
    expect(faults).toHaveLength(1)
    expect(faults[0].got).toContain(got)
    expect(formatFault(faults[0])).not.toContain('\n')
  })
})
