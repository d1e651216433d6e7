import type REGL from 'regl'
import { requiredExtensions } from '../../src/render/openRegl'

/** A regl that draws nothing and whose buffers, textures and commands are empty. */
export interface FakeRegl {
  readonly regl: REGL.Regl
  /** Buffers, elements, vertex arrays and textures that were made and not destroyed. */
  readonly alive: Set<object>
  /** Of buffers, elements and textures. What is beyond the limit is made as far as anybody can see, and the context says once that memory ran out, as WebGL does. */
  readonly memory: { limitBytes: number; usedBytes: number; refusals: number }
}

/** What regl is asked to make, as far as its size goes. */
interface Wanted {
  readonly data?: ArrayBufferView | { readonly width: number; readonly height: number } | null
  readonly length?: number
  readonly width?: number
  readonly height?: number
}

function sizeOf({ data, length, width = 0, height = 0 }: Wanted = {}): number {
  if (data && 'byteLength' in data) return data.byteLength
  return length ?? (data ? data.width * data.height : width * height) * 4
}

/** For tests that need no picture, only what a presenter does beside the graphics context. */
export function fakeRegl(): FakeRegl {
  const alive = new Set<object>()
  const memory = { limitBytes: Infinity, usedBytes: 0, refusals: 0 }
  let error = 0
  const make = (wanted?: Wanted) => {
    const bytes = sizeOf(wanted)
    const made = Object.assign(() => made, {
      subdata: () => {},
      subimage: () => {},
      _texture: {},
      destroy: () => void (alive.delete(made) && (memory.usedBytes -= bytes)),
    })
    alive.add(made)
    memory.usedBytes += bytes
    if (memory.usedBytes > memory.limitBytes) error = outOfMemory
    return made
  }
  const getError = () => {
    const said = error
    if (said !== 0) memory.refusals++
    error = 0
    return said
  }
  const tools = {
    ...{ buffer: make, elements: make, vao: make, texture: make },
    ...{ prop: () => null, poll: () => {}, clear: () => {}, on: () => ({ cancel: () => {} }), _refresh: () => {} },
    hasExtension: (name: string) => (requiredExtensions as readonly string[]).includes(name),
    attributes: { antialias: false },
    limits: { maxTextureSize: 4096, maxAnisotropic: 1 },
    _gl: { ...fakeContext, getError },
  }
  return { regl: Object.assign(makeCommand, tools) as unknown as REGL.Regl, alive, memory }
}

const outOfMemory = 0x505

/** Where textures are finished past regl. */
const fakeContext = {
  isContextLost: () => false,
  ...{ NO_ERROR: 0, OUT_OF_MEMORY: outOfMemory },
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
