import { describe, expect, it } from 'vitest'
import { createFocus, moveFocus } from '../../src/focuses'
import { simulatePaths } from '../../src/forecast/simulation'
import { readFocusPaths } from '../../src/replay/focusPath'
import { tiledScene } from '../../src/tiles/tiledScene'
import type { TiledScene } from '../../src/tiles/tileRules'
import { createFigures, measureFigures } from '../../src/telemetry/measureFigures'
import type { TerraneWorld } from '../../src/engine'
import { hierarchy, level, scene, sectionOf, tableOf, tile } from '../manifest/manifests'
import { runTicks } from '../worlds'
import { makeTiled, makeView, say, shownIn, turn } from './tiledWorlds'

const figuresOf = (world: TerraneWorld) => measureFigures(world.terrane, createFigures())
const zone = { interior_zone: { min: [-30, 0, -30], max: [30, 30, 30] } }

/** A tile of one floor of a house, six metres a storey. */
const room = (id: string, floor: number | null, more = {}) =>
  tile(id, 0, 0, {
    bounds: { min: [-10, 6 * (floor ?? 0), -10], max: [10, 6 * (floor ?? 0) + 6, 10] },
    center: [0, 6 * (floor ?? 0) + 3, 0],
    interior: true,
    ...(floor !== null && { floor_id: floor }),
    ...more,
  })

describe('interior tiles (T-7)', () => {
  it('wait until a focus is inside the interior zone; others do not', () => {
    const world = makeTiled(hierarchy([room('hall', null), tile('yard', 40)], zone))
    const focus = createFocus(world, { position: [50, 2, 0] })
    runTicks(world, 60)
    expect(shownIn(world)).toEqual(['yard'])
    expect(say(world, 'hall')).toBe(
      '"hall" is not loaded: not asked for yet: interior, and no focus is inside the interior zone.',
    )
    expect(figuresOf(world)).toMatchObject({ gatedByZone: 1, gatedByFloor: 0, gatedByView: 0 })
    moveFocus(world, focus, 29, 2, 0)
    runTicks(world, 60)
    expect(shownIn(world)).toEqual(['hall', 'yard'])
    expect(figuresOf(world).gatedByZone).toBe(0)
  })

  it('stay once they are there, whatever the focus does within reach', () => {
    const world = makeTiled(hierarchy([room('hall', null)], zone))
    const focus = createFocus(world, { position: [0, 2, 0] })
    runTicks(world, 60)
    moveFocus(world, focus, 70, 2, 0)
    runTicks(world, 600)
    expect(shownIn(world)).toEqual(['hall'])
  })

  it('have no gate where the scene has no zone', () => {
    const world = makeTiled(hierarchy([room('hall', null)]))
    createFocus(world, { position: [50, 2, 0] })
    runTicks(world, 60)
    expect(shownIn(world)).toEqual(['hall'])
  })

  it('with a floor wait for a focus within 5 m of their height; those without one do not', () => {
    const storeys = [0, 1, 2].map((floor) => room(`floor ${floor}`, floor))
    const world = makeTiled(hierarchy([...storeys, room('stairs', null)], zone))
    const focus = createFocus(world, { position: [0, 2, 0] })
    runTicks(world, 60)
    expect(shownIn(world)).toEqual(['floor 0', 'stairs'])
    expect(say(world, 'floor 1')).toContain('interior, and no focus is within 5 m of its floor')
    expect(figuresOf(world)).toMatchObject({ gatedByZone: 0, gatedByFloor: 2 })
    moveFocus(world, focus, 0, 14, 0)
    runTicks(world, 60)
    expect(shownIn(world)).toEqual(['floor 0', 'floor 1', 'floor 2', 'stairs'])
  })

  it('of all floors load where the gate is off', () => {
    const world = makeTiled(hierarchy([room('a', 0), room('b', 4)], zone), { settings: { floorGateMetres: Infinity } })
    createFocus(world, { position: [0, 2, 0] })
    runTicks(world, 60)
    expect(shownIn(world)).toEqual(['a', 'b'])
  })

  it('keep a coarser picture of theirs in place', () => {
    const json = hierarchy([room('hall', null, { hlod_levels: [level('house.glb', 70)] })], zone)
    const world = makeTiled(json)
    const focus = createFocus(world, { position: [45, 2, 0] })
    runTicks(world, 120)
    expect(shownIn(world)).toEqual(['house.glb'])
    expect(say(world, 'hall')).toBe(
      '"hall" is not loaded: not asked for yet: interior, and no focus is inside the interior zone, so "house.glb" stands for it.',
    )
    moveFocus(world, focus, 20, 2, 0)
    runTicks(world, 120)
    expect(shownIn(world)).toEqual(['hall'])
  })

  it('are judged by one focus each: one inside and another at the right height do not do', () => {
    const world = makeTiled(hierarchy([room('attic', 3)], zone))
    createFocus(world, { position: [0, 2, 0] })
    createFocus(world, { position: [50, 21, 0] })
    runTicks(world, 60)
    expect(shownIn(world)).toEqual([])
  })

  it('cost no column where none has a floor, and none at all without interiors', () => {
    const columns = (tiles: unknown[]) => tableOf(hierarchy(tiles)).info.metadata.map(({ name }) => name)
    expect(columns([tile('a', 0, 0, { floor_id: 2 })])).toEqual(['floor_id'])
    expect(columns([room('a', null)])).toEqual(['interior'])
    expect(columns([room('a', 0)])).toEqual(['floor_id', 'has_floor', 'interior'])
  })
})

