import { Group, type Mesh, type MeshStandardMaterial, type WebGLRenderer } from 'three'
import { contextHasRoom } from '../memory/contextRoom'
import type { Presenter, Row } from '../presenter'
import { adoptPayload, dropUpload, releaseAll, releaseRow } from './adopting'
import { clearCopies, placeCopy, unplaceCopy } from './copies'
import { advanceFades, fadeIn, fadeOut } from './fading'
import { disposeBlanks } from './blanks'
import { disposeStaging } from './staging'
import { createThreeState, measureState } from './threeState'

/** Called for every mesh before it is in the scene: shadows, layers, another material. `row` is its section's row in the table. */
export type PrepareMesh = (mesh: Mesh, row: Row) => void

export interface ThreePresenterOptions {
  /** Called for every mesh once, before it is in the scene for the first time. Copies of a section share what it did to the material, and are prepared as well. */
  readonly prepare?: PrepareMesh
  /** Called for every material once it is made, before anything is drawn with it. */
  readonly prepareMaterial?: (material: MeshStandardMaterial, row: Row) => void
}

/** Draws sections in a three.js scene: `scene.add(presenter.root)`, and render as ever. */
export interface ThreePresenter extends Presenter {
  /** Holds the scene: a group for each section that is shown, at the section's position. May be moved as a whole, by a game that keeps its camera near the origin. */
  readonly root: Group
}

/**
 * A presenter for three.js (WebGLRenderer). Meshes become `Mesh` and `InstancedMesh` with `MeshStandardMaterial`, lit by the lights of the game's own scene. Geometry and images are
 * uploaded when they are adopted, under the meter, and not kept on the CPU: a lost context brings them back by streaming. The renderer stays the caller's.
 */
export function threePresenter(renderer: WebGLRenderer, options: ThreePresenterOptions = {}): ThreePresenter {
  const root = followedRoot((now) => advanceFades(state, now))
  const scene = new Group()
  scene.matrixAutoUpdate = false
  root.add(scene)
  const state = createThreeState(renderer, scene, options)
  const lost: (() => void)[] = []
  const lose = () => {
    releaseAll(state)
    for (const callback of lost) callback()
  }
  renderer.domElement.addEventListener('webglcontextlost', lose)
  return {
    root,
    adopt: (row, payload, requires, meter) => adoptPayload(state, row, payload, requires, meter),
    hasRoom: () => contextHasRoom(renderer.getContext()),
    cancel: (row) => dropUpload(state, row),
    release: (row) => releaseRow(state, row),
    show: (row, fadeSeconds = 0) => fadeIn(state, row, fadeSeconds),
    hide: (row, fadeSeconds = 0) => fadeOut(state, row, fadeSeconds),
    place: (copy, row, matrix) => placeCopy(state, copy, row, matrix),
    unplace: (copy) => unplaceCopy(state, copy),
    moveScene(matrix) {
      scene.matrix.fromArray(matrix as number[])
      scene.matrixWorldNeedsUpdate = true
    },
    measure: () => measureState(state),
    onLost: (callback) => void lost.push(callback),
    dispose() {
      renderer.domElement.removeEventListener('webglcontextlost', lose)
      releaseAll(state)
      clearCopies(state)
      disposeBlanks(state.blanks)
      disposeStaging(state.staging)
      root.removeFromParent()
    },
  }
}

/** A group that says when a frame looks at it: fades move then, and a game has nothing to call. */
function followedRoot(onFrame: (nowMs: number) => void): Group {
  const root = new Group()
  root.name = 'terrane'
  root.updateMatrixWorld = (force) => {
    onFrame(performance.now())
    Group.prototype.updateMatrixWorld.call(root, force)
  }
  return root
}
