import { mat4, vec3 } from 'gl-matrix'
import type REGL from 'regl'
import type { Camera } from './camera'
import type { Environment } from './environment'

/** What every draw of one frame shares; regl reads these fields by name. One object, rewritten every frame. */
export interface FrameProps {
  readonly viewProjection: mat4
  readonly unproject: mat4
  /** From the scene's axes to the world's, with its scale. */
  sceneAxes: Float32Array
  readonly sunDirection: vec3
  sunColor: ArrayLike<number>
  zenithColor: ArrayLike<number>
  horizonColor: ArrayLike<number>
  groundColor: ArrayLike<number>
  readonly fogRange: Float32Array
  ambient: number
  exposure: number
}

export function createFrameProps(): FrameProps {
  return {
    viewProjection: mat4.create(),
    unproject: mat4.create(),
    sceneAxes: new Float32Array(9),
    sunDirection: vec3.create(),
    sunColor: [],
    zenithColor: [],
    horizonColor: [],
    groundColor: [],
    fogRange: new Float32Array(2),
    ambient: 1,
    exposure: 1,
  }
}

export function writeFrameProps(out: FrameProps, camera: Camera, environment: Environment): void {
  mat4.multiply(out.viewProjection, camera.projection, camera.view)
  mat4.invert(out.unproject, out.viewProjection)
  const [x, y, z] = environment.sunDirection
  vec3.normalize(out.sunDirection, vec3.set(out.sunDirection, x, y, z))
  out.sunColor = environment.sunColor
  out.zenithColor = environment.zenithColor
  out.horizonColor = environment.horizonColor
  out.groundColor = environment.groundColor
  out.fogRange[0] = environment.fogStart
  out.fogRange[1] = Math.max(environment.fogEnd, environment.fogStart + 1e-3)
  out.ambient = environment.ambient
  out.exposure = environment.exposure
}

/** A scope: what is drawn inside it sees the frame's uniforms, set once for a whole batch. */
export type FrameCommand = REGL.DrawCommand<REGL.DefaultContext, FrameProps>

export function createFrameCommand(regl: REGL.Regl): FrameCommand {
  const names = Object.keys(createFrameProps()) as (keyof FrameProps)[]
  const uniforms = Object.fromEntries(names.map((name) => [name, regl.prop<FrameProps, typeof name>(name)]))
  return regl({ uniforms } as REGL.DrawConfig) as unknown as FrameCommand
}
