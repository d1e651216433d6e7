import { mat4 } from 'gl-matrix'
import { sectionName } from '../../src/blobs/sectionBlob'
import type { TerraneWorld } from '../../src/engine'
import { explain } from '../../src/explain/explain'
import { prefetch } from '../../src/prefetch/prefetch'
import { sectionId } from '../../src/sectionId'
import { tiledScene } from '../../src/tiles/tiledScene'
import { sectionOf, tableOf } from '../manifest/manifests'
import { makeWorld, type TestWorldOptions } from '../worlds'

/** The scene of a manifest as `openManifest` would stream it, on the simulated backend. */
export function makeTiled(json: unknown, options: TestWorldOptions = {}): TerraneWorld {
  return makeWorld(tableOf(json), { tiled: tiledScene, features: [prefetch()], ...options })
}

/** A view that looks along −z, turned to the left by `yaw` radians. */
export function makeView(yaw = 0) {
  const projection = mat4.perspective(mat4.create(), Math.PI / 3, 1, 0.1, 4000) as mat4
  return { view: mat4.fromYRotation(mat4.create(), -yaw) as mat4, projection, viewportHeight: 1000 }
}

/** Turns a view in place. */
export function turn(view: { view: mat4 }, yaw: number): void {
  mat4.fromYRotation(view.view, -yaw)
}

/** Names of live sections that hold something, sorted. */
export function namesWhere({ terrane }: TerraneWorld, holds: (s: number) => boolean): string[] {
  const { live, table } = terrane
  return [...live.order.subarray(0, live.count)]
    .filter(holds)
    .map((s) => sectionName(table, live.row[s]))
    .sort()
}

export const shownIn = (world: TerraneWorld) => namesWhere(world, (s) => world.terrane.live.shown[s] === 1)

export const say = (world: TerraneWorld, name: string) =>
  explain(world, sectionId(world.terrane, sectionOf(world.terrane.table, name).row))
