import { afterEach, describe, expect, it } from 'vitest'
import type { View } from '../src/components/focus'
import { toWorld } from '../src/components/sceneRoot'
import type { TerraneWorld } from '../src/engine'
import { explainAt, sectionsAt } from '../src/explain/explain'
import { createFocus, moveFocus, setFocusVelocity, type FocusId } from '../src/focuses'
import { setFocusPath } from '../src/focusPath'
import { pin } from '../src/pins'
import { placeScene, pointInScene, pointInWorld, type Placement } from '../src/placeScene'
import { prefetch } from '../src/prefetch/prefetch'
import { nullPresenter, type Presenter } from '../src/presenter'
import { sectionId } from '../src/sectionId'
import { timelineHash } from '../src/telemetry/telemetry'
import { tiledScene } from '../src/tiles/tiledScene'
import { disposeWorld, step } from '../src/world'
import { makeForest } from './properties/forest'
import { openTiledForest, tiledForestSettings } from './properties/tiledForest'
import {
  createRandom,
  gridRecords,
  makeWorld,
  openRecords,
  runTicks,
  type Random,
  type TestWorldOptions,
} from './worlds'

/** TERRANE_CASES=200 for more; TERRANE_SEED=n begins at another seed. */
const cases = Number(process.env.TERRANE_CASES ?? 16)
const firstSeed = Number(process.env.TERRANE_SEED ?? 1)

type Point = [number, number, number]
type Quaternion = [number, number, number, number]

/** Quarter turns about an axis, of no unit length: exact in binary, like all the other numbers here, so that two worlds can be compared to the bit. */
const turns: Quaternion[] = [
  [0, 0, 0, 1],
  [0, 0, 0, -3],
  ...[0, 1, 2].flatMap((axis) => [-1, 1].map((w) => [0, 1, 2].map((k) => +(k === axis)).concat(w) as Quaternion)),
]

const exact = (random: Random, most: number) => random.whole(-most * 16, most * 16) / 16

function randomPlacement(random: Random): Required<Placement> {
  const position: Point = [exact(random, 512), exact(random, 64), exact(random, 512)]
  return { position, rotation: random.pick(turns), scale: random.pick([0.25, 0.5, 1, 2, 8]) }
}

const made: TerraneWorld[] = []
afterEach(() => {
  for (const world of made.splice(0)) disposeWorld(world)
})

function make(...given: Parameters<typeof makeWorld>): TerraneWorld {
  const world = makeWorld(...given)
  made.push(world)
  return world
}

/** A focus in two worlds: one that stands still, and one that was placed, in which it is where it is to the scene. */
interface Pair {
  readonly still: TerraneWorld
  readonly placed: TerraneWorld
  readonly ids: readonly [FocusId, FocusId]
  readonly scenePoint: { x: number; y: number; z: number }
  readonly worldPoint: { x: number; y: number; z: number }
  readonly views: readonly [MutableView, MutableView]
}

interface MutableView extends View {
  view: number[]
  projection: number[]
}

const near = 0.25
const projection = (scale: number) => [1, 0, 0, 0, 0, 1.5, 0, 0, 0, 0, -1, -1, 0, 0, -2 * near * scale, 0]

const looks: number[][] = [0, 1, 2, 3].map((turn) => {
  const [c, s] = [[1, 0, -1, 0][turn], [0, 1, 0, -1][turn]]
  return [c, 0, -s, 0, 0, 1, 0, 0, s, 0, c, 0, 0, 0, 0, 1]
})

/** Puts a camera of the placed world where it sees what the one of the other sees. */
function aim({ placed, views: [inside, outside] }: Pair, look: number[]): void {
  const { axes, scale } = placed.terrane.root!
  inside.view = [...look]
  outside.view = [...look]
  for (let column = 0; column < 3; column++)
    for (let row = 0; row < 3; row++) {
      let sum = 0
      for (let k = 0; k < 3; k++) sum += look[4 * k + row] * (axes[3 * k + column] / scale)
      outside.view[4 * column + row] = sum
    }
  inside.projection = projection(1)
  outside.projection = projection(scale)
}

function stand({ placed, scenePoint, worldPoint }: Pair): void {
  const out = new Float64Array(3)
  toWorld(out, placed.terrane.root, scenePoint.x, scenePoint.y, scenePoint.z)
  ;[worldPoint.x, worldPoint.y, worldPoint.z] = out
}

