import type { Row } from '../presenter'
import type { ThreeMesh } from './meshUpload'
import type { ThreeState } from './threeState'

/** How much of a section's picture is there, as its materials read it: 1 is whole, below 1 a share that comes, negative a share that goes. */
export interface FadeUniform {
  value: number
}

/** Longest time that one frame moves a fade, milliseconds: after a stall it goes on where it was. */
const longestStepMs = 100

/** A picture comes: at once, or over a time, from what of it is still there. */
export function fadeIn(state: ThreeState, row: Row, seconds: number): void {
  const mesh = state.meshes.get(row)
  if (!mesh) return
  if (mesh.group.parent === null) mesh.fade.value = seconds > 0 ? 0 : 1
  state.scene.add(mesh.group)
  setFade(state, mesh, Math.abs(mesh.fade.value), seconds > 0 ? 1 / (seconds * 1000) : 0)
}

/** A picture goes: at once, or over a time. */
export function fadeOut(state: ThreeState, row: Row, seconds: number): void {
  const mesh = state.meshes.get(row)
  if (!mesh || mesh.group.parent === null) return
  if (seconds > 0) setFade(state, mesh, Math.abs(mesh.fade.value), -1 / (seconds * 1000))
  else endFade(state, mesh)
}

/** Off the screen, and at rest. */
export function endFade(state: ThreeState, mesh: ThreeMesh): void {
  state.fades.delete(mesh)
  mesh.rate = 0
  mesh.group.removeFromParent()
}

/** The picture of a refreshed section takes over where the old one was. */
export function inheritFade(state: ThreeState, from: ThreeMesh, to: ThreeMesh): void {
  if (from.group.parent === null) return
  state.scene.add(to.group)
  setFade(state, to, Math.abs(from.fade.value), from.rate)
}

/** Moves all fades by the time since the last frame. */
export function advanceFades(state: ThreeState, nowMs: number): void {
  const step = Math.min(nowMs - state.fadedAt, longestStepMs)
  state.fadedAt = nowMs
  for (const mesh of state.fades) {
    const share = Math.abs(mesh.fade.value) + mesh.rate * step
    if (share <= 0 && mesh.rate < 0) endFade(state, mesh)
    else setFade(state, mesh, share, share >= 1 && mesh.rate > 0 ? 0 : mesh.rate)
  }
}

/** @param rate Of the share, a millisecond: above 0 it comes, below 0 it goes, 0 it is whole. */
function setFade({ fades }: ThreeState, mesh: ThreeMesh, share: number, rate: number): void {
  mesh.rate = rate
  if (rate === 0) fades.delete(mesh)
  else fades.add(mesh)
  mesh.fade.value = rate === 0 ? 1 : rate < 0 ? -share : Math.min(share, 1)
}
