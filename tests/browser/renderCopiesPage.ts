import { createMeter } from '../../src/memory/meter'
import type { MeshPayload } from '../../src/payloads/draw'
import { composeMatrix, multiplyMatrices } from '../../src/payloads/transform'
import { defaultEnvironment, lookAt, lookFrom, setLens } from '../../src/render'
import { crowdSize } from '../../src/render/collectCopies'
import type { Stage } from './renderStage'
import {
  createStage,
  cube,
  draw,
  emptyStage,
  green,
  mesh,
  paint,
  placed,
  quad,
  quarters,
  red,
  studio,
} from './renderStage'

const row = 1
/** Copies that are too few for a crowd, and enough for one. */
const sizes = { few: 2, crowd: crowdSize + 2 } as const
export type Size = keyof typeof sizes

/** A column-major 64-bit matrix: scale, then turn about y by `angle` radians, then move. */
function standing(x: number, y: number, z: number, sx = 1, sy = sx, sz = sx, angle = 0): Float64Array {
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  return new Float64Array([c * sx, 0, -s * sx, 0, 0, sy, 0, 0, s * sz, 0, c * sz, 0, x, y, z, 1])
}

/** A red box of half a metre's reach, whose origin must not count. */
const box = (material = red): MeshPayload =>
  mesh([1000, 1000, 1000], { materials: [material], draws: [draw(0, 0, placed(0, 0, 0, 0.5))] })

/** The stage, with copies of nothing far behind the camera, so that the row is drawn as a crowd where it should be. */
function copyStage(size: Size = 'few'): Stage {
  const stage = emptyStage()
  for (let copy = 1; copy <= 5000; copy++) stage.presenter.unplace(copy)
  for (let copy = 0; copy < sizes[size] - 2; copy++) stage.presenter.place(100 + copy, row, standing(copy, 0, 50))
  return stage
}

/** Adopts a row that is not shown. */
function adoptHidden({ adopt, presenter }: Stage, payload: MeshPayload, requires: number[] = []): void {
  adopt(row, payload, requires)
  presenter.hide(row)
}

function look({ presenter, camera, pixel }: Stage) {
  presenter.draw(camera, studio)
  const [left, middle, right] = [64, 128, 192].map((x) => pixel(x, 128))
  return { left, middle, right, counts: { ...presenter.counts() } }
}

/** Where `look` sees left, middle and right, four metres ahead. */
const [left, middle, right] = [-2, 0, 2].map((x) => standing(x, 0, -4))

