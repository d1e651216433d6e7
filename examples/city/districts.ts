import type { Draft, Rectangle } from './draft'
import { inset } from './draft'
import { pavementWidth } from './blocks'
import { modernBlock, oldHouse, townHouse, villa, type BuildingPlan } from './buildings'
import { buildHill } from './hill'
import { buildClockTower, church } from './landmarks'
import type { Block, Layout } from './layout'
import { openLots, perimeterLots, type Lot } from './lots'
import { facadeMaterial } from './materials'
import type { FacadeName, Swatch } from './palette'
import { createRandom, type Random } from './random'
import { addUnique, type CityScene } from './scene'
import { kerbHeight } from './streets'
import { tower } from './towers'

/** Puts the buildings and landmarks of every block. */
export function buildDistricts(scene: CityScene, layout: Layout): void {
  let churches = 0
  for (const block of layout.blocks) {
    const random = createRandom(layout.seed, block.name)
    const area = inset(block, pavementWidth)
    if (block.use === 'midtown') buildMidtown(scene, block, area, random)
    else if (block.use === 'downtown') buildDowntown(scene, block, area, random)
    else if (block.use === 'oldtown') buildOldTown(scene, block, area, random)
    else if (block.use === 'villas') buildVillas(scene, block, area, random)
    else if (block.use === 'plaza') buildClockTower(scene, [0, (block.z0 + block.z1) / 2])
    else if (block.use === 'hill') buildHill(scene, block)
    else if (block.use === 'market' && churches++ === 0) {
      const at = [area.x1 - 12, kerbHeight, (area.z0 + area.z1) / 2] as const
      addUnique(scene, 'Landmarks', 'Church', church(), at, Math.PI / 2, { terrane_enterRadius: 600 })
    }
  }
}

/** The few wall materials that one block is built of: few colours together look considered, and draw in few calls. */
function wallsOf(random: Random, facades: readonly FacadeName[], count: number): string[] {
  return Array.from({ length: count }, () => facadeMaterial(random.pick(facades), random.whole(0, 11)))
}

function place(scene: CityScene, name: string, draft: Draft, lot: Lot, extras?: Record<string, unknown>): void {
  addUnique(scene, 'Buildings', name, draft, [lot.x, kerbHeight, lot.z], (lot.quarter * Math.PI) / 2, extras)
}

const trims: readonly Swatch[] = ['limestone', 'stone', 'white']

function planOf(lot: Lot, floors: number, facade: string, random: Random): BuildingPlan {
  const { width, depth, openLeft, openRight } = lot
  const tiles = random.chance(0.6) ? 'tiles red' : 'tiles brown'
  return {
    width,
    depth,
    floors,
    facade,
    tiles,
    trim: random.pick(trims),
    openLeft,
    openRight,
    shops: random.chance(0.75),
  }
}

function buildMidtown(scene: CityScene, block: Block, area: Rectangle, random: Random): void {
  const old = wallsOf(random, ['plaster', 'plaster', 'brick'], 3)
  const recent = wallsOf(random, ['panel', 'office'], 1)
  const middle = Math.abs(area.x0 + area.x1) / 2 < 260 ? 1 : 0
  perimeterLots(area, 13, 17, random).forEach((lot, i) => {
    const modern = random.chance(0.22)
    const floors = random.whole(3, 5) + middle + (random.chance(0.2) ? 2 : 0)
    const plan = planOf(lot, floors, random.pick(modern ? recent : old), random)
    place(scene, `House ${block.name} ${i}`, modern ? modernBlock(plan, random) : townHouse(plan, random), lot)
  })
}

/** Floors above which a tower is worth seeing from far away. */
const tallFloors = 28

function buildDowntown(scene: CityScene, block: Block, area: Rectangle, random: Random): void {
  const shafts = wallsOf(random, ['glass', 'glass', 'office'], 2)
  const podium = wallsOf(random, ['office', 'plaster'], 1)[0]
  openLots(area, 34).forEach((lot, i) => {
    const depth = (area.z1 - area.z0) / 2
    const free: Lot = {
      ...lot,
      width: lot.width - 2,
      depth: depth - 1.5,
      z: lot.z + (lot.quarter === 0 ? 0.75 : -0.75),
    }
    const near = 1 - Math.min(1, Math.sqrt(lot.x * lot.x + (lot.z + 150) ** 2) / 220)
    const floors = Math.round(9 + near * 18 + random.range(0, 14))
    const plan = planOf(free, floors, random.pick(shafts), random)
    const extras = floors >= tallFloors ? { terrane_enterRadius: 800 } : undefined
    place(scene, `Tower ${block.name} ${i}`, tower(plan, podium, random), free, extras)
  })
}

function buildOldTown(scene: CityScene, block: Block, area: Rectangle, random: Random): void {
  const walls = wallsOf(random, ['oldtown'], 4)
  perimeterLots(area, 10.5, 9.5, random).forEach((lot, i) => {
    const plan = planOf(lot, random.whole(1, 3), random.pick(walls), random)
    place(scene, `Old house ${block.name} ${i}`, oldHouse(plan, random), lot)
  })
}

function buildVillas(scene: CityScene, block: Block, area: Rectangle, random: Random): void {
  const walls = wallsOf(random, ['oldtown', 'plaster'], 2)
  openLots(area, 21).forEach((lot, i) => {
    const house: Lot = { ...lot, width: random.range(10, 13), depth: random.range(8.5, 10) }
    const plan = planOf(house, random.whole(0, 1), random.pick(walls), random)
    const garden = { x0: -lot.width / 2, x1: lot.width / 2, z0: -lot.depth / 2, z1: lot.depth / 2 }
    place(scene, `Villa ${block.name} ${i}`, villa(plan, garden, random), lot)
  })
}
