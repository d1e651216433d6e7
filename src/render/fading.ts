import type { PresenterState } from './presenterState'
import { hideMesh, showMesh } from './presenterState'
import type { MeshResident } from './residents'

/** How much of a section's picture is there, and whether that changes. */
export interface Fade {
  /** 0 … 1 of its pixels. */
  share: number
  /** Of the share, a millisecond: above 0 it comes, below 0 it goes, 0 it stays. */
  rate: number
}

/** Longest time that one frame moves a fade, milliseconds: after a stall it goes on where it was. */
const longestStepMs = 100

/** A picture comes: at once, or over a time, from what of it is still there. */
export function fadeIn(state: PresenterState, mesh: MeshResident, seconds: number): void {
  const begins = mesh.shownAt < 0
  showMesh(state, mesh)
  if (begins) mesh.fade.share = seconds > 0 ? 0 : 1
  setRate(state, mesh, seconds > 0 && mesh.fade.share < 1 ? 1 / (seconds * 1000) : 0)
  if (mesh.fade.rate === 0) mesh.fade.share = 1
  writeShare(mesh)
}

/** A picture goes: at once, or over a time. */
export function fadeOut(state: PresenterState, mesh: MeshResident, seconds: number): void {
  if (mesh.shownAt < 0) return
  if (!(seconds > 0)) return endFade(state, mesh)
  setRate(state, mesh, -1 / (seconds * 1000))
  writeShare(mesh)
}

/** What goes is gone, and what comes will begin anew: before a mesh is destroyed or takes another's place. */
export function endFade(state: PresenterState, mesh: MeshResident): void {
  setRate(state, mesh, 0)
  hideMesh(state, mesh)
}

/** The picture of a refreshed section takes over where the old one was. */
export function inheritFade(state: PresenterState, from: MeshResident, to: MeshResident): void {
  if (from.shownAt < 0) return
  showMesh(state, to)
  to.fade.share = from.fade.share
  setRate(state, to, from.fade.rate)
  writeShare(to)
}

/** Moves all fades by the time since the last frame. */
export function advanceFades(state: PresenterState, elapsedMs: number): void {
  const { fades } = state
  const step = Math.min(elapsedMs, longestStepMs)
  for (let k = fades.length - 1; k >= 0; k--) {
    const mesh = fades[k]
    const { fade } = mesh
    fade.share = Math.min(1, Math.max(0, fade.share + fade.rate * step))
    if (fade.share === 0 && fade.rate < 0) endFade(state, mesh)
    else if (fade.share === 1 && fade.rate > 0) setRate(state, mesh, 0)
    writeShare(mesh)
  }
}

function setRate({ fades }: PresenterState, mesh: MeshResident, rate: number): void {
  if ((mesh.fade.rate === 0) !== (rate === 0)) {
    if (rate === 0) fades.splice(fades.indexOf(mesh), 1)
    else fades.push(mesh)
  }
  mesh.fade.rate = rate
}

/** As the shader takes it: 1 is whole, below 1 a share that comes, negative a share that goes. They share out the pixels between them. */
function writeShare({ fade, offset }: MeshResident): void {
  offset[3] = fade.rate < 0 ? -fade.share : fade.share
}
