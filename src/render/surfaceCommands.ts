import type REGL from 'regl'
import type { Lighting, SurfaceFeatures } from './shaders/surfaceShader'
import { surfaceFragmentShader, surfaceSlots, surfaceVertexShader } from './shaders/surfaceShader'

/** What one draw hands to its command; regl reads these fields by name. Made once per resident draw, reused every frame. */
export interface SurfaceProps {
  vertices: REGL.VertexArrayObject
  count: number
  instances: number
  /** Local to the section; the identity where instances bring their own. */
  matrix: Float32Array
  /** The section's origin relative to the camera, and what is drawn of it (1: all); shared by all its draws and rewritten every frame. */
  offset: Float32Array
  baseColor: Float32Array
  surface: Float32Array
  glow: Float32Array
  baseColorMap: REGL.Texture2D
  surfaceMap: REGL.Texture2D
  normalMap: REGL.Texture2D
  glowMap: REGL.Texture2D
  cull: boolean
  /** Clockwise where the matrix mirrors. */
  frontFace: 'cw' | 'ccw'
}

export type SurfaceCommand = REGL.DrawCommand<REGL.DefaultContext, SurfaceProps>

const details = ['plain', 'textured', 'full'] as const
const alphas = ['opaque', 'mask', 'blend'] as const

/** Feature sets there are: 3 details × 3 alphas × instanced or not. */
export const surfaceKeyCount = 18

/** The feature sets that blend come last, so that everything solid is drawn before them. */
export const firstBlendedKey = 12

/** A feature set as a small number, which is also its place in the order of drawing. */
export function surfaceKey(
  detail: SurfaceFeatures['detail'],
  alpha: SurfaceFeatures['alpha'],
  instanced: boolean,
): number {
  return alphas.indexOf(alpha) * 6 + details.indexOf(detail) * 2 + (instanced ? 1 : 0)
}

/** The feature set behind a number; `coverage` where the canvas is antialiased. */
export function featuresOf(key: number, coverage: boolean, lighting: Lighting, fading = false): SurfaceFeatures {
  return {
    alpha: alphas[Math.floor(key / 6)],
    detail: details[Math.floor(key / 2) % 3],
    instanced: key % 2 === 1,
    coverage,
    lighting,
    fading,
  }
}

function attributesOf(features: SurfaceFeatures): Record<string, number> {
  const { position, normal, uv, column0, column1, column2, column3 } = surfaceSlots
  return {
    position,
    normal,
    ...(features.detail === 'plain' ? {} : { uv }),
    ...(features.instanced ? { column0, column1, column2, column3 } : {}),
  }
}

function uniformsOf(regl: REGL.Regl, features: SurfaceFeatures): Record<string, REGL.DynamicVariable<unknown>> {
  const names: (keyof SurfaceProps)[] = ['offset', 'baseColor', 'surface', 'glow']
  if (!features.instanced) names.push('matrix')
  if (features.detail !== 'plain') names.push('baseColorMap')
  if (features.detail === 'full') names.push('surfaceMap', 'normalMap', 'glowMap')
  return Object.fromEntries(names.map((name) => [name, regl.prop<SurfaceProps, typeof name>(name)]))
}

/**
 * Compiles one feature set. Sources differ for every key, because regl links a program with fixed attribute slots
 * anew for each command and frees it wrongly when two commands share their sources.
 */
export function createSurfaceCommand(
  regl: REGL.Regl,
  key: number,
  lighting: Lighting,
  fading: boolean,
): SurfaceCommand {
  const features = featuresOf(key, regl.attributes.antialias === true, lighting, fading)
  const blended = features.alpha === 'blend'
  const prop = <Key extends keyof SurfaceProps>(name: Key) => regl.prop<SurfaceProps, Key>(name)
  const config: Record<string, unknown> = {
    vert: surfaceVertexShader(features),
    frag: surfaceFragmentShader(features),
    vao: prop('vertices'),
    attributes: attributesOf(features),
    uniforms: uniformsOf(regl, features),
    count: prop('count'),
    ...(features.instanced ? { instances: prop('instances') } : {}),
    cull: { enable: prop('cull'), face: 'back' },
    frontFace: prop('frontFace'),
    depth: { enable: true, mask: !blended, func: 'lequal' },
    blend: { enable: blended, func: { src: 'src alpha', dst: 'one minus src alpha' } },
    sample: { enable: true, alpha: features.coverage && features.alpha === 'mask' },
  }
  return regl(config as REGL.DrawConfig) as SurfaceCommand
}
