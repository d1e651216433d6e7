import { hasContent, openSectionBlob, sectionContent } from '../../src/blobs/sectionBlob'
import { createMeter } from '../../src/memory/meter'
import { decodeMeshPayload } from '../../src/payloads/decodeMesh'
import { decodeTexturePayload } from '../../src/payloads/decodeTexture'
import { createCamera, defaultEnvironment, lookAt, openRegl, reglPresenter, setLens } from '../../src/render'

/** What is drawn; colliders and entities of the world are nothing to a presenter. */
const decoders: Record<string, typeof decodeMeshPayload | typeof decodeTexturePayload> = {
  mesh: decodeMeshPayload,
  texture: decodeTexturePayload,
}

/** A whole baked world on the GPU, without streaming: what the bake writes is what the presenter draws. */
async function loadTown(folder: string) {
  const canvas = document.querySelector('canvas') as HTMLCanvasElement
  const presenter = reglPresenter(openRegl(canvas, { preserveDrawingBuffer: true }))
  const pointer = await (await fetch(`${folder}world.json`)).json()
  const table = openSectionBlob(await (await fetch(folder + pointer.sections.path)).arrayBuffer())
  const meter = createMeter({ bytes: Infinity, milliseconds: Infinity, operations: Infinity })
  let promisedGpuBytes = 0
  for (let row = 0; row < table.count; row++) {
    const decode = decoders[table.info.kinds[table.kind[row]]]
    if (!decode || !hasContent(table, row)) continue
    const bytes = await (await fetch(folder + sectionContent(table, row))).arrayBuffer()
    const { value } = await decode(bytes)
    meter.begin()
    presenter.adopt(
      row,
      value,
      [...table.requires.subarray(table.requireStart[row], table.requireStart[row + 1])],
      meter,
    )
    presenter.show(row)
    promisedGpuBytes += table.gpuBytes[row]
  }
  const camera = createCamera()
  const draw = (position: number[], target: number[]) => {
    setLens(camera, { fieldOfView: 1.1, aspect: canvas.width / canvas.height, near: 0.1, far: 4000 })
    lookAt(camera, position, target)
    presenter.draw(camera, { ...defaultEnvironment, fogStart: 80, fogEnd: 1200 })
    return { ...presenter.counts() }
  }
  return { draw, gpuBytes: presenter.measure().gpuBytes, promisedGpuBytes }
}

const town = { loadTown }

export type Town = typeof town

Object.assign(window, town)
