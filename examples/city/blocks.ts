import {
  addBox,
  addBoxAt,
  addFace,
  addLevel,
  addSwatch,
  addTurned,
  createDraft,
  inset,
  type Draft,
  type Point,
  type Rectangle,
  type Uv,
} from './draft'
import type { Block, Layout } from './layout'
import { addUnique, type CityScene } from './scene'
import { kerbHeight } from './streets'

/** Corners of blocks are cut off by this much, metres. */
const chamfer = 3
const kerbWidth = 0.3
/** Pavement between kerb and buildings, metres. */
export const pavementWidth = 4.5

/** The raised slab of a block: kerb, pavement, and what lies behind the building line. */
export function buildBlocks(scene: CityScene, layout: Layout): void {
  for (const block of layout.blocks) {
    const centre: Point = [(block.x0 + block.x1) / 2, 0, (block.z0 + block.z1) / 2]
    const half = { x: (block.x1 - block.x0) / 2, z: (block.z1 - block.z0) / 2 }
    const area: Rectangle = { x0: -half.x, z0: -half.z, x1: half.x, z1: half.z }
    const draft = createDraft()
    addKerb(draft, area)
    addPavement(draft, inset(area, kerbWidth))
    addInside(draft, block, inset(area, pavementWidth))
    addUnique(scene, 'Blocks', `Block ${block.name}`, draft, centre)
  }
}

/** Corners of a rectangle cut at 45 degrees, front left first, counter-clockwise from above. */
function cutCorners({ x0, z0, x1, z1 }: Rectangle, cut: number): Uv[] {
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

function addKerb(draft: Draft, area: Rectangle): void {
  const outer = cutCorners(area, chamfer)
  const inner = cutCorners(inset(area, kerbWidth), chamfer - kerbWidth * 0.6)
  const y = kerbHeight
  outer.forEach((a, i) => {
    const b = outer[(i + 1) % 8]
    const c = inner[(i + 1) % 8]
    const d = inner[i]
    addSwatch(
      draft,
      'kerb',
      [
        [a[0], 0, a[1]],
        [b[0], 0, b[1]],
        [b[0], y, b[1]],
        [a[0], y, a[1]],
      ],
      0,
      0.7,
    )
    addSwatch(draft, 'kerb', [
      [a[0], y, a[1]],
      [b[0], y, b[1]],
      [c[0], y, c[1]],
      [d[0], y, d[1]],
    ])
  })
  const { x0, z0, x1, z1 } = area
  const corners: [Uv, Uv, Uv][] = [
    [[x0, z1], outer[0], outer[7]],
    [[x1, z1], outer[2], outer[1]],
    [[x1, z0], outer[4], outer[3]],
    [[x0, z0], outer[6], outer[5]],
  ]
  for (const corner of corners) addPlan(draft, 'asphalt', corner, 0, 8)
}

/** A level polygon given in plan, counter-clockwise from above. */
function addPlan(draft: Draft, material: string, corners: readonly Uv[], y: number, tile: number): void {
  addFace(
    draft,
    material,
    corners.map(([x, z]) => [x, y, z] as const),
    corners.map(([x, z]) => [x / tile, z / tile] as const),
  )
}

/** The ring between kerb and building line. */
function addPavement(draft: Draft, area: Rectangle): void {
  const outer = cutCorners(area, chamfer - kerbWidth * 0.6)
  const { x0, z0, x1, z1 } = inset(area, pavementWidth - kerbWidth)
  const inner: Uv[] = [
    [x0, z1],
    [x1, z1],
    [x1, z0],
    [x0, z0],
  ]
  for (let side = 0; side < 4; side++) {
    const a = outer[2 * side]
    const b = outer[2 * side + 1]
    const corner = outer[(2 * side + 2) % 8]
    const next = inner[(side + 1) % 4]
    addPlan(draft, 'paving', [a, b, next, inner[side]], kerbHeight, 4)
    addPlan(draft, 'paving', [b, corner, next], kerbHeight, 4)
  }
}

function addInside(draft: Draft, block: Block, area: Rectangle): void {
  if (block.use === 'park') return addPark(draft, area)
  if (block.use === 'plaza' || block.use === 'market') return addPlaza(draft, block, area)
  if (block.use === 'hill') return
  if (block.use === 'villas') return addLevel(draft, 'grass', area, kerbHeight, 8)
  if (block.use === 'downtown') return addLevel(draft, 'paving', area, kerbHeight, 4)
  addLevel(draft, 'grass', area, kerbHeight, 8)
}

/** Lawns quartered by gravel paths around a fountain, with a hedge at the street. */
function addPark(draft: Draft, area: Rectangle): void {
  const path = 2
  const xs = [area.x0, -path, path, area.x1]
  const zs = [area.z0, -path, path, area.z1]
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++) {
      const piece = { x0: xs[i], x1: xs[i + 1], z0: zs[j], z1: zs[j + 1] }
      const lawn = i !== 1 && j !== 1
      addLevel(draft, lawn ? 'grass' : 'gravel', piece, kerbHeight, lawn ? 8 : 4)
      if (lawn) addHedge(draft, area, piece)
    }
  addFountain(draft, [0, 0], 3.4)
}

