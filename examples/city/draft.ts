import { swatchUv, type Swatch } from './palette'
import { bayMetres, facadeBays, facadeFloors } from './facadePictures'

export type Point = readonly [x: number, y: number, z: number]
export type Uv = readonly [u: number, v: number]

/** Triangles of one material while they are being collected. */
export interface Surface {
  readonly positions: number[]
  readonly normals: number[]
  readonly uvs: number[]
  readonly indices: number[]
}

/** A mesh while it is being made: one surface a material, by name. Metres, y up, counter-clockwise is the front. */
export type Draft = Map<string, Surface>

export const createDraft = (): Draft => new Map()

export function surfaceOf(draft: Draft, material: string): Surface {
  let surface = draft.get(material)
  if (!surface) draft.set(material, (surface = { positions: [], normals: [], uvs: [], indices: [] }))
  return surface
}

/** A flat convex polygon with one texture coordinate a corner. */
export function addFace(draft: Draft, material: string, corners: readonly Point[], uvs: readonly Uv[]): void {
  const surface = surfaceOf(draft, material)
  const first = surface.positions.length / 3
  const normal = faceNormal(corners)
  corners.forEach((corner, i) => {
    surface.positions.push(corner[0], corner[1], corner[2])
    surface.normals.push(normal[0], normal[1], normal[2])
    surface.uvs.push(uvs[i][0], uvs[i][1])
    if (i >= 2) surface.indices.push(first, first + i - 1, first + i)
  })
}

function faceNormal(corners: readonly Point[]): Point {
  let x = 0
  let y = 0
  let z = 0
  corners.forEach((a, i) => {
    const b = corners[(i + 1) % corners.length]
    x += (a[1] - b[1]) * (a[2] + b[2])
    y += (a[2] - b[2]) * (a[0] + b[0])
    z += (a[0] - b[0]) * (a[1] + b[1])
  })
  const length = Math.sqrt(x * x + y * y + z * z) || 1
  return [x / length, y / length, z / length]
}

/** A polygon of one swatch; the shade runs with height between the lowest and the highest corner. */
export function addSwatch(draft: Draft, swatch: Swatch, corners: readonly Point[], foot = 0.3, head = 1): void {
  const heights = corners.map((corner) => corner[1])
  const low = Math.min(...heights)
  const span = Math.max(...heights) - low
  const shades = heights.map((y) => (span < 1e-6 ? head : foot + ((head - foot) * (y - low)) / span))
  addFace(
    draft,
    'palette',
    corners,
    shades.map((value) => swatchUv(swatch, value)),
  )
}

/** An upright wall from a to b (its front to the right of that way), facade bays and floors counted in whole pieces. */
export function addWall(draft: Draft, material: string, a: Uv, b: Uv, y0: number, y1: number, floors: number): void {
  const dx = b[0] - a[0]
  const dz = b[1] - a[1]
  const bays = Math.max(1, Math.round(Math.sqrt(dx * dx + dz * dz) / bayMetres))
  const u = bays / facadeBays
  const v = floors / facadeFloors
  addFace(draft, material, upright(a, b, y0, y1), [
    [0, v],
    [u, v],
    [u, 0],
    [0, 0],
  ])
}

/** A wall without windows in a facade's own colour: the strip between two bays. */
export function addBlindWall(draft: Draft, material: string, corners: readonly Point[]): void {
  addFace(
    draft,
    material,
    corners,
    corners.map((_, i) => [0.004, 0.02 + (i % 4) * 0.004]),
  )
}

export function upright(a: Uv, b: Uv, y0: number, y1: number): [Point, Point, Point, Point] {
  return [
    [a[0], y0, a[1]],
    [b[0], y0, b[1]],
    [b[0], y1, b[1]],
    [a[0], y1, a[1]],
  ]
}

