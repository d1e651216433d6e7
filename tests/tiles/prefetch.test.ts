import { describe, expect, it } from 'vitest'
import { State } from '../../src/components/state'
import type { TerraneWorld } from '../../src/engine'
import { createFocus, moveFocus } from '../../src/focuses'
import { hierarchy as treesOf, level, scene as sceneOf, tile, type Json } from '../manifest/manifests'
import { makeWorld, openRecords, gridRecords, runTicks } from '../worlds'
import { makeTiled, makeView, namesWhere, say, shownIn } from './tiledWorlds'

/** With something that is there from the start: nothing is prefetched behind the curtain of the first fill. */
const bucket = { shared_bucket: 'shared.glb' }
const scene = (tiles: readonly Json[], more: Json = {}) => sceneOf(tiles, { ...bucket, ...more })
const hierarchy = (tiles: readonly Json[], more: Json = {}) => treesOf(tiles, { ...bucket, ...more })

const withoutBucket = (names: string[]) => names.filter((name) => name !== 'shared_bucket')
const loadedIn = (world: TerraneWorld) =>
  withoutBucket(namesWhere(world, (s) => world.terrane.live.state[s] === State.Loaded))
const shownTiles = (world: TerraneWorld) => withoutBucket(shownIn(world))

/** What is loaded where a focus stands at a distance from the centre of a tile, along x. */
function standAt(json: unknown, ...distances: number[]) {
  return distances.map((distance) => {
    const world = makeTiled(json)
    const focus = createFocus(world, { position: [1000, 2, 0] })
    runTicks(world, 30)
    moveFocus(world, focus, distance, 2, 0, true)
    runTicks(world, 60)
    return loadedIn(world).join()
  })
}

describe('the prefetch radius (T-7)', () => {
  it('is halfway between streaming and unload radius: 100 m', () => {
    expect(standAt(scene([tile('a')]), 101, 99)).toEqual(['', 'a'])
  })

  it("is the tile's own, or the scene's, where they say so; never beyond the unload radius", () => {
    expect(standAt(scene([tile('a', 0, 0, { prefetch_radius: 110 })]), 111, 109)).toEqual(['', 'a'])
    const defaults = { streaming_defaults: { prefetch_radius: 90 } }
    expect(standAt(scene([tile('a')], defaults), 91, 89)).toEqual(['', 'a'])
    expect(standAt(scene([tile('a', 0, 0, { prefetch_radius: 300 })]), 121, 119)).toEqual(['', 'a'])
  })

  it('loads only: what is prefetched is not shown, not wanted, and there when it is', () => {
    const world = makeTiled(scene([tile('a')]))
    const focus = createFocus(world, { position: [99, 2, 0] })
    runTicks(world, 60)
    const { telemetry } = world.terrane
    expect([shownTiles(world), telemetry.desired, telemetry.prefetched]).toEqual([[], 1, 1])
    expect(say(world, 'a')).toMatch(/^"a" is loaded ahead: nothing wants it yet/)
    moveFocus(world, focus, 79, 2, 0)
    runTicks(world, 6)
    expect([shownTiles(world), telemetry.loads, telemetry.prefetchedUsed]).toEqual([['a'], 2, 1])
  })

  it('is that of a full tile under its levels too', () => {
    const lods = { lod_levels: [level('a0.glb', 60)] }
    expect(standAt(scene([tile('a', 0, 0, lods)]), 101, 99)).toEqual(['a/lod0', 'a,a/lod0'])
    const own = tile('a', 0, 0, { ...lods, prefetch_radius: 115 })
    expect(standAt(scene([own]), 116, 114)).toEqual(['a/lod0', 'a,a/lod0'])
  })

  it('has room for what the profile says, nearest first', () => {
    const world = makeTiled(scene(Array.from({ length: 8 }, (_, i) => tile(`t${i}`, -2 * i))))
    createFocus(world, { position: [81, 2, 0] })
    runTicks(world, 120)
    expect(loadedIn(world)).toEqual(['t0', 't1'])
  })

  it('makes a tile ready when it has to be seen, at walking pace', () => {
    const world = makeTiled(scene([tile('a')]), { backend: { latencyTicks: () => 400 } })
    const focus = createFocus(world, { position: [105, 2, 0] })
    let wanted = -1
    runTicks(world, 1400, (tick) => {
      moveFocus(world, focus, 105 - (1.5 / 60) * tick, 2, 0)
      if (wanted < 0 && world.terrane.telemetry.desired > 1) wanted = tick
      if (wanted >= 0 && tick > wanted) expect(shownTiles(world)).toEqual(['a'])
    })
    expect(wanted).toBeGreaterThan(900)
  })

  it('prefetches nothing that a gate keeps from being begun', () => {
    const interior = tile('hall', 0, 0, { interior: true })
    const zone = { interior_zone: { min: [-30, 0, -30], max: [30, 30, 30] } }
    expect(standAt(hierarchy([interior], zone), 99)).toEqual([''])
    const world = makeTiled(scene([tile('behind', 0, 99), tile('ahead', 0, -99)]))
    createFocus(world, { position: [0, 2, 0], view: makeView() })
    runTicks(world, 60)
    expect(loadedIn(world)).toEqual(['ahead'])
  })

  it('is no matter of worlds that are no tiled scenes', () => {
    const world = makeWorld(openRecords(gridRecords(12)))
    createFocus(world, { position: [90, 2, 90] })
    runTicks(world, 200)
    expect(world.terrane.telemetry.prefetched).toBe(0)
  })
})
