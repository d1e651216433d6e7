import { mat4 } from 'gl-matrix'
import { expect, test } from 'vitest'
import { createSimulatedBackend } from '../../src/backends/simulatedBackend'
import { views } from '../../src/cut/views'
import { engineFeature } from '../../src/engineFeature'
import { findLive } from '../../src/live/rowTable'
import { createFocus, moveFocus } from '../../src/focuses'
import type { TerraneWorld } from '../../src/engine'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import { composeWorld, type Feature } from '../../src/world'
import { gridRecords, makeWorld, openRecords, runTicks } from '../worlds'

/** A view that looks along −z, turned about y by `yaw` radians. */
function makeView(yaw = 0) {
  const projection = mat4.perspective(mat4.create(), Math.PI / 3, 1, 0.1, 1000) as mat4
  return { view: mat4.fromYRotation(mat4.create(), -yaw) as mat4, projection, viewportHeight: 1000 }
}

/** z of the shown cells' middles. */
function shownDepths(world: TerraneWorld): number[] {
  const { live, table } = world.terrane
  const depths: number[] = []
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    if (live.shown[s]) depths.push((table.bounds[live.row[s] * 6 + 2] + table.bounds[live.row[s] * 6 + 5]) / 2)
  }
  return depths
}

const at = { x: 160, y: 2, z: 160 }

test('without the setting, or without a view, no gate applies', () => {
  for (const [padding, view] of [
    [Infinity, makeView()],
    [0, undefined],
  ] as const) {
    const world = makeWorld(gridRecords(20), { settings: { viewGatePadding: padding } })
    createFocus(world, { position: at, view })
    runTicks(world, 300)
    expect(Math.max(...shownDepths(world))).toBeGreaterThan(at.z + 16)
  }
})

test('the gate keeps what is behind from loading, until the view turns; what is held then stays', () => {
  const world = makeWorld(gridRecords(20), { settings: { viewGatePadding: 0 } })
  const view = makeView()
  const focus = createFocus(world, { position: at, view })
  runTicks(world, 300)
  const ahead = shownDepths(world)
  expect(ahead.length).toBeGreaterThan(3)
  expect(Math.max(...ahead)).toBeLessThan(at.z + 16)
  mat4.copy(view.view, makeView(Math.PI).view)
  moveFocus(world, focus, at.x, at.y, at.z)
  runTicks(world, 600)
  expect(Math.max(...shownDepths(world))).toBeGreaterThan(at.z + 16)
  expect(shownDepths(world).filter((z) => z < at.z).length).toBe(ahead.filter((z) => z < at.z).length)
})

test('one focus without a view lifts the gate for all', () => {
  const world = makeWorld(gridRecords(20), { settings: { viewGatePadding: 0 } })
  createFocus(world, { position: at, view: makeView() })
  createFocus(world, { position: at })
  runTicks(world, 300)
  expect(Math.max(...shownDepths(world))).toBeGreaterThan(at.z + 16)
})

test('screen-space error refines where a pixel of error is exceeded, and follows the lens', () => {
  const box = [0, 0, 0, 10, 10, 10] as const
  const base = { bounds: box, kind: 'mesh', cpuBytes: 10, gpuBytes: 0, fileBytes: 10 }
  const records: SectionRecord[] = [
    { ...base, name: 'coarse', enterRadius: 1000, content: 'coarse', refineDistance: 1, error: 0.5 },
    { ...base, name: 'fine', enterRadius: 0, content: 'fine', parent: 0 },
  ]
  const world = makeWorld(records, { settings: { maxErrorPixels: 4 } })
  const view = makeView()
  // 0.5 m ÷ 4 px × (500 px ÷ tan 30°) = 108 m
  const focus = createFocus(world, { position: { x: 5, y: 5, z: 10 + 130 }, view })
  const refined = () => world.terrane.live.refined[findLive(world.terrane.rows, 0)] === 1
  runTicks(world, 100)
  expect(refined()).toBe(false)
  mat4.perspective(view.projection, Math.PI / 8, 1, 0.1, 1000)
  moveFocus(world, focus, 5, 5, 10 + 130)
  runTicks(world, 100)
  expect(refined()).toBe(true)
})

test('settings of views are refused in a world that does nothing with views', () => {
  const table = openRecords(gridRecords(4))
  const compose = (settings: object, features: readonly Feature[] = []) =>
    composeWorld({
      features: [engineFeature({ table, settings, backend: () => createSimulatedBackend({ table }) }), ...features],
    })
  expect(() => compose({ viewGatePadding: 0 })).toThrow('Put views() into features. [argument]')
  expect(() => compose({ maxErrorPixels: 4 })).toThrow('Put views() into features. [argument]')
  expect(compose({ maxErrorPixels: 4 }, [views()]).terrane.views).not.toBeNull()
  expect(compose({}).terrane.views).toBeNull()
})
