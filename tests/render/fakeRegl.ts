import type REGL from 'regl'
import { requiredExtensions } from '../../src/render/openRegl'

/** A regl that draws nothing and whose buffers, textures and commands are empty. */
export interface FakeRegl {
  readonly regl: REGL.Regl
  /** Buffers, elements, vertex arrays and textures that were made and not destroyed. */
  readonly alive: Set<object>
}

/** For tests that need no picture, only what a presenter does beside the graphics context. */
export function fakeRegl(): FakeRegl {
  const alive = new Set<object>()
  const make = () => {
    const made = Object.assign(() => made, {
      subdata: () => {},
      subimage: () => {},
      _texture: {},
      destroy: () => alive.delete(made),
    })
    alive.add(made)
    return made
  }
  const tools = {
    ...{ buffer: make, elements: make, vao: make, texture: make },
    ...{ prop: () => null, poll: () => {}, clear: () => {}, on: () => ({ cancel: () => {} }), _refresh: () => {} },
    hasExtension: (name: string) => (requiredExtensions as readonly string[]).includes(name),
    attributes: { antialias: false },
    limits: { maxTextureSize: 4096, maxAnisotropic: 1 },
    _gl: fakeContext,
  }
  return { regl: Object.assign(makeCommand, tools) as unknown as REGL.Regl, alive }
}

/** Where textures are finished past regl. */
const fakeContext = {
  isContextLost: () => false,
  ...{ activeTexture: () => {}, bindTexture: () => {}, texParameteri: () => {}, texParameterf: () => {} },
  generateMipmap: () => {},
}

/** Runs what is drawn inside a scope, and nothing else. */
function makeCommand() {
  const run = (_props: unknown, inside?: unknown) => {
    if (typeof inside === 'function') inside()
  }
  return Object.assign(run, { destroy: () => {} })
}
