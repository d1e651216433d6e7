import type REGL from 'regl'
import { graphicsMemoryFull } from '../memory/shortage'

/** What of regl's objects tells whether the context made them. */
interface Made {
  readonly _buffer?: { readonly buffer: WebGLBuffer | null }
  readonly _elements?: { readonly buffer: { readonly buffer: WebGLBuffer | null } }
  readonly _texture?: { readonly texture: WebGLTexture | null }
}

/** Throws 'graphics-memory' where a context that is not lost made none. */
export function refuseUnmade(regl: REGL.Regl, object: REGL.Buffer | REGL.Elements | REGL.Texture2D): void {
  const { _buffer, _elements, _texture } = object as unknown as Made
  const handles = [_buffer?.buffer, _elements?.buffer.buffer, _texture?.texture]
  if (handles.includes(null) && !regl._gl.isContextLost()) throw graphicsMemoryFull()
}
