import type REGL from 'regl'
import createRegl from 'regl/dist/regl.unchecked.js'
import { fail } from '../errors'

/** Without these nothing is drawn; every WebGL 1 browser of the last ten years has them. */
export const requiredExtensions = [
  'ANGLE_instanced_arrays',
  'OES_element_index_uint',
  'OES_standard_derivatives',
  'OES_vertex_array_object',
] as const

export interface ReglOptions {
  /** Textures stay sharp at a grazing angle; costs nothing on graphics cards, much where a processor draws. Default true. */
  readonly anisotropy?: boolean
  /** Smooth edges, and soft ones on masked leaves. Default true. */
  readonly antialias?: boolean
  /** Keep the picture after it was shown, so that a page can read it later; costs a copy a frame. Default false. */
  readonly preserveDrawingBuffer?: boolean
}

/**
 * regl on a canvas with every extension the presenter needs, in the build that leaves regl's own argument checks out.
 * Throws 'argument' where the browser has no WebGL. Needs `unsafe-eval` in a content-security policy, as regl writes its draw code.
 */
export function openRegl(canvas: HTMLCanvasElement, options: ReglOptions = {}): REGL.Regl {
  let refusal = ''
  const regl: REGL.Regl | null = createRegl({
    canvas,
    extensions: [...requiredExtensions],
    optionalExtensions: [
      'WEBGL_lose_context',
      ...((options.anisotropy ?? true) ? ['EXT_texture_filter_anisotropic'] : []),
    ],
    attributes: {
      alpha: false,
      depth: true,
      stencil: false,
      antialias: options.antialias ?? true,
      preserveDrawingBuffer: options.preserveDrawingBuffer ?? false,
      powerPreference: 'high-performance',
    },
    onDone: (error) => void (refusal = String(error ?? '')),
  })
  if (regl) return regl
  return fail('argument', `this canvas gives no WebGL (${refusal})`, 'WebGL 1', 'Turn on graphics acceleration.')
}
