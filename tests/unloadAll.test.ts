import { createWorld, query } from 'bitecs'
import { afterEach, describe, expect, it } from 'vitest'
import { SectionFlag } from '../src/blobs/sectionBlob'
import { State } from '../src/components/state'
import type { TerraneWorld } from '../src/engine'
import { createEventCursor, EventKind, readEvents } from '../src/eventReaders'
import { createFocus, moveFocus } from '../src/focuses'
import { pin } from '../src/pins'
import { nullPresenter, type Presenter, type Row } from '../src/presenter'
import { refreshSection } from '../src/refreshSection'
import { createReplay, memorySink, readRecording, runReplay, startRecording } from '../src/replay/index'
import { sectionId } from '../src/sectionId'
import { httpSource } from '../src/sources/httpSource'
import { streaming } from '../src/streaming'
import { timelineHash } from '../src/telemetry/telemetry'
import { unloadAll } from '../src/unloadAll'
import { inlinePool } from '../src/workers/inlinePool'
import { composeWorld, disposeWorld, step } from '../src/world'
import { boxDocument, writeGlb } from './payloads/glbFiles'
import { openBadServer, serveBytes, type Answer, type BadServer } from './sources/badServer'
import { createRandom, gridRecords, makeWorld, openRecords, runTicks } from './worlds'

/** Live sections in any of the states. */
const inStates = ({ terrane }: TerraneWorld, ...states: State[]) =>
  states.reduce<number>((sum, state) => sum + terrane.byState[state], 0)

function expectEmpty(world: TerraneWorld): void {
  const { ledger, live, loader, telemetry, errors } = world.terrane
  expect([ledger.residentBytes, ledger.paidBytes, telemetry.shown, errors.size]).toEqual([0, 0, 0, 0])
  expect(inStates(world, State.Loading, State.Loaded, State.QueuedUnload, State.Unloading, State.Error)).toBe(0)
  expect([...loader.busy]).toEqual([0, 0, 0, 0])
  expect([...live.order.subarray(0, live.count)].filter((s) => live.shown[s])).toEqual([])
}

describe('unloadAll', () => {
  it.each([1, 2, 3, 4])(
    'frees everything at once, in any state, pins and failures too, and loads again (seed %i)',
    (seed) => {
      const random = createRandom(seed)
      const records = gridRecords(8, 16, { enterRadius: 40 }).map((record, i) =>
        i % 9 === 0 ? { ...record, flags: SectionFlag.AlwaysLoaded } : record,
      )
      const world = makeWorld(records, { backend: { seed, failRate: 0.3 }, settings: { seed } })
      const focus = createFocus(world)
      pin(world, sectionId(world.terrane, 20))
      const cursor = createEventCursor(world)
      const standing = new Set<number>()
      const follow = () =>
        readEvents(world, cursor, (kind, section) => {
          if (kind === EventKind.Loaded) standing.add(section)
          if (kind === EventKind.Unloaded) standing.delete(section)
        })
      for (let round = 0; round < 6; round++) {
        runTicks(world, random.whole(1, 90), () => {
          if (random.chance(0.1)) moveFocus(world, focus, random.between(0, 128), 0, random.between(0, 128))
          if (random.chance(0.1)) refreshSection(world, sectionId(world.terrane, random.whole(0, 63)))
        })
        unloadAll(world)
        expectEmpty(world)
        follow()
        expect([...standing], `seed ${seed}`).toEqual([])
      }
      runTicks(world, 3000)
      expect(inStates(world, State.Loaded)).toBeGreaterThan(10)
    },
  )

  it('is followed by a first fill at the bound of the transport, and what comes back is no thrash', () => {
    const world = makeWorld(gridRecords(4))
    createFocus(world)
    runTicks(world, 60)
    const loaded = inStates(world, State.Loaded)
    expect(world.terrane.loader.curtain).toBe(false)
    unloadAll(world)
    expect(world.terrane.loader.curtain).toBe(true)
    runTicks(world, 60)
    expect([inStates(world, State.Loaded), world.terrane.telemetry.reloads]).toEqual([loaded, 0])
  })

  it('leaves nothing where no focus is left, and asks for nothing', () => {
    const world = makeWorld(gridRecords(4))
    const focus = createFocus(world)
    runTicks(world, 60)
    unloadAll(world)
    moveFocus(world, focus, 1e6, 0, 0)
    const loads = world.terrane.telemetry.loads
    runTicks(world, 60)
    expectEmpty(world)
    expect(world.terrane.telemetry.loads).toBe(loads)
  })

  it.each([true, false])('is recorded and replayed, tick for tick (a backend that clears: %s)', (clears) => {
    const table = openRecords(gridRecords(8, 16, { enterRadius: 40 }))
    const world = makeWorld(table, { backend: { failRate: 0.2 } })
    if (!clears) Object.assign(world.terrane.backend, { clear: undefined })
    const sink = memorySink()
    const recording = startRecording(world, sink)
    const focus = createFocus(world)
    for (const [ticks, x] of [
      [3, 20],
      [40, 60],
      [90, 100],
      [7, 10],
    ]) {
      runTicks(world, ticks)
      unloadAll(world)
      moveFocus(world, focus, x, 0, x)
    }
    runTicks(world, 60)
    recording.stop()
    const replay = createReplay(table, readRecording(sink.text(), 'memory'))
    expect(runReplay(replay)).toBeNull()
    expect(timelineHash(replay.world.terrane.telemetry)).toBe(timelineHash(world.terrane.telemetry))
  })

  it('waits for a backend that cannot clear', () => {
    const world = makeWorld(gridRecords(4))
    createFocus(world)
    runTicks(world, 60)
    Object.assign(world.terrane.backend, { clear: undefined })
    unloadAll(world)
    expect(inStates(world, State.Loaded)).toBe(0)
    expect(inStates(world, State.Unloading)).toBeGreaterThan(0)
    runTicks(world, 200)
    expect(inStates(world, State.Loaded)).toBeGreaterThan(0)
  })
})

