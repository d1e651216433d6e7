import type REGL from 'regl'
import { graphicsMemoryFull } from '../memory/shortage'

/** Errors that WebGL can hold at once: one of each kind. */
const errorKinds = 8

/** Whether the context has said nothing of lacking memory since the last time. It answers when it has taken in all that it was given: ask once a frame. */
export function hasRoom(regl: REGL.Regl): boolean {
  const gl = regl._gl
  let room = true
  for (let k = 0; k < errorKinds; k++) {
    const error = gl.getError()
    if (error === gl.NO_ERROR) break
    if (error === gl.OUT_OF_MEMORY) room = false
  }
  return room
}

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
