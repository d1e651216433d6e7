/**
 * A town of doors and keys: sections carry a game.
 *
 * Houses, floors, doors, keys and a ghost come from one .glb (scene.ts) and stream with its sections; terrane.config.ts says which nodes are
 * doors. rules.ts moves them, and knows neither of this page nor of streaming. Doors that were opened, keys that were taken and lamps that
 * were put down are there again when their sections come back, and after a reload: the game is kept in the browser.
 */
import { browserStore, createFigures, measureFigures, openWorld, saveWorld } from 'terrane'
import { createCamera, defaultEnvironment, lookFrom, openRegl, reglPresenter, setLens } from 'terrane/render'
import { createControls, readWishes } from './controls'
import { advance, openGame, putLamp } from './game'
import { writeHud } from './hud'
import { eyesOf, playerOf, putPlayer, turnPlayer } from './player'
import { heightOf } from './town'

const canvas = document.querySelector('canvas')!
const presenter = reglPresenter(openRegl(canvas), { lighting: 'simple' })
const saves = browserStore('doors')
const save = await saves.read('game')
const game = await openGame(await openWorld('/world/'), { presenter }, save?.length ? save : null)
const { world } = game

let kept = 'not kept yet'
async function keep() {
  await saves.write('game', saveWorld(world))
  kept = `kept at ${new Date().toLocaleTimeString()}`
}
const keeping = setInterval(keep, 5000)

/** An empty save is no game. */
async function beginAnew() {
  clearInterval(keeping)
  await saves.write('game', new Uint8Array())
  location.reload()
}

const commands = { KeyL: () => putLamp(game), KeyK: keep, KeyN: beginAnew }
const controls = createControls(canvas, commands, (radians) => turnPlayer(world, radians))

/** The sun is low, and fog ends where houses do. */
const evening = {
  ...defaultEnvironment,
  sunDirection: [-0.7, 0.3, 0.45],
  sunColor: [3.6, 2.2, 1.2],
  horizonColor: [0.85, 0.55, 0.38],
  zenithColor: [0.1, 0.16, 0.42],
  fogStart: 35,
  fogEnd: 110,
} as const

const camera = createCamera()
let before = performance.now()
requestAnimationFrame(function frame(now) {
  const seconds = Math.min(0.1, Math.max(0, now - before) / 1000)
  before = now
  advance(game, readWishes(controls), seconds)
  canvas.width = canvas.clientWidth
  canvas.height = canvas.clientHeight
  setLens(camera, { fieldOfView: 1.2, aspect: canvas.width / canvas.height, near: 0.1, far: 600 })
  const { position, yaw } = eyesOf(world)
  lookFrom(camera, position, yaw, controls.pitch)
  presenter.draw(camera, evening)
  writeHud(world, kept)
  requestAnimationFrame(frame)
})

/** For the console, and for the test that drives this page. */
const figures = createFigures()
const handle = {
  figures: () => measureFigures(world.terrane, figures),
  counts: () => presenter.counts(),
  put: (x: number, z: number, yaw: number) => putPlayer(world, playerOf(world), x, heightOf(x, z) + 1, z, yaw),
}
export type GameHandle = typeof handle
Object.assign(window, { game: handle })
