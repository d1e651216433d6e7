import type { WorkMeter } from '../../src/memory/meter'
import { createMeter } from '../../src/memory/meter'
import type { DrawPayload, MeshPayload, TexturePayload } from '../../src/payloads/draw'
import type { Presenter, Row } from '../../src/presenter'

/**
 * What every presenter promises, as plain functions that throw: they run in Node and, bundled, in a browser page.
 * A check gets a fresh presenter; whoever runs it disposes of that.
 */
export interface PresenterCheck {
  readonly title: string
  run(presenter: Presenter): void
}

/** A meter that never stops, and one that lets one operation through a frame. */
const openMeter = () => createMeter({ bytes: Infinity, milliseconds: Infinity, operations: Infinity })
const narrowMeter = () => createMeter({ bytes: 1, milliseconds: Infinity, operations: 1 })

const textureRow: Row = 7
const meshRow: Row = 12

/** A grid of quads large enough to need several operations: 300 × 300 vertices, about 1.6 MB. */
export function gridPayload(side = 300): MeshPayload {
  const positions = new Float32Array(side * side * 3)
  for (let at = 0; at < side * side; at++) positions.set([at % side, 0, Math.floor(at / side)], at * 3)
  const indices = new Uint32Array((side - 1) * (side - 1) * 6)
  for (let z = 0, at = 0; z < side - 1; z++)
    for (let x = 0; x < side - 1; x++, at += 6) {
      const corner = z * side + x
      indices.set([corner, corner + side, corner + 1, corner + 1, corner + side, corner + side + 1], at)
    }
  const attribute = { array: positions, size: 3, normalized: false, strideBytes: 12 }
  return {
    kind: 'mesh',
    origin: [1e6, 0, -1e6],
    primitives: [{ positions: attribute, normals: null, uvs: null, indices }],
    materials: [plainMaterial(0)],
    samplers: [{ texture: 0, wrapS: 'repeat', wrapT: 'clamp', magnify: 'nearest' }],
    draws: [single(side, [0, 0, 0]), { ...single(side, [0, 5, 0]), matrices: twoMatrices() }],
  }
}

function single(side: number, [x, y, z]: number[]) {
  const matrices = new Float32Array([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, x, y, z, 1])
  return { primitive: 0, material: 0, matrices, box: new Float32Array([0, 0, 0, side, 8, side]) }
}

function twoMatrices(): Float32Array {
  return new Float32Array([
    1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 5, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 8, 0, 1,
  ])
}

/** A material whose base colour image is `requires[texture]`; −1 for none. */
export function plainMaterial(texture: number): MeshPayload['materials'][number] {
  return {
    baseColor: [1, 1, 1, 1],
    baseColorTexture: texture,
    metallic: 0,
    roughness: 1,
    metallicRoughnessTexture: -1,
    normalTexture: -1,
    normalScale: 1,
    emissive: [0, 0, 0],
    emissiveTexture: -1,
    alphaMode: 'opaque',
    alphaCutoff: 0.5,
    doubleSided: false,
  }
}

export function texturePayload(width = 1024, height = 512): TexturePayload {
  const pixels = new Uint8Array(width * height * 4).fill(200)
  return { kind: 'texture', width, height, pixels }
}

/** A column-major 64-bit matrix that moves. */
export function placedAt(x: number, y: number, z: number): Float64Array {
  return new Float64Array([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, x, y, z, 1])
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(what)
}

function adoptWhole(presenter: Presenter, row: Row, payload: DrawPayload, requires: readonly Row[] = []): void {
  const meter = openMeter()
  meter.begin()
  expect(presenter.adopt(row, payload, requires, meter) === 'done', `an open meter adopts row ${row} in one call`)
}

function expectNothingHeld(presenter: Presenter, when: string): void {
  const { cpuBytes, gpuBytes } = presenter.measure()
  expect(cpuBytes === 0 && gpuBytes === 0, `${when}, nothing is held: ${cpuBytes} CPU and ${gpuBytes} GPU bytes`)
}

/** Frames until an adopt is done, under a meter that lets one operation through each. */
function countFrames(presenter: Presenter, payload: DrawPayload, meter: WorkMeter): number {
  for (let frame = 1; frame <= 200; frame++) {
    meter.begin()
    if (presenter.adopt(meshRow, payload, [], meter) === 'done') return frame
    expect(meter.spentOperations === 1, `frame ${frame} spends one operation: ${meter.spentOperations}`)
  }
  throw new Error('an adopt ends within 200 frames')
}

