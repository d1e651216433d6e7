import { describe, expect, it } from 'vitest'
import { createAssetBackend } from '../../src/backends/assetBackend'
import { Lane } from '../../src/blobs/sectionBlob'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import type { TerraneWorld } from '../../src/engine'
import { engineFeature, type EngineOptions } from '../../src/engineFeature'
import { createEventCursor, EventKind, readEvents } from '../../src/eventReaders'
import { createFocus, moveFocus } from '../../src/focuses'
import { describeSection } from '../../src/inspection'
import { nullPresenter, type Presenter, type Row } from '../../src/presenter'
import { createCamera, lookAt, reglPresenter, setLens } from '../../src/render'
import { refreshSection } from '../../src/refreshSection'
import { sectionId } from '../../src/sectionId'
import { memorySource } from '../../src/sources/memorySource'
import { unloadAll } from '../../src/unloadAll'
import { inlinePool } from '../../src/workers/inlinePool'
import { composeWorld, step } from '../../src/world'
import { placedAt } from '../contracts/presenterContract'
import { openRecords } from '../worlds'
import { boxSpacing, boxTile, writeBoxes } from './boxTiles'
import { fakeRegl } from './fakeRegl'

/** Three operations a frame; boxes are small, so that a mesh is one, and every tile of more than 8 meshes goes mesh by mesh. */
const slow: Partial<EngineOptions> = {
  meter: { bytes: 1 << 23, milliseconds: Infinity, operations: 3 },
  settings: { wholeUploadShare: 0, graceSeconds: 0 },
}

async function makeTiles(
  records: readonly SectionRecord[],
  presenter: Presenter,
  options: Partial<EngineOptions> = {},
) {
  const files: Record<string, ArrayBuffer> = {}
  for (const { content, bounds } of records)
    files[content!] = await writeBoxes((bounds[3] - bounds[0] - 6) / boxSpacing + 1, bounds[0] + 3)
  return composeWorld({
    features: [
      engineFeature({
        ...slow,
        ...options,
        table: openRecords(records),
        presenter,
        backend: (site) => createAssetBackend(site, { source: memorySource(files), pool: inlinePool() }),
      }),
    ],
  })
}

async function frames(world: TerraneWorld, count: number, each?: (frame: number) => void): Promise<void> {
  for (let frame = 0; frame < count; frame++) {
    await new Promise((done) => setImmediate(done))
    step(world, 1 / 60)
    each?.(frame)
  }
}

async function until(world: TerraneWorld, holds: () => boolean): Promise<void> {
  for (let frame = 0; !holds(); frame++) {
    if (frame > 100_000) throw new Error('not within 100,000 frames')
    await frames(world, 1)
  }
}

/** A presenter that takes some calls for each mesh, and writes down what it is told. */
function slowPresenter(callsOfMesh = 1) {
  const meshes: string[] = []
  const told: string[] = []
  const begun = new Map<string, number>()
  let most = 0
  let lose = () => {}
  const presenter: Presenter = {
    ...nullPresenter(),
    adoptMesh(row, _payload, _requires, draw, meter) {
      const mesh = `${row}/${draw}`
      if (!meter.allows(1)) return 'more'
      meter.spend(1)
      begun.set(mesh, (begun.get(mesh) ?? 0) + 1)
      most = Math.max(most, begun.size)
      if (begun.get(mesh)! < callsOfMesh) return 'more'
      begun.delete(mesh)
      meshes.push(mesh)
      return 'done'
    },
    adopt(row) {
      told.push(`whole ${row}`)
      return 'done'
    },
    cancel(row: Row) {
      told.push(`cancel ${row}`)
      begun.clear()
    },
    showPart: (row) => void told.push(`part ${row}`),
    hidePart: (row) => void told.push(`no part ${row}`),
    show: (row) => void told.push(`show ${row}`),
    onLost: (callback) => (lose = callback),
  }
  return { presenter, meshes, told, most: () => most, lose: () => lose() }
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i)

