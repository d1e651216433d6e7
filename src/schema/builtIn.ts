import { component, type ComponentSchema } from './component'
import { entityRef, f32, f64, sectionRef, u8 } from './fields'

/** Where an entity is in the scene, which is the world unless `placeScene` moved it: position in metres, rotation as a unit quaternion, scale. Not relative to a parent. */
export const Transform = /* @__PURE__ */ component(
  'Transform',
  { x: f64, y: f64, z: f64, qx: f32, qy: f32, qz: f32, qw: f32, sx: f32, sy: f32, sz: f32 },
  { persist: ['x', 'y', 'z', 'qx', 'qy', 'qz', 'qw', 'sx', 'sy', 'sz'] },
)

/** The nearest ancestor of its node that is an entity too. */
export const Parent = /* @__PURE__ */ component('Parent', { of: entityRef })

/** The section whose mesh is drawn where the entity is; 0 for none. */
export const Figure = /* @__PURE__ */ component('Figure', { section: sectionRef })

/** A box in the entity's own space: centre and half extents in metres, before its Transform. */
export const Trigger = /* @__PURE__ */ component('Trigger', {
  centerX: f32,
  centerY: f32,
  centerZ: f32,
  halfX: f32,
  halfY: f32,
  halfZ: f32,
})

export const LightType = { Directional: 0, Point: 1, Spot: 2 } as const
export type LightType = (typeof LightType)[keyof typeof LightType]

/**
 * A light that shines along its entity's −z, as in KHR_lights_punctual: linear colour, lux or candela, metres (0: no end), and the
 * cone's angles in radians.
 */
export const Light = /* @__PURE__ */ component('Light', {
  type: u8,
  r: f32,
  g: f32,
  b: f32,
  intensity: f32,
  range: f32,
  innerCone: f32,
  outerCone: f32,
})

export const LensType = { Perspective: 0, Orthographic: 1 } as const
export type LensType = (typeof LensType)[keyof typeof LensType]

/**
 * A camera that looks along its entity's −z. `yfov` is in radians, of an orthographic one half its height in metres; `aspect` is width ÷
 * height, 0 for the viewport's; `near` and `far` in metres, far 0 for none.
 */
export const Lens = /* @__PURE__ */ component('Lens', { type: u8, yfov: f32, aspect: f32, near: f32, far: f32 })

/** What becomes of an entity that leaves the section it belongs to. */
export enum MoverPolicy {
  None = 0,
  Transfer = 1,
  Keep = 2,
  SendHome = 3,
}

/** An entity that moves across borders. `policy` is one of `MoverPolicy`. */
export const Mover = /* @__PURE__ */ component('Mover', { policy: u8 }, { persist: ['policy'] })

/** Schemas that every world knows, by name. */
export const builtInSchemas: ReadonlyMap<string, ComponentSchema> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ [Transform, Parent, Figure, Trigger, Light, Lens, Mover].map((schema) => [schema.name, schema]),
)
