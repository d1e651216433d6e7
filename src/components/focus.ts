/**
 * What a focus sees with: optional; without one no view gate applies to it. Terrane's own camera is one; the matrices are read
 * every tick, so a camera that is turned in place needs no further call.
 */
export interface View {
  /** World axes to camera axes, relative to the focus (rotation only), column-major. */
  readonly view: ArrayLike<number>
  /** Camera axes to clip space, column-major, OpenGL depth. */
  readonly projection: ArrayLike<number>
  /** Pixels: turns metres of error into pixels. Default 1,080. */
  readonly viewportHeight?: number
}

/** Anything with a position that is read every tick: a three.js vector, a camera, a game's own object. */
export interface Positioned {
  readonly x: number
  readonly y: number
  readonly z: number
}

/** Focus ids keep 16 bits for the index. */
export const largestFocusCapacity = 0x1_0000

/** Five planes of four numbers a focus. */
export const planesStride = 20

/** Focus columns, indexed by focus index 0 … capacity − 1. Metres, metres a second, 64-bit. */
export function createFocuses(capacity: number) {
  const floats = () => new Float64Array(capacity)
  return {
    capacity,
    /** Alive ones, in creation order; `alive.length` is the count. */
    alive: [] as number[],
    lastSerial: 0,
    /** Serial number that makes a focus id unique for ever, 0 where unused. */
    serial: floats(),
    /** 1: all that the game says of it is meant in the scene's own space, wherever the scene stands. */
    inScene: new Uint8Array(capacity),
    /** Where it is in the scene (see `SceneRoot`), and where the last tick saw it. */
    x: floats(),
    y: floats(),
    z: floats(),
    lastX: floats(),
    lastY: floats(),
    lastZ: floats(),
    velocityX: floats(),
    velocityY: floats(),
    velocityZ: floats(),
    /** Where it will be `lookAheadSeconds` on at this velocity; where it is while it moves too slowly for that (T-6). */
    aheadX: floats(),
    aheadY: floats(),
    aheadZ: floats(),
    /** 1: that is another point than its position. */
    looksAhead: new Uint8Array(capacity),
    /** 1: measured from motion; 0: set by the game. */
    captureVelocity: new Uint8Array(capacity),
    /** 1: no motion has been seen yet, or a jump has to be ignored. */
    jumped: new Uint8Array(capacity),
    /** 1: what the last tick saw of its motion was a jump. */
    teleported: new Uint8Array(capacity),
    radiusScale: floats(),
    detailScale: floats(),
    weight: floats(),
    /** Where the index was last asked for it: for its position at 2 × focus, for the point ahead of it after that. NaN: ask again. */
    queryX: new Float64Array(2 * capacity),
    queryY: new Float64Array(2 * capacity),
    queryZ: new Float64Array(2 * capacity),
    queryScale: new Float64Array(2 * capacity),
    /** Payload kinds that it wants, by bit. */
    kindMask: new Uint32Array(capacity),
    /** Readiness barriers that are open around it. */
    barriers: new Uint16Array(capacity),
    /** Virtual finish time of its last started load (fair queueing). */
    finish: floats(),
    follow: new Array<Positioned | number | null>(capacity).fill(null),
    view: new Array<View | null>(capacity).fill(null),
    /** Five planes of the view (all but the far one), normalized, relative to the focus; written by `aimViews`. */
    planes: new Float64Array(capacity * planesStride),
  }
}

export type Focuses = ReturnType<typeof createFocuses>

/** The index is asked again for both points of a focus: something other than its motion changed what it finds. */
export function forgetQueries({ queryX }: Focuses, focus: number): void {
  queryX[2 * focus] = queryX[2 * focus + 1] = NaN
}
