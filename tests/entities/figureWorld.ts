import type { Mesh } from '@gltf-transform/core'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { bakeWorld } from '../../src/baking/bakeWorld'
import { entities } from '../../src/entitiesFeature'
import { refById, resolve } from '../../src/entities/references'
import { createFocus, moveFocus } from '../../src/focuses'
import { openWorld } from '../../src/openWorld'
import { pinCount } from '../../src/pins'
import { nullPresenter, type Presenter, type Row } from '../../src/presenter'
import { formatStableId, idOfPath } from '../../src/schema/stableId'
import { sectionName } from '../../src/blobs/sectionBlob'
import { sectionId, type SectionId } from '../../src/sectionId'
import { directorySource } from '../../src/sources/directorySource'
import { streaming, type StreamingOptions } from '../../src/streaming'
import { inlinePool } from '../../src/workers/inlinePool'
import { composeWorld, disposeWorld, step } from '../../src/world'
import { temporaryFolder } from '../baking/bakedWorld'
import { createInput, writeInput } from '../baking/inputs'

/** A presenter that remembers what it was told. */
export function recordingPresenter() {
  const copies = new Map<number, { readonly row: Row; readonly matrix: readonly number[] }>()
  const adopted = new Set<Row>()
  const told = { placed: 0, unplaced: 0 }
  let lose = () => {}
  const presenter: Presenter = {
    ...nullPresenter(),
    adopt(row) {
      adopted.add(row)
      return 'done'
    },
    release: (row) => void adopted.delete(row),
    place(copy, row, matrix) {
      told.placed++
      copies.set(copy, { row, matrix: Array.from(matrix) })
    },
    unplace(copy) {
      told.unplaced++
      copies.delete(copy)
    },
    onLost: (callback) => void (lose = callback),
  }
  return { presenter, copies, adopted, told, lose: () => lose() }
}

/**
 * Cell 0: a cart, two barrels of one mesh (the second turned, stretched and mirrored), one that stays where it is when its section goes, one that is
 * handed on. Cell 1: a post that is not drawn.
 */
async function bakeFigures(folder: string): Promise<string> {
  const input = createInput()
  const dynamic = (name: string, mesh: Mesh | null, x: number, extras: object = {}) =>
    input.node(name, mesh, [x, 1, 10]).setExtras({ terrane_role: 'dynamic', ...extras })
  const [cart, barrel, stayer, rover] = [1, 2, 3, 4].map((size) => input.box(`box ${size}`, [size, size, size]))
  dynamic('cart', cart, 10)
  dynamic('barrel', barrel, 20)
  dynamic('keg', barrel, 30).setRotation([0, 0.6, 0, 0.8]).setScale([-2, 1, 3])
  dynamic('stayer', stayer, 40, { terrane_mover: 'keep' })
  dynamic('rover', rover, 50, { terrane_mover: 'transfer' })
  dynamic('post', null, 100)
  const out = join(folder, 'world')
  await bakeWorld(await writeInput(input, folder, 'town.glb'), { out, cell: 64, enterRadius: 40 })
  return out
}

/** A decoder that is imported for the first time takes seconds where everybody tests at once. */
const longestWaitMs = 20_000

/** A running world of that scene, the focus far from all of it. Radii are 40 m. */
export async function openFigureWorld(options: Partial<StreamingOptions> = {}) {
  const out = await bakeFigures(await temporaryFolder())
  const recording = recordingPresenter()
  const world = composeWorld({
    features: [
      streaming({
        sections: await openWorld(directorySource(out)),
        presenter: recording.presenter,
        pool: inlinePool(),
        ...options,
        settings: { graceSeconds: 0, dwellSeconds: 0, forgetSeconds: 0.1, ...options.settings },
      }),
      entities([], { capacity: 1000 }),
    ],
  })
  onTestFinished(() => disposeWorld(world))
  const { table } = world.terrane
  const focus = createFocus(world, { position: [-1e5, 0, 0] })
  const rowNamed = (name: string) =>
    Array.from({ length: table.count }, (_, row) => row).find((row) => sectionName(table, row) === name)!
  const run = async (until: () => boolean) => {
    const end = performance.now() + longestWaitMs
    while (!until() && performance.now() < end) {
      await new Promise((done) => setImmediate(done))
      step(world, 1 / 60)
    }
    if (!until()) throw new Error(`never: ${until}`)
  }
  return {
    ...recording,
    world,
    run,
    tick: () => step(world, 1 / 60),
    goTo: (x: number) => moveFocus(world, focus, x, 0, 32, true),
    live: (path: string) => resolve(world, refById(world, formatStableId(idOfPath('town.glb', path)))),
    /** Row of a figure, and how many pins it has. */
    figure: (name: string): SectionId => sectionId(world.terrane, rowNamed(`figure/${name}`)),
    row: (name: string) => rowNamed(`figure/${name}`),
    pins: (name: string) => pinCount(world, sectionId(world.terrane, rowNamed(`figure/${name}`))),
  }
}
