import type { ImageSlot, Look } from '../looks'
import { gutter, layOut, middleOf, sideOf, type PlacedRect, type WantedRect } from './atlasLayout'
import type { Chart, Charts } from './charts'
import { spreadColours } from './spread'
import { sampleArea, type TexelSource } from './texels'

/** Texels of one HLOD's picture, before they are compressed. */
export interface AtlasPicture {
  readonly side: number
  /** RGBA, row by row from the top, as glTF's uvs run. */
  readonly colour: Uint8Array
  /** The same places; null where nothing glows. */
  readonly glow: Uint8Array | null
  /** Metres of the surface in one texel: as wanted, or more where that did not fit. */
  readonly texel: number
  /** uv' = from + uv × scale, by chart: four numbers each. */
  readonly uvOf: Float64Array
}

/** By image of the scene. */
export type TexelSources = Readonly<Record<number, TexelSource>>

/** Growth of a texel while charts do not fit. */
const growth = 1.2
const smallestSide = 32

/**
 * Paints what charts show of their images into one picture. A texture that repeats is painted as often as it repeats: at the texels that can be seen from where an HLOD is seen, all of a
 * town fits. Charts that show the same share their place; those of one colour, and those of a few texels, are a swatch, one for each colour. Not taken:
 * one mean colour for what repeats, which makes windows of a façade vanish, and a look of its own for each repeating texture, which costs a draw each.
 */
export function paintAtlas(
  { charts }: Charts,
  looks: readonly Look[],
  sources: TexelSources,
  largest: number,
  wantedTexel: number,
): AtlasPicture {
  const painters = looks.map((look) => paintersOf(look, sources))
  const glows = charts.some(({ look }) => looks[look].emissive.some((light) => light > 0))
  const swatches = charts.map((chart) =>
    swatchOf(chart, painters[chart.look], looks[chart.look].alphaMode, wantedTexel),
  )
  let texel = wantedTexel
  for (;;) {
    const blur = Math.floor(Math.log2(texel / wantedTexel))
    const rects = charts.map((chart, i) => rectOf(chart, swatches[i], texel, largest, blur))
    for (let side = smallestSide; side <= largest; side *= 2) {
      const placed = layOut(rects, side)
      if (placed) return paint(charts, rects, placed, painters, glows, side, texel)
    }
    texel *= growth
  }
}

/** The mean colour of a chart, and whether it is the only one. */
interface Swatch {
  /** Red, green, blue, alpha, and red, green, blue of what glows; 0 … 255. */
  readonly colour: readonly number[]
  readonly flat: boolean
  /** Swatches of looks that blend in different ways are kept apart. */
  readonly alphaMode: string
}

/** Places that are looked at, and by how much they may differ in a flat chart: less is hardly seen. */
const samples = 48
const flatRange = 12
/** Places in a row would miss what repeats; steps of the golden ratio do not. */
const goldenRatio = 0.6180339887498949

/** Each place is as large as a texel: a mean over more of what repeats would be the same everywhere. */
function swatchOf(chart: Chart, { colour, glow }: Painters, alphaMode: string, texel: number): Swatch {
  const { from, size, metres } = chart
  const sum = new Float64Array(7)
  const [low, high] = [new Float64Array(7).fill(Infinity), new Float64Array(7).fill(-Infinity)]
  const note = (channel: number, value: number) => {
    sum[channel] += value
    low[channel] = Math.min(low[channel], value)
    high[channel] = Math.max(high[channel], value)
  }
  const count = size[0] === 0 && size[1] === 0 ? 1 : samples
  const stepOf = (axis: 0 | 1) => size[axis] * Math.min(1, metres[axis] > 0 ? texel / metres[axis] : 1)
  const [stepU, stepV] = [stepOf(0), stepOf(1)]
  for (let i = 0; i < count; i++) {
    const u = from[0] + (((i + 0.5) * goldenRatio) % 1) * size[0]
    const v = from[1] + ((i + 0.5) / count) * size[1]
    colour(scratch, u, v, stepU, stepV)
    for (let channel = 0; channel < 4; channel++) note(channel, scratch[channel])
    glow(scratch, u, v, stepU, stepV)
    for (let channel = 0; channel < 3; channel++) note(4 + channel, scratch[channel])
  }
  const flat = high.every((value, channel) => value - low[channel] <= flatRange)
  return { colour: [...sum].map((value) => value / count), flat, alphaMode }
}

/** Charts of so few texels have one colour. */
const fewTexels = 4

function rectOf(chart: Chart, swatch: Swatch, texel: number, largest: number, blur: number): WantedRect {
  const texels = (axis: 0 | 1) =>
    Math.max(1, Math.min(largest - 2 * gutter, Math.ceil(chart.metres[axis] / texel - 1e-6)))
  const [width, height] = [texels(0), texels(1)]
  if (swatch.flat || width * height <= fewTexels) return { key: swatchKey(swatch, blur), width: 1, height: 1 }
  // A whole turn of a repeating texture shows the same; 1/64 of an image is less than what is seen of it.
  const turn = (value: number) => Math.round((value - Math.floor(value)) * 64) % 64
  const shown = [...chart.from.map(turn), ...chart.size.map((value) => Math.round(value * 64)), width, height]
  return { key: `${chart.look} ${shown.join(' ')}`, width, height }
}

/** Colours that are nearly equal are one: in steps of 4 of 255, of 8 and so on where there is no room; in the end all are, so they always fit. */
function swatchKey({ colour, alphaMode }: Swatch, blur: number): string {
  return `${alphaMode} ${colour.map((value) => Math.round(value) >> (2 + Math.max(0, blur - 1))).join(' ')}`
}

