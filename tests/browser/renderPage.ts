import { lookAt, lookFrom, openRegl, reglPresenter, setLens } from '../../src/render'
import { gizmoFragmentShader, gizmoVertexShader } from '../../src/render/shaders/gizmoShader'
import { skyFragmentShader, skyVertexShader } from '../../src/render/shaders/skyShader'
import { surfaceFragmentShader, surfaceVertexShader } from '../../src/render/shaders/surfaceShader'
import { featuresOf, surfaceKeyCount } from '../../src/render/surfaceCommands'
import { createMeter } from '../../src/memory/meter'
import { gridPayload, presenterChecks } from '../contracts/presenterContract'
import type { Material, Sampler } from '../../src/payloads/draw'
import type { Stage } from './renderStage'
import {
  createStage,
  cube,
  draw,
  emptyStage,
  green,
  image,
  mesh,
  paint,
  placed,
  quad,
  quarters,
  red,
  studio,
} from './renderStage'

/** Scenes by name: each returns what it saw, and the test judges it. The page keeps nothing between scenes. */
const scenes = {
  contract(title: string) {
    const stage = createStage()
    presenterChecks.find((check) => check.title === title)?.run(stage.presenter)
    stage.presenter.dispose()
    return leftOver(stage)
  },

  /** Everything regl still counts after adopting, drawing and disposing. */
  disposed() {
    const stage = createStage()
    stage.presenter.warm()
    stage.adopt(1, quarters(64))
    stage.adopt(2, mesh([0, 0, -5], { draws: [draw(0, 0, placed(0, 0, 0, 1)), draw(0, 0, manyCubes(3))] }))
    stage.presenter.draw(stage.camera, studio)
    stage.presenter.dispose()
    return leftOver(stage)
  },

  /** What the compiler says of every shader: regl's unchecked build keeps it to itself. */
  shaders() {
    const gl = emptyStage().regl._gl
    const sources: [number, string][] = []
    for (let key = 0; key < surfaceKeyCount; key++)
      for (const coverage of [false, true])
        for (const lighting of ['full', 'simple'] as const)
          for (const fading of [false, true]) {
            const features = featuresOf(key, coverage, lighting, fading)
            sources.push([gl.VERTEX_SHADER, surfaceVertexShader(features)])
            sources.push([gl.FRAGMENT_SHADER, surfaceFragmentShader(features)])
          }
    sources.push([gl.VERTEX_SHADER, skyVertexShader], [gl.FRAGMENT_SHADER, skyFragmentShader])
    sources.push([gl.VERTEX_SHADER, gizmoVertexShader], [gl.FRAGMENT_SHADER, gizmoFragmentShader])
    return sources.map(([type, source]) => complaintOf(gl, type, source)).filter((complaint) => complaint !== '')
  },

  /** Messages of what a caller or a payload gets wrong. */
  mistakes() {
    const taken = document.createElement('canvas')
    taken.getContext('2d')
    const { presenter, adopt, regl } = emptyStage()
    const bare = Object.assign(Object.create(regl), { hasExtension: (name: string) => !name.startsWith('OES_v') })
    const torn = mesh([0, 0, 0], { draws: [draw(3, 0, placed(0, 0, 0, 1))] })
    const messages = [
      () => openRegl(taken),
      () => reglPresenter(bare),
      () => adopt(1, torn),
      () => adopt(2, { ...quarters(4), pixels: new Uint8Array(5) }),
    ].map(messageOf)
    return { messages, held: presenter.measure() }
  },

  redBox() {
    const { presenter, camera, adopt, pixel } = emptyStage()
    adopt(1, mesh([0, 0, -5], { draws: [draw(0, 0, placed(-2, 1, 0, 1))] }))
    presenter.draw(camera, studio)
    return { box: pixel(76, 102), mirrored: pixel(180, 102), below: pixel(76, 154), counts: { ...presenter.counts() } }
  },

  hidden() {
    const { presenter, camera, adopt, pixel } = emptyStage()
    adopt(1, mesh([0, 0, -5], { draws: [draw(0, 0, placed(0, 0, 0, 1))] }))
    presenter.draw(camera, studio)
    const shown = pixel(128, 128)
    presenter.hide(1)
    presenter.draw(camera, studio)
    return { shown, hidden: pixel(128, 128), counts: { ...presenter.counts() } }
  },

  /** A red box gives way to a green one in its place, by a clock of our own; of the picture, a row of pixels across both. */
  faded() {
    const { presenter, camera, adopt, pixel, regl } = emptyStage()
    const box = (material: Material) =>
      mesh([0, 0, -5], { materials: [material], draws: [draw(0, 0, placed(0, 0, 0, 1))] })
    const now = performance.now
    let clock = 1000
    performance.now = () => clock
    const look = (ms: number) => {
      clock += ms
      presenter.draw(camera, studio)
      const line = regl.read({ x: 108, y: 118, width: 40, height: 20 })
      const colors = { red: 0, green: 0, other: 0 }
      for (let at = 0; at < line.length; at += 4) {
        if (line[at] > 120 && line[at + 1] < 100) colors.red++
        else if (line[at + 1] > 120 && line[at] < 100) colors.green++
        else colors.other++
      }
      return { ...colors, drawn: presenter.counts().drawn, at: pixel(128, 128) }
    }
    adopt(1, box(red))
    const before = look(16)
    adopt(2, box(green))
    presenter.hide(2)
    presenter.show(2, 0.25)
    presenter.hide(1, 0.25)
    const steps = [look(0), look(50), look(75), look(75)]
    presenter.show(1, 0.25)
    presenter.hide(2, 0.25)
    const turned = look(50)
    for (let frame = 0; frame < 2; frame++) look(100)
    const back = look(100)
    presenter.hide(1, 0.25)
    look(50)
    presenter.release(1)
    const released = look(0)
    performance.now = now
    return { before, steps, turned, back, released, held: presenter.measure().gpuBytes > 0 }
  },

  /** What the debugger paints over: a white box in the colour that is asked for its row. */
  tinted() {
    const { presenter, camera, adopt, pixel } = emptyStage()
    adopt(1, mesh([0, 0, -5], { materials: [paint], draws: [draw(0, 0, placed(0, 0, 0, 1))] }))
    const look = () => {
      presenter.draw(camera, studio)
      return pixel(128, 128)
    }
    const plain = look()
    presenter.setTint((row) => (row === 1 ? [0.1, 1, 0.1] : null))
    const green = look()
    presenter.setTint(() => null)
    const none = look()
    presenter.setTint(null)
    return { plain, green, none, off: look() }
  },

  /** A red box that is refreshed by a green one, an operation a frame, given up once on the way. */
  refreshed() {
    const { presenter, camera, adopt, pixel } = emptyStage()
    adopt(1, mesh([0, 0, -5], { draws: [draw(0, 0, placed(0, 0, 0, 1))] }))
    const draws = [draw(0, 0, placed(0, 0, 0, 1)), draw(1, 0, placed(0, -90, 0, 1))]
    const next = mesh([0, 0, -5], { primitives: [cube(), grid(250)], materials: [green], draws })
    const meter = createMeter({ bytes: 1, milliseconds: Infinity, operations: 1 })
    const look = () => {
      presenter.draw(camera, studio)
      return { pixel: pixel(128, 128), drawn: presenter.counts().drawn, resident: presenter.counts().resident }
    }
    const adoptOnce = () => {
      meter.begin()
      return presenter.adopt(1, next, [], meter)
    }
    const begun = { answer: adoptOnce(), ...look() }
    presenter.cancel(1)
    const givenUp = look()
    let answers = 1
    while (adoptOnce() === 'more') answers++
    return { begun, givenUp, answers, done: look() }
  },

  texture(size: number) {
    const { presenter, camera, adopt, pixel } = emptyStage()
    adopt(
      1,
      mesh([0, 0, -1], {
        primitives: [quad()],
        materials: [{ ...paint, baseColorTexture: 0 }],
        draws: [draw(0, 0, placed(0, 0, 0, 1))],
      }),
      [2],
    )
    presenter.draw(camera, studio)
    const without = pixel(96, 96)
    adopt(2, quarters(size))
    presenter.draw(camera, studio)
    const corners = {
      topLeft: pixel(96, 96),
      topRight: pixel(160, 96),
      bottomLeft: pixel(96, 160),
      bottomRight: pixel(160, 160),
    }
    presenter.release(2)
    presenter.draw(camera, studio)
    return { without, ...corners, after: pixel(96, 96) }
  },

  async bitmap(size: number) {
    const { presenter, camera, adopt, pixel } = emptyStage()
    const raw = quarters(size)
    const data = new ImageData(new Uint8ClampedArray(raw.pixels as Uint8Array), size, size)
    const pixels = await createImageBitmap(data, { premultiplyAlpha: 'none', colorSpaceConversion: 'none' })
    adopt(2, { ...raw, pixels })
    adopt(
      1,
      mesh([0, 0, -1], {
        primitives: [quad()],
        materials: [{ ...paint, baseColorTexture: 0 }],
        draws: [draw(0, 0, placed(0, 0, 0, 1))],
      }),
      [2],
    )
    presenter.draw(camera, studio)
    const { gpuBytes } = presenter.measure()
    return {
      topLeft: pixel(96, 96),
      topRight: pixel(160, 96),
      bottomLeft: pixel(96, 160),
      bottomRight: pixel(160, 160),
      gpuBytes,
    }
  },

  /** A grey far away is the mip chain at work; near, the same texture shows its texels. */
  mipmaps() {
    const { presenter, camera, adopt, pixel } = emptyStage()
    const checks = image(1024, 1024, (x, y) => ((x + y) % 2 === 0 ? [255, 255, 255, 255] : [0, 0, 0, 255]))
    adopt(2, checks)
    adopt(
      1,
      mesh([0, 0, -4], {
        primitives: [quad()],
        materials: [{ ...paint, baseColorTexture: 0 }],
        draws: [draw(0, 0, placed(0, 0, 0, 1))],
      }),
      [2],
    )
    presenter.draw(camera, studio)
    return [pixel(124, 124), pixel(128, 126), pixel(131, 130)]
  },

  instances() {
    const { presenter, camera, adopt, pixel } = emptyStage()
    adopt(1, mesh([0, 0, -10], { draws: [draw(0, 0, manyCubes(3))] }))
    presenter.draw(camera, studio)
    return {
      cubes: [-4, 0, 4].map((x) => pixel(Math.round(128 + (x / 9.5) * 128), 128)),
      gap: pixel(155, 128),
      counts: { ...presenter.counts() },
    }
  },

  /** A quad lit from the left; its normal map leans left in one half and right in the other. */
  normalMap() {
    const { presenter, camera, adopt, pixel } = emptyStage()
    adopt(
      2,
      image(8, 8, (x) => [x < 4 ? 40 : 215, 128, 210, 255]),
    )
    adopt(
      3,
      image(8, 8, (_, y) => [128, y < 4 ? 215 : 40, 210, 255]),
    )
    const materials = [
      { ...paint, normalTexture: 0 },
      { ...paint, normalTexture: 1 },
    ]
    adopt(
      1,
      mesh([0, 0, -1], {
        primitives: [quad()],
        materials,
        draws: [draw(0, 0, placed(-0.5, 0, 0, 0.9)), draw(0, 1, placed(0.5, 0, 0, 0.9))],
      }),
      [2, 3],
    )
    const sun = { ...studio, ambient: 0, sunColor: [0.7, 0.7, 0.7] as const }
    presenter.draw(camera, { ...sun, sunDirection: [-1, 0, 1] })
    const fromLeft = { left: pixel(40, 128), right: pixel(90, 128) }
    presenter.draw(camera, { ...sun, sunDirection: [0, 1, 1] })
    return { fromLeft, fromAbove: { top: pixel(190, 100), bottom: pixel(190, 156) } }
  },

  /** Black quads that only glow: an image of linear half in its left part, and a factor of half beside it. */
  emissive() {
    const { presenter, camera, adopt, pixel } = emptyStage()
    const dark = { ...paint, baseColor: [0, 0, 0, 1] as const }
    const materials: Material[] = [
      { ...dark, emissive: [1, 0.5, 0], emissiveTexture: 0 },
      { ...dark, emissive: [0.5, 0.25, 0] },
    ]
    const draws = [draw(0, 0, placed(-0.5, 0, 0, 0.9)), draw(0, 1, placed(0.5, 0, 0, 0.9))]
    adopt(1, mesh([0, 0, -1], { primitives: [quad()], materials, draws }), [2])
    presenter.draw(camera, studio)
    const without = pixel(40, 128)
    // 186 of 255 is half of the light, by a display gamma of 2.2.
    adopt(
      2,
      image(8, 8, (x) => (x < 4 ? [186, 186, 186, 255] : [0, 0, 0, 255])),
    )
    presenter.draw(camera, studio)
    return { without, lit: pixel(40, 128), dark: pixel(90, 128), byFactor: pixel(190, 128) }
  },

  /** A quad that shows a 4 × 4 image of a red left and a green right half three times across, 1½ times down, sampled in `ways`. */
  samplers(ways: Omit<Sampler, 'texture'>[]) {
    const { presenter, camera, adopt, pixel } = emptyStage()
    const wide = {
      ...quad(),
      uvs: { array: Float32Array.of(-1, 1.5, 2, 1.5, 2, 0, -1, 0), size: 2, normalized: false, strideBytes: 8 },
    }
    const halves = image(4, 4, (x) => (x < 2 ? [255, 0, 0, 255] : [0, 255, 0, 255]))
    const part = (samplers: Sampler[]) =>
      mesh([0, 0, -0.5], {
        primitives: [wide],
        materials: [{ ...paint, baseColorTexture: 0 }],
        samplers,
        draws: [draw(0, 0, placed(0, 0, 0, 1))],
      })
    adopt(2, halves)
    return ways.map((way) => {
      adopt(1, part([{ texture: 0, ...way }]), [2])
      presenter.draw(camera, studio)
      // Texture coordinates −0.75, −0.25, 0.25, 0.45, 0.75, 1.25 and 1.75.
      return [-0.75, -0.25, 0.25, 0.45, 0.75, 1.25, 1.75].map((u) => pixel(Math.round(((u + 1) / 3) * 256), 128))
    })
  },

  fog() {
    const { presenter, camera, adopt, pixel } = emptyStage()
    for (const [row, distance, x] of [
      [1, 10, -0.5],
      [2, 400, 0],
      [3, 1200, 0.5],
    ])
      adopt(row, mesh([x * distance, 0, -distance], { draws: [draw(0, 0, placed(0, 0, 0, distance / 12))] }))
    presenter.draw(camera, {
      ...studio,
      horizonColor: [0.2, 0.4, 0.9],
      zenithColor: [0.2, 0.4, 0.9],
      groundColor: [0.2, 0.4, 0.9],
      fogStart: 50,
      fogEnd: 1000,
    })
    return { near: pixel(64, 128), middle: pixel(128, 128), far: pixel(192, 128), sky: pixel(192, 60) }
  },

  /** The same cubes from the same side at several places of the world: each time the same pixels. */
  farFromOrigin() {
    const places = [
      [0, 0, 0],
      [5_000_000, 0, -5_000_000],
      [-5_000_000.375, 812.5, 5_000_000.625],
    ]
    return places.map(([x, y, z]) => {
      const { presenter, camera, adopt, hash } = emptyStage()
      adopt(1, mesh([x, y, z], { draws: [draw(0, 0, manyCubes(3))] }))
      lookAt(camera, [x + 3.125, y + 2.5, z + 6.25], [x, y, z])
      presenter.draw(camera)
      return hash()
    })
  },

  alphaMask(antialias: boolean) {
    const { presenter, camera, adopt, pixel } = antialias ? createStage(true) : emptyStage()
    adopt(
      2,
      image(8, 8, (x) => [255, 255, 255, x < 4 ? 255 : 0]),
    )
    adopt(
      1,
      mesh([0, 0, -1], {
        primitives: [quad()],
        materials: [{ ...red, alphaMode: 'mask', baseColorTexture: 0 }],
        draws: [draw(0, 0, placed(0, 0, 0, 1))],
      }),
      [2],
    )
    adopt(3, mesh([0, 0, -2], { primitives: [quad()], materials: [green], draws: [draw(0, 0, placed(0, 0, 0, 4))] }))
    presenter.draw(camera, studio)
    return { kept: pixel(100, 128), cut: pixel(156, 128) }
  },

  /** Two panes before a wall, handed over nearest first: the nearer one must lie over the farther one. */
  blend() {
    const { presenter, camera, adopt, pixel } = emptyStage()
    const pane = (color: [number, number, number, number]) => ({
      ...paint,
      baseColor: color,
      alphaMode: 'blend' as const,
    })
    const part = { primitives: [quad()], draws: [draw(0, 0, placed(0, 0, 0, 1))] }
    adopt(1, mesh([0, 0, -1], { ...part, materials: [pane([0.9, 0, 0, 0.9])] }))
    adopt(2, mesh([0, 0, -1.5], { ...part, materials: [pane([0, 0.9, 0, 0.9])] }))
    adopt(3, mesh([0, 0, -2], { ...part, materials: [{ ...paint, baseColor: [0, 0, 0.9, 1] }] }))
    presenter.draw(camera, studio)
    return pixel(128, 128)
  },

  culling() {
    const { presenter, camera, adopt } = emptyStage()
    const row = (index: number) =>
      mesh([index * 20 - 90, 0, -10], { draws: [draw(0, 0, placed(0, 0, 0, 1)), draw(0, 0, placed(0, 0, 20, 1))] })
    for (let index = 0; index < 10; index++) adopt(index, row(index))
    presenter.hide(4)
    presenter.draw(camera, studio)
    const ahead = { ...presenter.counts() }
    lookFrom(camera, [0, 0, 0], Math.PI, 0)
    presenter.draw(camera, studio)
    const behind = { ...presenter.counts() }
    lookFrom(camera, [0, 0, 0], 0, Math.PI / 2)
    presenter.draw(camera, studio)
    return { ahead, behind, above: { ...presenter.counts() } }
  },

  sides() {
    const { presenter, camera, adopt, pixel } = emptyStage()
    const materials = [red, { ...red, doubleSided: true }]
    const turned = (x: number) => placed(x, 0, 0, -0.5, 0.5, -0.5)
    const mirrored = placed(0, 0.6, 0, -0.5, 0.5, 0.5)
    adopt(
      1,
      mesh([0, 0, -1], {
        primitives: [quad()],
        materials,
        draws: [draw(0, 0, turned(-0.5)), draw(0, 1, turned(0.5)), draw(0, 0, mirrored)],
      }),
    )
    presenter.draw(camera, studio)
    return { back: pixel(64, 128), doubleSided: pixel(192, 128), mirrored: pixel(128, 51) }
  },

  /** A strip with the normals of the ground that it hangs from, from its front and from its back, under a sun from above. */
  skirts() {
    const { presenter, camera, adopt, pixel } = emptyStage()
    const up = { ...quad().normals!, array: new Float32Array([0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0]) }
    const materials = [{ ...red, doubleSided: true }]
    const [front, back] = [placed(-0.5, -0.5, 0, 0.5, 0.5, 0.5), placed(0.5, -0.5, 0, -0.5, 0.5, -0.5)]
    const draws = [draw(0, 0, front), draw(0, 0, back)]
    adopt(1, mesh([0, 0, -1], { primitives: [{ ...quad(), normals: up }], materials, draws }))
    presenter.draw(camera, { ...studio, sunColor: [2, 2, 2], groundColor: [0, 0, 0] })
    return { front: pixel(64, 192), back: pixel(192, 192) }
  },

  gizmos() {
    const stage = emptyStage()
    const { presenter, camera, pixel, regl } = stage
    presenter.setGizmos({
      boxes: [{ box: [5e6 - 1, -1, -1, 5e6 + 1, 1, 1], color: [1, 1, 0, 1] }],
      rings: [{ box: [5e6 - 1, -1, -1, 5e6 + 1, 1, 1], radius: 1, color: [0, 1, 1, 1] }],
    })
    lookFrom(camera, [5e6, 0, 3], 0, 0)
    presenter.draw(camera, studio)
    const yellow = countColor(regl.read(), [255, 255, 0])
    const cyan = countColor(regl.read(), [0, 255, 255])
    presenter.setGizmos(null)
    presenter.draw(camera, studio)
    return { yellow, cyan, after: countColor(regl.read(), [255, 255, 0]), middle: pixel(128, 128) }
  },

  /** The same picture before a loss and after adopting again; in between nothing is held. */
  async contextLoss() {
    const stage = createStage()
    const { presenter, camera, adopt, hash, regl } = stage
    presenter.warm()
    const scene = () => {
      adopt(2, quarters(64))
      adopt(
        1,
        mesh([0, 0, -2], {
          primitives: [quad(), cube()],
          materials: [{ ...paint, baseColorTexture: 0 }, red],
          draws: [draw(0, 0, placed(0, 0, 0, 1)), draw(1, 1, manyCubes(3))],
        }),
        [2],
      )
    }
    scene()
    presenter.draw(camera)
    const before = hash()
    let lost = 0
    presenter.onLost(() => lost++)
    const slow = createMeter({ bytes: 1, milliseconds: Infinity, operations: 1 })
    const unfinished = gridPayload()
    slow.begin()
    presenter.adopt(5, unfinished, [], slow)
    const waiting = { ...quarters(64), pixels: await createImageBitmap(new ImageData(64, 64)) }
    presenter.adopt(6, waiting, [], slow)
    const extension = regl._gl.getExtension('WEBGL_lose_context') as WEBGL_lose_context
    const gone = new Promise<void>((done) => presenter.onLost(done))
    extension.loseContext()
    await gone
    const held = presenter.measure()
    const counts = { ...presenter.counts() }
    presenter.draw(camera)
    const whileLost = adopt(2, quarters(64))
    presenter.release(2)
    const back = new Promise<void>((done) => presenter.onRestored(done))
    setTimeout(() => extension.restoreContext())
    await back
    scene()
    const resumed = [adopt(5, unfinished), adopt(6, waiting)]
    for (const row of [5, 6]) presenter.release(row)
    presenter.draw(camera)
    return { resumed, before, after: hash(), lost, held, counts, whileLost, stats: leftOver(stage) }
  },

  /** Median and worst JavaScript time of `draw`, for a report; nothing asserts them. */
  frameCost(draws: number) {
    const stage = emptyStage()
    const { presenter, camera, lens, adopt } = stage
    setLens(camera, { ...lens, far: 1e5 })
    adopt(9999, quarters(64))
    const sections = 60
    const each = draws / sections
    for (let row = 0; row < sections; row++) {
      const primitives = Array.from({ length: each }, () => grid(10))
      const materials = [red, green, { ...paint, baseColorTexture: 0 }]
      const place = (at: number) => placed((row % 10) * 2 - 10, -10, -Math.floor(row / 10) * 2 - at * 0.2 - 20, 0.1)
      adopt(
        row,
        mesh([0, 0, 0], { primitives, materials, draws: primitives.map((_, at) => draw(at, at % 3, place(at), 20)) }),
        [9999],
      )
    }
    const times: number[] = []
    for (let frame = 0; frame < 60; frame++) {
      const from = performance.now()
      presenter.draw(camera)
      times.push(performance.now() - from)
      stage.pixel(0, 0)
    }
    times.sort((a, b) => a - b)
    return { median: times[30], worst: times[59], counts: { ...presenter.counts() } }
  },

  /** A little town for looking at. */
  vista(view: number) {
    const { presenter, camera, lens, adopt, canvas } = createStage(true)
    setLens(camera, { ...lens, fieldOfView: 1, aspect: canvas.width / canvas.height })
    const stone = { ...paint, roughness: 0.85 }
    const materials = [
      [0.62, 0.58, 0.5],
      [0.42, 0.2, 0.14],
      [0.26, 0.33, 0.18],
      [0.7, 0.68, 0.62],
      [0.16, 0.25, 0.1],
    ].map(([r, g, b], at) => ({
      ...stone,
      baseColor: [r, g, b, 1] as const,
      roughness: at === 3 ? 0.25 : 0.85,
      metallic: at === 3 ? 0.9 : 0,
    }))
    const draws = [draw(0, 2, placed(0, -1, 0, 3000, 1, 3000))]
    for (let at = 0; at < 400; at++) {
      const x = ((at * 7919) % 1000) - 500
      const z = -((at * 104729) % 1600) + 40
      const height = 4 + ((at * 31) % 17)
      draws.push(draw(0, at % 5 === 2 ? 0 : at % 5, placed(x, height, z, 5 + (at % 7), height, 5 + (at % 5))))
    }
    adopt(1, mesh([0, 0, 0], { materials, draws }))
    const box = [-20, 0, -80, 20, 30, -40]
    if (view === 1)
      presenter.setGizmos({
        boxes: [{ box, color: [1, 0.85, 0.2, 1] }],
        rings: [{ box, radius: 25, color: [0.3, 0.9, 1, 1] }],
      })
    if (view === 0) lookFrom(camera, [0, 12, 60], 0.1, 0.02)
    else if (view === 1) lookFrom(camera, [30, 90, 90], 0.2, -0.45)
    else lookFrom(camera, [0, 12, 60], (-3 * Math.PI) / 4, 0.45)
    presenter.draw(camera)
    return { ...presenter.counts() }
  },
}