describe('a large tile', () => {
  it('uploads the mesh that is nearest to a focus first, wherever that goes meanwhile', async () => {
    const { presenter, meshes } = slowPresenter()
    const world = await makeTiles([boxTile(40, 'long.glb')], presenter)
    const focus = createFocus(world, { position: [151, 0, 0] })
    await until(world, () => meshes.length >= 10)
    const before = meshes.splice(0).map((mesh) => Math.abs(Number(mesh.slice(2)) - 15))
    expect(before).toEqual(before.map((_, i) => Math.ceil(i / 2)))
    moveFocus(world, focus, 390, 0, 0)
    await until(world, () => meshes.length >= 5)
    expect(meshes.slice(0, 5)).toEqual(['0/39', '0/38', '0/37', '0/36', '0/35'])
    await until(world, () => describeSection(world, sectionId(world.terrane, 0)).shown)
    expect(meshes.length + before.length).toBe(40)
  })

  it('draws exactly the meshes that are complete, then all, and gives everything back', async () => {
    const { regl, alive } = fakeRegl()
    const presenter = reglPresenter(regl)
    const bare = alive.size
    const world = await makeTiles([boxTile(40, 'long.glb')], presenter)
    createFocus(world, { position: [0, 0, 0] })
    const section = sectionId(world.terrane, 0)
    const camera = createCamera()
    setLens(camera, { fieldOfView: 2, aspect: 1, near: 0.1, far: 4000 })
    lookAt(camera, [200, 0, 600], [200, 0, 0])
    const seen = new Set<number>()
    await until(world, () => {
      presenter.draw(camera)
      const { shown, partsDone } = describeSection(world, section)
      expect(presenter.counts().draws).toBe(shown ? 40 : partsDone)
      seen.add(presenter.counts().draws)
      return shown
    })
    expect(seen.size).toBeGreaterThan(10)
    expect(presenter.counts()).toMatchObject({ resident: 1, drawn: 1, draws: 40 })
    unloadAll(world)
    expect(presenter.measure()).toEqual({ cpuBytes: 0, gpuBytes: 0 })
    presenter.dispose()
    expect(alive.size).toBe(0)
    expect(bare).toBeGreaterThan(0)
  })

  it('is refreshed mesh by mesh beside the old version, which stands until the new one is whole', async () => {
    const { regl, alive } = fakeRegl()
    const presenter = reglPresenter(regl)
    const world = await makeTiles([boxTile(40, 'long.glb')], presenter)
    createFocus(world, { position: [0, 0, 0] })
    const section = sectionId(world.terrane, 0)
    const camera = createCamera()
    setLens(camera, { fieldOfView: 2, aspect: 1, near: 0.1, far: 4000 })
    lookAt(camera, [200, 0, 600], [200, 0, 0])
    await until(world, () => describeSection(world, section).shown)
    const before = alive.size
    const [cursor, kinds] = [createEventCursor(world), new Set<number>()]
    refreshSection(world, section)
    let most = 0
    await until(world, () => {
      presenter.draw(camera)
      expect(presenter.counts().draws).toBe(40)
      expect(describeSection(world, section)).toMatchObject({ shown: true, partsTotal: 0, partShown: false })
      most = Math.max(most, alive.size)
      readEvents(world, cursor, (kind) => void kinds.add(kind))
      return kinds.has(EventKind.Refreshed)
    })
    expect(most).toBeGreaterThan(before + 20)
    expect(alive.size).toBe(before)
  })

  it('goes from the picture with what it had when the context is lost, and comes again', async () => {
    const { presenter, meshes, told, lose } = slowPresenter()
    const world = await makeTiles([boxTile(40, 'long.glb')], presenter)
    createFocus(world, { position: [0, 0, 0] })
    await until(world, () => meshes.length >= 12)
    lose()
    meshes.length = 0
    await until(world, () => describeSection(world, sectionId(world.terrane, 0)).shown)
    expect(told).toEqual(['part 0', 'cancel 0', 'no part 0', 'part 0', 'whole 0', 'show 0'])
    expect(meshes.length).toBe(40)
  })
})

it('copies of a tile are drawn in batches once it is whole, and leave them before anything of it is freed (T-20)', async () => {
  const { regl } = fakeRegl()
  const presenter = reglPresenter(regl)
  const world = await makeTiles([boxTile(40, 'long.glb')], presenter)
  const focus = createFocus(world, { position: [0, 0, 0] })
  const section = sectionId(world.terrane, 0)
  for (let copy = 1; copy <= 5; copy++) presenter.place(copy, 0, placedAt(0, 10 * copy, 0))
  const camera = createCamera()
  setLens(camera, { fieldOfView: 2, aspect: 1, near: 0.1, far: 4000 })
  lookAt(camera, [200, 0, 600], [200, 0, 0])
  const look = () => {
    presenter.draw(camera)
    const { copies, draws } = presenter.counts()
    return { copies, draws }
  }
  await until(world, () => {
    const { partsDone, shown } = describeSection(world, section)
    const whole = shown || partsDone === 40
    expect(look()).toEqual(whole ? { copies: 5, draws: 80 } : { copies: 0, draws: partsDone })
    return shown
  })
  moveFocus(world, focus, 1e5, 0, 0, true)
  const { gpuBytes } = presenter.measure()
  await until(world, () => {
    const { state } = describeSection(world, section)
    const gone = look().copies === 0
    expect(gone || state !== 'Idle').toBe(true)
    if (gone) expect(look().draws).toBe(0)
    else expect(presenter.measure().gpuBytes).toBeGreaterThanOrEqual(gpuBytes)
    return state === 'Idle'
  })
  expect(presenter.measure()).toEqual({ cpuBytes: 0, gpuBytes: 0 })
})

