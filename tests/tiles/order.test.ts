import { describe, expect, it } from 'vitest'
import { State } from '../../src/components/state'
import type { TerraneWorld } from '../../src/engine'
import { createFocus, focusIdOf, moveFocus } from '../../src/focuses'
import { explainQueue } from '../../src/explain/explainQueue'
import { boost } from '../../src/scoring/boost'
import { sectionId } from '../../src/sectionId'
import { createFigures, measureFigures } from '../../src/telemetry/measureFigures'
import { hierarchy, level, scene, sectionOf, tile, type Json } from '../manifest/manifests'
import { runTicks, type TestWorldOptions } from '../worlds'
import { makeTiled, makeView, namesWhere, say, turn } from './tiledWorlds'

/** One load at a time, of 20 ticks: the order shows. */
const slowly: TestWorldOptions = {
  profile: { name: 'one', concurrent: 1, loadsPerTick: 1, unloadsPerTick: 1, exitRatio: 1.2, prefetchBudget: 0 },
  backend: { latencyTicks: () => 20 },
}
const wide = { streaming_radius: 400, unload_radius: 450 }

/** Names in the order in which they are loaded. */
function watch(world: TerraneWorld) {
  const order: string[] = []
  return {
    order,
    until(count: number): string[] {
      for (let i = 0; i < 3000 && order.length < count; i++) {
        runTicks(world, 1)
        for (const name of namesWhere(world, (s) => world.terrane.live.state[s] === State.Loaded))
          if (!order.includes(name)) order.push(name)
      }
      return order
    },
  }
}

const deferredIn = (world: TerraneWorld) => measureFigures(world.terrane, createFigures()).deferred

describe('the order of loads (T-8)', () => {
  const loadAll = (tiles: readonly Json[], options: TestWorldOptions = {}, view = makeView()) => {
    const world = makeTiled(scene(tiles), { ...slowly, ...options })
    createFocus(world, { position: [0, 2, 0], view })
    return watch(world).until(tiles.length)
  }
  const off = { viewGatePadding: Infinity }

  it('is by priority first, then by size on screen, then by distance', () => {
    const bigger = { bounds: { min: [-60, 0, -200], max: [60, 60, -120] }, center: [0, 2, -160] }
    const tiles = [
      tile('near', 0, -60, wide),
      tile('big', 0, -160, { ...wide, ...bigger }),
      tile('urgent', 0, -300, { ...wide, priority: 1 }),
      tile('idle', 0, -30, { ...wide, priority: -1 }),
    ]
    expect(loadAll(tiles)).toEqual(['urgent', 'big', 'near', 'idle'])
    expect(loadAll(tiles, { settings: { importance: false } })).toEqual(['urgent', 'near', 'big', 'idle'])
  })

  it('puts what is in the middle of the view before what is at its side, and behind it last', () => {
    const tiles = [tile('behind', 0, 60, wide), tile('side', -60, 0, wide), tile('ahead', 0, -60, wide)]
    expect(loadAll(tiles, { settings: off })).toEqual(['ahead', 'side', 'behind'])
    expect(loadAll(tiles, { settings: off }, makeView(Math.PI))).toEqual(['behind', 'side', 'ahead'])
  })

  it('puts what a closer tile hides after what is seen, with occlusion on', () => {
    const wall = { bounds: { min: [-30, 0, -24], max: [30, 30, -20] }, center: [0, 2, -22] }
    const tiles = [
      tile('wall', 0, -22, { ...wide, ...wall, priority: 8 }),
      tile('hidden', 0, -60, wide),
      tile('seen', 90, -90, wide),
    ]
    expect(loadAll(tiles, { settings: off })).toEqual(['wall', 'seen', 'hidden'])
    expect(loadAll(tiles, { settings: { ...off, occlusion: false } })).toEqual(['wall', 'hidden', 'seen'])
  })

  it('counts 32 metres of a boost as a step of priority', () => {
    const tiles = [tile('a', 0, -60, { ...wide, priority: 1 }), tile('b', 0, -300, wide)]
    const feature = (metres: number) => ({
      name: 'quest',
      after: 'DesiredSetBuild',
      run: (world: TerraneWorld) =>
        boost(world, sectionId(world.terrane, sectionOf(world.terrane.table, 'b').row), metres),
    })
    expect(loadAll(tiles, { features: [feature(31)] })).toEqual(['a', 'b'])
    expect(loadAll(tiles, { features: [feature(65)] })).toEqual(['b', 'a'])
  })

  it('never has more than four of a hundred HLODs in flight, nor of as many LODs, nor more tiles than the profile says', () => {
    const places = Array.from({ length: 100 }, (_, i) => [40 * (i % 10) - 200, 40 * Math.floor(i / 10) - 200])
    const far = scene(places.map(([x, z], i) => tile(`t${i}`, x, z, { hlod_levels: [level(`h${i}.glb`, 100)] })))
    const middle = scene(places.map(([x, z], i) => tile(`t${i}`, x, z, { lod_levels: [level(`l${i}.glb`, 90)] })))
    for (const [json, position, lane, most, all] of [
      [far, [1500, 2, 0], 2, 4, 100],
      [middle, [0, 2, 0], 1, 4, 87],
      [middle, [0, 2, 0], 0, 2, 13],
    ] as const) {
      const world = makeTiled(json, { backend: { latencyTicks: (row) => 5 + (row % 7) } })
      createFocus(world, { position })
      let wanted = 0
      let inFlight = 0
      runTicks(world, 400, () => {
        wanted = Math.max(wanted, world.terrane.loader.queued[lane] + world.terrane.loader.busy[lane])
        inFlight = Math.max(inFlight, world.terrane.loader.busy[lane])
      })
      expect(inFlight).toBe(most)
      expect(wanted).toBe(all)
    }
  })
})

