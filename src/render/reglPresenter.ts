import type REGL from 'regl'
import { fail } from '../errors'
import type { Presenter } from '../presenter'
import {
  adoptMesh,
  adoptPayload,
  dropUpload,
  hidePart,
  proveRoom,
  releaseAll,
  releaseRow,
  showPart,
  tearDownMeshes,
} from './adopting'
import type { Camera } from './camera'
import { clearCopies, countCopiedOnly, placeCopy, unplaceCopy } from './copies'
import type { Environment } from './environment'
import { defaultEnvironment } from './environment'
import { fadeIn, fadeOut } from './fading'
import type { Gizmos } from './gizmos'
import { requiredExtensions } from './openRegl'
import type { Picture } from './picture'
import { createPicture } from './picture'
import type { PresenterState } from './presenterState'
import { createPresenterState, measureState } from './presenterState'
import { moveScene } from './scenePlace'
import type { Lighting } from './shaders/surfaceShader'
import type { Tint } from './tinting'
import { createToolbox, destroyToolbox } from './toolbox'

export interface ReglPresenterOptions {
  /** Used where `draw` is given none. */
  readonly environment?: Environment
  /** 'simple' costs a pixel a third: for phones, and where a processor draws. Default 'full'. */
  readonly lighting?: Lighting
}

/** How much is there, how much should be seen, how much was sent. The last draw's numbers; zero before the first. */
export interface DrawCounts {
  /** Mesh sections on the GPU. */
  resident: number
  /** Of these, the ones that the engine shows, that are fading out, or that have copies; and what is drawn while it is still coming, mesh by mesh. */
  drawn: number
  /** Of these, the ones in the frustum that had something to draw, themselves or in a copy. */
  submitted: number
  /** Copies in the frustum. */
  copies: number
  /** Draw calls, instances and triangles of the submitted sections. */
  draws: number
  instances: number
  triangles: number
  textures: number
}

/** The presenter that ships: WebGL 1 through regl. */
export interface ReglPresenter extends Presenter {
  /** Draws what is shown. Never throws for what streaming did; draws nothing while the context is lost. */
  draw(camera: Camera, environment?: Environment): void
  /** One object, rewritten by every call. */
  counts(): Readonly<DrawCounts>
  /** Compiles every shader; call it behind the loading screen. Repeated by itself after a lost context. */
  warm(): void
  /** Lines over the picture from the next draw on; null for none. */
  setGizmos(gizmos: Gizmos | null): void
  /** Paints sections over by row from the next draw on, for debugging (by level, by state); null for none. Asked for all that is drawn, every frame. */
  setTint(tint: Tint | null): void
  /** Called when a lost context is back and sections can be adopted again. */
  onRestored(callback: () => void): void
}

/**
 * Draws sections with regl (see `openRegl`). The context stays the caller's: `dispose` frees the presenter's own objects only.
 * Throws 'argument' where the context lacks an extension it needs.
 */
export function reglPresenter(regl: REGL.Regl, options: ReglPresenterOptions = {}): ReglPresenter {
  checkExtensions(regl)
  const state = createPresenterState(regl, options.lighting ?? 'full')
  const picture = createPicture(state, options.environment ?? defaultEnvironment)
  const context = followContext(state, picture)
  const counts: DrawCounts = {
    resident: 0,
    drawn: 0,
    submitted: 0,
    copies: 0,
    draws: 0,
    instances: 0,
    triangles: 0,
    textures: 0,
  }
  return {
    adopt: (row, payload, requires, meter) => adoptPayload(state, row, payload, requires, meter),
    adoptMesh: (row, payload, requires, draw, meter) => adoptMesh(state, row, payload, requires, draw, meter),
    showPart: (row) => showPart(state, row),
    hidePart: (row) => hidePart(state, row),
    tearDown: (row, most) => tearDownMeshes(state, row, most),
    hasRoom: () => proveRoom(state),
    cancel: (row) => dropUpload(state, row),
    release: (row) => releaseRow(state, row),
    show(row, fadeSeconds = 0) {
      const mesh = state.meshes.get(row)
      if (mesh) fadeIn(state, mesh, fadeSeconds)
    },
    hide(row, fadeSeconds = 0) {
      const mesh = state.meshes.get(row)
      if (mesh) fadeOut(state, mesh, fadeSeconds)
    },
    place: (copy, row, matrix) => placeCopy(state.copies, copy, row, matrix, state.meshes),
    unplace: (copy) => unplaceCopy(state.copies, copy),
    moveScene: (matrix) => moveScene(state.scene, matrix),
    measure: () => measureState(state),
    onLost: (callback) => context.lost.push(callback),
    onRestored: (callback) => context.restored.push(callback),
    draw: picture.draw,
    counts: () => writeCounts(counts, state),
    warm: picture.warm,
    setGizmos: picture.setGizmos,
    setTint: picture.setTint,
    dispose: context.dispose,
  }
}

function checkExtensions(regl: REGL.Regl): void {
  const missing = requiredExtensions.filter((name) => !regl.hasExtension(name))
  if (missing.length === 0) return
  fail('argument', `this regl lacks ${missing.join(', ')}`, 'a context with them', 'Make it with openRegl(canvas).')
}

function writeCounts(out: DrawCounts, state: PresenterState): DrawCounts {
  const { list } = state
  out.resident = state.meshes.size
  out.drawn = state.shown.length + countCopiedOnly(state.copies)
  out.submitted = list.submitted
  out.copies = list.copies
  out.draws = list.draws
  out.instances = list.instances
  out.triangles = list.triangles
  out.textures = state.textures.size
  return out
}

/**
 * Follows the context's life. regl brings buffers and textures back empty and at full size, so on loss everything is
 * destroyed, and what was shown comes back the way it came: by streaming.
 */
function followContext(state: PresenterState, picture: Picture) {
  const lost: (() => void)[] = []
  const restored: (() => void)[] = []
  const dropAll = () => {
    releaseAll(state)
    if (state.toolbox) destroyToolbox(state.toolbox)
    state.toolbox = null
  }
  const onLoss = state.regl.on('lost', () => {
    dropAll()
    for (const callback of lost) callback()
  })
  const onRestore = state.regl.on('restore', () => {
    state.toolbox = createToolbox(state.regl, state.lighting)
    if (picture.isWarm()) picture.warm()
    for (const callback of restored) callback()
  })
  const dispose = () => {
    for (const listener of [onLoss, onRestore]) listener.cancel()
    dropAll()
    clearCopies(state.copies)
  }
  return { lost, restored, dispose }
}
