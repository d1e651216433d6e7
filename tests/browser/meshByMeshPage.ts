import { composeWorld, createFocus, describeSection, moveFocus, openWorld, sectionId, step, streaming } from '../../src'
import { createCamera, lookAt, openRegl, projectPoint, reglPresenter, setLens } from '../../src/render'
import { browserPool } from '../../src/workers/browserPool'

/** Opens a world of rows of boxes with a focus at x, under a meter of a few operations a frame; the camera looks down on all of the row. */
async function openRow(folder: string, focusX: number, boxes: number, spacing: number) {
  const canvas = document.querySelector('canvas') as HTMLCanvasElement
  const presenter = reglPresenter(openRegl(canvas, { preserveDrawingBuffer: true }))
  const sections = await openWorld(folder)
  const world = composeWorld({
    features: [
      streaming({
        sections,
        presenter,
        pool: browserPool({ size: 1, worker: '/worker.js' }),
        meter: { bytes: 1 << 23, milliseconds: Infinity, operations: 2 },
        settings: { wholeUploadShare: 0 },
      }),
    ],
  })
  const focus = createFocus(world, { position: [focusX, 0, 0] })
  const camera = createCamera()
  setLens(camera, { fieldOfView: 0.9, aspect: canvas.width / canvas.height, near: 1, far: 4000 })
  const middle = (spacing * (boxes - 1)) / 2
  lookAt(camera, [middle, 260, 1], [middle, 0, 0])
  const draw = () => presenter.draw(camera)
  draw()
  const empty = readPixels(canvas)
  return {
    status: (row: number) => describeSection(world, sectionId(world.terrane, row)),
    /** Steps and draws; @returns by box, whether the middle of its top is drawn. */
    frame: async () => {
      await new Promise(requestAnimationFrame)
      step(world, 1 / 60)
      draw()
      const now = readPixels(canvas)
      return Array.from({ length: boxes }, (_, i) => differs(empty, now, pixelOf(canvas, camera, spacing * i)))
    },
    moveTo: (x: number) => moveFocus(world, focus, x, 0, 0),
    draws: () => presenter.counts().draws,
  }
}

function readPixels({ width, height }: HTMLCanvasElement): ImageData {
  const copy = new OffscreenCanvas(width, height).getContext('2d') as OffscreenCanvasRenderingContext2D
  copy.drawImage(document.querySelector('canvas') as HTMLCanvasElement, 0, 0)
  return copy.getImageData(0, 0, width, height)
}

const place = new Float64Array(3)

function pixelOf({ width, height }: HTMLCanvasElement, camera: ReturnType<typeof createCamera>, x: number): number {
  projectPoint(place, camera, [x, 2, 0])
  return 4 * (Math.floor(place[1] * height) * width + Math.floor(place[0] * width))
}

function differs(a: ImageData, b: ImageData, at: number): boolean {
  return [0, 1, 2].some((channel) => Math.abs(a.data[at + channel] - b.data[at + channel]) > 12)
}

export interface RowPage {
  openRow: typeof openRow
}
;(window as unknown as RowPage).openRow = openRow