describe('a simulated path', () => {
  it('counts what a gate keeps from being begun neither as wanted nor as missing', () => {
    const table = tableOf(hierarchy([room('hall', null), tile('yard', 40)], zone))
    const options = { latencyMs: 50, megabitsPerSecond: 50, failRate: 0, seed: 1, tickHz: 60, budgetBytes: Infinity }
    const paths = readFocusPaths('t,x,y,z\n0,50,2,0\n10,50,2,0\n', 'path')
    const run = (tiled?: TiledScene) =>
      simulatePaths(table, paths, { ...options, profile: 'default', warmUpSeconds: 1, tiled })
    const [gated, plain] = [run(tiledScene), run()]
    expect([gated.simulation.coverage.wanted, gated.simulation.coverage.missing]).toEqual([1, 0])
    expect([plain.simulation.coverage.wanted, plain.simulation.coverage.missing]).toEqual([2, 0])
    expect(gated.end.queuesAtRest).toBe(true)
  })
})

describe('the view (T-7)', () => {
  const ring = scene([tile('ahead', 0, -60), tile('left', -60, 0), tile('behind', 0, 60)])

  it('keeps what is more than 20 m outside it from loading, until it turns', () => {
    const world = makeTiled(ring)
    const view = makeView()
    createFocus(world, { position: [0, 2, 0], view })
    runTicks(world, 60)
    expect(shownIn(world)).toEqual(['ahead'])
    expect(say(world, 'behind')).toBe(
      '"behind" is not loaded: not asked for yet: outside the view by 50 m (gate, 20 m padding).',
    )
    expect(figuresOf(world).gatedByView).toBe(2)
    turn(view, Math.PI)
    runTicks(world, 60)
    expect(shownIn(world)).toEqual(['ahead', 'behind'])
  })

  it("is asked about a tile's bounds, not about its centre", () => {
    const wide = tile('wide', 0, 70, { bounds: { min: [-200, 0, -10], max: [200, 4, 150] } })
    const world = makeTiled(scene([wide]))
    createFocus(world, { position: [0, 2, 0], view: makeView() })
    runTicks(world, 60)
    expect(sectionOf(world.terrane.table, 'wide').range).toEqual([0, 2, 70, 0, 2, 70])
    expect(shownIn(world)).toEqual(['wide'])
  })

  it('is no gate without a view', () => {
    const world = makeTiled(ring)
    createFocus(world, { position: [0, 2, 0] })
    runTicks(world, 60)
    expect(shownIn(world)).toEqual(['ahead', 'behind', 'left'])
  })
})
