import { formatStableId, type StableId } from '../schema/stableId'
import type { SectionId } from '../sectionId'

/** What a ray found. */
export enum RayOutcome {
  /** Nothing as far as the ray goes, and every collider on its way is loaded. */
  Miss = 0,
  Hit = 1,
  /** A section on the way is not loaded: what it holds is not known. */
  NotLoaded = 2,
}

/** Filled by `raycast` and `heightAt`; make one with `createRayHit` and use it again. World metres. */
export interface RayHit {
  /** The section that was hit, or that is not loaded; 0 after a Miss. */
  section: SectionId | 0
  /** Halves of the stable id of what was hit, see `hitId`; 0 where nothing was. */
  idLow: number
  idHigh: number
  /** The point that was hit, or at which the ray enters the section that is not loaded; NaN after a Miss. */
  x: number
  y: number
  z: number
  /** Unit normal of the side that was hit, towards the ray's origin; 0, 0, 0 where nothing was. */
  nx: number
  ny: number
  nz: number
  /** From the ray's origin; Infinity after a Miss. */
  distance: number
}

export function createRayHit(): RayHit {
  return { section: 0, idLow: 0, idHigh: 0, x: NaN, y: NaN, z: NaN, nx: 0, ny: 0, nz: 0, distance: Infinity }
}

/** Stable id of what was hit: `refById(world, hitId(hit))` leads to its entity, where it is one. Makes a string. */
export function hitId({ idLow, idHigh }: RayHit): StableId {
  return formatStableId([idLow, idHigh])
}
