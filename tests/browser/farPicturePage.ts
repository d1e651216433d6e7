import { hasContent, openSectionBlob, sectionContent, type SectionTable } from '../../src/blobs/sectionBlob'
import { createMeter } from '../../src/memory/meter'
import { squaredDistanceToBox } from '../../src/math/box'
import { decodeMeshPayload } from '../../src/payloads/decodeMesh'
import { decodeTexturePayload } from '../../src/payloads/decodeTexture'
import { createCamera, defaultEnvironment, lookAt, openRegl, reglPresenter, setLens } from '../../src/render'

const decoders: Record<string, typeof decodeMeshPayload | typeof decodeTexturePayload> = {
  mesh: decodeMeshPayload,
  texture: decodeTexturePayload,
}

/** A baked world with all its levels on the GPU; what is drawn is the cut for a camera, or every full tile. */
async function loadLevels(folder: string) {
  const canvas = document.querySelector('canvas') as HTMLCanvasElement
  const presenter = reglPresenter(openRegl(canvas, { preserveDrawingBuffer: true }))
  const pointer = await (await fetch(`${folder}world.json`)).json()
  const table = openSectionBlob(await (await fetch(folder + pointer.sections.path)).arrayBuffer())
  const meter = createMeter({ bytes: Infinity, milliseconds: Infinity, operations: Infinity })
  const drawn: number[] = []
  for (let row = 0; row < table.count; row++) {
    const kind = table.info.kinds[table.kind[row]]
    if (!decoders[kind] || !hasContent(table, row)) continue
    const { value } = await decoders[kind](await (await fetch(folder + sectionContent(table, row))).arrayBuffer())
    meter.begin()
    const requires = [...table.requires.subarray(table.requireStart[row], table.requireStart[row + 1])]
    presenter.adopt(row, value, requires, meter)
    if (kind === 'mesh') drawn.push(row)
  }
  const camera = createCamera()
  const draw = (how: 'full' | 'cut', position: number[], target: number[], fog: number) => {
    const chosen = new Set(how === 'full' ? drawn.filter((row) => table.childCount[row] === 0) : cutOf(table, position))
    for (const row of drawn) {
      if (chosen.has(row)) presenter.show(row)
      else presenter.hide(row)
    }
    setLens(camera, { fieldOfView: Math.PI / 3, aspect: canvas.width / canvas.height, near: 1, far: 6000 })
    lookAt(camera, position, target)
    presenter.draw(camera, { ...defaultEnvironment, fogStart: fog, fogEnd: 4 * fog })
    return { ...presenter.counts() }
  }
  return { draw }
}

/** Rows that CUT's rule shows from a point, where everything is loaded. */
function cutOf(table: SectionTable, [x, y, z]: number[]): number[] {
  const shown: number[] = []
  const visit = (row: number) => {
    const near = squaredDistanceToBox(table.bounds, 6 * row, x, y, z) <= table.refineDistance[row] ** 2
    if (table.childCount[row] === 0 || !near) return void shown.push(row)
    for (let i = 0; i < table.childCount[row]; i++) visit(table.firstChild[row] + i)
  }
  for (let row = 0; row < table.rootCount; row++) visit(row)
  return shown
}

const levels = { loadLevels }

export type Levels = typeof levels

Object.assign(window, levels)
