import { expect, it } from 'vitest'
import { createFocus, moveFocus } from '../../src/focuses'
import { openManifest } from '../../src/openManifest'
import { findLive } from '../../src/live/rowTable'
import { memorySource } from '../../src/sources/memorySource'
import { streaming } from '../../src/streaming'
import { inlinePool } from '../../src/workers/inlinePool'
import { composeWorld, disposeWorld, step } from '../../src/world'
import { bytesOf, scene as sceneOf, sectionOf, tile } from '../manifest/manifests'
import { boxDocument, writeGlb } from '../payloads/glbFiles'
import { expectCountsToAgree } from '../scenarios/recount'
import { runTicks } from '../worlds'
import { makeTiled, namesWhere } from './tiledWorlds'

const near = { streaming_radius: 60, unload_radius: 80 }

/** Four tiles about the origin, of which the manifest says what they take on disk: 1 MB, so that 5 MB decoded are guessed. */
const scene = sceneOf(
  ['a', 'b', 'c', 'd'].map((name, i) =>
    tile(name, 20 * (i % 2), 20 * (i >> 1), { ...near, file_size_bytes: 1_000_000 }),
  ),
)

const bytesNow = (world: ReturnType<typeof makeTiled>, name: string) => {
  const { live, rows, table } = world.terrane
  const s = findLive(rows, sectionOf(table, name).row)
  return s < 0 ? -1 : live.bytes[s]
}

it('what was guessed too large is measured once, and then as much is loaded as really fits', () => {
  const world = makeTiled(scene, { budgetBytes: 9_000_000, backend: { measuredBytes: () => 1_200_000 } })
  createFocus(world, { position: [10, 0, 10] })
  runTicks(world, 1)
  expect(bytesNow(world, 'a')).toBe(5_000_000)
  runTicks(world, 300)
  const loaded = namesWhere(world, (s) => world.terrane.live.shown[s] === 1)
  expect(loaded).toEqual(['a', 'b', 'c', 'd'])
  expect(world.terrane.ledger.residentBytes).toBe(4_800_000)
  expectCountsToAgree(world.terrane, 'at rest')
})

it('what was guessed too small is charged with what it takes: the plan keeps within the budget, and nothing loads in a circle', () => {
  const world = makeTiled(scene, { budgetBytes: 20_000_000, backend: { measuredBytes: () => 9_000_000 } })
  createFocus(world, { position: [10, 0, 10] })
  runTicks(world, 900)
  const { ledger, telemetry } = world.terrane
  expect(ledger.residentBytes).toBe(18_000_000)
  const loads = telemetry.loads
  runTicks(world, 1200)
  expect(telemetry.loads).toBe(loads)
  expectCountsToAgree(world.terrane, 'at rest')
})

it('it is remembered when nothing of the tile is live any more', () => {
  const world = makeTiled(scene, { backend: { measuredBytes: (row) => 1000 + row } })
  const focus = createFocus(world, { position: [10, 0, 10] })
  runTicks(world, 60)
  moveFocus(world, focus, 5000, 0, 0)
  runTicks(world, 1800)
  expect(bytesNow(world, 'a')).toBe(-1)
  moveFocus(world, focus, 10, 0, 10)
  runTicks(world, 1)
  expect(bytesNow(world, 'a')).toBe(1000 + sectionOf(world.terrane.table, 'a').row)
  expectCountsToAgree(world.terrane, 'back again')
})

it('real tiles are measured when they are decoded', async () => {
  const { document, mesh, root } = boxDocument()
  root.addChild(document.createNode().setMesh(mesh))
  const glb = new Uint8Array(await writeGlb(document))
  const pool = inlinePool()
  const files = { 'manifest.json': bytesOf(sceneOf([tile('a', 0, 0, near)])), 'tiles/a.glb': glb }
  const job = new URL('../../src/manifest/convertJob.ts', import.meta.url)
  const world = composeWorld({
    features: [streaming({ sections: await openManifest(memorySource(files), { pool, job }), pool })],
  })
  createFocus(world, { position: [0, 0, 0] })
  for (let frame = 0; frame < 2000 && world.terrane.telemetry.loads === 0; frame++) {
    await new Promise((done) => setTimeout(done, 1))
    step(world, 1 / 60)
  }
  const { table, ledger } = world.terrane
  const { row } = sectionOf(table, 'a')
  expect(bytesNow(world, 'a')).toBeGreaterThan(0)
  expect(bytesNow(world, 'a')).not.toBe(table.cpuBytes[row] + table.gpuBytes[row])
  expect(ledger.residentBytes).toBe(bytesNow(world, 'a'))
  disposeWorld(world)
})