/** A level rectangle seen from above, its picture repeating every `tile` metres of the place. */
export function addLevel(draft: Draft, material: string, area: Rectangle, y: number, tile: number): void {
  const { x0, z0, x1, z1 } = area
  if (x1 - x0 < 1e-6 || z1 - z0 < 1e-6) return
  const corners: Point[] = [
    [x0, y, z1],
    [x1, y, z1],
    [x1, y, z0],
    [x0, y, z0],
  ]
  addFace(
    draft,
    material,
    corners,
    corners.map((corner) => [corner[0] / tile, corner[2] / tile]),
  )
}

/** A rectangle in plan, metres; x0 < x1, z0 < z1. */
export interface Rectangle {
  readonly x0: number
  readonly z0: number
  readonly x1: number
  readonly z1: number
}

/** Its four sides as walls see them: front (south), right (east), back (north), left (west). */
export function sidesOf({ x0, z0, x1, z1 }: Rectangle): readonly (readonly [Uv, Uv])[] {
  return [
    [
      [x0, z1],
      [x1, z1],
    ],
    [
      [x1, z1],
      [x1, z0],
    ],
    [
      [x1, z0],
      [x0, z0],
    ],
    [
      [x0, z0],
      [x0, z1],
    ],
  ]
}

export function inset({ x0, z0, x1, z1 }: Rectangle, by: number): Rectangle {
  return { x0: x0 + by, z0: z0 + by, x1: x1 - by, z1: z1 - by }
}

/** A box of one swatch, without its underside unless asked for. */
export function addBox(draft: Draft, swatch: Swatch, area: Rectangle, y0: number, y1: number, under = false): void {
  for (const [a, b] of sidesOf(area)) addSwatch(draft, swatch, upright(a, b, y0, y1))
  const { x0, z0, x1, z1 } = area
  addSwatch(draft, swatch, [
    [x0, y1, z1],
    [x1, y1, z1],
    [x1, y1, z0],
    [x0, y1, z0],
  ])
  if (under)
    addSwatch(
      draft,
      swatch,
      [
        [x0, y0, z0],
        [x1, y0, z0],
        [x1, y0, z1],
        [x0, y0, z1],
      ],
      0,
      0,
    )
}

/** A box around a centre. */
export function addBoxAt(draft: Draft, swatch: Swatch, at: Point, width: number, height: number, depth: number): void {
  const [x, y, z] = at
  addBox(draft, swatch, { x0: x - width / 2, z0: z - depth / 2, x1: x + width / 2, z1: z + depth / 2 }, y, y + height)
}

/** A round, smooth, upright shape: `profile` lists radius and height from the bottom up; shades run with it. */
export function addTurned(draft: Draft, swatch: Swatch, at: Uv, profile: readonly Uv[], sides: number): void {
  const surface = surfaceOf(draft, 'palette')
  const low = profile[0][1]
  const span = Math.max(1e-6, profile[profile.length - 1][1] - low)
  for (let ring = 0; ring + 1 < profile.length; ring++) {
    const first = surface.positions.length / 3
    const [r0, y0] = profile[ring]
    const [r1, y1] = profile[ring + 1]
    const slope = Math.sqrt((r0 - r1) ** 2 + (y1 - y0) ** 2) || 1
    for (let i = 0; i <= sides; i++) {
      const angle = (i / sides) * 2 * Math.PI
      const x = Math.sin(angle)
      const z = Math.cos(angle)
      for (const [r, y] of [profile[ring], profile[ring + 1]]) {
        surface.positions.push(at[0] + x * r, y, at[1] + z * r)
        surface.normals.push((x * (y1 - y0)) / slope, (r0 - r1) / slope, (z * (y1 - y0)) / slope)
        surface.uvs.push(...swatchUv(swatch, 0.2 + (0.8 * (y - low)) / span))
      }
      if (i === sides) continue
      const k = first + 2 * i
      if (r0 > 0) surface.indices.push(k, k + 2, k + 3)
      if (r1 > 0) surface.indices.push(k, k + 3, k + 1)
    }
  }
}
