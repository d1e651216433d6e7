import {
  addBlindWall,
  addBox,
  addLevel,
  addSwatch,
  addWall,
  createDraft,
  inset,
  sidesOf,
  upright,
  type Draft,
  type Rectangle,
} from './draft'
import { bayMetres, floorMetres } from './facadePictures'
import type { Swatch } from './palette'
import { addChimney, addDormer, addFlatRoof, addGableRoof, addHipRoof, addMansard, addRoofFurniture } from './roofs'
import type { Random } from './random'

/** A building in the frame of its lot: street at +z, ground at 0, centred. */
export interface BuildingPlan {
  readonly width: number
  readonly depth: number
  /** Storeys above the ground floor. */
  readonly floors: number
  /** Material names. */
  readonly facade: string
  readonly tiles: string
  readonly trim: Swatch
  readonly openLeft: boolean
  readonly openRight: boolean
  readonly shops: boolean
}

/** Ground floors are taller than the storeys above, metres. */
export const groundFloorMetres = 4.2
const awnings: readonly Swatch[] = ['awningRed', 'awningGreen', 'awningBlue', 'awningSand']

const footprint = ({ width, depth }: BuildingPlan): Rectangle => ({
  x0: -width / 2,
  x1: width / 2,
  z0: -depth / 2,
  z1: depth / 2,
})

/** Front, right, back, left: which have windows. */
const openSides = (plan: BuildingPlan): boolean[] => [true, plan.openRight, true, plan.openLeft]

/** A town house of four to nine storeys: shops, string course, balconies, cornice, and a flat or a slate roof. */
export function townHouse(plan: BuildingPlan, random: Random): Draft {
  const draft = createDraft()
  const area = footprint(plan)
  const open = openSides(plan)
  const body = groundFloorMetres + plan.floors * floorMetres
  addGroundFloor(draft, plan, area, open)
  addStoreys(draft, plan, area, open, groundFloorMetres, plan.floors)
  addCourse(draft, plan.trim, area, open, groundFloorMetres - 0.1, 0.3, 0.15)
  addCourse(draft, plan.trim, area, open, body - 0.5, 0.45, 0.4)
  if (random.chance(0.35)) addBalconies(draft, plan, area, random)
  if (plan.shops) addAwnings(draft, area, random)
  if (random.chance(0.4)) {
    addMansard(draft, area, body, 3, open, plan.facade)
    for (let i = 0; i < 2; i++) addChimney(draft, area.x0 + 0.8 + i * (plan.width - 1.6), 0, body + 2.4, 2)
    return draft
  }
  addFlatRoof(draft, area, body, 0.8, plan.trim)
  addRoofFurniture(draft, inset(area, 0.4), body, random)
  return draft
}

/** A slab of the last decades: ribbons of windows, and one or two upper floors set back behind a terrace. */
export function modernBlock(plan: BuildingPlan, random: Random): Draft {
  const draft = createDraft()
  const area = footprint(plan)
  const open = openSides(plan)
  const body = groundFloorMetres + plan.floors * floorMetres
  addGroundFloor(draft, plan, area, open)
  addStoreys(draft, plan, area, open, groundFloorMetres, plan.floors)
  addCourse(draft, 'iron', area, open, groundFloorMetres - 0.15, 0.2, 0.7)
  addFlatRoof(draft, area, body, 1, 'concrete')
  const upper: Rectangle = { ...area, z0: area.z0 + 2, z1: area.z1 - 3 }
  const storeys = random.whole(1, 2)
  addStoreys(draft, plan, upper, [true, true, true, true], body, storeys)
  addFlatRoof(draft, upper, body + storeys * floorMetres, 0.5, 'concrete')
  addRoofFurniture(draft, inset(upper, 0.4), body + storeys * floorMetres, random)
  return draft
}

/** A narrow house of the old town under tiles, its ridge along the street. */
export function oldHouse(plan: BuildingPlan, random: Random): Draft {
  const draft = createDraft()
  const area = footprint(plan)
  const open = openSides(plan)
  const floors = plan.floors + 1
  const body = floors * floorMetres + 0.5
  for (const [i, [a, b]] of sidesOf(area).entries())
    addSwatch(draft, 'stone', upright(a, b, 0, 0.5), i === 0 ? 0.2 : 0.1, 0.6)
  addStoreys(draft, plan, area, open, 0.5, floors)
  addCourse(draft, plan.trim, area, open, body - 0.3, 0.25, 0.25)
  const rise = plan.depth * random.range(0.32, 0.42)
  addGableRoof(draft, area, body, rise, plan.tiles, plan.facade)
  addChimney(draft, random.range(area.x0 + 1, area.x1 - 1), -1.5, body + rise * 0.55, rise * 0.6 + 0.6)
  if (plan.width > 8 && random.chance(0.4))
    for (const x of [-plan.width / 4, plan.width / 4]) addDormer(draft, x, area.z1 - 1.1, body + 0.5)
  addDoor(draft, random.range(-plan.width / 4, plan.width / 4), area.z1)
  return draft
}

