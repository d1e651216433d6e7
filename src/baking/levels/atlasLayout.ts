/** A rectangle that an atlas has to hold, texels; equal keys share one. */
export interface WantedRect {
  readonly key: string
  readonly width: number
  readonly height: number
}

/** Where its inside begins. */
export interface PlacedRect {
  readonly x: number
  readonly y: number
}

/**
 * Texels that repeat a rectangle's edge on each side of it. Rectangles with their gutters begin and end at multiples of 4, so that blocks of 2 × 2 and of 4 × 4 belong to one of them only, and in
 * the first mip nothing of a neighbour shines through. An HLOD is drawn from where its texels are two pixels large to where they are one.
 */
export const gutter = 1
const alignment = 4

const padded = (texels: number) => Math.ceil((texels + 2 * gutter) / alignment) * alignment

/**
 * A swatch is sampled in its middle only, and is as large as what WebP keeps one colour for: with 4 × 4 texels, grounds took on the colours of the swatches beside
 * theirs.
 */
const swatchSide = 8
const isSwatch = ({ width, height }: WantedRect) => width === 1 && height === 1

/** Texels that a side takes, with its gutters. */
export const sideOf = (rect: WantedRect, texels: number) => (isSwatch(rect) ? swatchSide : padded(texels))

/** Where in its place a rectangle of one texel has its colour for sure, from where its inside begins. */
export const middleOf = (rect: WantedRect, texels: number) => (isSwatch(rect) ? swatchSide / 2 - gutter : texels / 2)

/**
 * Places rectangles on shelves, swatches first and then the highest (next-fit decreasing height; Coffman et al. 1980). Null where they do not all fit into a square of
 * `side` texels. The same rectangles in any order give the same places.
 */
export function layOut(rects: readonly WantedRect[], side: number): Map<string, PlacedRect> | null {
  const once = [...new Map(rects.map((rect) => [rect.key, rect])).values()]
  const area = once.reduce((sum, rect) => sum + sideOf(rect, rect.width) * sideOf(rect, rect.height), 0)
  if (area > side * side) return null
  once.sort(
    (a, b) =>
      Number(isSwatch(b)) - Number(isSwatch(a)) || b.height - a.height || b.width - a.width || (a.key < b.key ? -1 : 1),
  )
  const placed = new Map<string, PlacedRect>()
  let [x, y, shelf] = [0, 0, 0]
  for (const rect of once) {
    const [width, height] = [sideOf(rect, rect.width), sideOf(rect, rect.height)]
    if (x + width > side) {
      y += shelf
      x = shelf = 0
    }
    shelf = Math.max(shelf, height)
    if (x + width > side || y + shelf > side) return null
    placed.set(rect.key, { x: x + gutter, y: y + gutter })
    x += width
  }
  return placed
}
