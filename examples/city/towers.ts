import {
  addBoxAt,
  addBox,
  addFace,
  addSwatch,
  addTurned,
  addWall,
  createDraft,
  inset,
  sidesOf,
  upright,
  type Draft,
  type Rectangle,
  type Uv,
} from './draft'
import { facadeBays, facadeFloors, bayMetres, floorMetres } from './facadePictures'
import { groundFloorMetres, type BuildingPlan } from './buildings'
import { addFlatRoof, addRoofFurniture } from './roofs'
import type { Random } from './random'

/** A high-rise: a podium of shops and offices, a shaft in steps, fins or cut corners, and a crown. Its own walls stand free. */
export function tower(plan: BuildingPlan, podium: string, random: Random): Draft {
  const draft = createDraft()
  const lot: Rectangle = { x0: -plan.width / 2, x1: plan.width / 2, z0: -plan.depth / 2, z1: plan.depth / 2 }
  const low = random.whole(1, 3)
  for (const [a, b] of sidesOf(lot)) {
    addWall(draft, 'shopfront', a, b, 0, groundFloorMetres, 4)
    addWall(draft, podium, a, b, groundFloorMetres, groundFloorMetres + low * floorMetres, low)
  }
  let y = groundFloorMetres + low * floorMetres
  addFlatRoof(draft, lot, y, 1, 'limestone')
  let area = inset(lot, Math.min(plan.width, plan.depth) * 0.13)
  const steps = plan.floors > 22 ? 3 : plan.floors > 14 ? 2 : 1
  const cut = random.chance(0.4)
  for (let step = 0; step < steps; step++) {
    const floors = Math.ceil(plan.floors / steps)
    if (cut) addCutShaft(draft, plan.facade, area, y, floors)
    else addShaft(draft, plan.facade, area, y, floors, random.chance(0.5))
    y += floors * floorMetres
    addCap(draft, area, y, cut)
    if (step + 1 < steps) area = inset(area, Math.min(area.x1 - area.x0, area.z1 - area.z0) * 0.12)
  }
  addCrown(draft, area, y, plan.floors, random)
  return draft
}

function addShaft(draft: Draft, facade: string, area: Rectangle, y: number, floors: number, fins: boolean): void {
  const top = y + floors * floorMetres
  for (const [a, b] of sidesOf(area)) {
    addWall(draft, facade, a, b, y, top, floors)
    if (!fins) continue
    const count = Math.max(2, Math.round(Math.max(Math.abs(b[0] - a[0]), Math.abs(b[1] - a[1])) / 6))
    for (let i = 0; i <= count; i++)
      addFin(draft, [a[0] + ((b[0] - a[0]) * i) / count, a[1] + ((b[1] - a[1]) * i) / count], y, top)
  }
}

function addFin(draft: Draft, [x, z]: Uv, y0: number, y1: number): void {
  addBox(draft, 'white', { x0: x - 0.3, x1: x + 0.3, z0: z - 0.3, z1: z + 0.3 }, y0, y1 + 0.6)
}

/** An eight-sided shaft: the rectangle with its corners cut off. */
function addCutShaft(draft: Draft, facade: string, area: Rectangle, y: number, floors: number): void {
  const ring = cutRing(area)
  const top = y + floors * floorMetres
  ring.forEach((a, i) => {
    const b = ring[(i + 1) % 8]
    const length = Math.sqrt((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2)
    const u = Math.max(1, Math.round(length / bayMetres)) / facadeBays
    const v = floors / facadeFloors
    addFace(draft, facade, upright(a, b, y, top), [
      [0, v],
      [u, v],
      [u, 0],
      [0, 0],
    ])
  })
}

function cutRing({ x0, z0, x1, z1 }: Rectangle): Uv[] {
  const cut = Math.min(x1 - x0, z1 - z0) * 0.2
  return [
    [x0 + cut, z1],
    [x1 - cut, z1],
    [x1, z1 - cut],
    [x1, z0 + cut],
    [x1 - cut, z0],
    [x0 + cut, z0],
    [x0, z0 + cut],
    [x0, z1 - cut],
  ]
}

/** The terrace on top of a step. */
function addCap(draft: Draft, area: Rectangle, y: number, cut: boolean): void {
  if (!cut) return addFlatRoof(draft, area, y, 0.9, 'limestone')
  const ring = cutRing(area)
  addSwatch(
    draft,
    'concrete',
    ring.map(([x, z]) => [x, y + 0.7, z] as const),
  )
  ring.forEach((a, i) => addSwatch(draft, 'limestone', upright(a, ring[(i + 1) % 8], y, y + 0.7)))
}

function addCrown(draft: Draft, area: Rectangle, y: number, floors: number, random: Random): void {
  const wide = area.x1 - area.x0
  const deep = area.z1 - area.z0
  addBoxAt(draft, 'steel', [0, y, 0], wide * 0.5, 4, deep * 0.5)
  if (floors > 24 && random.chance(0.7)) {
    addTurned(
      draft,
      'steel',
      [0, 0],
      [
        [1.6, y + 4],
        [0.5, y + 12],
        [0.25, y + 26],
        [0, y + 30],
      ],
      8,
    )
    addBoxAt(draft, 'beacon', [0, y + 29.6, 0], 0.5, 0.5, 0.5)
  } else if (random.chance(0.4)) {
    addBoxAt(draft, 'glow', [0, y + 4, 0], wide * 0.3, 1.4, deep * 0.3)
    addBoxAt(draft, 'steel', [0, y + 5.4, 0], wide * 0.34, 0.4, deep * 0.34)
  } else addRoofFurniture(draft, inset(area, 0.6), y, random)
}