function beginPair(random: Random, seed: number): Pair {
  const forest = makeForest(random)
  const tiled = seed % 2 === 0
  const table = tiled ? openTiledForest(forest, seed) : openRecords(forest.records)
  const options: TestWorldOptions = {
    backend: { seed, latencyTicks: (row: number) => 1 + (row % 20) },
    budgetBytes: random.chance(0.5) ? undefined : forest.bytes * random.between(0.1, 1),
    ...(tiled && { tiled: tiledScene }),
    settings: {
      seed,
      graceSeconds: random.pick([0, 0.5]),
      viewGatePadding: random.pick([Infinity, 20]),
      maxErrorPixels: random.pick([0, 8]),
      ...(tiled && tiledForestSettings(seed)),
    },
  }
  const [still, placed] = [0, 1].map(() => make(table, { ...options, features: [prefetch()] }))
  placeScene(placed, randomPlacement(random))
  const scenePoint = { x: exact(random, 64), y: 2, z: exact(random, 64) }
  const pair = {
    ...{ still, placed, scenePoint, worldPoint: { ...scenePoint } },
    views: [0, 1].map(() => ({ view: [], projection: [] })) as unknown as Pair['views'],
  }
  const begun = { ...pair, ids: [0, 0] as unknown as Pair['ids'] }
  stand(begun)
  aim(begun, looks[0])
  const ids = placeFocuses(begun, seed)
  return { ...begun, ids }
}

/** By seed: moved by the game, or following; seeing or not; with a measured velocity or a given one. */
function placeFocuses({ still, placed, scenePoint, worldPoint, views }: Pair, seed: number): Pair['ids'] {
  const captureVelocity = seed % 5 !== 0
  const options = (point: object, i: number) => ({
    ...(seed % 3 === 0 ? { follow: point as Pair['scenePoint'] } : { position: point as Pair['scenePoint'] }),
    ...(seed % 4 < 3 && { view: views[i] }),
    captureVelocity,
  })
  const ids = [createFocus(still, options(scenePoint, 0)), createFocus(placed, options(worldPoint, 1))] as const
  if (!captureVelocity) {
    const { axes } = placed.terrane.root!
    setFocusVelocity(still, ids[0], 4, 0, 2)
    setFocusVelocity(placed, ids[1], ...([0, 1, 2].map((k) => axes[k] * 4 + axes[6 + k] * 2) as Point))
  }
  if (seed % 7 === 0) {
    const path: Point[] = [
      [0, 2, 0],
      [128, 2, 64],
    ]
    const out = new Float64Array(3)
    const outside = path.map(([x, y, z]) => {
      toWorld(out, placed.terrane.root, x, y, z)
      return [...out] as Point
    })
    setFocusPath(still, ids[0], path, { speed: 8 })
    setFocusPath(placed, ids[1], outside, { speed: 8 * placed.terrane.root!.scale })
  }
  return ids
}

/** Both focuses move, the scene of one of them as well, and it moves the scene first or the focus first. */
function playFrame(pair: Pair, random: Random, seed: number): void {
  const { still, placed, ids, scenePoint, worldPoint } = pair
  const begun = placed.terrane.clock.tick > 0
  const moves = begun && seed % 5 !== 0 && seed % 7 !== 0 && random.chance(0.4)
  scenePoint.x += exact(random, 0.5)
  scenePoint.z += exact(random, 0.25)
  if (random.chance(0.01)) scenePoint.x = exact(random, 100)
  const after = random.chance(0.5)
  if (moves) placeScene(placed, randomPlacement(random))
  stand(pair)
  aim(pair, random.pick(looks))
  if (seed % 3 !== 0) {
    moveFocus(still, ids[0], scenePoint.x, scenePoint.y, scenePoint.z)
    moveFocus(placed, ids[1], worldPoint.x, worldPoint.y, worldPoint.z)
  }
  if (moves && after) placeScene(placed, { position: [...placed.terrane.root!.position] as unknown as Point })
  if (random.chance(0.01)) {
    const row = random.whole(0, still.terrane.table.count - 1)
    const placeless = (still.terrane.table.flags[row] & 1) !== 0
    for (const world of [still, placed]) pin(world, sectionId(world.terrane, row), { show: !placeless })
  }
  for (const world of [still, placed]) step(world, 1 / 60)
}

