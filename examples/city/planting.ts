import type { Rectangle } from './draft'
import { inset } from './draft'
import { buildHillHeight } from './hill'
import type { Block, Layout } from './layout'
import { avenueWidth } from './materials'
import { carModels, parkTrees, streetTrees } from './props'
import { createRandom, type Random } from './random'
import { addCopy, type CityScene } from './scene'
import { kerbHeight, segmentsOf, type Segment } from './streets'

/** Puts trees, lamps and cars along every street. */
export function plantStreets(scene: CityScene, layout: Layout): void {
  const random = createRandom(layout.seed, 'streets')
  for (const segment of segmentsOf(layout)) {
    if (segment.bridge) continue
    for (const side of [-1, 1] as const) {
      plantTrees(scene, segment, side, random)
      placeLamps(scene, segment, side)
      parkCars(scene, segment, side, random)
    }
    driveCars(scene, segment, random)
  }
}

/** A place beside or on a street: `along` metres of the line, `across` metres to its right (east or south). */
function beside(segment: Segment, along: number, across: number, y: number): [number, number, number] {
  return segment.axis === 'column' ? [segment.line.at + across, y, along] : [along, y, segment.line.at + across]
}

/** The turn that makes +z look from the given side towards the street. */
function facing(segment: Segment, side: -1 | 1): number {
  if (segment.axis === 'row') return side > 0 ? Math.PI : 0
  return side > 0 ? -Math.PI / 2 : Math.PI / 2
}

function plantTrees(scene: CityScene, segment: Segment, side: -1 | 1, random: Random): void {
  const grand = segment.line.width === avenueWidth
  if (!grand && random.chance(0.66)) return
  const model = grand ? streetTrees[1] : random.pick(streetTrees)
  const step = grand ? 12 : 15
  for (let along = segment.from + 8; along < segment.to - 7; along += step) {
    const at = beside(segment, along, side * (segment.line.width / 2 + 1.3), kerbHeight)
    addCopy(scene, 'Trees', model, at, random.range(0, 6.2), random.range(0.8, 1.08))
  }
}

function placeLamps(scene: CityScene, segment: Segment, side: -1 | 1): void {
  const step = 34
  for (let along = segment.from + (side > 0 ? 13 : 27); along < segment.to - 5; along += step)
    addCopy(
      scene,
      'Lamps',
      'Lamp',
      beside(segment, along, side * (segment.line.width / 2 + 0.6), kerbHeight),
      facing(segment, side),
    )
}

function parkCars(scene: CityScene, segment: Segment, side: -1 | 1, random: Random): void {
  const busy = segment.line.width === avenueWidth ? 0.3 : 0.1
  for (let along = segment.from + 9; along < segment.to - 9; along += 6.3) {
    if (!random.chance(busy)) continue
    const at = beside(segment, along + random.range(-0.4, 0.4), side * (segment.line.width / 2 - 1.1), 0)
    addCopy(scene, 'Cars', random.pick(carModels), at, heading(segment, side))
  }
}

/** Traffic keeps to the right. */
function heading(segment: Segment, side: -1 | 1): number {
  if (segment.axis === 'column') return side > 0 ? Math.PI : 0
  return side > 0 ? Math.PI / 2 : -Math.PI / 2
}

function driveCars(scene: CityScene, segment: Segment, random: Random): void {
  const lanes = segment.line.width === avenueWidth ? [1.9, 5.2] : [1.5]
  for (const lane of lanes)
    for (const side of [-1, 1] as const) {
      if (!random.chance(0.26)) continue
      const along = random.range(segment.from + 12, Math.max(segment.from + 13, segment.to - 12))
      addCopy(scene, 'Cars', random.pick(carModels), beside(segment, along, side * lane, 0), heading(segment, side))
    }
}

/** Trees and benches of parks, plazas, the hill and the yards behind houses. */
export function plantBlocks(scene: CityScene, layout: Layout): void {
  const random = createRandom(layout.seed, 'gardens')
  for (const block of layout.blocks) {
    if (block.use === 'park') plantPark(scene, block, random)
    else if (block.use === 'plaza') plantPlaza(scene, block)
    else if (block.use === 'hill') plantHill(scene, block, random)
    else if (block.use === 'midtown' || block.use === 'oldtown') plantYard(scene, block, random)
    else if (block.use === 'villas')
      scatter(
        scene,
        inset(block, 7),
        9,
        random,
        kerbHeight,
        (x, z) => Math.abs(z - middleOf(block).z) < 7 || x < block.x0 + 7,
      )
  }
}

const middleOf = ({ x0, z0, x1, z1 }: Rectangle) => ({ x: (x0 + x1) / 2, z: (z0 + z1) / 2 })

function scatter(
  scene: CityScene,
  area: Rectangle,
  count: number,
  random: Random,
  y: number,
  allowed: (x: number, z: number) => boolean,
): void {
  for (let i = 0; i < count; i++) {
    const [x, z] = [random.range(area.x0, area.x1), random.range(area.z0, area.z1)]
    const model = random.pick(parkTrees)
    const [turn, scale] = [random.range(0, 6.2), random.range(0.7, 1.25)]
    if (allowed(x, z)) addCopy(scene, 'Trees', model, [x, y, z], turn, scale)
  }
}

function plantPark(scene: CityScene, block: Block, random: Random): void {
  const middle = middleOf(block)
  const onPath = (x: number, z: number) => Math.min(Math.abs(x - middle.x), Math.abs(z - middle.z)) < 4
  scatter(scene, inset(block, 8), 24, random, kerbHeight, (x, z) => !onPath(x, z))
  for (let along = block.x0 + 14; along < block.x1 - 12; along += 9)
    for (const side of [-1, 1] as const)
      if (Math.abs(along - middle.x) > 5)
        addCopy(scene, 'Furniture', 'Bench', [along, kerbHeight, middle.z + side * 1.7], side > 0 ? Math.PI : 0)
}

function plantPlaza(scene: CityScene, block: Block): void {
  const middle = middleOf(block)
  for (let x = block.x0 + 12; x < block.x1 - 10; x += 9)
    for (const z of [block.z0 + 7, block.z1 - 7]) {
      if (Math.abs(x - middle.x) < 12) continue
      addCopy(scene, 'Trees', 'Tree linden', [x, kerbHeight, z], x, 0.8)
      addCopy(scene, 'Furniture', 'Bench', [x + 4.5, kerbHeight, z], z < middle.z ? 0 : Math.PI)
    }
}

function plantHill(scene: CityScene, block: Block, random: Random): void {
  const height = buildHillHeight(block)
  const middle = middleOf(block)
  for (let i = 0; i < 90; i++) {
    const [x, z] = [random.range(block.x0 + 7, block.x1 - 7), random.range(block.z0 + 7, block.z1 - 7)]
    const model = random.pick(parkTrees)
    const [turn, scale] = [random.range(0, 6.2), random.range(0.7, 1.25)]
    const out = Math.sqrt((x - middle.x) ** 2 + (z - middle.z) ** 2)
    if (out > 20) addCopy(scene, 'Trees', model, [x, height(x - middle.x, z - middle.z) - 0.15, z], turn, scale)
  }
}

function plantYard(scene: CityScene, block: Block, random: Random): void {
  const yard = inset(block, 20)
  if (yard.x1 - yard.x0 < 4 || yard.z1 - yard.z0 < 2) return
  scatter(scene, yard, 4, random, kerbHeight, () => true)
}