let server: BadServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

/** 16 boxes behind a real server; those of odd number never answer. */
async function scene() {
  const { document, mesh, root } = boxDocument()
  root.addChild(document.createNode().setMesh(mesh))
  const glb = new Uint8Array(await writeGlb(document))
  const answers = Array.from({ length: 16 }, (_, i): [string, Answer] => [
    `payloads/${i}.glb`,
    i % 2 ? () => {} : serveBytes(glb),
  ])
  server = await openBadServer(Object.fromEntries(answers))
  const table = openRecords(
    gridRecords(4, 16, { enterRadius: 200, cpuBytes: 0, gpuBytes: 0, fileBytes: glb.byteLength }),
  )
  return { name: 'scene', table, source: httpSource(server.url), pointer: null }
}

function holdingPresenter() {
  const held = new Set<Row>()
  const shown = new Set<Row>()
  const presenter: Presenter = {
    ...nullPresenter(),
    adopt: (row) => (held.add(row), 'done'),
    release: (row) => void held.delete(row),
    show: (row) => void shown.add(row),
    hide: (row) => void shown.delete(row),
  }
  return { presenter, held, shown }
}

async function streamUntil(world: TerraneWorld, done: () => boolean): Promise<void> {
  for (let frame = 0; frame < 3000 && !done(); frame++) {
    await new Promise((resolve) => setTimeout(resolve, 1))
    step(world, 1 / 60)
  }
  expect(done()).toBe(true)
}

describe('leaving a session over a real server', () => {
  it('breaks off what loads and frees what stands when unloadAll returns; late answers change nothing', async () => {
    const sections = await scene()
    const { presenter, held, shown } = holdingPresenter()
    const world = composeWorld({ features: [streaming({ sections, presenter, pool: inlinePool() })] })
    const focus = createFocus(world, { position: [32, 0, 32] })
    await streamUntil(world, () => held.size >= 3 && world.terrane.byState[State.Loading] > 0)
    moveFocus(world, focus, 1e6, 0, 0)
    unloadAll(world)
    expect([held.size, shown.size]).toEqual([0, 0])
    expectEmpty(world)
    await server!.untilBrokenOff([...server!.asked.keys()].find((path) => /[13579]\.glb$/.test(path))!)
    for (let frame = 0; frame < 50; frame++) {
      await new Promise((resolve) => setTimeout(resolve, 1))
      step(world, 1 / 60)
    }
    expectEmpty(world)
    expect([held.size, world.terrane.telemetry.stale]).toEqual([0, 0])
    disposeWorld(world)
  })

  it('opens another scene over the same world: the first is gone with its requests, its entities and its systems', async () => {
    const ecs = createWorld()
    const first = await scene()
    const one = holdingPresenter()
    const world = composeWorld({
      world: ecs,
      features: [streaming({ sections: first, presenter: one.presenter, pool: inlinePool() })],
    })
    createFocus(world, { position: [32, 0, 32] })
    await streamUntil(world, () => one.held.size >= 3 && world.terrane.byState[State.Loading] > 0)
    const { Section } = world.terrane.components
    disposeWorld(world)
    expect([one.held.size, query(ecs, [Section]).length]).toEqual([0, 0])
    await server!.untilBrokenOff([...server!.asked.keys()].find((path) => /[13579]\.glb$/.test(path))!)

    const two = holdingPresenter()
    const again = composeWorld({
      world: ecs,
      features: [streaming({ sections: first, presenter: two.presenter, pool: inlinePool() })],
    })
    createFocus(again, { position: [32, 0, 32] })
    await streamUntil(again, () => two.held.size >= 3)
    expect(one.held.size).toBe(0)
    disposeWorld(again)
    expect(two.held.size).toBe(0)
  })
})