describe('regions behind closer tiles (T-9)', () => {
  /** A wall to the left, a region that reaches from behind it far to the right, and small things in the sky that are always seen. */
  const wall = tile('wall', 0, 0, {
    ...wide,
    bounds: { min: [-60, 0, -24], max: [0, 10, -20] },
    center: [-30, 2, -22],
    priority: 8,
    quadtree_node_id: 'F00_Q_0',
  })
  const inRegion = (id: string, x: number, node: string) =>
    tile(id, x, 0, {
      ...wide,
      bounds: { min: [x - 20, 0, -100], max: [x + 20, 6, -60] },
      center: [x, 2, -80],
      quadtree_node_id: node,
    })
  const sky = Array.from({ length: 8 }, (_, i) =>
    tile(`sky${i}`, 0, 0, {
      ...wide,
      bounds: { min: [-60 - 6 * i, 40, -84], max: [-40 - 6 * i, 44, -64] },
      center: [-50 - 6 * i, 42, -74],
      quadtree_node_id: `F00_Q_2_${i}`,
    }),
  )
  const town = (ids: readonly [string, string], more: Json = {}) =>
    hierarchy([wall, inRegion('left', -30, ids[0]), inRegion('right', 40, ids[1]), ...sky], more)
  const long = ['F00_Q_1_0', 'F00_Q_1_1'] as const
  const settings = { viewGatePadding: Infinity }

  const begin = (json: unknown, more = {}) => {
    const world = makeTiled(json, { ...slowly, settings: { ...settings, ...more } })
    const view = makeView(0.6)
    createFocus(world, { position: [0, 2, 0], view })
    return { world, view, loads: watch(world) }
  }

  it.each([
    ['F00_Q_1_0', 'F00_Q_1_1'],
    ['F00Q10', 'F00Q11'],
    ['F00_K_1_0_1', 'F00_K_1_1_0'],
  ])('are put off, counted, and load in the end: %s', (...ids) => {
    const { world, loads } = begin(town(ids))
    loads.until(3)
    expect(deferredIn(world)).toBe(2)
    expect(say(world, 'right')).toMatch(
      /^"right" waits to load, \d+th of 8, behind ".*": deferred: 91 % of its region is covered by closer tiles\.$/,
    )
    expect(explainQueue(world, 'loads').join()).toContain('deferred: 91 % of its region is covered by closer tiles')
    const order = loads.until(11)
    expect(order[0]).toBe('wall')
    expect(order.slice(-2).sort()).toEqual(['left', 'right'])
    runTicks(world, 30)
    expect(deferredIn(world)).toBe(0)
  })

  it('load as soon as the camera turns to them', () => {
    const { view, loads } = begin(town(long))
    const before = loads.until(3).length
    expect(before).toBe(3)
    turn(view, 0)
    expect(loads.until(6).slice(3)).toContain('right')
  })

  it.each([
    ['with occlusion off', town(long), { occlusion: false }],
    ['in a uniform grid', town(long, { partitioning_mode: 'uniform_grid' }), {}],
    ['with nothing loaded before them', hierarchy([...(town(long).tiles as Json[])].slice(1)), {}],
  ])('are not put off %s', (_, json, more) => {
    const { world, loads } = begin(json, more)
    loads.until(2)
    expect(deferredIn(world)).toBe(0)
    expect(loads.order.concat(loads.until(3))).toContain('right')
  })

  it('are forbidden by a factor of 0: what is covered is not begun', () => {
    const near = { streaming_radius: 130, unload_radius: 200 }
    const json = town(long)
    const tiles = (json.tiles as Json[]).map((one) => (one.quadtree_node_id === 'F00_Q_0' ? one : { ...one, ...near }))
    const { world, view, loads } = begin({ ...json, tiles }, { coveredFactor: 0 })
    const focus = world.terrane.focuses.alive[0]
    moveFocus(world, focusIdOf(world.terrane, focus), 0, 2, 80)
    loads.until(1)
    moveFocus(world, focusIdOf(world.terrane, focus), 0, 2, 0)
    expect(loads.until(9)).not.toContain('right')
    runTicks(world, 300)
    expect(loads.order.length).toBe(9)
    expect(measureFigures(world.terrane, createFigures()).gatedByCover).toBe(2)
    expect(say(world, 'right')).toBe(
      '"right" is not loaded: not asked for yet: 91 % of its region is covered by closer tiles.',
    )
    turn(view, 0)
    expect(loads.until(10)).toContain('right')
  })
})
