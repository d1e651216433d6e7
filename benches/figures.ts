/**
 * What figures cost a tick: `placeFigures` over entities that stand, of which one in a hundred moves, and that all move, with the null presenter and
 * with the regl presenter's register of copies. Prints median and p99 in microseconds. Run with `npm run bench -- figures`.
 */
import { addComponents, addEntity } from 'bitecs'
import { openSectionBlob } from '../src/blobs/sectionBlob'
import { buildSectionBlob } from '../src/blobs/sectionBlobBuild'
import { createSimulatedBackend } from '../src/backends/simulatedBackend'
import { engineFeature } from '../src/engineFeature'
import { placeFigures } from '../src/entities/figurePlacement'
import { storeOf } from '../src/entities/stores'
import { entities } from '../src/entitiesFeature'
import { nullPresenter, type Presenter } from '../src/presenter'
import { createCopies, placeCopy, unplaceCopy } from '../src/render/copies'
import { Figure, Transform } from '../src/schema/builtIn'
import { sectionId } from '../src/sectionId'
import { composeWorld } from '../src/world'

const sizes = process.argv[2] ? [Number(process.argv[2])] : [100, 1_000, 10_000]
const warmTurns = 500
const turns = 2_000

/** Keeps places as the regl presenter does, and draws nothing. */
function registeringPresenter(): Presenter {
  const copies = createCopies()
  const meshes = new Map()
  return {
    ...nullPresenter(),
    place: (copy, row, matrix) => placeCopy(copies, copy, row, matrix, meshes),
    unplace: (copy) => unplaceCopy(copies, copy),
  }
}

/** A world with `count` figures of ten meshes, all of the game's making. */
function makeFigures(count: number, presenter: Presenter) {
  const records = Array.from({ length: 10 }, (_, i) => ({
    name: `figure/${i}`,
    bounds: [0, 0, 0, 0, 0, 0] as const,
    enterRadius: 0,
    kind: 'mesh',
    content: `${i}.glb`,
    flags: 1,
    lane: 3,
  }))
  const table = openSectionBlob(buildSectionBlob(records))
  const world = composeWorld({
    features: [
      engineFeature({
        table,
        presenter,
        backend: () => createSimulatedBackend({ table, tickHz: 60, latencyMs: 0, megabitsPerSecond: Infinity }),
      }),
      entities([], { capacity: 1 << 16 }),
    ],
  })
  const [figure, transform] = [storeOf(world, Figure), storeOf(world, Transform)]
  const eids = Array.from({ length: count }, (_, i) => {
    const eid = addEntity(world)
    figure.section[eid] = sectionId(world.terrane, i % 10)
    for (const column of ['qw', 'sx', 'sy', 'sz'] as const) transform[column][eid] = 1
    addComponents(world, eid, figure, transform)
    return eid
  })
  return { world, transform, eids }
}

/** Microseconds of each turn, in which every `each`-th entity has moved; 0 for none. */
function measure(count: number, presenter: Presenter, each: number): Float64Array {
  const { world, transform, eids } = makeFigures(count, presenter)
  const times = new Float64Array(turns)
  for (let turn = -warmTurns; turn < turns; turn++) {
    if (each > 0) for (let i = 0; i < eids.length; i += each) transform.x[eids[i]] += 0.01
    const started = performance.now()
    placeFigures(world)
    if (turn >= 0) times[turn] = (performance.now() - started) * 1000
  }
  return times.sort()
}

const rows = sizes.flatMap((figures) =>
  [
    ['stand', 0],
    ['1 in 100 moves', 100],
    ['all move', 1],
  ].map(([what, each]) => {
    const [none, regl] = [nullPresenter(), registeringPresenter()].map((presenter) =>
      measure(figures, presenter, each as number),
    )
    const show = (times: Float64Array) => `${times[turns >> 1].toFixed(1)} (${times[(turns * 0.99) | 0].toFixed(1)})`
    return { figures, what, 'null: µs (p99)': show(none), 'regl register: µs (p99)': show(regl) }
  }),
)
console.table(rows)