function messageOf(call: () => unknown): string {
  try {
    call()
    return 'nothing was wrong'
  } catch (error) {
    return (error as Error).message
  }
}

function complaintOf(gl: WebGLRenderingContext, type: number, source: string): string {
  const shader = gl.createShader(type) as WebGLShader
  gl.shaderSource(shader, source)
  gl.compileShader(shader)
  const complaint = gl.getShaderParameter(shader, gl.COMPILE_STATUS) ? '' : String(gl.getShaderInfoLog(shader))
  gl.deleteShader(shader)
  return complaint
}

function manyCubes(count: number): Float32Array {
  const matrices = new Float32Array(count * 16)
  for (let at = 0; at < count; at++) matrices.set(placed((at - (count - 1) / 2) * 4, 0, 0, 0.5), at * 16)
  return matrices
}

function grid(side: number) {
  const primitive = cube()
  const positions = new Float32Array((side + 1) * (side + 1) * 3)
  for (let at = 0; at < positions.length / 3; at++)
    positions.set([at % (side + 1), 0, -Math.floor(at / (side + 1))], at * 3)
  const indices: number[] = []
  for (let z = 0; z < side; z++)
    for (let x = 0; x < side; x++) {
      const corner = z * (side + 1) + x
      indices.push(corner, corner + 1, corner + side + 1, corner + 1, corner + side + 2, corner + side + 1)
    }
  const attribute = { array: positions, size: 3, normalized: false, strideBytes: 12 }
  return { ...primitive, positions: attribute, normals: null, indices: new Uint16Array(indices) }
}

function countColor(pixels: Uint8Array, [r, g, b]: number[]): number {
  let found = 0
  for (let at = 0; at < pixels.length; at += 4)
    if (pixels[at] === r && pixels[at + 1] === g && pixels[at + 2] === b) found++
  return found
}

function leftOver({ regl, presenter }: Stage) {
  const { bufferCount, elementsCount, shaderCount, textureCount, vaoCount } = regl.stats as typeof regl.stats & {
    vaoCount: number
  }
  return { bufferCount, elementsCount, shaderCount, textureCount, vaoCount, ...presenter.measure() }
}

export type Scenes = typeof scenes

Object.assign(window, { scenes })
