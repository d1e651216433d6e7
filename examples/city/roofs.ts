import {
  addBlindWall,
  addBoxAt,
  addBox,
  addFace,
  addLevel,
  addSwatch,
  addTurned,
  inset,
  sidesOf,
  upright,
  type Draft,
  type Point,
  type Rectangle,
} from './draft'
import type { Swatch } from './palette'
import type { Random } from './random'

/** Metres that one repeat of the roof tiles' picture covers. */
const tileMetres = 3

/** A flat gravel roof behind a parapet of `height` metres, closed on top and inside. */
export function addFlatRoof(draft: Draft, area: Rectangle, y: number, height: number, swatch: Swatch): void {
  const inner = inset(area, 0.35)
  addLevel(draft, 'gravel', inner, y, 4)
  const outside = sidesOf(area)
  sidesOf(inner).forEach(([a, b], i) => {
    const [c, d] = outside[i]
    addSwatch(draft, swatch, upright(c, d, y, y + height), 0.6, 1)
    addSwatch(draft, swatch, upright(b, a, y, y + height), 0.1, 0.5)
    addSwatch(draft, swatch, [
      [c[0], y + height, c[1]],
      [d[0], y + height, d[1]],
      [b[0], y + height, b[1]],
      [a[0], y + height, a[1]],
    ])
  })
}

/** Stair heads, chillers, a tank, aerials: what stands on flat roofs. */
export function addRoofFurniture(draft: Draft, area: Rectangle, y: number, random: Random): void {
  const spot = (margin: number): [number, number] => [
    random.range(area.x0 + margin, area.x1 - margin),
    random.range(area.z0 + margin, area.z1 - margin),
  ]
  if (area.x1 - area.x0 < 8 || area.z1 - area.z0 < 8) return
  const [sx, sz] = spot(3)
  addBoxAt(draft, 'concrete', [sx, y, sz], 3.2, 2.6, 4)
  addSwatch(draft, 'iron', upright([sx - 0.6, sz + 2.02], [sx + 0.5, sz + 2.02], y, y + 2.1))
  for (let i = random.whole(1, 3); i > 0; i--) {
    const [x, z] = spot(2)
    addBoxAt(draft, 'steel', [x, y, z], random.range(1.2, 2.4), random.range(0.9, 1.5), 1.4)
  }
  if (random.chance(0.22)) {
    const [x, z] = spot(3)
    for (const [dx, dz] of [
      [-1, -1],
      [1, -1],
      [-1, 1],
      [1, 1],
    ] as const)
      addBoxAt(draft, 'iron', [x + dx * 0.9, y, z + dz * 0.9], 0.16, 2, 0.16)
    addTurned(
      draft,
      'wood',
      [x, z],
      [
        [1.5, y + 2],
        [1.5, y + 4.6],
        [1.6, y + 4.6],
        [0, y + 5.7],
      ],
      10,
    )
  }
  if (random.chance(0.4)) {
    const [x, z] = spot(1.5)
    addBoxAt(draft, 'iron', [x, y, z], 0.08, random.range(3, 6), 0.08)
  }
}

/** A pitched roof with its ridge along x, gables at the ends in the walls' own material, eaves over front and back. */
export function addGableRoof(
  draft: Draft,
  area: Rectangle,
  y: number,
  rise: number,
  tiles: string,
  walls: string,
): void {
  const { x0, z0, x1, z1 } = area
  const middle = (z0 + z1) / 2
  const eaves = 0.5
  const drop = (rise * eaves) / ((z1 - z0) / 2)
  const run = Math.sqrt(rise * rise + ((z1 - z0) / 2) ** 2) + eaves
  slope(
    draft,
    tiles,
    [x0, y - drop, z1 + eaves],
    [x1, y - drop, z1 + eaves],
    [x1, y + rise, middle],
    [x0, y + rise, middle],
    run,
  )
  slope(
    draft,
    tiles,
    [x1, y - drop, z0 - eaves],
    [x0, y - drop, z0 - eaves],
    [x0, y + rise, middle],
    [x1, y + rise, middle],
    run,
  )
  addBlindWall(draft, walls, [
    [x1, y, z1],
    [x1, y, z0],
    [x1, y + rise, middle],
  ])
  addBlindWall(draft, walls, [
    [x0, y, z0],
    [x0, y, z1],
    [x0, y + rise, middle],
  ])
}

