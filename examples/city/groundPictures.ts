import { hashFraction } from '../../src/math/hash'
import { channels, swatchAt } from './palette'
import { clouds, fill, grain, paint, plain, speckle, type Pixels } from './pixels'

const asphaltColour = 0x54575b

function asphaltInto(pixels: Pixels, seed: number): Pixels {
  const size = pixels.size
  const hills = clouds(size, 6, seed)
  const fine = clouds(size, 32, seed + 1)
  const dots = speckle(seed)
  grain(pixels, (x, y) => hills(x, y) * 7 + fine(x, y) * 4 + Math.round(dots(x, y) * 1.5) * 3)
  return pixels
}

/** Bare asphalt, 8 m a side. */
export function asphalt(): Pixels {
  return asphaltInto(plain(256, asphaltColour), 41)
}

/** A carriageway across its whole width and 12 m along: parking strips, lanes, dashes. Lengths in metres. */
export function carriageway(width: number, lanes: readonly number[], solid: readonly number[]): Pixels {
  const size = 512
  const pixels = plain(size, asphaltColour)
  const across = (metres: number) => ((metres + width / 2) / width) * size
  const along = (metres: number) => (metres / 12) * size
  const line = 0.12
  for (const track of [...lanes, ...solid])
    fill(pixels, across(track + 0.8), 0, across(track + 1.3), size, 0x46494d, 0x46494d, 0.25)
  asphaltInto(pixels, 42)
  const paintMark = 0xe9e6da
  for (const side of [-1, 1]) {
    const gutter = across(side * (width / 2 - 0.18))
    fill(pixels, gutter - 8, 0, gutter + 8, size, 0x3c3e41, 0x3c3e41, 0.5)
    const kerbside = side * (width / 2 - 2.1)
    for (let at = 0; at < 12; at += 2)
      fill(
        pixels,
        across(kerbside - line / 2),
        along(at),
        across(kerbside + line / 2),
        along(at + 1),
        paintMark,
        paintMark,
        0.7,
      )
  }
  for (const lane of lanes)
    for (let at = 0; at < 12; at += 6)
      fill(
        pixels,
        across(lane - line / 2),
        along(at + 1),
        across(lane + line / 2),
        along(at + 4),
        paintMark,
        paintMark,
        0.85,
      )
  for (const lane of solid)
    fill(pixels, across(lane - line / 2), 0, across(lane + line / 2), size, paintMark, paintMark, 0.85)
  return pixels
}

/** Zebra bars, 1 m of bars in 0.5 m stripes across u; whole along v. */
export function crosswalk(): Pixels {
  const pixels = plain(64, asphaltColour)
  fill(pixels, 14, 2, 50, 62, 0xe4e1d6)
  return asphaltInto(pixels, 43)
}

/** Pavement slabs of half a metre, 4 m a side. */
export function paving(): Pixels {
  const size = 256
  const pixels = plain(size, 0x8c877f)
  for (let row = 0; row < 8; row++)
    for (let slab = 0; slab < 8; slab++) {
      const x = slab * 32 + (row % 2) * 16
      const shade = Math.round((hashFraction(slab, row, 51) - 0.5) * 22)
      fill(pixels, x + 1, row * 32 + 1, x + 31, row * 32 + 31, 0xb3ada3 + shade * 0x10101, 0xaca69c + shade * 0x10101)
    }
  const dots = speckle(52)
  grain(pixels, (x, y) => dots(x, y) * 5)
  return pixels
}

/** Lawn, 8 m a side. */
export function grass(): Pixels {
  const size = 256
  const hills = clouds(size, 5, 61)
  const tufts = clouds(size, 24, 62)
  const blades = speckle(63)
  return paint(size, (x, y) => {
    const lift = hills(x, y) * 14 + tufts(x, y) * 11 + blades(x, y) * 11
    return [98 + lift * 1.1, 124 + lift, 62 + lift * 0.6]
  })
}

/** Raked gravel of paths and flat roofs, 4 m a side. */
export function gravel(): Pixels {
  const size = 256
  const hills = clouds(size, 5, 71)
  const dots = speckle(72)
  return paint(size, (x, y) => {
    const lift = hills(x, y) * 9 + dots(x >> 1, y >> 1) * 13
    return [176 + lift, 168 + lift, 152 + lift]
  })
}

/** Roman tiles in near white, tinted by materials, 3 m a side; rows run along u. */
export function roofTiles(): Pixels {
  const size = 256
  return paint(size, (x, y) => {
    const row = Math.floor(y / 32)
    const column = Math.floor(x / 16)
    const round = Math.sin(((x % 16) / 16) * Math.PI)
    const overlap = (y % 32) / 32
    const shade = 150 + round * 62 + overlap * 30 + (hashFraction(column, row, 81) - 0.5) * 46 - (y % 32 < 3 ? 60 : 0)
    return [shade, shade, shade]
  })
}

/** Still water seen from above, 24 m a side. */
export function water(): Pixels {
  const size = 256
  const long = clouds(size, 6, 91)
  const short = clouds(size, 18, 92)
  const crest = clouds(size, 48, 93)
  return paint(size, (x, y) => {
    const lift = long(x, y) * 9 + short(y, x) * 7 + Math.max(0, crest(x, y)) * 10
    return [56 + lift, 92 + lift * 1.1, 104 + lift * 1.1]
  })
}

/** The swatches, so that everything of one flat colour shares one material. */
export function palettePicture(): Pixels {
  const size = 512
  return paint(size, (x, y) => {
    const found = swatchAt((x + 0.5) / size, (y + 0.5) / size)
    if (!found) return [128, 128, 128]
    const foot = channels(found.foot)
    const head = channels(found.head)
    const mix = (i: number) => foot[i] + (head[i] - foot[i]) * found.shade
    return [mix(0), mix(1), mix(2)]
  })
}

/** A soft round shadow: black, its alpha fading to the edge. */
export function shade(): Pixels {
  const size = 64
  const pixels = plain(size, 0x0b0f14)
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const dx = (x + 0.5) / (size / 2) - 1
      const dy = (y + 0.5) / (size / 2) - 1
      const inside = Math.max(0, 1 - Math.sqrt(dx * dx + dy * dy))
      pixels.data[(y * size + x) * 4 + 3] = 175 * Math.min(1, inside * 1.9)
    }
  return pixels
}
