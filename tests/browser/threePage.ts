import {
  AmbientLight,
  Mesh,
  MeshStandardMaterial,
  PerspectiveCamera,
  Scene,
  SphereGeometry,
  WebGLRenderer,
} from 'three'
import { createMeter } from '../../src/memory/meter'
import type { DrawPayload, Material } from '../../src/payloads/draw'
import type { Row } from '../../src/presenter'
import { threePresenter } from '../../src/three'
import { gridPayload, placedAt, presenterChecks } from '../contracts/presenterContract'
import { draw, green, image, mesh, paint, placed, quad, quarters, red } from './renderStage'

/** A canvas, a three.js scene with even light, a presenter in it, and a camera at the origin that looks down −z. */
function createStage(options: Parameters<typeof threePresenter>[1] = {}) {
  const old = document.querySelector('canvas') as HTMLCanvasElement
  const canvas = old.cloneNode() as HTMLCanvasElement
  old.replaceWith(canvas)
  const renderer = new WebGLRenderer({ canvas, preserveDrawingBuffer: true })
  renderer.setClearColor(0x808080)
  const scene = new Scene()
  scene.add(new AmbientLight(0xffffff, Math.PI))
  const camera = new PerspectiveCamera(90, canvas.width / canvas.height, 0.1, 10_000)
  const presenter = threePresenter(renderer, options)
  scene.add(presenter.root)
  const meter = createMeter({ bytes: Infinity, milliseconds: Infinity, operations: Infinity })
  const adopt = (row: Row, payload: DrawPayload, requires: Row[] = []) => {
    meter.begin()
    const answer = presenter.adopt(row, payload, requires, meter)
    presenter.show(row)
    return answer
  }
  const gl = renderer.getContext()
  const pixel = (x: number, y: number): number[] => {
    const out = new Uint8Array(4)
    gl.readPixels(x, canvas.height - 1 - y, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, out)
    return [...out.subarray(0, 3)]
  }
  return { canvas, renderer, scene, camera, presenter, adopt, pixel, gl, render: () => renderer.render(scene, camera) }
}

type Stage = ReturnType<typeof createStage>

const leftOver = ({ renderer, presenter }: Stage) => ({
  geometries: renderer.info.memory.geometries,
  textures: renderer.info.memory.textures,
  ...presenter.measure(),
})

const pictured: Material = { ...paint, baseColorTexture: 0 }

/** A wall of one image, 4 m wide and 2 m ahead: it fills the picture. */
const wall = (scale = 4, uvs = quad().uvs) =>
  mesh([0, 0, -2], {
    primitives: [{ ...quad(), uvs }],
    materials: [pictured],
    samplers: [{ texture: 0, wrapS: 'clamp', wrapT: 'clamp', magnify: 'nearest' }],
    draws: [draw(0, 0, placed(0, 0, 0, scale), 0.5)],
  })

const seconds = (time: number) => new Promise((done) => setTimeout(done, time * 1000))

