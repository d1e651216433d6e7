/** Bits an axis: 3 × 16 = 48 bits, exact in a double. */
export const mortonBits = 16
const cells = 1 << mortonBits

/** Spreads the 8 low bits of each byte so that two zero bits follow every bit: a table, filled once, 256 entries. */
const spread = new Uint32Array(256).map((_, value) => {
  let out = 0
  for (let bit = 0; bit < 8; bit++) out |= ((value >> bit) & 1) << (3 * bit)
  return out
})

/** The cell 0 … 65535 of a coordinate in [low, low + size]. */
export function mortonCell(value: number, low: number, size: number): number {
  if (size <= 0) return 0
  return Math.max(0, Math.min(cells - 1, Math.floor(((value - low) / size) * cells)))
}

/** Interleaves three cells into one code below 2⁴⁸, x in the lowest bit. */
export function mortonCode(x: number, y: number, z: number): number {
  const low = spread[x & 255] | (spread[y & 255] << 1) | (spread[z & 255] << 2)
  const high = spread[x >> 8] | (spread[y >> 8] << 1) | (spread[z >> 8] << 2)
  return high * 0x100_0000 + low
}

/** The three bits of a code that choose the child at `depth` (0 is the root's). */
export function mortonDigit(code: number, depth: number): number {
  return Math.floor(code / 8 ** (mortonBits - 1 - depth)) % 8
}
