import { hashFraction } from '../../src/math/hash'
import { channels } from './palette'

/** A square picture that repeats in both directions, RGBA, 8 bits. */
export interface Pixels {
  readonly size: number
  readonly data: Uint8ClampedArray
}

/** A picture from a function of the pixel; colours 0 … 255. */
export function paint(size: number, colourAt: (x: number, y: number) => readonly [number, number, number]): Pixels {
  const data = new Uint8ClampedArray(size * size * 4)
  for (let y = 0, at = 0; y < size; y++)
    for (let x = 0; x < size; x++, at += 4) {
      const colour = colourAt(x, y)
      data[at] = colour[0]
      data[at + 1] = colour[1]
      data[at + 2] = colour[2]
      data[at + 3] = 255
    }
  return { size, data }
}

export function plain(size: number, colour: number): Pixels {
  const rgb = channels(colour)
  return paint(size, () => rgb)
}

/** Fills [x0, x1) × [y0, y1), wrapped around the edges, from `head` at the top to `foot` at the bottom. Sizes are powers of two. */
export function fill(
  pixels: Pixels,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  head: number,
  foot: number = head,
  opacity = 1,
): void {
  const top = channels(head)
  const bottom = channels(foot)
  const rows = Math.max(1, Math.round(y1) - Math.round(y0) - 1)
  for (let y = Math.round(y0); y < Math.round(y1); y++) {
    const t = (y - Math.round(y0)) / rows
    const r = top[0] + (bottom[0] - top[0]) * t
    const g = top[1] + (bottom[1] - top[1]) * t
    const b = top[2] + (bottom[2] - top[2]) * t
    for (let x = Math.round(x0); x < Math.round(x1); x++) blend(pixels, x, y, r, g, b, opacity)
  }
}

function blend(pixels: Pixels, x: number, y: number, r: number, g: number, b: number, opacity: number): void {
  const mask = pixels.size - 1
  const at = ((y & mask) * pixels.size + (x & mask)) * 4
  pixels.data[at] += (r - pixels.data[at]) * opacity
  pixels.data[at + 1] += (g - pixels.data[at + 1]) * opacity
  pixels.data[at + 2] += (b - pixels.data[at + 2]) * opacity
}

/** Adds brightness per pixel, in units of 255. */
export function grain(pixels: Pixels, amountAt: (x: number, y: number) => number): void {
  for (let y = 0, at = 0; y < pixels.size; y++)
    for (let x = 0; x < pixels.size; x++, at += 4) {
      const amount = amountAt(x, y)
      pixels.data[at] += amount
      pixels.data[at + 1] += amount
      pixels.data[at + 2] += amount
    }
}

/** One random brightness a pixel, in [−1, 1]. */
export function speckle(seed: number): (x: number, y: number) => number {
  return (x, y) => hashFraction(x, y, seed) * 2 - 1
}

/** Smooth noise in [−1, 1] that repeats every `size` pixels, with `cells` hills a side. */
export function clouds(size: number, cells: number, seed: number): (x: number, y: number) => number {
  const lattice = new Float32Array(cells * cells)
  for (let i = 0; i < lattice.length; i++) lattice[i] = hashFraction(i, cells, seed) * 2 - 1
  const smooth = (t: number) => t * t * (3 - 2 * t)
  return (x, y) => {
    const gx = (x / size) * cells
    const gy = (y / size) * cells
    const x0 = Math.floor(gx) % cells
    const y0 = Math.floor(gy) % cells
    const x1 = (x0 + 1) % cells
    const y1 = (y0 + 1) % cells
    const tx = smooth(gx - Math.floor(gx))
    const ty = smooth(gy - Math.floor(gy))
    const head = lattice[y0 * cells + x0] * (1 - tx) + lattice[y0 * cells + x1] * tx
    const foot = lattice[y1 * cells + x0] * (1 - tx) + lattice[y1 * cells + x1] * tx
    return head * (1 - ty) + foot * ty
  }
}