/** Four slopes to a short ridge along x. */
export function addHipRoof(draft: Draft, area: Rectangle, y: number, rise: number, tiles: string): void {
  const { x0, z0, x1, z1 } = inset(area, -0.6)
  const middle = (z0 + z1) / 2
  const half = (z1 - z0) / 2
  const west = Math.min(x0 + half, (x0 + x1) / 2 - 0.2)
  const east = Math.max(x1 - half, (x0 + x1) / 2 + 0.2)
  const top = y + rise
  const run = Math.sqrt(rise * rise + half * half)
  slope(draft, tiles, [x0, y, z1], [x1, y, z1], [east, top, middle], [west, top, middle], run)
  slope(draft, tiles, [x1, y, z0], [x0, y, z0], [west, top, middle], [east, top, middle], run)
  slope(draft, tiles, [x1, y, z1], [x1, y, z0], [east, top, middle], null, run)
  slope(draft, tiles, [x0, y, z0], [x0, y, z1], [west, top, middle], null, run)
  addSwatch(
    draft,
    'white',
    [
      [x0, y, z0],
      [x1, y, z0],
      [x1, y, z1],
      [x0, y, z1],
    ],
    0,
    0,
  )
}

/** A steep slate storey: walls lean in to a flat top. */
export function addMansard(
  draft: Draft,
  area: Rectangle,
  y: number,
  rise: number,
  sides: readonly boolean[],
  walls: string,
): void {
  const lean = 1.4
  const top: Rectangle = {
    x0: area.x0 + (sides[3] ? lean : 0),
    x1: area.x1 - (sides[1] ? lean : 0),
    z0: area.z0 + (sides[2] ? lean : 0),
    z1: area.z1 - (sides[0] ? lean : 0),
  }
  const upper = sidesOf(top)
  sidesOf(area).forEach(([a, b], i) => {
    const [c, d] = upper[i]
    const ring: Point[] = [
      [a[0], y, a[1]],
      [b[0], y, b[1]],
      [d[0], y + rise, d[1]],
      [c[0], y + rise, c[1]],
    ]
    if (sides[i]) slope(draft, 'slate', ring[0], ring[1], ring[2], ring[3], rise)
    else addBlindWall(draft, walls, ring)
  })
  addLevel(draft, 'gravel', top, y + rise, 4)
  const wide = area.x1 - area.x0
  const count = Math.max(1, Math.floor(wide / 4))
  for (let i = 0; i < count; i++) addDormer(draft, area.x0 + ((i + 0.5) * wide) / count, area.z1 - 0.3, y + 0.4)
}

/** A small window house standing out of a steep roof; its face is at z. */
export function addDormer(draft: Draft, x: number, z: number, y: number): void {
  addBox(draft, 'white', { x0: x - 0.75, x1: x + 0.75, z0: z - 1.3, z1: z }, y, y + 1.7)
  addSwatch(draft, 'pane', upright([x - 0.5, z + 0.02], [x + 0.5, z + 0.02], y + 0.3, y + 1.45), 0, 1)
  addBox(draft, 'slate', { x0: x - 0.9, x1: x + 0.9, z0: z - 1.4, z1: z + 0.1 }, y + 1.7, y + 1.85)
}

export function addChimney(draft: Draft, x: number, z: number, y: number, height: number): void {
  addBoxAt(draft, 'brick', [x, y, z], 0.9, height, 0.7)
  addBoxAt(draft, 'concrete', [x, y + height, z], 1.1, 0.15, 0.9)
}

function slope(draft: Draft, material: string, a: Point, b: Point, c: Point, d: Point | null, run: number): void {
  const length = Math.sqrt((b[0] - a[0]) ** 2 + (b[2] - a[2]) ** 2)
  const u = length / tileMetres
  const v = run / tileMetres
  if (d)
    addFace(
      draft,
      material,
      [a, b, c, d],
      [
        [0, v],
        [u, v],
        [u, 0],
        [0, 0],
      ],
    )
  else
    addFace(
      draft,
      material,
      [a, b, c],
      [
        [0, v],
        [u, v],
        [u / 2, 0],
      ],
    )
}
