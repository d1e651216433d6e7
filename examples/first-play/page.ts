/**
 * A first play: five authored sections, one focus on a camera that measures its own velocity, the overlay on.
 *
 * The camera walks the road and back by itself. What is ahead loads, what is behind unloads, at the same ticks in every lap and every run: lockstep.ts holds the far end's
 * answers to fixed ticks, and the line at the bottom has the hash of all that happened, lap by lap.
 */
import { auditTick, createAudit, createFigures, measureFigures, openWorld } from 'terrane'
import { createOverlay } from 'terrane/debug'
import { createCamera, lookFrom, openRegl, reglPresenter, setLens } from 'terrane/render'
import { advance, lapTicks, openGame } from './game'

const canvas = document.querySelector('canvas')!
const presenter = reglPresenter(openRegl(canvas), { lighting: 'simple' })
const game = openGame(await openWorld('/world/'), presenter)
const { world } = game
const camera = createCamera()
const overlay = createOverlay(document.body, world, {
  title: 'First play',
  camera: () => camera,
  gizmos: presenter,
  drawing: () => presenter.counts(),
  choice: { bounds: true },
})
document.addEventListener('keydown', ({ key }) => overlay.press(key.toLowerCase()))

const line = document.getElementById('laps')!
const audit = createAudit()
let drawing = true

function tick(): void {
  if (advance(game)) auditTick(world.terrane, audit)
}

requestAnimationFrame(function frame(now) {
  requestAnimationFrame(frame)
  if (!drawing) return
  tick()
  canvas.width = canvas.clientWidth
  canvas.height = canvas.clientHeight
  setLens(camera, { fieldOfView: 1.1, aspect: canvas.width / canvas.height, near: 0.1, far: 600 })
  lookFrom(camera, [game.camera.x, game.camera.y, game.camera.z], game.yaw, -0.05)
  presenter.draw(camera)
  overlay.update(now)
  const { tick: ticks } = world.terrane.clock
  line.textContent = `lap ${Math.floor(ticks / lapTicks) + 1}, tick ${ticks % lapTicks}   ${game.laps.join('   ')}`
})

/** For the console, and for the test that drives this page. */
const figures = createFigures()
const handle = {
  figures: () => measureFigures(world.terrane, figures),
  laps: game.laps,
  audit,
  /** Runs to a tick without drawing. */
  async runTo(target: number): Promise<void> {
    drawing = false
    while (world.terrane.clock.tick < target) {
      for (let i = 0; i < 60 && world.terrane.clock.tick < target; i++) tick()
      await new Promise((done) => setTimeout(done))
    }
    drawing = true
  },
}
export type GameHandle = typeof handle
Object.assign(window, { game: handle })