describe('a scene that moves while it streams', () => {
  it.each(Array.from({ length: cases }, (_, i) => firstSeed + i))(
    'streams as one that stands still does, for a focus that is where it is to the scene (seed %i)',
    (seed) => {
      const random = createRandom(seed)
      const pair = beginPair(random, seed)
      for (let frame = 0; frame < 400; frame++) {
        playFrame(pair, random, seed)
        const [a, b] = [pair.still, pair.placed].map((world) => timelineHash(world.terrane.telemetry))
        expect(b, `seed ${seed}, frame ${frame}`).toBe(a)
      }
      expect(pair.placed.terrane.telemetry.loads).toBeGreaterThan(0)
    },
  )

  it('loads and unloads nothing for somebody aboard, and costs that focus no new cut', () => {
    const world = make(gridRecords(12))
    const hero = { x: 90, y: 1, z: 90 }
    createFocus(world, { follow: hero, inScene: true })
    runTicks(world, 120)
    const before = timelineHash(world.terrane.telemetry)
    const random = createRandom(3)
    for (let frame = 0; frame < 300; frame++) {
      const rotation: Quaternion = [random.fraction(), random.fraction(), random.fraction(), 1]
      placeScene(world, { position: [frame * 3, frame, -frame], rotation, scale: random.between(0.2, 5) })
      expect(world.terrane.cut.moved).toBe(false)
      runTicks(world, 1)
    }
    expect(timelineHash(world.terrane.telemetry)).toBe(before)
    expect(before).not.toBe(timelineHash(make(gridRecords(12)).terrane.telemetry))
  })

  it('loads what comes into range of somebody who waits ashore, and lets go of what sails away', () => {
    const world = make(gridRecords(12), { settings: { graceSeconds: 0 } })
    createFocus(world, { position: [0, 0, 0] })
    placeScene(world, { position: [500, 0, -96] })
    const loaded = () => world.terrane.ledger.residentBytes / 1000
    runTicks(world, 60)
    expect(loaded()).toBe(0)
    let most = 0
    for (let x = 500; x > -700; x -= 0.5) {
      placeScene(world, { position: [x, 0, -96] })
      runTicks(world, 1)
      most = Math.max(most, loaded())
    }
    expect(most).toBeGreaterThan(12)
    runTicks(world, 60)
    expect(loaded()).toBe(0)
    expect(world.terrane.telemetry.loads, 'each once').toBe(12 * Math.round(world.terrane.telemetry.loads / 12))
  })

  it('takes no speed from being placed before the first tick', () => {
    const world = make(gridRecords(4))
    createFocus(world, { position: [0, 0, 0] })
    placeScene(world, { position: [2, 0, 0] })
    runTicks(world, 1)
    expect(world.terrane.focuses.velocityX[0]).toBe(0)
    placeScene(world, { position: [1, 0, 0] })
    runTicks(world, 1)
    expect(world.terrane.focuses.velocityX[0]).toBeGreaterThan(1)
  })

  it('is drawn where it stands at once', () => {
    const told: number[][] = []
    const presenter: Presenter = { ...nullPresenter(), moveScene: (matrix) => void told.push(Array.from(matrix)) }
    const world = make(gridRecords(2), { presenter })
    placeScene(world, { position: [1, 2, 3], rotation: [0, 2, 0, 2], scale: 4 })
    placeScene(world, { scale: 2 })
    expect(told).toEqual([
      [0, 0, -4, 0, 0, 4, 0, 0, 4, 0, 0, 0, 1, 2, 3, 1],
      [0, 0, -2, 0, 0, 2, 0, 0, 2, 0, 0, 0, 1, 2, 3, 1],
    ])
  })

  it('is asked for places of the world, and goes back to them', () => {
    const world = make(gridRecords(4))
    const random = createRandom(5)
    const [there, back] = [new Float64Array(3), new Float64Array(3)]
    for (let i = 0; i < 50; i++) {
      const rotation: Quaternion = [random.between(-1, 1), random.between(-1, 1), random.between(-1, 1), 0.1]
      placeScene(world, { position: [random.between(-9, 9), 7, 40], rotation, scale: random.between(0.1, 9) })
      pointInWorld(world, there, 24.5, 3, 40)
      pointInScene(world, back, there[0], there[1], there[2])
      ;[24.5, 3, 40].forEach((value, axis) => expect(back[axis]).toBeCloseTo(value, 9))
      expect(sectionsAt(world, there[0], there[1], there[2])).toEqual([
        sectionId(world.terrane, rowNamed(world, 'cell 1 2')),
      ])
      expect(explainAt(world, there[0], there[1], there[2])[0]).toMatch(/^"cell 1 2" is not loaded/)
    }
  })

  const refused: [string, Placement, RegExp][] = [
    ['no scale', { scale: 0 }, /^a scale 0; expected 0.000001 to 1000000\..*\[argument\]$/],
    ['a mirror', { scale: -1 }, /^a scale -1;/],
    ['nowhere', { position: [NaN, 0, 0] }, /^a position \[null,0,0\]; expected three finite numbers/],
    ['no rotation', { rotation: [0, 0, 0, 0] }, /^a rotation \[0,0,0,0\]; expected a quaternion/],
    ['half a rotation', { rotation: [0, 1, 0] as never }, /^a rotation \[0,1,0\];/],
  ]
  it.each(refused)('is refused, and stands where it stood: %s', (_, placement, line) => {
    const world = make(gridRecords(2))
    placeScene(world, { position: [1, 2, 3] })
    expect(() => placeScene(world, placement)).toThrow(line)
    expect([...world.terrane.root!.position, world.terrane.root!.scale]).toEqual([1, 2, 3, 1])
  })
})

function rowNamed({ terrane: { table } }: TerraneWorld, name: string): number {
  const bounds = gridRecords(4).find((record) => record.name === name)!.bounds
  for (let row = 0; row < table.count; row++)
    if (bounds.every((value, i) => table.bounds[6 * row + i] === value)) return row
  return -1
}