function addHedge(draft: Draft, area: Rectangle, lawn: Rectangle): void {
  const thick = 0.7
  const west = lawn.x0 === area.x0
  const north = lawn.z0 === area.z0
  const x0 = west ? lawn.x0 : lawn.x1 - thick
  const z0 = north ? lawn.z0 : lawn.z1 - thick
  addBox(draft, 'hedge', { x0, x1: x0 + thick, z0: lawn.z0, z1: lawn.z1 }, kerbHeight, 1.1)
  const along = west ? { x0: lawn.x0 + thick, x1: lawn.x1 } : { x0: lawn.x0, x1: lawn.x1 - thick }
  addBox(draft, 'hedge', { ...along, z0, z1: z0 + thick }, kerbHeight, 1.1)
}

/** A basin with a bowl and a spout; `radius` is the basin's. */
function addFountain(draft: Draft, at: Uv, radius: number): void {
  const y = kerbHeight
  addTurned(
    draft,
    'limestone',
    at,
    [
      [radius, y],
      [radius, y + 0.6],
      [radius - 0.35, y + 0.6],
      [radius - 0.35, y + 0.4],
    ],
    16,
  )
  const ring: Uv[] = Array.from({ length: 16 }, (_, i) => {
    const angle = (i / 16) * 2 * Math.PI
    return [at[0] + Math.sin(angle) * (radius - 0.3), at[1] + Math.cos(angle) * (radius - 0.3)]
  })
  addPlan(draft, 'water', ring, y + 0.42, 24)
  addTurned(
    draft,
    'limestone',
    at,
    [
      [0.5, y + 0.4],
      [0.25, y + 1.4],
      [1.3, y + 1.7],
      [1.2, y + 1.8],
      [0.12, y + 1.75],
      [0.08, y + 2.5],
      [0, y + 2.5],
    ],
    10,
  )
}

/** Paving with a darker band around it, fountains, and market stalls where there is a market. */
function addPlaza(draft: Draft, block: Block, area: Rectangle): void {
  const band = inset(area, 2.5)
  addLevel(draft, 'gravel', { ...area, z1: band.z0 }, kerbHeight, 4)
  addLevel(draft, 'gravel', { ...area, z0: band.z1 }, kerbHeight, 4)
  addLevel(draft, 'gravel', { x0: area.x0, x1: band.x0, z0: band.z0, z1: band.z1 }, kerbHeight, 4)
  addLevel(draft, 'gravel', { x0: band.x1, x1: area.x1, z0: band.z0, z1: band.z1 }, kerbHeight, 4)
  addLevel(draft, 'paving', band, kerbHeight, 4)
  if (block.use === 'market') return addStalls(draft, band)
  addFountain(draft, [area.x0 * 0.55, 0], 4.5)
  addFountain(draft, [area.x1 * 0.55, 0], 4.5)
}

const awnings = ['awningRed', 'awningSand', 'awningGreen', 'awningBlue'] as const

function addStalls(draft: Draft, area: Rectangle): void {
  const centre = { x: (area.x0 + area.x1) / 2, z: (area.z0 + area.z1) / 2 }
  for (let i = 0; i < 4; i++)
    for (let j = 0; j < 3; j++) {
      const x = centre.x + (i - 1.5) * 9
      const z = centre.z + (j - 1) * 9
      const y = kerbHeight
      addBoxAt(draft, 'wood', [x, y, z], 3.4, 0.95, 1.6)
      for (const [dx, dz] of [
        [-1.9, -1.3],
        [1.9, -1.3],
        [-1.9, 1.3],
        [1.9, 1.3],
      ] as const)
        addBoxAt(draft, 'iron', [x + dx, y, z + dz], 0.08, 2.3, 0.08)
      addCanopy(draft, awnings[(i + j) % 4], { x0: x - 2.1, x1: x + 2.1, z0: z - 1.6, z1: z + 1.6 }, y + 2.2, 0.8)
    }
}

/** A four-sided cloth roof, seen from above and below. */
function addCanopy(draft: Draft, swatch: (typeof awnings)[number], area: Rectangle, y: number, rise: number): void {
  const peak: Point = [(area.x0 + area.x1) / 2, y + rise, (area.z0 + area.z1) / 2]
  const ring: Point[] = [
    [area.x0, y, area.z1],
    [area.x1, y, area.z1],
    [area.x1, y, area.z0],
    [area.x0, y, area.z0],
  ]
  ring.forEach((a, i) => {
    const b = ring[(i + 1) % 4]
    addSwatch(draft, swatch, [a, b, peak], 0.5, 1)
    addSwatch(draft, swatch, [b, a, peak], 0, 0.4)
  })
}