function paint(
  charts: readonly Chart[],
  rects: readonly WantedRect[],
  placed: ReadonlyMap<string, PlacedRect>,
  painters: readonly Painters[],
  glows: boolean,
  side: number,
  texel: number,
): AtlasPicture {
  const colour = new Uint8Array(4 * side * side)
  const glow = glows ? new Uint8Array(4 * side * side) : null
  const uvOf = new Float64Array(4 * charts.length)
  const done = new Set<string>()
  const painted = new Uint8Array(side * side)
  for (const i of largestFirst(charts)) {
    const [chart, rect] = [charts[i], rects[i]]
    const at = placed.get(rect.key) as PlacedRect
    writeUv(uvOf, i, chart, rect, at, side)
    if (done.has(rect.key)) continue
    done.add(rect.key)
    mark(painted, side, rect, at)
    fill(colour, side, rect, at, chart, painters[chart.look].colour)
    if (glow) fill(glow, side, rect, at, chart, painters[chart.look].glow)
  }
  for (const texels of glow ? [colour, glow] : [colour]) spreadColours(texels, painted, side)
  return { side, colour, glow, texel, uvOf }
}

/** Charts of nearly one colour share that of the largest: a bench may look like the ground around it, and never the ground like a bench. */
function largestFirst(charts: readonly Chart[]): number[] {
  const area = ({ metres }: Chart) => metres[0] * metres[1]
  return [...charts.keys()].sort((a, b) => area(charts[b]) - area(charts[a]) || a - b)
}

/** A rectangle with its gutter. */
function mark(painted: Uint8Array, side: number, rect: WantedRect, { x, y }: PlacedRect): void {
  const from = x - gutter
  const to = from + sideOf(rect, rect.width)
  for (let row = y - gutter; row < y - gutter + sideOf(rect, rect.height); row++)
    painted.fill(1, row * side + from, row * side + to)
}

/** A chart of one texel, or without a size, samples the middle of its place. */
function writeUv(
  out: Float64Array,
  i: number,
  { from, size }: Chart,
  rect: WantedRect,
  { x, y }: PlacedRect,
  side: number,
): void {
  const corner = [x, y]
  const texels = [rect.width, rect.height]
  for (let axis = 0; axis < 2; axis++) {
    const scale = texels[axis] === 1 || size[axis] === 0 ? 0 : texels[axis] / side / size[axis]
    const middle = scale === 0 ? (corner[axis] + middleOf(rect, texels[axis])) / side : corner[axis] / side
    out[4 * i + axis] = middle - from[axis] * scale
    out[4 * i + 2 + axis] = scale
  }
}

/** Writes the colour around a point of a look's texture, RGBA 0 … 255. */
type Painter = (out: Float64Array, u: number, v: number, sizeU: number, sizeV: number) => void

/** Images are shown with exponent 2.2 (the renderer's), and factors are of light: a factor f is f^(1/2.2) of the stored number. */
const stored = (factor: number) => factor ** (1 / 2.2)

interface Painters {
  readonly colour: Painter
  readonly glow: Painter
}

const paintersOf = (look: Look, sources: TexelSources): Painters => ({
  colour: painter(look, 'baseColor', sources),
  glow: painter(look, 'emissive', sources),
})

function painter(look: Look, slot: ImageSlot, sources: TexelSources): Painter {
  const use = look.images.find((image) => image.slot === slot)
  const source = use && sources[use.image]
  const factor = (slot === 'baseColor' ? look.baseColor.slice(0, 3) : look.emissive).map(stored)
  const alpha = slot === 'baseColor' ? alphaOf(look) : () => 255
  return (out, u, v, sizeU, sizeV) => {
    if (source) sampleArea(out, source, use.sampler, u, v, sizeU, sizeV)
    else out.fill(255)
    for (let channel = 0; channel < 3; channel++) out[channel] *= factor[channel]
    out[3] = alpha(out[3])
  }
}

/** What is cut out at another alpha than one half is scaled to it, as all looks of an HLOD share one cutoff. */
function alphaOf({ alphaMode, baseColor, alphaCutoff }: Look): (alpha: number) => number {
  if (alphaMode === 'OPAQUE') return () => 255
  const scale = baseColor[3] * (alphaMode === 'MASK' ? 0.5 / Math.max(1 / 255, alphaCutoff) : 1)
  return (alpha) => Math.min(255, alpha * scale)
}

const scratch = new Float64Array(4)

/** Paints a rectangle and its gutter, which repeats the edge. */
function fill(
  out: Uint8Array,
  side: number,
  rect: WantedRect,
  { x, y }: PlacedRect,
  { from, size }: Chart,
  paintAt: Painter,
): void {
  const { width, height } = rect
  const [stepU, stepV] = [size[0] / width, size[1] / height]
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      paintAt(scratch, from[0] + (column + 0.5) * stepU, from[1] + (row + 0.5) * stepV, stepU, stepV)
      const at = 4 * ((y + row) * side + x + column)
      for (let channel = 0; channel < 4; channel++) out[at + channel] = Math.round(scratch[channel])
    }
  const [toX, toY] = [x - gutter + sideOf(rect, width), y - gutter + sideOf(rect, height)]
  for (let to = y - gutter; to < toY; to++)
    for (let across = x - gutter; across < toX; across++) {
      const inX = Math.min(x + width - 1, Math.max(x, across))
      const inY = Math.min(y + height - 1, Math.max(y, to))
      if (inX === across && inY === to) continue
      out.copyWithin(4 * (to * side + across), 4 * (inY * side + inX), 4 * (inY * side + inX) + 4)
    }
}
