import { beforeAll, describe, expect, it } from 'vitest'
import { SectionFlag, type SectionTable } from '../src/blobs/sectionBlob'
import { createFocus } from '../src/focuses'
import { openManifest, type OpenedManifest } from '../src/openManifest'
import type { MeshPayload } from '../src/payloads/draw'
import { placeScene, type Placement } from '../src/placeScene'
import { nullPresenter, type Presenter } from '../src/presenter'
import { createRandom } from './worlds'
import { memorySource } from '../src/sources/memorySource'
import { streaming } from '../src/streaming'
import { inlinePool } from '../src/workers/inlinePool'
import { composeWorld, disposeWorld, step } from '../src/world'
import { bytesOf, hierarchy, level, tile } from './manifest/manifests'
import { boxDocument, writeGlb } from './payloads/glbFiles'

const pool = inlinePool()
let glb: Uint8Array
beforeAll(async () => {
  const { document, mesh, root } = boxDocument()
  root.addChild(document.createNode().setMesh(mesh).setTranslation([40, 1, 0]))
  glb = new Uint8Array(await writeGlb(document))
})

async function openScene(): Promise<OpenedManifest> {
  const levels = { hlod_levels: [level('h.glb', 200)], prefetch_radius: 110, interior: true, floor_id: 1 }
  const json = hierarchy([tile('a', 40, 0, levels), tile('b', -900, 30)], {
    interior_zone: { min: [0, 0, 0], max: [90, 9, 90] },
    shared_bucket: 'bucket.glb',
  })
  const files = {
    'manifest.json': bytesOf(json),
    'tiles/a.glb': glb,
    'tiles/b.glb': glb,
    'h.glb': glb,
    'bucket.glb': glb,
  }
  const job = new URL('../src/manifest/convertJob.ts', import.meta.url)
  return openManifest(memorySource(files), { pool, job })
}

/** Streams until nothing is lacking; answers boxes of what was adopted in world metres, by row. */
async function stream(sections: OpenedManifest, at: readonly [number, number, number]) {
  const boxes = new Map<number, number[]>()
  const presenter: Presenter = {
    ...nullPresenter(),
    adopt(row, payload) {
      const { origin, draws } = payload as MeshPayload
      boxes.set(
        row,
        [...draws[0].box].map((value, i) => value + origin[i % 3]),
      )
      return 'done'
    },
    release: (row) => void boxes.delete(row),
  }
  const world = composeWorld({ features: [streaming({ sections, presenter, pool })] })
  createFocus(world, { position: at })
  for (let frame = 0; frame < 400 && (frame < 5 || world.terrane.loader.curtain); frame++) {
    await new Promise((done) => setTimeout(done, 1))
    step(world, 1 / 60)
  }
  return { world, boxes, errors: [...world.terrane.errors.values()] }
}

const isPlaced = ({ flags }: SectionTable, row: number) => (flags[row] & SectionFlag.Placeless) === 0

describe('a placed scene', () => {
  it.each([1, 2, 3])('has every box and every length where it stands (seed %i)', async (seed) => {
    const random = createRandom(seed)
    const scene = await openScene()
    const scale = random.between(0.1, 5)
    const position = [random.between(-1e6, 1e6), random.between(-100, 100), random.between(-1e6, 1e6)] as const
    const { table } = placeScene(scene, { position, scale })
    const was = scene.table
    for (let row = 0; row < was.count; row++) {
      if (!isPlaced(was, row)) continue
      for (let i = 0; i < 6; i++) {
        expect(table.bounds[6 * row + i]).toBeCloseTo(was.bounds[6 * row + i] * scale + position[i % 3], 6)
        expect(table.rangeBox![6 * row + i]).toBeCloseTo(was.rangeBox![6 * row + i] * scale + position[i % 3], 6)
      }
      for (const name of ['enterRadius', 'exitRadius', 'refineDistance', 'coarsenDistance', 'error'] as const)
        expect(table[name][row], name).toBe(Math.fround(was[name][row] * scale))
    }
    expect(table.info.interiorZone![3]).toBeCloseTo(90 * scale + position[0], 6)
    expect([was.bounds[0], was.info.interiorZone![3]], 'what was given stays').toEqual([
      (await openScene()).table.bounds[0],
      90,
    ])
  })

  it('streams where it stands, payloads too, and nowhere else; another placement of it streams there', async () => {
    const scene = await openScene()
    const rows = [...Array(scene.table.count).keys()]
    const placements: Placement[] = [{}, { position: [5000, 10, -200], scale: 2 }, { position: [-70, 0, 0] }]
    for (const placement of placements) {
      const { position = [0, 0, 0], scale = 1 } = placement
      const placed = placeScene(scene, placement)
      const at = [40 * scale + position[0], position[1], position[2]] as [number, number, number]
      const { world, boxes, errors } = await stream(placed, at)
      expect(errors).toEqual([])
      const shown = rows.find(
        (row) => scene.table.childCount[row] === 0 && boxes.has(row) && scene.table.bounds[6 * row] === 30,
      )!
      const box = [39, -1, -3, 41, 3, 3].map((value, i) => value * scale + position[i % 3])
      boxes.get(shown)!.forEach((value, i) => expect(value).toBeCloseTo(box[i], 3))
      disposeWorld(world)
      expect(boxes.size, 'removing it unloads it').toBe(0)
    }
    const away = await stream(placeScene(scene, { position: [50_000, 0, 0] }), [40, 0, 0])
    expect(
      [...away.boxes.values()].filter(([x]) => x < 40_000),
      'only what is always loaded',
    ).toEqual([])
    expect(away.boxes.size).toBe(1)
    disposeWorld(away.world)
  })

  it('can be placed once more: placements add up', async () => {
    const scene = await openScene()
    const twice = placeScene(placeScene(scene, { position: [10, 0, 0], scale: 2 }), { position: [1, 0, 0], scale: 3 })
    const once = placeScene(scene, { position: [31, 0, 0], scale: 6 })
    expect([...twice.table.bounds]).toEqual([...once.table.bounds])
    const boxes = await Promise.all([twice, once].map(async (placed) => (await stream(placed, [271, 0, 0])).boxes))
    const [a, b] = boxes.map((found) => [...found].sort(([x], [y]) => x - y))
    expect(a).toEqual(b)
    expect(a.length).toBeGreaterThan(0)
  })

  const refused: [string, Placement, RegExp][] = [
    ['no scale', { scale: 0 }, /^a scale 0; expected a number above 0\..*\[argument\]$/],
    ['a mirror', { scale: -1 }, /^a scale -1;/],
    ['nowhere', { position: [NaN, 0, 0] }, /^a position \[null,0,0\]; expected three finite numbers/],
  ]
  it.each(refused)('is refused: %s', async (_, placement, line) => {
    const scene = await openScene()
    expect(() => placeScene(scene, placement)).toThrow(line)
  })

  it('brings no entities or colliders, and says so', async () => {
    const scene = placeScene(await openScene(), { scale: 2 })
    const solid = { ...scene, table: { ...scene.table, info: { ...scene.table.info, kinds: ['mesh', 'collider'] } } }
    const features = [streaming({ sections: solid, kinds: ['mesh', 'collider'], pool })]
    expect(() => composeWorld({ features })).toThrow(/^a placed scene with collider; .*\[argument\]$/)
  })
})