it('over several tiles the nearest mesh goes first, whichever was decoded first', async () => {
  const { presenter, meshes } = slowPresenter()
  const world = await makeTiles([boxTile(20, 'near.glb'), boxTile(20, 'far.glb', {}, 200)], presenter)
  const focus = createFocus(world, { position: [0, 0, 0] })
  await until(world, () => meshes.length > 3)
  moveFocus(world, focus, 390, 0, 0)
  await until(world, () => describeSection(world, sectionId(world.terrane, 1)).partsTotal > 0)
  meshes.length = 0
  await until(world, () => meshes.length > 5)
  expect(new Set(meshes.map((mesh) => Number(mesh.split('/')[0])))).toEqual(new Set([1]))
})

it('three meshes at most are begun and not done', async () => {
  const { presenter, meshes, most } = slowPresenter(5)
  const tiles = numbers(6).map((i) => boxTile(20, `tile${i}.glb`))
  const world = await makeTiles(tiles, presenter, { profile: 'aggressive', settings: { ...slow.settings } })
  const focus = createFocus(world, { position: [0, 0, 0] })
  for (let frame = 0; meshes.length < 120; frame++) {
    await frames(world, 1)
    moveFocus(world, focus, (frame % 7) * 30, 0, 0)
  }
  expect(most()).toBeLessThanOrEqual(3)
  expect(most()).toBeGreaterThan(1)
})

it.each([
  ['with no more meshes than the rule says', boxTile(8, 'small.glb'), {}],
  ['that takes little of a frame', boxTile(40, 'light.glb'), { settings: {} }],
  ['of level of detail', boxTile(40, 'lod.glb', { lane: Lane.Detail }), {}],
  ['where everything is to be whole', boxTile(40, 'all.glb'), { settings: { wholeUploadMeshes: Infinity } }],
])('a tile %s is whole at once', async (_, tile, options) => {
  const { presenter, told, meshes } = slowPresenter()
  const meter = { bytes: 1 << 23, milliseconds: Infinity, operations: 64 }
  const world = await makeTiles([tile], presenter, { ...options, meter })
  createFocus(world, { position: [0, 0, 0] })
  await until(world, () => describeSection(world, sectionId(world.terrane, 0)).shown)
  expect([told, meshes]).toEqual([['whole 0', 'show 0'], []])
})

describe('teardown', () => {
  async function loaded(count: number) {
    const { regl, alive } = fakeRegl()
    const world = await makeTiles([boxTile(count, 'long.glb')], reglPresenter(regl), {
      meter: { bytes: 1 << 23, milliseconds: Infinity, operations: 1000 },
    })
    const focus = createFocus(world, { position: [0, 0, 0] })
    const section = sectionId(world.terrane, 0)
    const bare = alive.size
    await until(world, () => describeSection(world, section).shown)
    return { world, focus, section, alive, bare }
  }

  it('takes twelve meshes a tick at most, and the section is Unloading until the last is gone', async () => {
    const { world, focus, section, alive, bare } = await loaded(400)
    moveFocus(world, focus, 1e5, 0, 0, true)
    const steps: number[] = []
    let before = alive.size
    expect(before - bare).toBeGreaterThan(400)
    while (alive.size > bare) {
      expect(['Loaded', 'QueuedUnload', 'Unloading']).toContain(describeSection(world, section).state)
      await frames(world, 1)
      if (before > alive.size) steps.push(before - alive.size)
      before = alive.size
    }
    await frames(world, 3)
    expect(describeSection(world, section).state).toBe('Idle')
    expect(Math.max(...steps)).toBeLessThanOrEqual(12 * 6)
    expect(steps.length).toBeGreaterThan(4)
  })

  it('takes all at once where memory is lacking', async () => {
    const { world, focus, alive, bare } = await loaded(400)
    moveFocus(world, focus, 1e5, 0, 0, true)
    await until(world, () => {
      world.terrane.loader.pressure = true
      return alive.size < bare + 400
    })
    expect(alive.size).toBe(bare)
  })
})
