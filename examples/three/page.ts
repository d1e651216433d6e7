/**
 * The sample city in a three.js scene: its lights, its shadows, its fog, and things of its own among what streams.
 *
 * Terrane decides what is there and when; three.js draws it. What is particular to it is `threePresenter(renderer)`, `scene.add(presenter.root)`, and `step` before `render`.
 */
import {
  Color,
  DirectionalLight,
  Fog,
  HemisphereLight,
  Mesh,
  MeshStandardMaterial,
  PCFShadowMap,
  PerspectiveCamera,
  Scene,
  SphereGeometry,
  Timer,
  WebGLRenderer,
} from 'three'
import {
  auditTick,
  composeWorld,
  createAudit,
  createFigures,
  createFocus,
  measureFigures,
  openWorld,
  prefetch,
  step,
  streaming,
} from 'terrane'
import { threePresenter } from 'terrane/three'
import { createFlight } from './flight'

const renderer = new WebGLRenderer({ canvas: document.querySelector('canvas')!, antialias: true })
renderer.shadowMap.enabled = true
renderer.shadowMap.type = PCFShadowMap

const air = new Color(0xa9c3dc)
const scene = new Scene()
scene.background = air
scene.fog = new Fog(air, 60, 220)
const sun = new DirectionalLight(0xfff1d6, 2.4)
sun.castShadow = true
sun.shadow.mapSize.set(2048, 2048)
Object.assign(sun.shadow.camera, { left: -70, right: 70, top: 70, bottom: -70, near: 1, far: 300 })
scene.add(new HemisphereLight(0xcfe2f5, 0x6b6455, 1.6), sun, sun.target)

const presenter = threePresenter(renderer, {
  prepare(mesh) {
    mesh.castShadow = mesh.receiveShadow = true
  },
})
scene.add(presenter.root)

const sections = await openWorld('/world/')
const world = composeWorld({ features: [streaming({ sections, presenter }), prefetch()] })

const fly = createFlight()
const camera = new PerspectiveCamera(65, 1, 0.1, 400)
createFocus(world, { follow: camera.position })

const balloon = new Mesh(
  new SphereGeometry(0.6, 32, 16),
  new MeshStandardMaterial({ color: 0xd8402f, roughness: 0.35 }),
)
balloon.castShadow = true
scene.add(balloon)

const timer = new Timer()
const audit = createAudit()
const figures = createFigures()
const facts = document.getElementById('facts')!

renderer.setAnimationLoop(() => {
  timer.update()
  fit()
  fly(timer.getElapsed(), camera, balloon.position)
  sun.target.position.copy(camera.position)
  sun.position.copy(camera.position).add({ x: 70, y: 130, z: 45 })
  if (step(world, timer.getDelta()) > 0) auditTick(world.terrane, audit)
  renderer.render(scene, camera)
  const { calls, triangles } = renderer.info.render
  measureFigures(world.terrane, figures)
  facts.textContent = `${figures.shown} sections shown · ${calls} draws and ${triangles.toLocaleString('en')} triangles, shadows included`
})

function fit(): void {
  const { clientWidth, clientHeight } = renderer.domElement
  renderer.setSize(clientWidth, clientHeight, false)
  camera.aspect = clientWidth / clientHeight
  camera.updateProjectionMatrix()
}

/** For the console, and for the test that drives this page. */
const handle = { world, scene, renderer, presenter, audit, figures }
export type ThreeHandle = typeof handle
Object.assign(window, { game: handle })
