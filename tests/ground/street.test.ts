import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { BakeScene } from '../../src/baking/bakeScene'
import { solidShape } from '../../src/baking/solidShapes'
import { bakeSettings } from '../../src/baking/options'
import { readInput } from '../../src/baking/readInput'
import { bakeWorld } from '../../src/baking/bakeWorld'
import { sectionName } from '../../src/blobs/sectionBlob'
import type { ColliderTable } from '../../src/blobs/colliderBlob'
import { createFocus } from '../../src/focuses'
import { colliders } from '../../src/ground/colliders'
import { aimRay, reach } from '../../src/ground/ray'
import { heightAt } from '../../src/ground/raycast'
import { createRayHit, hitId, RayOutcome } from '../../src/ground/rayHit'
import { castCollider } from '../../src/ground/traverse'
import { openWorld } from '../../src/openWorld'
import { formatStableId, idOfPath } from '../../src/schema/stableId'
import { rowOf, type SectionId } from '../../src/sectionId'
import { directorySource } from '../../src/sources/directorySource'
import { streaming } from '../../src/streaming'
import { inlinePool } from '../../src/workers/inlinePool'
import { composeWorld, disposeWorld } from '../../src/world'
import { createRandom, type Random } from '../worlds'
import { temporaryFolder } from '../baking/bakedWorld'
import { cornersOf, crossings } from './bruteForce'
import { colliderOf } from './colliders'
import { settle } from './groundWorlds'

const street = resolve(import.meta.dirname, '../../../shared/data/genesis-street/street.glb')
const there = existsSync(street)
if (!there) console.warn(`SKIPPED: rays over the street's collider, because ${street} is not there`)

/** A point well inside a triangle, world metres. */
function pointOf(table: ColliderTable, triangle: number, random: Random): number[] {
  const [a, b, c] = cornersOf(table, triangle)
  const [u, v] = [random.between(0.2, 0.4), random.between(0.2, 0.4)]
  return a.map((value, axis) => value + u * (b[axis] - value) + v * (c[axis] - value))
}

/** Flatter than 45°, and a tenth of a square metre or more. */
function isWalkable(table: ColliderTable, triangle: number): boolean {
  const [a, b, c] = cornersOf(table, triangle)
  const [u, v] = [b, c].map((corner) => corner.map((value, axis) => value - a[axis]))
  const normal = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]]
  const length = Math.hypot(...normal)
  return length > 0.2 && Math.abs(normal[1]) > 0.7 * length
}

describe.skipIf(!there)("the street's collider", () => {
  let scene: BakeScene
  let table: ColliderTable
  beforeAll(async () => {
    scene = await readInput(street, bakeSettings(street, { config: false }))
    table = colliderOf(
      scene.colliders.map((collider) => solidShape(scene, collider)),
      1 / 128,
    )
  }, 60_000)

  it('has all of its triangles but those that a step swallows', () => {
    expect(scene.colliders).toHaveLength(1)
    const { triangles } = scene.report
    expect(triangles.undrawn.collider).toBe(14_486)
    expect(table.triangleCount).toBeGreaterThan(14_486 - 78 - 30)
  })

  it('answers rays as looking at every triangle does', () => {
    const seed = 1
    const random = createRandom(seed)
    let hits = 0
    for (let i = 0; i < 250; i++) {
      const target = pointOf(table, random.whole(0, table.triangleCount - 1), random)
      const origin = target.map((value) => Math.round((value + random.between(-20, 20)) * 1024) / 1024)
      const turns = target.map((value, axis) => value - origin[axis])
      const length = Math.hypot(...turns)
      const line = { origin, direction: turns.map((turn) => turn / length) }
      aimRay(origin[0], origin[1], origin[2], turns[0], turns[1], turns[2], Infinity)
      const triangle = castCollider(table)
      const all = crossings(table, line).filter(({ distance }) => distance >= 1e-7)
      const [nearest] = all.filter(({ sure }) => sure > 1e-7)
      const what = `seed ${seed}, ray ${i}: ${JSON.stringify(line)}`
      if (nearest) expect(reach[0], what).toBeLessThanOrEqual(nearest.distance + 1e-6)
      if (triangle < 0) continue
      hits++
      const same = all.filter(({ distance }) => Math.abs(distance - reach[0]) < 1e-6)
      expect(
        same.map((each) => each.triangle),
        what,
      ).toContain(triangle)
    }
    expect(hits).toBeGreaterThan(100)
  })

  it('baked and streamed has the same heights, named by its node, wherever the cells are cut', async () => {
    const out = await temporaryFolder()
    await bakeWorld(street, { out, config: false, textureSize: 64 })
    const opened = await openWorld(directorySource(out))
    const world = composeWorld({
      features: [streaming({ sections: opened, pool: inlinePool(), kinds: ['collider'] }), colliders()],
    })
    createFocus(world, { position: [160, 2, -150], radiusScale: 10 })
    await settle(world)
    const hit = createRayHit()
    const random = createRandom(2)
    const id = formatStableId(idOfPath('street.glb', scene.colliders[0].path))
    const sections = new Set<string>()
    let asked = 0
    let same = 0
    while (asked < 2000) {
      const triangle = random.whole(0, table.triangleCount - 1)
      const [x, y, z] = pointOf(table, triangle, random)
      if (!isWalkable(table, triangle)) continue
      asked++
      expect(heightAt(world, hit, x, z), `at ${x}, ${z}`).toBe(RayOutcome.Hit)
      expect(hit.y).toBeGreaterThan(y - 0.02)
      expect(hitId(hit)).toBe(id)
      sections.add(sectionName(opened.table, rowOf(world.terrane, hit.section as SectionId)))
      aimRay(x, 100, z, 0, -1, 0, Infinity)
      castCollider(table)
      if (Math.abs(100 - reach[0] - hit.y) < 0.02) same++
    }
    // The rest are thin things above, of which one lattice has the rim here and the other a step further.
    expect(same / asked).toBeGreaterThan(0.995)
    expect(sections.size).toBeGreaterThan(10)
    disposeWorld(world)
  }, 120_000)
})
