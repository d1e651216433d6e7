import type REGL from 'regl'
import type { BlankTextures } from './binding'
import { createBlankTextures } from './binding'
import type { FrameCommand } from './frameCommand'
import { createFrameCommand } from './frameCommand'
import type { GizmoDrawing } from './gizmoCommand'
import { createGizmoDrawing } from './gizmoCommand'
import type { Owned } from './residents'
import type { Lighting } from './shaders/surfaceShader'
import type { Sky } from './skyCommand'
import { createSky } from './skyCommand'
import type { SurfaceCommand, SurfaceProps } from './surfaceCommands'
import { createSurfaceCommand, surfaceKeyCount } from './surfaceCommands'

/** Everything on the GPU that belongs to no section. Made anew after a lost context, as regl's own revival of commands is not whole. */
export interface Toolbox {
  readonly regl: REGL.Regl
  readonly lighting: Lighting
  readonly blank: BlankTextures
  readonly frame: FrameCommand
  readonly sky: Sky
  readonly gizmos: GizmoDrawing
  /** By feature set; null until first used or warmed. */
  readonly surfaces: (SurfaceCommand | null)[]
  /** The same for sections whose picture comes or goes: cutting pixels out costs every draw that may do it its early depth test. */
  readonly fading: (SurfaceCommand | null)[]
}

export function createToolbox(regl: REGL.Regl, lighting: Lighting): Toolbox {
  return {
    regl,
    lighting,
    blank: createBlankTextures(regl),
    frame: createFrameCommand(regl),
    sky: createSky(regl),
    gizmos: createGizmoDrawing(regl),
    surfaces: new Array<SurfaceCommand | null>(surfaceKeyCount).fill(null),
    fading: new Array<SurfaceCommand | null>(surfaceKeyCount).fill(null),
  }
}

export function surfaceCommand(toolbox: Toolbox, key: number): SurfaceCommand {
  return (toolbox.surfaces[key] ??= createSurfaceCommand(toolbox.regl, key, toolbox.lighting, false))
}

export function fadingCommand(toolbox: Toolbox, key: number): SurfaceCommand {
  return (toolbox.fading[key] ??= createSurfaceCommand(toolbox.regl, key, toolbox.lighting, true))
}

export function destroyToolbox(toolbox: Toolbox): void {
  for (const command of [...toolbox.surfaces, ...toolbox.fading])
    (command as (SurfaceCommand & Owned) | null)?.destroy()
  for (const owned of [toolbox.sky, toolbox.gizmos, ...Object.values(toolbox.blank)]) owned.destroy()
}

/**
 * Compiles every feature set and draws one triangle without area with each, so that no driver compiles during play.
 * Inside a frame scope.
 */
export function warmSurfaces(toolbox: Toolbox): void {
  const { regl, blank } = toolbox
  const nothing = regl.buffer(new Float32Array(48))
  const slot = (divisor: number) => ({ buffer: nothing, size: divisor === 0 ? 3 : 4, stride: 16, divisor })
  const single = regl.vao({ attributes: [0, 0, 0].map(slot), count: 3 })
  const instanced = regl.vao({ attributes: [0, 0, 0, 1, 1, 1, 1].map(slot), count: 3 })
  for (let key = 0; key < surfaceKeyCount; key++)
    for (const command of [surfaceCommand(toolbox, key), fadingCommand(toolbox, key)])
      command(warmProps(key % 2 === 1 ? instanced : single, blank, key % 2 === 1))
  for (const owned of [single, instanced, nothing]) (owned as unknown as Owned).destroy()
}

function warmProps(vertices: REGL.VertexArrayObject, blank: BlankTextures, instanced: boolean): SurfaceProps {
  return {
    vertices,
    count: 3,
    instances: instanced ? 1 : -1,
    matrix: new Float32Array(16),
    offset: new Float32Array([0, 0, 0, 1]),
    baseColor: new Float32Array(4),
    surface: new Float32Array(4),
    glow: new Float32Array(4),
    baseColorMap: blank.white,
    surfaceMap: blank.white,
    normalMap: blank.flat,
    glowMap: blank.black,
    cull: true,
    frontFace: 'ccw',
  }
}
