import { addBox, addBoxAt, addFace, addLevel, addSwatch, createDraft, upright, type Draft, type Point } from './draft'
import type { Layout, River } from './layout'
import { createRandom } from './random'
import { addCopy, addUnique, type CityScene } from './scene'
import { kerbHeight } from './streets'

const waterLevel = -2.6
const reachMetres = 32
const stepMetres = 8
const riverHalf = 24

/** The river's middle bends a little; north to south, metres. */
function middleAt(river: River, z: number): number {
  return (river.x0 + river.x1) / 2 + 9 * Math.sin(z / 85) + 3 * Math.sin(z / 31)
}

/** Water, quay walls and promenades in reaches of 32 m, bridges, boats, and weirs where the river enters and leaves. */
export function buildRiver(scene: CityScene, layout: Layout, river: River): void {
  for (let z = -layout.half; z < layout.half; z += reachMetres)
    addUnique(
      scene,
      'River',
      `Reach ${Math.round(z + layout.half)}`,
      reach(river, z, Math.min(layout.half, z + reachMetres)),
      [0, 0, 0],
    )
  river.bridges.forEach((line, i) => buildBridge(scene, layout, river, line, i))
  for (const z of [-layout.half + 2, layout.half - 2]) {
    const weir = createDraft()
    const [x0, x1] = [river.x0 - 4, river.x1 + 4]
    addBox(weir, 'quay', { x0, x1, z0: z - 2, z1: z + 2 }, waterLevel - 0.5, 7)
    for (let x = x0 + 6; x < x1 - 4; x += 12)
      addBox(weir, 'stone', { x0: x, x1: x + 2, z0: z - 3, z1: z + 3 }, waterLevel - 0.5, 8)
    addUnique(scene, 'River', z < 0 ? 'Upper weir' : 'Lower weir', weir, [0, 0, 0])
  }
  plantPromenades(scene, layout, river)
}

function reach(river: River, from: number, to: number): Draft {
  const draft = createDraft()
  for (let z = from; z < to; z += stepMetres) {
    const next = Math.min(to, z + stepMetres)
    const [near, far] = [middleAt(river, next), middleAt(river, z)]
    addBand(
      draft,
      'water',
      [near - riverHalf, near + riverHalf],
      [far - riverHalf, far + riverHalf],
      waterLevel,
      z,
      next,
      24,
    )
    for (const side of [-1, 1] as const) addBank(draft, river, side, z, next)
  }
  return draft
}

/** A level piece between two edges that move from `near` (at z1) to `far` (at z0). */
function addBand(
  draft: Draft,
  material: string,
  near: readonly [number, number],
  far: readonly [number, number],
  y: number,
  z0: number,
  z1: number,
  tile: number,
): void {
  const corners: Point[] = [
    [near[0], y, z1],
    [near[1], y, z1],
    [far[1], y, z0],
    [far[0], y, z0],
  ]
  addFace(
    draft,
    material,
    corners,
    corners.map(([x, , z]) => [x / tile, z / tile] as const),
  )
}

/** One side between quay street and water: promenade, lawn, parapet and wall. */
function addBank(draft: Draft, river: River, side: -1 | 1, z0: number, z1: number): void {
  const kerb = side < 0 ? river.x0 : river.x1
  const water = (z: number, back: number) => middleAt(river, z) + side * (riverHalf + back)
  const pair = (a: number, b: number): [number, number] => (side < 0 ? [a, b] : [b, a])
  const band = (material: string, outer: (z: number) => number, inner: (z: number) => number, tile: number) =>
    addBand(draft, material, pair(outer(z1), inner(z1)), pair(outer(z0), inner(z0)), kerbHeight, z0, z1, tile)
  const pavement = kerb - side * 3
  band(
    'paving',
    () => kerb,
    () => pavement,
    4,
  )
  band(
    'grass',
    () => pavement,
    (z) => water(z, 5),
    8,
  )
  band(
    'paving',
    (z) => water(z, 5),
    (z) => water(z, 0),
    4,
  )
  const [zA, zB] = side < 0 ? [z1, z0] : [z0, z1]
  addSwatch(draft, 'quay', upright([water(zA, 0), zA], [water(zB, 0), zB], waterLevel - 0.4, 1.1))
  addSwatch(draft, 'quay', upright([water(zB, 0.4), zB], [water(zA, 0.4), zA], kerbHeight, 1.1), 0.5, 0.9)
  const [a, b, c, d] = [water(zA, 0), water(zB, 0), water(zB, 0.4), water(zA, 0.4)]
  addSwatch(draft, 'stone', [
    [a, 1.1, zA],
    [b, 1.1, zB],
    [c, 1.1, zB],
    [d, 1.1, zA],
  ])
  addSwatch(
    draft,
    'kerb',
    side < 0 ? upright([kerb, z0], [kerb, z1], 0, kerbHeight) : upright([kerb, z1], [kerb, z0], 0, kerbHeight),
  )
}

