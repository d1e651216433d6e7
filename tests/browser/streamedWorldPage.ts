import {
  budgets,
  composeWorld,
  createEventCursor,
  createFigures,
  createFocus,
  disposeWorld,
  eventNames,
  measureFigures,
  openWorld,
  readEvents,
  setBudget,
  State,
  step,
  streaming,
  type BudgetOptions,
  type Budgets,
  type Presenter,
  type Row,
} from '../../src'
import { createCamera, lookAt, openRegl, projectPoint, reglPresenter, setLens } from '../../src/render'
import { browserPool } from '../../src/workers/browserPool'

/** What a test may want differently. */
export interface StreamedOptions {
  /** Where the focus stands, and where it looks. */
  readonly from: readonly number[]
  readonly to: readonly number[]
  /** Draw at every frame, as a game does, or only for a picture: drawing in software is slow. */
  readonly draws: 'always' | 'pictures'
  /** false: a shader is compiled when something is drawn with it, which is all that a few walls need. */
  readonly warm?: false
  readonly budgets?: BudgetOptions
}

/** What is seen of a place in one frame: the middle of a square of pixels around it, 0 … 255, and how much it varies there. */
export interface Look {
  readonly color: readonly [number, number, number]
  /** Standard deviation of its red. */
  readonly contrast: number
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
  if (options.draws === 'always' && options.warm !== false) drawing.warm()
  const { presenter, held } = countHeld(drawing)
  const sections = await openWorld(folder)
  const pool = browserPool({ size: 2, worker: '/worker.js' })
  const world = composeWorld({ features: [streaming({ sections, presenter, pool }), budgets(options.budgets)] })
  createFocus(world, { position: [...options.from] as [number, number, number] })
  const camera = createCamera()
  setLens(camera, { fieldOfView: 1.1, aspect: canvas.width / canvas.height, near: 0.1, far: 4000 })
  lookAt(camera, options.from, options.to)
  const cursor = createEventCursor(world)
  const figures = createFigures()
  const events: Record<string, number> = {}
  let most = 0
  let over = -Infinity
  let points: readonly (readonly number[])[] = []
  const looks: Look[][] = []

  const frame = async () => {
    await new Promise(requestAnimationFrame)
    step(world, 1 / 30)
    if (options.draws === 'always') drawing.draw(camera)
    if (points.length > 0) looks.push(points.map((point) => lookAround(regl, camera, point)))
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
    residentTextureBytes: figures.residentTextureBytes,
    upgradesRefused: figures.upgradesRefused,
    pressureSignals: figures.pressureSignals,
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
  return {
    ...{ frame, settle, loseAndRestore, takeEvents, close, bytes },
    setBudget: (budgets: Budgets) => setBudget(world, budgets),
    /** From now on every frame looks at these places, each around a point in the world. */
    watch: (watched: readonly (readonly number[])[]) => void (points = watched),
    /** Images this wide and wider find no room on the GPU from now on, for all that the context says. */
    narrowGpu: narrowGpu(regl._gl),
    lastError: () => [...world.terrane.errors.values()][0] ?? '',
    /** By frame what was seen of each, since the last time. */
    takeLooks: () => looks.splice(0),
  }
}

/** Wraps a context, which then says that memory ran out where an image is too large; Infinity for none. */
function narrowGpu(gl: WebGLRenderingContext): (width: number) => void {
  let limit = Infinity
  let full = false
  const { texImage2D, getError } = gl
  gl.texImage2D = (...given: unknown[]) => {
    const image = given.at(-1) as { width?: number } | null
    if ((image?.width ?? Number(given[3])) >= limit) full = true
    ;(texImage2D as (...all: unknown[]) => void).apply(gl, given)
  }
  gl.getError = () => {
    const said = full ? gl.OUT_OF_MEMORY : getError.call(gl)
    full = false
    return said
  }
  return (width) => void (limit = width)
}

/** Pixels from the middle of a square to its edge. */
const lookPixels = 12
const place = new Float64Array(3)

function lookAround(
  regl: ReturnType<typeof openRegl>,
  camera: ReturnType<typeof createCamera>,
  point: readonly number[],
): Look {
  const { drawingBufferWidth: across, drawingBufferHeight: up } = regl._gl
  projectPoint(place, camera, point)
  const size = 2 * lookPixels
  const [x, y] = [Math.floor(place[0] * across) - lookPixels, Math.floor((1 - place[1]) * up) - lookPixels]
  const pixels = regl.read({ x, y, width: size, height: size })
  const mean = (of: (at: number) => number) => {
    let sum = 0
    for (let at = 0; at < pixels.length; at += 4) sum += of(at)
    return sum / (pixels.length / 4)
  }
  const color = [0, 1, 2].map((channel) => mean((at) => pixels[at + channel])) as [number, number, number]
  return { color, contrast: Math.sqrt(mean((at) => (pixels[at] - color[0]) ** 2)) }
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