/** Scenes by name: each returns what it saw, and the test judges it. */
const scenes = {
  contract(title: string) {
    const stage = createStage()
    presenterChecks.find((check) => check.title === title)?.run(stage.presenter)
    stage.presenter.dispose()
    return leftOver(stage)
  },

  /** What is left is compared with what three.js keeps for itself once it has drawn a material of this kind. */
  disposed() {
    const stage = createStage()
    stage.scene.add(new Mesh(new SphereGeometry(), new MeshStandardMaterial()))
    stage.camera.position.z = 5
    stage.render()
    stage.camera.position.z = 0
    const sphere = stage.scene.children.pop() as Mesh
    sphere.geometry.dispose()
    const before = leftOver(stage)
    stage.adopt(1, quarters(64))
    stage.adopt(2, wall(), [1])
    stage.adopt(3, mesh([0, 0, -5], { draws: [draw(0, 0, placed(0, 0, 0, 1)), draw(0, 0, twoCubes(1))] }))
    stage.presenter.place(1, 3, placedAt(1, 0, -4))
    stage.render()
    const drawn = leftOver(stage)
    stage.presenter.dispose()
    return { before, drawn, left: leftOver(stage), children: stage.scene.children.length }
  },

  mistakes() {
    const stage = createStage()
    const complaint = (payload: DrawPayload) => {
      try {
        stage.adopt(1, payload)
        return 'nothing'
      } catch (error) {
        stage.presenter.cancel(1)
        return (error as Error).message
      }
    }
    const messages = [
      complaint(mesh([0, 0, 0], { draws: [draw(3, 0, placed(0, 0, 0, 1))] })),
      complaint({ kind: 'texture', width: 4, height: 4, pixels: new Uint8Array(5) }),
    ]
    return { messages, left: leftOver(stage) }
  },

  /** Red ahead, a green one beside it that stays hidden; far out, where 32-bit positions are a metre apart. */
  boxes(far: number) {
    const stage = createStage()
    stage.camera.position.set(far, 0, far)
    stage.adopt(1, mesh([far, 0, far - 5], { draws: [draw(0, 0, placed(0, 0, 0, 1))] }))
    stage.adopt(2, mesh([far + 4, 0, far - 5], { materials: [green], draws: [draw(0, 0, placed(0, 0, 0, 1))] }))
    stage.presenter.hide(2)
    stage.render()
    const edges = [-1, 1].map((side) => stage.pixel(128 + side * Math.round(128 / 4) - side * 2, 128))
    const { calls, triangles } = stage.renderer.info.render
    return { ahead: stage.pixel(128, 128), edges, beside: stage.pixel(230, 128), calls, triangles }
  },

  /** A picture on a wall: which way up, and how bright. The middle tone is 128 of 255. */
  picture() {
    const stage = createStage()
    stage.adopt(7, quarters(64))
    stage.adopt(8, wall(), [7])
    stage.render()
    const at = [[64, 64], [192, 64], [64, 192], [192, 192]] as const // prettier-ignore
    const quartersSeen = at.map(([x, y]) => stage.pixel(x, y))
    stage.presenter.release(8)
    stage.presenter.release(7)
    stage.adopt(
      7,
      image(8, 8, () => [128, 128, 128, 255]),
    )
    stage.adopt(8, wall(), [7])
    stage.render()
    return { quartersSeen, middle: stage.pixel(128, 128) }
  },

  /** An image that the browser decoded and that is closed as soon as it is adopted. */
  async bitmap() {
    const stage = createStage()
    const { pixels, width, height } = quarters(64)
    const data = new ImageData(new Uint8ClampedArray(pixels as Uint8Array<ArrayBuffer>), width, height)
    const bitmap = await createImageBitmap(data, { premultiplyAlpha: 'none', colorSpaceConversion: 'none' })
    stage.adopt(7, { kind: 'texture', width, height, pixels: bitmap })
    bitmap.close()
    stage.adopt(8, wall(), [7])
    stage.render()
    return { upperLeft: stage.pixel(64, 64), lowerRight: stage.pixel(192, 192) }
  },

  /** The same image beyond its edges: as the mesh says, whichever of them came first. */
  samplers() {
    const uvs = { array: new Float32Array([0, 2, 2, 2, 2, 0, 0, 0]), size: 2, normalized: false, strideBytes: 8 }
    const seen = (wrap: 'repeat' | 'clamp', meshFirst: boolean) => {
      const stage = createStage()
      const payload = {
        ...wall(4, uvs),
        samplers: [{ texture: 0, wrapS: wrap, wrapT: wrap, magnify: 'nearest' as const }],
      }
      if (meshFirst) stage.adopt(8, payload, [7])
      stage.adopt(7, quarters(64))
      if (!meshFirst) stage.adopt(8, payload, [7])
      stage.render()
      return stage.pixel(160, 32)
    }
    return { repeat: seen('repeat', false), clamp: seen('clamp', false), clampMeshFirst: seen('clamp', true) }
  },

  /** A sharper version of a texture is drawn in its stead until it goes. */
  sharper() {
    const stage = createStage()
    stage.adopt(
      7,
      image(4, 4, () => [255, 0, 0, 255]),
    )
    stage.adopt(8, wall(), [7])
    const look = () => {
      stage.render()
      return stage.pixel(128, 128)
    }
    const base = look()
    stage.adopt(
      9,
      image(8, 8, () => [0, 255, 0, 255]),
      [7],
    )
    const sharp = look()
    stage.presenter.release(9)
    return { base, sharp, after: look() }
  },

  /** Boxes as instances of one draw, upright and mirrored: faces look outward in both. */
  instances() {
    const seen = (sign: 1 | -1) => {
      const stage = createStage()
      stage.adopt(1, mesh([0, 0, -5], { draws: [draw(0, 0, twoCubes(sign))] }))
      stage.render()
      return { left: stage.pixel(66, 128), right: stage.pixel(190, 128), calls: stage.renderer.info.render.calls }
    }
    return { upright: seen(1), mirrored: seen(-1) }
  },

  /** A scene that stands elsewhere, turned about and twice as large; a copy goes along. */
  moved() {
    const stage = createStage()
    stage.adopt(1, mesh([2, 0, 5], { draws: [draw(0, 0, placed(0, 0, 0, 0.5))] }))
    stage.presenter.place(2, 1, placedAt(0, 0, 5))
    stage.render()
    const before = stage.pixel(50, 128)
    stage.presenter.moveScene([-2, 0, 0, 0, 0, 2, 0, 0, 0, 0, -2, 0, 0, 0, 0, 1])
    stage.render()
    return { before, own: stage.pixel(77, 128), copy: stage.pixel(128, 128), right: stage.pixel(179, 128) }
  },

  copies() {
    const stage = createStage()
    stage.presenter.place(5, 1, placedAt(-3, 0, -5))
    stage.adopt(1, mesh([0, 0, -5], { draws: [draw(0, 0, placed(0, 0, 0, 1)), draw(0, 0, placed(0, 2, 0, 0.5))] }))
    stage.presenter.hide(1)
    stage.presenter.place(6, 1, new Float64Array([-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 3, 0, -5, 1]))
    stage.presenter.place(7, 1, placedAt(NaN, 0, -5))
    stage.render()
    const seen = { left: stage.pixel(52, 128), own: stage.pixel(128, 128), mirrored: stage.pixel(204, 128) }
    stage.presenter.unplace(5)
    stage.render()
    return { ...seen, gone: stage.pixel(52, 128) }
  },

  /** From a red wall to a green one over a quarter of a second: each pixel is one of them. */
  async faded() {
    const stage = createStage()
    const plain = (material: Material) =>
      mesh([0, 0, -2], { primitives: [quad()], materials: [material], draws: [draw(0, 0, placed(0, 0, 0, 4), 0.5)] })
    stage.adopt(1, plain(red))
    stage.render()
    stage.presenter.hide(1, 0.25)
    stage.adopt(2, plain(green))
    stage.presenter.hide(2)
    stage.presenter.show(2, 0.25)
    const steps = []
    for (let step = 0; step < 40; step++) {
      stage.render()
      const all = new Uint8Array(64 * 64 * 4)
      stage.gl.readPixels(96, 96, 64, 64, stage.gl.RGBA, stage.gl.UNSIGNED_BYTE, all)
      const counted = { red: 0, green: 0, other: 0 }
      for (let at = 0; at < all.length; at += 4)
        counted[all[at] > 120 && all[at + 1] < 80 ? 'red' : all[at + 1] > 120 && all[at] < 80 ? 'green' : 'other']++
      steps.push(counted)
      await seconds(0.02)
    }
    return { steps, shown: stage.presenter.root.children[0].children.length }
  },

  /** What a first frame uploads of what was adopted before it: nothing. And the unseen frames leave no trace. */
  uploads() {
    const stage = createStage()
    stage.adopt(1, mesh([0, 0, -5], { draws: [draw(0, 0, placed(0, 0, 0, 1))] }))
    stage.render()
    const before = { frame: stage.renderer.info.render.frame, pixel: stage.pixel(128, 128) }
    stage.adopt(2, quarters(64))
    stage.adopt(3, { ...gridPayload(100), origin: [-50, -3, -60] }, [2])
    const after = { frame: stage.renderer.info.render.frame, pixel: stage.pixel(128, 128) }
    const uploaded: string[] = []
    for (const name of ['bufferData', 'bufferSubData', 'texImage2D', 'texStorage2D', 'texSubImage2D'] as const) {
      const target = stage.gl as unknown as Record<string, (...all: unknown[]) => unknown>
      const real = target[name].bind(stage.gl)
      target[name] = (...all) => {
        const [, , third] = all
        if (name !== 'bufferSubData') uploaded.push(`${name} ${ArrayBuffer.isView(third) ? third.byteLength : ''}`)
        return real(...all)
      }
    }
    stage.render()
    return { before, after, uploaded, triangles: stage.renderer.info.render.triangles }
  },

  /** What the GPU says of an upload that it has no room for, once. */
  shortage() {
    const stage = createStage()
    const real = stage.gl.getError.bind(stage.gl)
    stage.adopt(7, quarters(64))
    const before = stage.presenter.hasRoom?.()
    const errors: number[] = [stage.gl.OUT_OF_MEMORY]
    stage.gl.getError = () => errors.pop() ?? real()
    return { before, full: stage.presenter.hasRoom?.(), after: stage.presenter.hasRoom?.() }
  },

  /** The game's word on meshes and materials, of copies as well. */
  prepared() {
    const seen = { meshes: [] as Row[], materials: [] as Row[] }
    const stage = createStage({
      prepare(mesh, row) {
        mesh.castShadow = true
        seen.meshes.push(row)
      },
      prepareMaterial(material, row) {
        material.wireframe = false
        material.emissive.set(0, 0, 1)
        seen.materials.push(row)
      },
    })
    stage.presenter.place(1, 4, placedAt(9, 0, -5))
    stage.adopt(4, mesh([0, 0, -5], { draws: [draw(0, 0, placed(0, 0, 0, 1)), draw(0, 0, placed(0, 3, 0, 1))] }))
    stage.render()
    return { ...seen, pixel: stage.pixel(128, 128) }
  },

  /** The context goes and comes back: the engine adopts again, and the picture is the same. */
  async lost() {
    const stage = createStage()
    const load = () => {
      stage.adopt(7, quarters(64))
      return stage.adopt(8, wall(), [7])
    }
    load()
    stage.render()
    const before = stage.pixel(64, 64)
    let calls = 0
    stage.presenter.onLost(() => void calls++)
    const lose = stage.gl.getExtension('WEBGL_lose_context')
    lose?.loseContext()
    await seconds(0.1)
    const whileLost = { answer: load(), calls, held: stage.presenter.measure() }
    stage.render()
    lose?.restoreContext()
    await seconds(0.2)
    load()
    stage.render()
    return { before, whileLost, after: stage.pixel(64, 64), error: stage.gl.getError() }
  },
}

/** Two boxes of one draw, left and right; mirrored ones are the same boxes inside out. */
function twoCubes(sign: 1 | -1): Float32Array {
  return new Float32Array([...placed(-2.4, 0, 0, sign, 1, 1), ...placed(2.4, 0, 0, sign, 1, 1)])
}

export type ThreeScenes = typeof scenes
;(window as unknown as { scenes: ThreeScenes }).scenes = scenes
