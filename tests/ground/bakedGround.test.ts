import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { bakeWorld } from '../../src/baking/bakeWorld'
import { sectionName } from '../../src/blobs/sectionBlob'
import { createFocus } from '../../src/focuses'
import { colliders } from '../../src/ground/colliders'
import { heightAt, raycast } from '../../src/ground/raycast'
import { createRayHit, hitId, RayOutcome } from '../../src/ground/rayHit'
import { openWorld } from '../../src/openWorld'
import type { ColliderMesh } from '../../src/payloads/colliderMesh'
import { payload } from '../../src/payloads/payload'
import { formatStableId, idOfPath } from '../../src/schema/stableId'
import { directorySource } from '../../src/sources/directorySource'
import { streaming } from '../../src/streaming'
import { inlinePool } from '../../src/workers/inlinePool'
import { composeWorld, disposeWorld } from '../../src/world'
import { temporaryFolder } from '../baking/bakedWorld'
import { createInput, writeInput } from '../baking/inputs'
import { settle } from './groundWorlds'

const idOf = (path: string) => formatStableId(idOfPath('input.glb', path))

/** A drawn floor of 300 m that collides, a crate that is a box, a wall that nobody sees, and a tree that nobody runs into. */
async function writeTown(folder: string): Promise<string> {
  const input = createInput()
  const grey = input.material('grey')
  input.node('floor-col', input.box('floor', [300, 2, 300], grey), [0, -1, 0])
  input.node('UBX_crate', input.box('crate', [2, 2, 2]), [10, 1, 10]).setRotation([0, Math.SQRT1_2, 0, Math.SQRT1_2])
  input.node('wall-colonly', input.box('wall', [10, 4, 1]), [-20, 2, -20])
  input.node('tree', input.box('tree', [1, 8, 1], grey), [30, 4, 30])
  return writeInput(input, folder)
}

async function stream(folder: string) {
  const sections = await openWorld(directorySource(folder))
  const meshes: ColliderMesh[] = []
  const seen = payload('collider', { adopt: (_, mesh: ColliderMesh) => void meshes.push(mesh), release: () => {} })
  const world = composeWorld({
    features: [streaming({ sections, pool: inlinePool(), kinds: ['collider'] }), colliders(), seen],
  })
  onTestFinished(() => disposeWorld(world))
  createFocus(world, { position: [0, 2, 0], radiusScale: 10 })
  await settle(world)
  return { world, table: sections.table, meshes }
}

describe('a baked town', () => {
  it('has ground where its file says so, by name, and nowhere else', async () => {
    const folder = await temporaryFolder()
    await bakeWorld(await writeTown(folder), { out: join(folder, 'world'), config: false })
    const { world, table, meshes } = await stream(join(folder, 'world'))
    const hit = createRayHit()
    const heightOf = (x: number, z: number) => {
      expect(heightAt(world, hit, x, z)).toBe(RayOutcome.Hit)
      return [hit.y, hitId(hit)]
    }
    expect(heightOf(0, 0)).toEqual([0, idOf('floor-col')])
    expect(heightOf(149.9, -149.9)).toEqual([0, idOf('floor-col')])
    expect(heightOf(64, -64)).toEqual([0, idOf('floor-col')])
    expect(heightOf(10.9, 10.9)).toEqual([2, idOf('UBX_crate')])
    expect(heightOf(-24, -20)).toEqual([4, idOf('wall-colonly')])
    expect(heightOf(30, 30)).toEqual([0, idOf('floor-col')])
    expect(heightAt(world, hit, 151, 0)).toBe(RayOutcome.Miss)
    expect(raycast(world, hit, -20, 1, 0, 0, 0, -1)).toBe(RayOutcome.Hit)
    expect([hitId(hit), hit.nz, hit.z]).toEqual([idOf('wall-colonly'), 1, -19.5])
    const boxes = meshes.flatMap(({ shapes }) => shapes.filter(({ box }) => box))
    expect(boxes).toMatchObject([{ id: idOf('UBX_crate'), count: 12 }])
    const names = Array.from({ length: table.count }, (_, row) => sectionName(table, row))
    expect(names.filter((name) => name.endsWith('/collider'))).toHaveLength(36)
  })

  it('is the same bytes with one job and with three', async () => {
    const folder = await temporaryFolder()
    const input = await writeTown(folder)
    const bytes: unknown[] = []
    for (const jobs of [1, 3]) {
      const out = join(folder, `${jobs}`)
      await bakeWorld(input, { out, jobs, config: false })
      const names = await readdir(out, { recursive: true, withFileTypes: true })
      const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
      const read = files.map(async (file) => [file.slice(out.length), (await readFile(file)).toString('base64')])
      bytes.push(Object.fromEntries(await Promise.all(read)))
    }
    expect(bytes[1]).toEqual(bytes[0])
  })
})
