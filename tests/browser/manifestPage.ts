/** Opens a scene from its manifest by the package's own defaults, a Web Worker for the conversion among them, streams it and draws it. */
import { composeWorld, createFocus, disposeWorld, openManifest, sectionContent, step, streaming } from '../../src/index'
import { createCamera, lookAt, openRegl, reglPresenter, setLens } from '../../src/render'

let ended: (() => unknown) | null = null

async function show(address: string) {
  const frames = { longestMs: 0 }
  let last = performance.now()
  const ticking = setInterval(() => {
    const now = performance.now()
    frames.longestMs = Math.max(frames.longestMs, now - last)
    last = now
  }, 1)
  const workers = countWorkers()
  const opened = await openManifest(address)
  clearInterval(ticking)
  const made = workers.end()
  const canvas = document.querySelector('canvas') as HTMLCanvasElement
  const presenter = reglPresenter(openRegl(canvas, { preserveDrawingBuffer: true }))
  const world = composeWorld({ features: [streaming({ sections: opened, presenter })] })
  createFocus(world, { position: [0, 2, 0] })
  for (let i = 0; i < 600 && (i < 5 || world.terrane.loader.curtain); i++) {
    await new Promise((done) => setTimeout(done, 5))
    step(world, 1 / 60)
  }
  const camera = createCamera()
  setLens(camera, { fieldOfView: Math.PI / 3, aspect: 1, near: 0.1, far: 500 })
  lookAt(camera, [0, 3, 8], [0, 0, 0])
  presenter.draw(camera)
  ended = () => {
    disposeWorld(world)
    return { ...presenter.counts(), gpuBytes: presenter.measure().gpuBytes }
  }
  return {
    workers: made,
    longestMs: frames.longestMs,
    sections: opened.table.count,
    content: sectionContent(opened.table, 0),
    faults: opened.faults.length,
    errors: [...world.terrane.errors.values()].map(String),
    counts: { ...presenter.counts() },
    gpuBytes: presenter.measure().gpuBytes,
  }
}

/** Web Workers that are started from now on, by their scripts. */
function countWorkers() {
  const Original = window.Worker
  const scripts: string[] = []
  window.Worker = class extends Original {
    constructor(script: string | URL, options?: WorkerOptions) {
      super(script, options)
      scripts.push(new URL(script, location.href).pathname)
    }
  }
  return {
    end() {
      window.Worker = Original
      return scripts
    },
  }
}

declare global {
  interface Window {
    show: typeof show
    end(): unknown
  }
}
window.show = show
window.end = () => ended?.()
