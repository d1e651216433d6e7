import {
  composeWorld,
  createFocus,
  disposeWorld,
  entities,
  moveFocus,
  openWorld,
  pinCount,
  placeFigures,
  refById,
  resolve,
  step,
  storeOf,
  streaming,
  Figure,
  Transform,
  type SectionId,
  type StableId,
} from '../../src'
import { createCamera, defaultEnvironment, lookAt, openRegl, reglPresenter, setLens } from '../../src/render'
import { browserPool } from '../../src/workers/browserPool'

/** Even light, no fog: what is red is red. */
const studio = {
  ...defaultEnvironment,
  sunColor: [0, 0, 0],
  zenithColor: [0.5, 0.5, 0.5],
  horizonColor: [0.5, 0.5, 0.5],
  groundColor: [0.5, 0.5, 0.5],
  ambient: 1,
  fogStart: 1e6,
  fogEnd: 2e6,
  exposure: 1,
} as const

/** The whole stack over a baked world, seen from one place whatever the focus does: HTTP, workers, the engine with entities, regl. */
async function openFigures(folder: string, from: [number, number, number], to: [number, number, number]) {
  const canvas = document.querySelector('canvas') as HTMLCanvasElement
  const regl = openRegl(canvas, { preserveDrawingBuffer: true, antialias: false })
  const presenter = reglPresenter(regl)
  const pool = browserPool({ size: 1, worker: '/worker.js' })
  const settings = { graceSeconds: 0, dwellSeconds: 0 }
  const world = composeWorld({
    features: [
      streaming({ sections: await openWorld(folder), presenter, pool, settings }),
      entities([], { capacity: 1000, unknown: 'ignore' }),
    ],
  })
  const focus = createFocus(world, { position: [1e5, 0, 0] })
  const camera = createCamera()
  setLens(camera, { fieldOfView: 1, aspect: canvas.width / canvas.height, near: 0.1, far: 1000 })
  lookAt(camera, from, to)
  const transform = storeOf(world, Transform)
  const live = (id: string) => resolve(world, refById(world, id as StableId))
  const draw = () => {
    presenter.draw(camera, studio)
    return { ...presenter.counts() }
  }
  return {
    goTo: (x: number) => moveFocus(world, focus, x, 0, 0, true),
    /** Frames until the entity is there, or gone. */
    async until(id: string, there: boolean) {
      for (let frames = 0; frames < 2000 && live(id) > 0 !== there; frames++) {
        await new Promise(requestAnimationFrame)
        step(world, 1 / 60)
      }
      if (live(id) > 0 !== there) throw new Error(`${id} is ${there ? 'not there' : 'there'}`)
      for (let ticks = 0; ticks < 3; ticks++) step(world, 1 / 60)
      return draw()
    },
    /** Ticks, then a picture. */
    async run(ticks: number) {
      for (let tick = 0; tick < ticks; tick++) {
        await new Promise(requestAnimationFrame)
        step(world, 1 / 60)
      }
      return draw()
    },
    /** Writes the Transform, as a game does, and draws without another tick. */
    move(id: string, x: number, z: number, turn = 0) {
      const eid = live(id)
      transform.x[eid] = x
      transform.z[eid] = z
      transform.qy[eid] = Math.sin(turn / 2)
      transform.qw[eid] = Math.cos(turn / 2)
      placeFigures(world)
      return draw()
    },
    pins: (id: string) => pinCount(world, storeOf(world, Figure).section[live(id)] as SectionId),
    pixel: (x: number, y: number) => [...regl.read({ x, y: canvas.height - 1 - y, width: 1, height: 1 }).slice(0, 3)],
    async close() {
      disposeWorld(world)
      const left = { ...draw(), ...presenter.measure() }
      presenter.dispose()
      await pool.dispose()
      return left
    },
  }
}

const page = { openFigures }

export type FiguresPage = typeof page
export type OpenFigures = Awaited<ReturnType<typeof openFigures>>

Object.assign(window, page)