/** A free-standing house with a porch, in a garden behind hedges. `lot` is the garden. */
export function villa(plan: BuildingPlan, lot: Rectangle, random: Random): Draft {
  const draft = createDraft()
  const area = footprint(plan)
  const floors = plan.floors + 1
  const body = floors * floorMetres + 0.5
  for (const [a, b] of sidesOf(area)) addSwatch(draft, 'stone', upright(a, b, 0, 0.5), 0.1, 0.6)
  addStoreys(draft, plan, area, [true, true, true, true], 0.5, floors)
  addHipRoof(draft, area, body, plan.depth * 0.3, plan.tiles)
  addChimney(draft, plan.width * 0.22, -1, body + plan.depth * 0.12, 2.6)
  const porch = { x0: -1.8, x1: 1.8, z0: area.z1, z1: area.z1 + 2 }
  addBox(draft, 'stone', porch, 0, 0.45)
  for (const x of [-1.6, 1.6])
    addBox(draft, 'white', { x0: x - 0.12, x1: x + 0.12, z0: porch.z1 - 0.3, z1: porch.z1 - 0.06 }, 0.45, 3)
  addBox(draft, 'slate', inset(porch, -0.2), 3, 3.2, true)
  addDoor(draft, 0, area.z1)
  const thick = 0.7
  for (const [x0, x1] of [
    [lot.x0 + 0.3, -2.5],
    [2.5, lot.x1 - 0.3],
  ])
    addBox(draft, 'hedge', { x0, x1, z0: lot.z1 - 0.3 - thick, z1: lot.z1 - 0.3 }, 0, 1.2)
  addBox(
    draft,
    'hedge',
    { x0: lot.x0 + 0.3, x1: lot.x0 + 0.3 + thick, z0: lot.z0 + 0.3, z1: lot.z1 - 1 },
    0,
    random.range(1.2, 1.8),
  )
  addLevel(draft, 'gravel', { x0: -1.2, x1: 1.2, z0: porch.z1, z1: lot.z1 }, 0.04, 4)
  return draft
}

function addGroundFloor(draft: Draft, plan: BuildingPlan, area: Rectangle, open: readonly boolean[]): void {
  sidesOf(area).forEach(([a, b], i) => {
    const street = open[i] && i !== 2
    if (street && plan.shops) addWall(draft, 'shopfront', a, b, 0, groundFloorMetres, 4)
    else if (open[i]) {
      addSwatch(draft, 'stone', upright(a, b, 0, groundFloorMetres - floorMetres), 0.2, 0.7)
      addWall(draft, plan.facade, a, b, groundFloorMetres - floorMetres, groundFloorMetres, 1)
    } else addBlindWall(draft, plan.facade, upright(a, b, 0, groundFloorMetres))
  })
}

function addStoreys(
  draft: Draft,
  plan: BuildingPlan,
  area: Rectangle,
  open: readonly boolean[],
  y: number,
  floors: number,
): void {
  sidesOf(area).forEach(([a, b], i) => {
    if (open[i]) addWall(draft, plan.facade, a, b, y, y + floors * floorMetres, floors)
    else addBlindWall(draft, plan.facade, upright(a, b, y, y + floors * floorMetres))
  })
}

/** A band that stands out of the open walls. */
function addCourse(
  draft: Draft,
  swatch: Swatch,
  area: Rectangle,
  open: readonly boolean[],
  y: number,
  height: number,
  out: number,
): void {
  const band: Rectangle = {
    x0: area.x0 + (open[3] ? -out : 0.02),
    x1: area.x1 + (open[1] ? out : -0.02),
    z0: area.z0 - out,
    z1: area.z1 + out,
  }
  addBox(draft, swatch, band, y, y + height, true)
}

function addBalconies(draft: Draft, plan: BuildingPlan, area: Rectangle, random: Random): void {
  const bays = Math.round(plan.width / bayMetres)
  const wide = plan.width / bays
  const column = random.whole(0, Math.max(0, bays - 1))
  for (let floor = 1; floor < plan.floors; floor++)
    for (const bay of new Set([column, bays - 1 - column])) {
      const x = area.x0 + (bay + 0.5) * wide
      const y = groundFloorMetres + floor * floorMetres
      const slab = { x0: x - 1.25, x1: x + 1.25, z0: area.z1, z1: area.z1 + 1.1 }
      addBox(draft, plan.trim, slab, y - 0.05, y + 0.12)
      const [front, right, , left] = sidesOf(inset(slab, 0.05))
      for (const [a, b] of [front, right, left]) {
        addSwatch(draft, 'iron', upright(a, b, y + 0.12, y + 1.05))
      }
    }
}

function addAwnings(draft: Draft, area: Rectangle, random: Random): void {
  const swatch = random.pick(awnings)
  const wide = area.x1 - area.x0
  const count = Math.floor(wide / 6)
  for (let i = 0; i < count; i++) {
    if (random.chance(0.35)) continue
    const x = area.x0 + ((i + 0.5) * wide) / count
    const z = area.z1
    const [x0, x1] = [x - 2, x + 2]
    addSwatch(
      draft,
      swatch,
      [
        [x0, 2.5, z + 1.5],
        [x1, 2.5, z + 1.5],
        [x1, 3.3, z + 0.02],
        [x0, 3.3, z + 0.02],
      ],
      0.5,
      1,
    )
    addSwatch(
      draft,
      swatch,
      [
        [x1, 2.5, z + 1.5],
        [x0, 2.5, z + 1.5],
        [x0, 3.3, z + 0.02],
        [x1, 3.3, z + 0.02],
      ],
      0,
      0.2,
    )
    addSwatch(draft, swatch, upright([x0, z + 1.5], [x1, z + 1.5], 2.25, 2.5), 0.2, 0.5)
  }
}

function addDoor(draft: Draft, x: number, z: number): void {
  addSwatch(draft, 'white', upright([x - 0.75, z + 0.03], [x + 0.75, z + 0.03], 0.1, 2.7), 0.5, 1)
  addSwatch(draft, 'wood', upright([x - 0.55, z + 0.05], [x + 0.55, z + 0.05], 0.1, 2.45), 0.1, 0.7)
  addBox(draft, 'stone', { x0: x - 0.9, x1: x + 0.9, z0: z, z1: z + 0.5 }, 0, 0.18)
}
