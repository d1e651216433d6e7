import {
  composeWorld,
  createEventCursor,
  createFigures,
  createFocus,
  disposeWorld,
  eventNames,
  measureFigures,
  openWorld,
  readEvents,
  State,
  step,
  streaming,
  type Presenter,
  type Row,
} from '../../src'
import { createCamera, lookAt, openRegl, reglPresenter, setLens } from '../../src/render'
import { browserPool } from '../../src/workers/browserPool'

/** What a test may want differently. */
export interface StreamedOptions {
  /** Where the focus stands, and where it looks. */
  readonly from: readonly number[]
  readonly to: readonly number[]
  /** Draw at every frame, as a game does, or only for a picture: drawing in software is slow. */
  readonly draws: 'always' | 'pictures'
}

/** Counts what the engine has handed over and not taken back, by row. */
function countHeld(presenter: Presenter): { presenter: Presenter; held: Set<Row> } {
  const held = new Set<Row>()
  const counting: Presenter = {
    ...presenter,
    adopt(row, payload, requires, meter) {
      const answer = presenter.adopt(row, payload, requires, meter)
      if (answer === 'done') held.add(row)
      return answer
    },
    release(row) {
      held.delete(row)
      presenter.release(row)
    },
  }
  return { presenter: counting, held }
}

/** The whole stack on a baked world: HTTP, workers, the engine, regl; a frame is a step and a draw, as in a game. */
async function openStreamed(folder: string, options: StreamedOptions) {
  const canvas = document.querySelector('canvas') as HTMLCanvasElement
  const regl = openRegl(canvas, { preserveDrawingBuffer: true })
  const drawing = reglPresenter(regl)
  if (options.draws === 'always') drawing.warm()
  const { presenter, held } = countHeld(drawing)
  const sections = await openWorld(folder)
  const pool = browserPool({ size: 2, worker: '/worker.js' })
  const world = composeWorld({ features: [streaming({ sections, presenter, pool })] })
  createFocus(world, { position: [...options.from] as [number, number, number] })
  const camera = createCamera()
  setLens(camera, { fieldOfView: 1.1, aspect: canvas.width / canvas.height, near: 0.1, far: 4000 })
  lookAt(camera, options.from, options.to)
  const cursor = createEventCursor(world)
  const figures = createFigures()
  const events: Record<string, number> = {}
  let most = 0
  let over = -Infinity

  const frame = async () => {
    await new Promise(requestAnimationFrame)
    step(world, 1 / 30)
    if (options.draws === 'always') drawing.draw(camera)
    readEvents(world, cursor, (kind) => (events[eventNames[kind]] = (events[eventNames[kind]] ?? 0) + 1))
    measureFigures(world.terrane, figures)
    const { cpuBytes, gpuBytes } = drawing.measure()
    most = Math.max(most, cpuBytes + gpuBytes)
    over = Math.max(over, cpuBytes + gpuBytes - figures.residentBytes)
  }
  const until = async (done: () => boolean, what: string) => {
    for (let frames = 0; !done(); frames++) {
      if (frames > 1000) throw new Error(`not within 1000 frames: ${what}; ${JSON.stringify(figures)}`)
      await frame()
    }
  }
  /** Everything that is wanted stands, is shown, and nothing is on its way: twenty frames in a row. */
  const settle = async () => {
    let steady = 0
    await until(() => {
      const { byState, desired, shown } = figures
      const still = shown > 0 && byState[State.Loaded] === desired && byState[State.Idle] + desired === figures.live
      steady = still ? steady + 1 : 0
      return steady > 20
    }, 'everything loaded and shown')
    drawing.draw(camera)
    return look()
  }
  const stats = () => {
    const { bufferCount, elementsCount, shaderCount, textureCount } = regl.stats
    return { bufferCount, elementsCount, shaderCount, textureCount }
  }
  const look = () => ({
    counts: { ...drawing.counts() },
    measured: { ...drawing.measure() },
    held: [...held].sort((a, b) => a - b),
    shown: figures.shown,
    loaded: figures.byState[State.Loaded],
    residentBytes: figures.residentBytes,
    stats: stats(),
    picture: pictureHash(regl.read()),
  })
  const takeEvents = () => {
    const taken = { ...events }
    for (const name of Object.keys(events)) delete events[name]
    return taken
  }
  const extension = regl._gl.getExtension('WEBGL_lose_context') as WEBGL_lose_context
  /** Loses the context, streams on without it for some frames, and brings it back. */
  const loseAndRestore = async (framesBetween = 20) => {
    takeEvents()
    const gone = new Promise<void>((done) => drawing.onLost(done))
    extension.loseContext()
    await gone
    for (let i = 0; i < framesBetween; i++) await frame()
    const between = { ...look(), picture: 0, events: takeEvents() }
    const back = new Promise<void>((done) => drawing.onRestored(done))
    // Not in the event of the loss itself: browsers allow it only when that is over.
    setTimeout(() => extension.restoreContext())
    await back
    return between
  }
  const close = async () => {
    disposeWorld(world)
    const left = { held: held.size, measured: drawing.measure(), counts: { ...drawing.counts() } }
    drawing.dispose()
    await pool.dispose()
    return { ...left, stats: stats() }
  }
  /** Over all frames: the most that the presenter held, and the most that it held beyond the ledger. */
  const bytes = () => ({ most, beyondLedger: over })
  return { frame, settle, loseAndRestore, takeEvents, close, bytes }
}

function pictureHash(pixels: Uint8Array): number {
  let hash = 0x811c9dc5
  for (const byte of pixels) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

const page = { openStreamed }

export type StreamedPage = typeof page
export type Streamed = Awaited<ReturnType<typeof openStreamed>>

Object.assign(window, page)