export const presenterChecks: readonly PresenterCheck[] = [
  {
    title: 'begins with nothing',
    run: (presenter) => expectNothingHeld(presenter, 'at first'),
  },
  {
    title: 'gives every byte back on release',
    run(presenter) {
      adoptWhole(presenter, textureRow, texturePayload())
      adoptWhole(presenter, meshRow, gridPayload(), [textureRow])
      presenter.show(meshRow)
      presenter.release(textureRow)
      presenter.release(meshRow)
      expectNothingHeld(presenter, 'after release')
    },
  },
  {
    title: 'holds no more after a hundred adoptions than after one',
    run(presenter) {
      for (let turn = 0; turn < 100; turn++) {
        adoptWhole(presenter, meshRow, gridPayload(20))
        presenter.show(meshRow)
        presenter.release(meshRow)
      }
      expectNothingHeld(presenter, 'after a hundred')
    },
  },
  {
    title: 'takes unknown rows calmly',
    run(presenter) {
      for (const row of [0, 1, 4_000_000]) {
        presenter.show(row)
        presenter.hide(row)
        presenter.cancel(row)
        presenter.release(row)
        presenter.unplace(row)
      }
      expectNothingHeld(presenter, 'after unknown rows')
    },
  },
  {
    title: 'is done in the end, one operation a frame',
    run(presenter) {
      const meter = narrowMeter()
      countFrames(presenter, gridPayload(), meter)
      presenter.release(meshRow)
      countFrames(presenter, texturePayload(), meter)
      presenter.release(meshRow)
      expectNothingHeld(presenter, 'after both')
    },
  },
  {
    title: 'gives every byte back when released before it is done',
    run(presenter) {
      for (let calls = 1; calls <= 4; calls++) {
        for (const payload of [gridPayload(), texturePayload()]) {
          const meter = narrowMeter()
          for (let call = 0; call < calls; call++) {
            meter.begin()
            presenter.adopt(meshRow, payload, [], meter)
          }
          presenter.release(meshRow)
          expectNothingHeld(presenter, `after release in call ${calls}`)
        }
      }
    },
  },
  {
    title: 'shows and hides any number of times, in any order',
    run(presenter) {
      const rows = [3, 4, 5, 6]
      for (const row of rows) adoptWhole(presenter, row, gridPayload(4))
      for (const row of [3, 3, 5, 4, 6]) presenter.show(row)
      for (const row of [5, 5, 3]) presenter.hide(row)
      for (const row of rows) presenter.release(row)
      for (const row of rows) presenter.hide(row)
      expectNothingHeld(presenter, 'after all')
    },
  },
  {
    title: 'takes a new version of a row and keeps one of them',
    run(presenter) {
      adoptWhole(presenter, meshRow, gridPayload(30))
      const once = presenter.measure().gpuBytes
      adoptWhole(presenter, meshRow, gridPayload(30))
      expect(presenter.measure().gpuBytes === once, 'a refreshed row holds what it held')
      presenter.release(meshRow)
      expectNothingHeld(presenter, 'after one release')
    },
  },
  {
    title: 'keeps the version that stands until the new one is done, and through one that is given up',
    run(presenter) {
      for (const payload of [gridPayload(), texturePayload()]) {
        adoptWhole(presenter, meshRow, payload)
        presenter.show(meshRow)
        const once = presenter.measure().gpuBytes
        const meter = narrowMeter()
        for (let turn = 0; turn < 2; turn++) {
          meter.begin()
          presenter.adopt(meshRow, { ...payload }, [], meter)
          expect(presenter.measure().gpuBytes >= once, 'the old version stands beside an unfinished one')
          presenter.cancel(meshRow)
          expect(presenter.measure().gpuBytes === once, 'the old version stands after one that was given up')
        }
        presenter.release(meshRow)
        expectNothingHeld(presenter, 'after one release')
      }
    },
  },
  {
    title: 'adopts mesh by mesh in any order, shown in part or not, and lets go of it at any moment',
    run(presenter) {
      const payload = gridPayload(60)
      const meter = openMeter()
      for (const [at, order] of [[], [0], [1], [1, 0], [0, 1]].entries()) {
        for (const draw of order) {
          meter.begin()
          presenter.adoptMesh?.(meshRow, payload, [], draw, meter)
          if (at % 2 === 0) presenter.showPart?.(meshRow)
        }
        if (at === 3) presenter.hidePart?.(meshRow)
        if (at < 3) presenter.cancel(meshRow)
        else {
          adoptWhole(presenter, meshRow, payload)
          presenter.show(meshRow)
          presenter.release(meshRow)
        }
        expectNothingHeld(presenter, `after ${order.length} meshes`)
      }
    },
  },
  {
    title: 'holds as much of a row that came mesh by mesh as of one that came whole',
    run(presenter) {
      const payload = gridPayload(60)
      const meter = openMeter()
      adoptWhole(presenter, meshRow, payload)
      const whole = presenter.measure()
      for (const draw of [1, 0]) {
        meter.begin()
        presenter.adoptMesh?.(meshRow + 1, payload, [], draw, meter)
      }
      adoptWhole(presenter, meshRow + 1, payload)
      presenter.release(meshRow)
      const { cpuBytes, gpuBytes } = presenter.measure()
      expect(cpuBytes === whole.cpuBytes && gpuBytes === whole.gpuBytes, 'the same bytes')
      presenter.release(meshRow + 1)
      expectNothingHeld(presenter, 'after both')
    },
  },
  {
    title: 'tears a row down piece by piece, and takes it up again in the middle of that',
    run(presenter) {
      for (const pieces of [0, 1, 2, 100]) {
        adoptWhole(presenter, meshRow, gridPayload(20))
        presenter.place(1, meshRow, placedAt(0, 0, 0))
        presenter.show(meshRow)
        for (let piece = 0; piece < pieces; piece++) {
          const freed = presenter.tearDown?.(meshRow, 1) ?? 0
          expect(freed <= 1, `no more than one at a time: ${freed}`)
          expect(piece < 50 || freed === 0, 'it ends')
        }
        presenter.release(meshRow)
        expectNothingHeld(presenter, `after ${pieces} pieces`)
      }
      presenter.tearDown?.(4_000_000, 12)
      presenter.unplace(1)
    },
  },
  {
    title: 'adopts a mesh before its texture and a texture before its mesh',
    run(presenter) {
      adoptWhole(presenter, meshRow, gridPayload(4), [textureRow])
      adoptWhole(presenter, textureRow, texturePayload(4, 4))
      presenter.release(meshRow)
      adoptWhole(presenter, meshRow, gridPayload(4), [textureRow])
      presenter.release(textureRow)
      presenter.release(meshRow)
      expectNothingHeld(presenter, 'after all')
    },
  },
  {
    title: 'places copies before, during and after an adoption, and holds nothing for them but with their row',
    run(presenter) {
      presenter.place(1, meshRow, placedAt(3, 0, 0))
      expectNothingHeld(presenter, 'with a copy of a row that is not there')
      const meter = narrowMeter()
      meter.begin()
      presenter.adopt(meshRow, gridPayload(), [], meter)
      presenter.place(2, meshRow, placedAt(-3, 0, 0))
      presenter.release(meshRow)
      expectNothingHeld(presenter, 'with copies of a row that was given up')
      adoptWhole(presenter, meshRow, gridPayload(20))
      presenter.place(3, meshRow, placedAt(0, 0, 3))
      presenter.release(meshRow)
      expectNothingHeld(presenter, 'with copies of a row that was released')
      adoptWhole(presenter, meshRow, gridPayload(20))
      for (const copy of [1, 2, 3]) presenter.unplace(copy)
      presenter.release(meshRow)
      expectNothingHeld(presenter, 'after all')
    },
  },
  {
    title: 'moves copies, hands them to other rows, and takes copies of shown, hidden and refreshed rows',
    run(presenter) {
      const rows = [3, 4]
      for (const row of rows) adoptWhole(presenter, row, gridPayload(4))
      for (let turn = 0; turn < 20; turn++) {
        presenter.place(-1, rows[turn % 2], placedAt(turn, 0, 0))
        presenter.place(9, 4, placedAt(0, turn, 0))
        if (turn % 3 === 0) presenter.show(3)
        if (turn % 3 === 1) presenter.hide(3)
        if (turn % 5 === 0) adoptWhole(presenter, 4, gridPayload(4))
        if (turn % 7 === 0) presenter.unplace(-1)
      }
      for (const row of rows) presenter.release(row)
      presenter.unplace(9)
      presenter.unplace(9)
      expectNothingHeld(presenter, 'after all')
    },
  },
  {
    title: 'takes the scene anywhere, before, during and after an adoption, and holds nothing for it',
    run(presenter) {
      presenter.moveScene(placedAt(1, 2, 3))
      adoptWhole(presenter, meshRow, gridPayload())
      const bytes = presenter.measure().gpuBytes
      presenter.show(meshRow)
      presenter.place(1, meshRow, placedAt(4, 5, 6))
      presenter.moveScene(placedAt(1e7, -2, 3))
      expect(presenter.measure().gpuBytes === bytes, 'a scene that moves holds what it held')
      presenter.release(meshRow)
      presenter.moveScene(placedAt(0, 0, 0))
      expectNothingHeld(presenter, 'after release')
    },
  },
  {
    title: 'takes matrices that are not finite, empty or short calmly',
    run(presenter) {
      adoptWhole(presenter, meshRow, gridPayload(4))
      for (const matrix of [new Float64Array(16).fill(NaN), placedAt(Infinity, 0, 0), [], [1, 0, 0]])
        presenter.place(1, meshRow, matrix)
      presenter.place(1, meshRow, placedAt(0, 0, 0))
      presenter.release(meshRow)
      expectNothingHeld(presenter, 'after all')
    },
  },
  {
    title: 'lets go of everything when disposed',
    run(presenter) {
      presenter.place(1, meshRow, placedAt(0, 0, 0))
      adoptWhole(presenter, meshRow, gridPayload(4))
      adoptWhole(presenter, textureRow, texturePayload(4, 4))
      presenter.dispose()
      expectNothingHeld(presenter, 'after dispose')
    },
  },
]