/** Deck, pavements, balustrades, three arches on two piers; a collider of the deck. */
function buildBridge(scene: CityScene, layout: Layout, river: River, line: number, number: number): void {
  const row = layout.rows[line]
  const half = row.width / 2 + 3
  const middle = (river.x0 + river.x1) / 2
  const length = (river.x1 - river.x0) / 2
  const draft = createDraft()
  for (const side of [-1, 1] as const) addBridgeSide(draft, side, row.width / 2, half, length)
  addSwatch(
    draft,
    'concrete',
    [
      [-length, -0.9, -half],
      [length, -0.9, -half],
      [length, -0.9, half],
      [-length, -0.9, half],
    ],
    0,
    0,
  )
  for (const x of [-11, 11]) {
    addBox(draft, 'quay', { x0: x - 1.4, x1: x + 1.4, z0: -half - 0.8, z1: half + 0.8 }, waterLevel - 0.6, -0.9)
  }
  const place: Point = [middle, 0, row.at]
  addUnique(scene, 'River', `Bridge ${row.name}`, draft, place)
  if (number >= 2) return
  const collider = createDraft()
  addBox(collider, 'concrete', { x0: -length, x1: length, z0: -half, z1: half }, -0.9, 0, true)
  addUnique(scene, 'River', `Bridge ${row.name}-colonly`, collider, place)
}

function addBridgeSide(draft: Draft, side: -1 | 1, kerb: number, half: number, length: number): void {
  const [z0, z1] = side < 0 ? [-half, -kerb] : [kerb, half]
  addLevel(draft, 'paving', { x0: -length, x1: length, z0, z1 }, kerbHeight + 0.02, 4)
  const face = (a: number, b: number, z: number): [[number, number], [number, number]] => [
    [a, z],
    [b, z],
  ]
  addSwatch(
    draft,
    'kerb',
    side < 0
      ? upright(...face(-length, length, -kerb), 0, kerbHeight + 0.02)
      : upright(...face(length, -length, kerb), 0, kerbHeight + 0.02),
  )
  const rail = {
    x0: -length,
    x1: length,
    z0: side < 0 ? -half - 0.2 : half - 0.2,
    z1: side < 0 ? -half + 0.2 : half + 0.2,
  }
  addBox(draft, 'limestone', rail, kerbHeight, 1.15)
  for (let x = -length; x <= length + 0.01; x += (2 * length) / 12)
    addBoxAt(draft, 'stone', [x, -0.9, side * half], 0.7, 2.4, 0.7)
  const front = side * (half + 0.18)
  const wall = (a: number, b: number, y0: number, y1: number, c: number) => {
    const ring: Point[] = [
      [a, y0, front],
      [b, c, front],
      [b, y1, front],
      [a, y1, front],
    ]
    addSwatch(draft, 'limestone', side > 0 ? ring : ring.reverse(), 0.2, 0.8)
  }
  const bank = Math.min(length, riverHalf + 13)
  const spans: [number, number][] = [
    [-bank, -12.4],
    [-9.6, 9.6],
    [12.4, bank],
  ]
  for (const [from, to] of spans)
    for (let i = 0; i < 10; i++) {
      const arch = (t: number) => waterLevel + 1.75 * Math.sqrt(Math.max(0, 1 - (2 * t - 1) ** 2))
      const [a, b] = [from + ((to - from) * i) / 10, from + ((to - from) * (i + 1)) / 10]
      wall(a, b, arch(i / 10), kerbHeight, arch((i + 1) / 10))
    }
}

function plantPromenades(scene: CityScene, layout: Layout, river: River): void {
  const random = createRandom(layout.seed, 'river')
  for (let z = -layout.edge + 10; z < layout.edge - 8; z += 13) {
    if (river.bridges.some((line) => Math.abs(layout.rows[line].at - z) < 16)) continue
    for (const side of [-1, 1] as const) {
      const kerb = side < 0 ? river.x0 : river.x1
      const lawn = (kerb - side * 3 + middleAt(river, z) + side * (riverHalf + 5)) / 2
      addCopy(
        scene,
        'Trees',
        random.chance(0.8) ? 'Tree plane' : 'Tree maple',
        [lawn, kerbHeight, z + random.range(-2, 2)],
        z,
        random.range(0.8, 1.1),
      )
      if (random.chance(0.5))
        addCopy(
          scene,
          'Furniture',
          'Bench',
          [middleAt(river, z) + side * (riverHalf + 4.4), kerbHeight, z + 5],
          side < 0 ? Math.PI / 2 : -Math.PI / 2,
        )
    }
    if (random.chance(0.3))
      addCopy(
        scene,
        'River',
        'Boat',
        [middleAt(river, z) + random.pick([-1, 1]) * (riverHalf - 3), waterLevel, z],
        random.range(-0.1, 0.1),
      )
  }
}

/** A small river boat, bow at +z. */
export function boat(): Draft {
  const draft = createDraft()
  const rim: Point[] = [
    [-1.5, 0.9, -4],
    [1.5, 0.9, -4],
    [1.6, 0.95, 1.5],
    [0, 1.2, 5],
    [-1.6, 0.95, 1.5],
  ]
  const keel: Point[] = rim.map(([x, , z]) => [x * 0.75, -0.3, z * 0.92])
  rim.forEach((a, i) => {
    const k = (i + 1) % rim.length
    addSwatch(draft, 'carBlue', [keel[k], keel[i], a, rim[k]], 0.1, 0.9)
  })
  addSwatch(draft, 'wood', [...rim].reverse(), 0.4, 0.9)
  addBoxAt(draft, 'white', [0, 0.95, -1], 2.2, 1.5, 3)
  addBoxAt(draft, 'pane', [0, 1.5, -1], 2.24, 0.6, 2.6)
  addBoxAt(draft, 'carRed', [0, 2.45, -1], 2.5, 0.12, 3.3)
  return draft
}
