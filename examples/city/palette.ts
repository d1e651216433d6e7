/** Colours are sRGB, 0xRRGGBB. A swatch is a vertical gradient: a darker foot and a lighter head stand in for shade. */
export const swatches = {
  stone: [0xa79f92, 0xd9d2c5],
  limestone: [0xc2b8a3, 0xefe7d6],
  granite: [0x6f7073, 0x9b9c9e],
  concrete: [0x8d8f8f, 0xb9bab8],
  kerb: [0x8f9090, 0xb4b3af],
  quay: [0x5f625f, 0xa39f94],
  iron: [0x1d2226, 0x3b444b],
  steel: [0x5c666d, 0xaab4ba],
  white: [0xc9c8c4, 0xf7f5f0],
  pane: [0x1f2d38, 0x5d7d92],
  glow: [0xffe6b0, 0xfff3d8],
  wood: [0x5a3d28, 0x94693f],
  bark: [0x3d2f24, 0x6b5440],
  birch: [0x9a958a, 0xdedad0],
  linden: [0x2c4423, 0x7d9a45],
  plane: [0x35502a, 0x93a552],
  cypress: [0x1c3526, 0x4d6f45],
  maple: [0x7a3a1e, 0xd08a3c],
  hedge: [0x27401f, 0x5f7f3a],
  soil: [0x4b3a2b, 0x6f583f],
  copper: [0x4d8271, 0x8fc4ac],
  gold: [0x9a7428, 0xf0cf73],
  carRed: [0x6d1515, 0xc2372f],
  carBlue: [0x14263f, 0x3c6796],
  carSilver: [0x7f858b, 0xcfd4d8],
  carBlack: [0x121416, 0x3c4146],
  carCream: [0xa59c83, 0xefe6cc],
  carGreen: [0x1f3a30, 0x4f8570],
  tyre: [0x141414, 0x2b2b2b],
  brake: [0x7a1210, 0xe0443a],
  awningRed: [0x8d2f2a, 0xc7523f],
  awningGreen: [0x2f5a47, 0x4f8a6b],
  awningBlue: [0x2e4a66, 0x5580a6],
  awningSand: [0xb59560, 0xe6cd98],
  clock: [0xe9e2cc, 0xfbf8ee],
  beacon: [0xc02418, 0xff6a52],
  brick: [0x6e3c2d, 0xa2634a],
  slate: [0x3a4047, 0x646c75],
} as const satisfies Record<string, readonly [foot: number, head: number]>

export type Swatch = keyof typeof swatches

const names = Object.keys(swatches) as Swatch[]

/** Swatches lie in a square grid of this many columns and rows. */
export const paletteColumns = Math.ceil(Math.sqrt(names.length))

/** Texture coordinates inside a swatch; `shade` 0 is its foot, 1 its head. Half a cell's margin at the sides, an eighth above and below. */
export function swatchUv(swatch: Swatch, shade: number): [u: number, v: number] {
  const index = names.indexOf(swatch)
  const column = index % paletteColumns
  const row = Math.floor(index / paletteColumns)
  return [(column + 0.5) / paletteColumns, (row + 0.875 - 0.75 * shade) / paletteColumns]
}

/** What `swatchUv` points at: the swatch and the shade at a place of the palette picture, or null in the unused corner. */
export function swatchAt(u: number, v: number): { foot: number; head: number; shade: number } | null {
  const column = Math.floor(u * paletteColumns)
  const row = Math.floor(v * paletteColumns)
  const name = names[row * paletteColumns + column]
  if (!name) return null
  const shade = (0.875 - (v * paletteColumns - row)) / 0.75
  return { foot: swatches[name][0], head: swatches[name][1], shade: Math.min(1, Math.max(0, shade)) }
}

/** Wall colours by district; each is a material that tints a facade picture. */
export const facadeTints = {
  plaster: [0xefe3ca, 0xdcb27c, 0xcb8e6f, 0xb4bda2, 0xa9b7c0, 0xd9b3a6],
  brick: [0xb06a50, 0x8c5646, 0xc4987c],
  panel: [0xd6d6d0, 0xbdae97, 0x8b979c],
  office: [0xd8cfc0, 0xb2b6b8, 0x96867a],
  glass: [0x9cc0cc, 0x7697a8, 0xa4bfb0, 0x6a7d92],
  oldtown: [0xf4dfae, 0xe9bd8d, 0xcfddd2, 0xe9c6b9, 0xf6eedd, 0xc4d0dc],
} as const

export type FacadeName = keyof typeof facadeTints

/** Red, green, blue, 0 … 255. */
export function channels(colour: number): [number, number, number] {
  return [colour >> 16, (colour >> 8) & 255, colour & 255]
}

/** sRGB 0xRRGGBB as the linear factors that glTF wants. */
export function linearFactors(colour: number): [number, number, number, number] {
  const [r, g, b] = channels(colour).map((value) => {
    const c = value / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  })
  return [r, g, b, 1]
}
