import { createMeter } from '../../src/memory/meter'
import type { DrawPayload, Draw, Material, MeshPayload, Primitive, TexturePayload } from '../../src/payloads/draw'
import type { Row } from '../../src/presenter'
import type { Environment } from '../../src/render'
import { plainMaterial } from '../contracts/presenterContract'
import { createCamera, defaultEnvironment, lookFrom, openRegl, reglPresenter, setLens } from '../../src/render'

/** A canvas, a presenter and a camera for one scene. Pixels are read straight after drawing, in the same task. */
export function createStage(antialias = false) {
  const old = document.querySelector('canvas') as HTMLCanvasElement
  const canvas = old.cloneNode() as HTMLCanvasElement
  old.replaceWith(canvas)
  const regl = openRegl(canvas, { antialias, preserveDrawingBuffer: true })
  const presenter = reglPresenter(regl)
  const camera = createCamera()
  const lens = { fieldOfView: Math.PI / 2, aspect: canvas.width / canvas.height, near: 0.1, far: 10000 }
  setLens(camera, lens)
  const meter = createMeter({ bytes: Infinity, milliseconds: Infinity, operations: Infinity })
  const rows = new Set<Row>()
  const adopt = (row: Row, payload: DrawPayload, requires: Row[] = []) => {
    meter.begin()
    rows.add(row)
    const answer = presenter.adopt(row, payload, requires, meter)
    presenter.show(row)
    return answer
  }
  const pixel = (x: number, y: number): number[] => [
    ...regl.read({ x, y: canvas.height - 1 - y, width: 1, height: 1 }).slice(0, 3),
  ]
  const clear = () => {
    for (const row of rows) presenter.release(row)
    rows.clear()
    lookFrom(camera, [0, 0, 0], 0, 0)
  }
  return { canvas, regl, presenter, camera, lens, adopt, pixel, hash: () => hashOf(regl.read()), clear }
}

let shared: Stage | undefined

/** The stage most scenes play on, one after the other, emptied first: compiling shaders in software takes its time. */
export function emptyStage(): Stage {
  shared ??= createStage()
  shared.clear()
  setLens(shared.camera, shared.lens)
  return shared
}

export type Stage = ReturnType<typeof createStage>

function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

/** Even light from everywhere, no fog, no sun: what is red is red. */
export const studio: Environment = {
  ...defaultEnvironment,
  sunColor: [0, 0, 0],
  zenithColor: [0.5, 0.5, 0.5],
  horizonColor: [0.5, 0.5, 0.5],
  groundColor: [0.5, 0.5, 0.5],
  ambient: 1,
  fogStart: 1e6,
  fogEnd: 2e6,
  exposure: 1,
}

export const paint: Material = plainMaterial(-1)

export const red: Material = { ...paint, baseColor: [0.8, 0.02, 0.02, 1] }
export const green: Material = { ...paint, baseColor: [0.02, 0.8, 0.02, 1] }

/** A unit quad about the origin in the plane z = 0, facing +z; image up is +y. */
export function quad(): Primitive {
  return {
    positions: tight(new Float32Array([-0.5, -0.5, 0, 0.5, -0.5, 0, 0.5, 0.5, 0, -0.5, 0.5, 0]), 3),
    normals: tight(new Float32Array([0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1]), 3),
    uvs: tight(new Float32Array([0, 1, 1, 1, 1, 0, 0, 0]), 2),
    indices: new Uint16Array([0, 1, 2, 0, 2, 3]),
  }
}

function tight(array: Float32Array, size: number): Primitive['positions'] {
  return { array, size, normalized: false, strideBytes: size * 4 }
}

/** A unit cube about the origin, quantized as the bake does: int16 positions in 8-byte strides, int8 normals in 4. */
export function cube(): Primitive {
  const positions = new Int16Array(24 * 4)
  const normals = new Int8Array(24 * 4)
  const indices = new Uint16Array(36)
  for (let face = 0; face < 6; face++) {
    const axis = face >> 1
    const sign = face % 2 === 0 ? 1 : -1
    for (let corner = 0; corner < 4; corner++) {
      const at = (face * 4 + corner) * 4
      const across = corner === 1 || corner === 2 ? 1 : -1
      const along = corner >= 2 ? 1 : -1
      positions[at + axis] = 32767 * sign
      positions[at + ((axis + 1) % 3)] = 32767 * across * sign
      positions[at + ((axis + 2) % 3)] = 32767 * along
      normals[at + axis] = 127 * sign
    }
    indices.set(
      [0, 1, 2, 0, 2, 3].map((corner) => corner + face * 4),
      face * 6,
    )
  }
  return {
    positions: { array: positions, size: 3, normalized: true, strideBytes: 8 },
    normals: { array: normals, size: 3, normalized: true, strideBytes: 4 },
    uvs: null,
    indices,
  }
}

/** A column-major matrix: scale, then move. */
export function placed(x: number, y: number, z: number, sx: number, sy = sx, sz = sx): Float32Array {
  return new Float32Array([sx, 0, 0, 0, 0, sy, 0, 0, 0, 0, sz, 0, x, y, z, 1])
}

/** One draw of a primitive whose coordinates stay within ±`reach`. */
export function draw(primitive: number, material: number, matrices: Float32Array, reach = 1): Draw {
  const box = new Float32Array([Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity])
  for (let at = 0; at < matrices.length; at += 16)
    for (let axis = 0; axis < 3; axis++) {
      const size = Math.abs(matrices[at + axis * 5]) * reach
      box[axis] = Math.min(box[axis], matrices[at + 12 + axis] - size)
      box[axis + 3] = Math.max(box[axis + 3], matrices[at + 12 + axis] + size)
    }
  return { primitive, material, matrices, box }
}

export function mesh(origin: [number, number, number], parts: Partial<MeshPayload>): MeshPayload {
  return { kind: 'mesh', origin, primitives: [cube()], materials: [red], samplers: [], draws: [], ...parts }
}

export function image(width: number, height: number, texel: (x: number, y: number) => number[]): TexturePayload {
  const pixels = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) pixels.set(texel(x, y), (y * width + x) * 4)
  return { kind: 'texture', width, height, pixels }
}

/** Four quarters of an image: red, green above; blue, white below. */
export function quarters(size: number): TexturePayload {
  return image(size, size, (x, y) => {
    const right = x >= size / 2
    if (y < size / 2) return right ? [0, 255, 0, 255] : [255, 0, 0, 255]
    return right ? [255, 255, 255, 255] : [0, 0, 255, 255]
  })
}
