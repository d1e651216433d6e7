/**
 * Gives every texel that nothing was painted on the mean of what was painted around it, so that no mip of a picture is darker where a rectangle ends: at slanting
 * views, on skirts most of all, graphics hardware takes mips in which neighbours are mixed. `painted` is 1 where something is; RGBA, `side` a power of two.
 */
export function spreadColours(texels: Uint8Array, painted: Uint8Array, side: number): void {
  if (side === 1) return
  const half = side / 2
  const [means, known] = [new Uint8Array(4 * half * half), new Uint8Array(half * half)]
  for (let block = 0; block < known.length; block++)
    known[block] = writeMean(means, block, texels, painted, cornersOf(block, side))
  spreadColours(means, known, half)
  for (let block = 0; block < known.length; block++)
    for (const texel of cornersOf(block, side))
      if (painted[texel] === 0) texels.set(means.subarray(4 * block, 4 * block + 4), 4 * texel)
}

/** The four texels of a block, by its number among blocks of 2 × 2. */
function cornersOf(block: number, side: number): readonly [number, number, number, number] {
  const half = side / 2
  const first = 2 * Math.floor(block / half) * side + 2 * (block % half)
  return [first, first + 1, first + side, first + side + 1]
}

/** @returns 1 where one of the texels is painted. */
function writeMean(
  out: Uint8Array,
  block: number,
  texels: Uint8Array,
  painted: Uint8Array,
  corners: readonly number[],
): number {
  const known = corners.filter((texel) => painted[texel] === 1)
  if (known.length === 0) return 0
  for (let channel = 0; channel < 4; channel++) {
    const sum = known.reduce((total, texel) => total + texels[4 * texel + channel], 0)
    out[4 * block + channel] = Math.round(sum / known.length)
  }
  return 1
}
