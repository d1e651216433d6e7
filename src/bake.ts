/** The bake: real content into world folders. Node only; what it needs beyond Terrane are optional peer dependencies. */
export { bakeWorld, writeWorld, type BakeResult, type BakeWorldOptions } from './baking/bakeWorld'
export { planBake, type BakedPayload, type BakePlan } from './baking/plan'
export type { PlannedSection } from './baking/plannedSection'
export type { BakeOptions, BakeProgress, BakeSettings } from './baking/options'
export type { NotCarried, RoleRow, SceneReport, TriangleSum } from './baking/bakeScene'
export type { RolePattern } from './authoring/roles'
export type { Role, Settings } from './authoring/settings'
export type { WorldPointer } from './openWorld'
