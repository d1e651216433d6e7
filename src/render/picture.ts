import type REGL from 'regl'
import { bindDraws } from './binding'
import type { Camera } from './camera'
import { createCamera } from './camera'
import { collectCopies } from './collectCopies'
import { fillBatch } from './copyBatch'
import { beginDraws, collectShown, finishDraws } from './drawList'
import { advanceFades } from './fading'
import type { Environment } from './environment'
import { createFrameProps, writeFrameProps } from './frameCommand'
import type { Gizmos } from './gizmos'
import type { PresenterState } from './presenterState'
import type { Drawable } from './residents'
import { applySamplers } from './sampling'
import { lookAtScene } from './scenePlace'
import { firstBlendedKey } from './surfaceCommands'
import type { Toolbox } from './toolbox'
import type { Tint } from './tinting'
import { tintMeshes } from './tinting'
import { fadingCommand, surfaceCommand, warmSurfaces } from './toolbox'

/** The frames of one presenter. */
export interface Picture {
  draw(camera: Camera, environment?: Environment): void
  warm(): void
  setGizmos(gizmos: Gizmos | null): void
  setTint(tint: Tint | null): void
  /** True once `warm` was called: a restored context is warmed again. */
  isWarm(): boolean
}

/** The drawing of frames; its functions are made once, so that a frame makes none. */
export function createPicture(state: PresenterState, defaultAir: Environment): Picture {
  const frame = createFrameProps()
  let camera: Camera = createCamera()
  let gizmos: Gizmos | null = null
  let tint: Tint | null = null
  let warm = false
  let drawnAt = 0
  const bind = (drawable: Drawable) => {
    if (drawable.boundAt === state.textureVersion || state.toolbox === null) return
    bindDraws(drawable, state.images, state.toolbox.blank)
    applySamplers(state.regl, drawable.samplers, state.images)
    drawable.boundAt = state.textureVersion
  }
  const drawAll = () => {
    if (state.toolbox === null) return
    drawSolid(state, state.toolbox)
    state.toolbox.sky.draw()
    drawBlended(state, state.toolbox)
    if (gizmos) state.toolbox.gizmos.draw(gizmos, state.scene.eye)
  }
  const warmAll = () => {
    if (state.toolbox) warmSurfaces(state.toolbox)
  }
  return {
    draw(newCamera, environment = defaultAir) {
      if (state.toolbox === null || state.regl._gl.isContextLost()) return
      const now = performance.now()
      if (state.fades.length > 0) advanceFades(state, now - drawnAt)
      drawnAt = now
      if (tint) tintMeshes(state.shown, tint)
      camera = newCamera
      writeFrameProps(frame, camera, environment)
      frame.sceneAxes = state.scene.axes
      lookAtScene(state.scene, camera.position, frame.viewProjection)
      collectPicture(state, bind)
      state.regl.poll()
      state.regl.clear(clearing)
      state.toolbox.frame(frame, drawAll)
    },
    warm() {
      warm = true
      if (state.toolbox === null || state.regl._gl.isContextLost()) return
      writeFrameProps(frame, camera, defaultAir)
      state.toolbox.frame(frame, warmAll)
    },
    setGizmos: (lines) => void (gizmos = lines),
    setTint(newTint) {
      tint = newTint
      tintMeshes(state.meshes.values(), null)
    },
    isWarm: () => warm,
  }
}

function collectPicture(
  { list, shown, copies, regl, scene }: PresenterState,
  bind: (drawable: Drawable) => void,
): void {
  beginDraws(list, scene.viewProjection)
  collectShown(list, shown, scene.eye)
  collectCopies(list, copies, regl, scene.eye)
  for (let k = 0; k < list.batchCount; k++) fillBatch(list.batches[k], scene.eye)
  finishDraws(list, bind)
}

const clearing: REGL.ClearOptions = { color: [0, 0, 0, 1], depth: 1 }

function drawSolid(state: PresenterState, toolbox: Toolbox): void {
  for (let key = 0; key < firstBlendedKey; key++) {
    const props = state.list.solid[key]
    if (props.length > 0) surfaceCommand(toolbox, key)(props)
    const fading = state.list.fading[key]
    if (fading.length > 0) fadingCommand(toolbox, key)(fading)
  }
}

function drawBlended(state: PresenterState, toolbox: Toolbox): void {
  for (const { key, props } of state.list.blended)
    if (props.offset[3] === 1) surfaceCommand(toolbox, key)(props)
    else fadingCommand(toolbox, key)(props)
}