const scenes = {
  /** Two copies of a row that nobody shows; then one moves to the middle; then one goes, and the other. */
  moved(size: Size) {
    const stage = copyStage(size)
    const { presenter } = stage
    adoptHidden(stage, box())
    presenter.place(1, row, left)
    presenter.place(2, row, right)
    const both = look(stage)
    presenter.place(1, row, middle)
    const moved = look(stage)
    presenter.unplace(1)
    const one = look(stage)
    presenter.unplace(2)
    return { both, moved, one, none: look(stage) }
  },

  /**
   * A shown row and copies of it in sun and haze: in a scene that stands elsewhere, turned and larger; and as copies of the world that stand where that takes them. Answers how
   * many of the picture's pixels show them, how many of those differ by more than a step or two, and both pictures.
   */
  sceneElsewhere(size: Size) {
    const stage = copyStage(size)
    const { presenter, camera, canvas, regl } = stage
    const scene = composeMatrix([5e4, -300, 7e4], [0.3, -0.5, 0.2, 0.7], [2, 2, 2])
    const origin: [number, number, number] = [3, 1, 2]
    const payload = mesh(origin, { materials: [red], draws: [draw(0, 0, placed(0, 0, 0, 0.5))] })
    const places = [
      standing(0, 0, 0, 0.7, 1, 0.4, 1),
      standing(-2, 1, 3, 1, -1, 1),
      standing(1, -1, -1),
      standing(2, 2, 0),
    ]
    const target = multiplyMatrices(scene, composeMatrix([1, 0, 1], [0, 0, 0, 1], [1, 1, 1])).subarray(12, 15)
    lookAt(camera, [target[0] + 9, target[1] + 6, target[2] + 12], target)
    const air = { ...defaultEnvironment, fogStart: 5, fogEnd: 60 }
    const take = () => {
      presenter.draw(camera, air)
      return { pixels: regl.read().slice(), picture: canvas.toDataURL() }
    }
    stage.adopt(row, payload)
    places.forEach((place, i) => presenter.place(10 + i, row, place))
    presenter.moveScene(scene)
    const moved = take()
    presenter.moveScene(standing(0, 0, 0))
    presenter.hide(row)
    const empty = standing(...origin)
    ;[empty, ...places].forEach((place, i) => presenter.place(9 + i, row, multiplyMatrices(scene, place)))
    const copied = take()
    let [drawn, differ] = [0, 0]
    for (let at = 0; at < moved.pixels.length; at += 4) {
      const [r, , b] = copied.pixels.subarray(at, at + 3)
      if (r > b) drawn++
      const away = Math.max(...[0, 1, 2].map((k) => Math.abs(moved.pixels[at + k] - copied.pixels[at + k])))
      if (away > 2) differ++
    }
    const taken = { moved: moved.picture, copied: copied.picture }
    return { drawn, differ, taken }
  },

  /** The matrix is read during the call: what becomes of it later moves nothing. */
  copied() {
    const stage = copyStage()
    adoptHidden(stage, box())
    const matrix = left.slice()
    stage.presenter.place(1, row, matrix)
    matrix.set(right)
    return look(stage)
  },

  /** A copy through the life of its row. */
  life(size: Size) {
    const stage = copyStage(size)
    const { presenter, adopt } = stage
    presenter.place(1, row, left)
    const before = look(stage)
    adoptHidden(stage, box())
    const adopted = look(stage)
    const meter = createMeter({ bytes: 1, milliseconds: Infinity, operations: 1 })
    const next = box(green)
    const big = { ...next, primitives: [cube(), ...Array.from({ length: 40 }, cube)] }
    meter.begin()
    const answer = presenter.adopt(row, big, [], meter)
    const refreshing = look(stage)
    presenter.cancel(row)
    const givenUp = look(stage)
    adopt(row, next)
    presenter.hide(row)
    const refreshed = look(stage)
    presenter.release(row)
    const released = look(stage)
    const held = presenter.measure()
    adoptHidden(stage, box())
    return { before, adopted, answer, refreshing, givenUp, refreshed, released, held, again: look(stage) }
  },

  /** A row that is shown where it stands (left) and as a copy (right); then hidden; then the copy goes to another row. */
  shownToo() {
    const stage = copyStage()
    const { presenter, adopt } = stage
    adopt(row, mesh([-2, 0, -4], { draws: [draw(0, 0, placed(0, 0, 0, 0.5))] }))
    presenter.place(1, row, right)
    const both = look(stage)
    presenter.hide(row)
    const hidden = look(stage)
    adopt(2, mesh([0, 50, 0], { materials: [green], draws: [draw(0, 0, placed(0, 0, 0, 0.5))] }))
    presenter.hide(2)
    presenter.place(1, 2, right)
    return { both, hidden, handed: look(stage) }
  },

  /** The same cubes as sections, and as copies of one that stands at home: the same pixels, wherever that is. */
  sameAsSections(size: Size, x: number, y: number, z: number) {
    const part = mesh([0, 0, 0], { draws: [draw(0, 0, placed(0.25, 0.5, 0, 0.5, 1, 0.25))] })
    const places = Array.from({ length: sizes[size] }, (_, at) => [x + (at % 4) * 2, y, z - Math.floor(at / 4) * 3])
    const shoot = (fill: (stage: Stage) => void) => {
      const stage = emptyStage()
      for (let copy = 1; copy <= 5000; copy++) stage.presenter.unplace(copy)
      fill(stage)
      lookAt(stage.camera, [x + 3.125, y + 2.5, z + 6.25], [x, y, z])
      stage.presenter.draw(stage.camera)
      return { hash: stage.hash(), counts: { ...stage.presenter.counts() } }
    }
    const sections = shoot(({ adopt }) =>
      places.forEach((at, k) => adopt(k, { ...part, origin: at as [number, number, number] })),
    )
    const copies = shoot((stage) => {
      adoptHidden(stage, part)
      places.forEach(([px, py, pz], k) => stage.presenter.place(k + 1, row, standing(px, py, pz)))
    })
    return { sections, copies }
  },

  /** A quad that faces the camera as it is (left), mirrored (middle) and turned away (right), lit by a sun from ahead. */
  mirrored(size: Size) {
    const stage = copyStage(size)
    const { presenter, camera, pixel } = stage
    adoptHidden(stage, mesh([0, 0, 0], { primitives: [quad()], draws: [draw(0, 0, placed(0, 0, 0, 1))] }))
    presenter.place(1, row, left)
    presenter.place(2, row, standing(0, 0, -4, -1, 1, 1))
    presenter.place(3, row, standing(2, 0, -4, 1, 1, 1, Math.PI))
    const all = look(stage)
    presenter.draw(camera, { ...studio, ambient: 0, sunColor: [1, 1, 1], sunDirection: [0, 0, 1] })
    return { ...all, lit: [64, 128].map((x) => pixel(x, 128)) }
  },

  /** A mirrored draw within the row, of two instances, turned and scaled by the copy: a wide bar across the picture. */
  turned(size: Size) {
    const stage = copyStage(size)
    const instances = new Float32Array(32)
    instances.set(placed(0, 0, -2, -0.5, 0.5, 0.5))
    instances.set(placed(0, 0, 2, -0.5, 0.5, 0.5), 16)
    adoptHidden(
      stage,
      mesh([0, 0, 0], {
        primitives: [quad()],
        materials: [{ ...red, doubleSided: true }],
        draws: [draw(0, 0, instances)],
      }),
    )
    stage.presenter.place(1, row, standing(0, 0, -4, 3, 3, 1, Math.PI / 2))
    const sideways = look(stage)
    stage.presenter.place(1, row, standing(0, 0, -4, 1, 3, 3))
    return { sideways, ahead: look(stage) }
  },

  /** Copies all around: only those ahead are drawn, wherever the row itself would be. */
  culled(size: Size) {
    const stage = copyStage(size)
    adoptHidden(stage, box())
    stage.presenter.place(1, row, left)
    stage.presenter.place(2, row, standing(0, 0, 40))
    const ahead = look(stage)
    lookFrom(stage.camera, [0, 0, 0], 0, Math.PI / 2)
    return { ahead, above: look(stage) }
  },

  /** A textured copy whose image comes after it and goes before it. */
  textured(size: Size) {
    const stage = copyStage(size)
    const materials = [{ ...paint, baseColorTexture: 0 }]
    adoptHidden(
      stage,
      mesh([0, 0, 0], { primitives: [quad()], materials, draws: [draw(0, 0, placed(0, 0, 0, 1))] }),
      [2],
    )
    stage.presenter.place(1, row, standing(0, 0, -1))
    const corner = () => {
      look(stage)
      return stage.pixel(96, 96)
    }
    const without = corner()
    stage.adopt(2, quarters(64))
    const withImage = corner()
    stage.presenter.release(2)
    return { without, withImage, after: corner() }
  },

  /** Panes of one row, placed nearest first before a wall of another: the nearest lies over all. */
  blended(size: Size) {
    const stage = copyStage(size)
    const glass = { ...paint, baseColor: [0.9, 0, 0, 0.9] as const, alphaMode: 'blend' as const }
    adoptHidden(
      stage,
      mesh([0, 0, 0], { primitives: [quad()], materials: [glass], draws: [draw(0, 0, placed(0, 0, 0, 1))] }),
    )
    const other = { ...glass, baseColor: [0, 0.9, 0, 0.9] as const }
    stage.adopt(
      3,
      mesh([0, 0, -1.2], { primitives: [quad()], materials: [other], draws: [draw(0, 0, placed(0, 0, 0, 1))] }),
    )
    stage.presenter.place(1, row, standing(0, 0, -1))
    const over = look(stage).middle
    stage.presenter.place(1, row, standing(0, 0, -1.4))
    return { over, under: look(stage).middle }
  },

  /** A copy that is nowhere, and then somewhere. */
  nowhere(size: Size) {
    const stage = copyStage(size)
    adoptHidden(stage, box())
    stage.presenter.place(1, row, standing(NaN, 0, -4))
    stage.presenter.place(2, row, [1, 2, 3])
    const lost = look(stage)
    stage.presenter.place(1, row, left)
    return { lost, found: look(stage) }
  },

  /** Across the border between few and a crowd, and back, with a copy leaving from the middle. */
  border() {
    const stage = copyStage()
    const { presenter } = stage
    adoptHidden(stage, box())
    presenter.place(1, row, left)
    presenter.place(2, row, right)
    const few = look(stage)
    for (let copy = 3; copy <= crowdSize; copy++) presenter.place(copy, row, standing(copy * 0.01, 3, -4, 0.1))
    const crowd = look(stage)
    const crowdBytes = presenter.measure().gpuBytes
    for (let copy = crowdSize; copy >= 3; copy--) presenter.unplace(copy)
    const fewAgain = look(stage)
    const fewBytes = presenter.measure().gpuBytes
    presenter.release(row)
    return { few, crowd, fewAgain, moreBytes: crowdBytes - fewBytes, held: presenter.measure() }
  },

  /** A crowd of which more and more is seen, the last of it right, and then little again. */
  grown() {
    const stage = copyStage('crowd')
    adoptHidden(stage, box())
    stage.presenter.place(1, row, left)
    const one = look(stage)
    for (let copy = 2; copy <= 40; copy++) stage.presenter.place(copy, row, copy < 40 ? left : right)
    const many = look(stage)
    for (let copy = 2; copy < 40; copy++) stage.presenter.place(copy, row, standing(0, 0, 50))
    return { one, many, two: look(stage) }
  },

  /** Nobody places a copy again after a loss: it comes back with its row. */
  async contextLoss(size: Size) {
    const stage = createStage()
    const { presenter, camera, hash, regl } = stage
    adoptHidden(stage, box())
    for (let copy = 1; copy <= sizes[size]; copy++) presenter.place(copy, row, standing(copy - 3, 0, -4, 0.4))
    presenter.draw(camera)
    const before = hash()
    const extension = regl._gl.getExtension('WEBGL_lose_context') as WEBGL_lose_context
    const gone = new Promise<void>((done) => presenter.onLost(done))
    extension.loseContext()
    await gone
    presenter.place(1, row, standing(-2.5, 0, -4, 0.4))
    const held = presenter.measure()
    presenter.draw(camera)
    const back = new Promise<void>((done) => presenter.onRestored(done))
    setTimeout(() => extension.restoreContext())
    await back
    presenter.place(1, row, standing(-2, 0, -4, 0.4))
    adoptHidden(stage, box())
    presenter.draw(camera)
    const after = hash()
    presenter.dispose()
    const { bufferCount, elementsCount, vaoCount } = regl.stats as typeof regl.stats & { vaoCount: number }
    return { before, after, held, left: { bufferCount, elementsCount, vaoCount, ...presenter.measure() } }
  },

  /** A field before the camera: copies of as many rows, of three draws each. */
  field(copies: number, rows: number) {
    const stage = (fieldStage = copyStage())
    const { presenter, camera, lens } = stage
    setLens(camera, { ...lens, far: 1e5 })
    const draws = [0, 1, 2].map((at) => draw(0, at % 2, placed(0, at, 0, 0.4)))
    for (let at = 0; at < rows; at++) {
      stage.adopt(at + 1, mesh([0, 0, 0], { materials: [red, green], draws }))
      presenter.hide(at + 1)
    }
    for (let at = 0; at < copies; at++)
      presenter.place(at + 1, (at % rows) + 1, standing((at % 40) - 20, -6, -30 - Math.floor(at / 40)))
    presenter.draw(camera)
    return { ...presenter.counts() }
  },

  /** Milliseconds of JavaScript for each of `frames` frames of the field as it is. */
  drawField(frames: number): number[] {
    const { presenter, camera, regl } = fieldStage
    return Array.from({ length: frames }, () => {
      const from = performance.now()
      presenter.draw(camera)
      const took = performance.now() - from
      regl._gl.finish()
      return took
    })
  },

  /** Microseconds for placing `copies` copies once more, each a little farther, for each of `turns`. */
  moveField(copies: number, rows: number, turns: number): number[] {
    const { presenter } = fieldStage
    const matrix = standing(0, 0, 0)
    return Array.from({ length: turns }, (_, turn) => {
      const from = performance.now()
      for (let at = 0; at < copies; at++) {
        matrix[12] = (at % 40) - 20 + turn * 0.01
        matrix[13] = -6
        matrix[14] = -30 - Math.floor(at / 40)
        presenter.place(at + 1, (at % rows) + 1, matrix)
      }
      return (performance.now() - from) * 1000
    })
  },
}

/** The stage of the last `field`. */
let fieldStage: Stage

export type CopyScenes = typeof scenes

Object.assign(window, { scenes })
