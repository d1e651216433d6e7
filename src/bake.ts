/** The bake: real content into world folders. Node only; what it needs beyond Terrane are optional peer dependencies. */
export { bakeWorld, writeWorld, type BakeResult, type BakeWorldOptions } from './baking/bakeWorld'
export { planBake, type BakedPayload, type BakePlan } from './baking/plan'
export type { PlannedSection } from './baking/plannedSection'
export type { BakeOptions, BakeProgress, BakeSettings } from './baking/options'
export type {
  AuthoringFiles,
  NotCarried,
  RoleRow,
  SceneReport,
  SolidSum,
  ThingSum,
  TriangleSum,
} from './baking/bakeScene'
export { defineConfig, type BakeConfig, type LayerStart } from './baking/config'
export type { ConfigOption } from './baking/configFile'
export type { Bake, Baker, BakeMesh, BakeNode } from './baking/bakers/baker'
export type { RolePattern } from './authoring/roles'
export type { ColliderShape, Role, Settings } from './authoring/settings'
export type { WorldPointer } from './openWorld'
