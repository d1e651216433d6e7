import {
  addBoxAt,
  addBox,
  addFace,
  addSwatch,
  addTurned,
  createDraft,
  surfaceOf,
  upright,
  type Draft,
  type Point,
} from './draft'
import { swatchUv, type Swatch } from './palette'
import { createRandom, type Random } from './random'

/** Meshes that many nodes share, by name. */
export function propModels(seed: number): Map<string, Draft> {
  const random = createRandom(seed, 'props')
  const models = new Map<string, Draft>([
    ['Tree linden', broadTree('linden', 'bark', 8.5, [], random)],
    ['Tree plane', broadTree('plane', 'birch', 10.5, [0.4, 2.5, 4.6], random)],
    ['Tree maple', broadTree('maple', 'bark', 7, [1.2, 4.1], random)],
    ['Tree cypress', cypress()],
    ['Lamp', lamp()],
    ['Bench', bench()],
  ])
  for (const paint of carPaints) models.set(`Car ${paint.slice(3).toLowerCase()}`, car(paint))
  models.set('Van', van())
  return models
}

const carPaints: readonly Swatch[] = ['carRed', 'carBlue', 'carSilver', 'carBlack', 'carCream', 'carGreen']
export const streetTrees = ['Tree linden', 'Tree plane'] as const
export const parkTrees = ['Tree linden', 'Tree plane', 'Tree maple', 'Tree cypress'] as const
export const carModels = [...carPaints.map((paint) => `Car ${paint.slice(3).toLowerCase()}`), 'Van']

/** A trunk, a crown, and smaller lumps around it at the given angles. */
function broadTree(leaves: Swatch, bark: Swatch, height: number, lumps: readonly number[], random: Random): Draft {
  const draft = createDraft()
  addTurned(
    draft,
    bark,
    [0, 0],
    [
      [0.24, 0],
      [0.12, height * 0.55],
    ],
    5,
  )
  const crown = height * (lumps.length > 0 ? 0.27 : 0.34)
  addCrown(draft, leaves, [0, height * 0.66, 0], crown, height, random, lumps.length > 0)
  for (const angle of lumps) {
    const at: Point = [Math.sin(angle) * crown * 0.8, height * random.range(0.5, 0.62), Math.cos(angle) * crown * 0.8]
    addCrown(draft, leaves, at, crown * 0.8, height, random, true)
  }
  addShade(draft, crown * 1.6)
  return draft
}

function cypress(): Draft {
  const draft = createDraft()
  addTurned(
    draft,
    'bark',
    [0, 0],
    [
      [0.16, 0],
      [0.12, 1],
    ],
    5,
  )
  addTurned(
    draft,
    'cypress',
    [0, 0],
    [
      [0.3, 0.7],
      [1.05, 2],
      [0.95, 4.5],
      [0.5, 7.5],
      [0, 9.2],
    ],
    9,
  )
  addShade(draft, 1.7)
  return draft
}

const golden = (1 + Math.sqrt(5)) / 2
const icosahedron: readonly Point[] = (
  [
    [-1, golden, 0],
    [1, golden, 0],
    [-1, -golden, 0],
    [1, -golden, 0],
    [0, -1, golden],
    [0, 1, golden],
    [0, -1, -golden],
    [0, 1, -golden],
    [golden, 0, -1],
    [golden, 0, 1],
    [-golden, 0, -1],
    [-golden, 0, 1],
  ] as const
).map(([x, y, z]) => {
  const length = Math.sqrt(1 + golden * golden)
  return [x / length, y / length, z / length] as const
})
const icosahedronFaces = [
  0, 11, 5, 0, 5, 1, 0, 1, 7, 0, 7, 10, 0, 10, 11, 1, 5, 9, 5, 11, 4, 11, 10, 2, 10, 7, 6, 7, 1, 8, 3, 9, 4, 3, 4, 2, 3,
  2, 6, 3, 6, 8, 3, 8, 9, 4, 9, 5, 2, 4, 11, 6, 2, 10, 8, 6, 7, 9, 8, 1,
]

/** A lump of leaves: a ball with a ragged surface, smooth normals, darker towards the ground. `coarse` halves its detail. */
function addCrown(
  draft: Draft,
  leaves: Swatch,
  at: Point,
  radius: number,
  top: number,
  random: Random,
  coarse = false,
): void {
  const points: Point[] = [...icosahedron]
  const faces = coarse ? icosahedronFaces : subdivide(points)
  const surface = surfaceOf(draft, 'palette')
  const first = surface.positions.length / 3
  for (const [x, y, z] of points) {
    const reach = radius * random.range(0.84, 1.14)
    const height = at[1] + y * reach * 0.86
    surface.positions.push(at[0] + x * reach, height, at[2] + z * reach)
    surface.normals.push(x, y, z)
    surface.uvs.push(
      ...swatchUv(leaves, Math.min(1, Math.max(0, (height / top - 0.28) / 0.72) + random.range(-0.08, 0.08))),
    )
  }
  for (const index of faces) surface.indices.push(first + index)
}

/** Splits every face into four, adding the new corners on the unit ball. */
function subdivide(points: Point[]): number[] {
  const middles = new Map<string, number>()
  const middle = (a: number, b: number): number => {
    const key = a < b ? `${a},${b}` : `${b},${a}`
    const known = middles.get(key)
    if (known !== undefined) return known
    const sum = points[a].map((value, i) => value + points[b][i])
    const length = Math.sqrt(sum[0] ** 2 + sum[1] ** 2 + sum[2] ** 2)
    points.push([sum[0] / length, sum[1] / length, sum[2] / length])
    middles.set(key, points.length - 1)
    return points.length - 1
  }
  const faces: number[] = []
  for (let i = 0; i < icosahedronFaces.length; i += 3) {
    const [a, b, c] = icosahedronFaces.slice(i, i + 3)
    const [ab, bc, ca] = [middle(a, b), middle(b, c), middle(c, a)]
    faces.push(a, ab, ca, b, bc, ab, c, ca, bc, ab, bc, ca)
  }
  return faces
}

/** A soft shadow on the ground. */
function addShade(draft: Draft, x: number, z = x): void {
  const y = 0.05
  addFace(
    draft,
    'shade',
    [
      [-x, y, z],
      [x, y, z],
      [x, y, -z],
      [-x, y, -z],
    ],
    [
      [0, 1],
      [1, 1],
      [1, 0],
      [0, 0],
    ],
  )
}

/** A street lamp, its arm over +z. */
function lamp(): Draft {
  const draft = createDraft()
  addTurned(
    draft,
    'iron',
    [0, 0],
    [
      [0.15, 0],
      [0.07, 6.6],
    ],
    5,
  )
  addBox(draft, 'iron', { x0: -0.05, x1: 0.05, z0: 0, z1: 1.2 }, 6.5, 6.62)
  addBox(draft, 'iron', { x0: -0.18, x1: 0.18, z0: 1.1, z1: 2 }, 6.6, 6.74)
  addBox(draft, 'glow', { x0: -0.14, x1: 0.14, z0: 1.16, z1: 1.94 }, 6.53, 6.6, true)
  return draft
}

function bench(): Draft {
  const draft = createDraft()
  addBox(draft, 'wood', { x0: -0.9, x1: 0.9, z0: -0.22, z1: 0.22 }, 0.42, 0.48, true)
  addBox(draft, 'wood', { x0: -0.9, x1: 0.9, z0: -0.26, z1: -0.2 }, 0.55, 0.9, true)
  for (const x of [-0.7, 0.7]) addBoxAt(draft, 'iron', [x, 0, 0], 0.08, 0.42, 0.4)
  return draft
}

/** Length runs along z, nose at +z; widths and heights of a common saloon, metres. */
function car(paint: Swatch): Draft {
  const draft = createDraft()
  const half = 0.88
  addProfile(draft, paint, half, [
    [-2.15, 0.24],
    [2.1, 0.24],
    [2.15, 0.62],
    [2, 0.78],
    [1, 0.92],
    [-1.5, 0.96],
    [-2.1, 0.9],
    [-2.18, 0.6],
  ])
  addCabin(
    draft,
    paint,
    [
      [1.05, 0.92],
      [0.35, 1.42],
      [-0.95, 1.44],
      [-1.6, 0.96],
    ],
    half,
  )
  addWheels(draft, [1.32, -1.32], half)
  addLights(draft, 2.14, -2.17, half, 0.68)
  addShade(draft, 1.35, 2.7)
  return draft
}

function van(): Draft {
  const draft = createDraft()
  const half = 0.98
  addProfile(draft, 'white', half, [
    [-2.5, 0.28],
    [2.45, 0.28],
    [2.5, 0.9],
    [1.75, 1.15],
    [1.25, 2.1],
    [-2.4, 2.15],
    [-2.5, 2],
  ])
  addSwatch(
    draft,
    'pane',
    [
      [-half * 0.88, 1.2, 1.78],
      [half * 0.88, 1.2, 1.78],
      [half * 0.8, 1.98, 1.37],
      [-half * 0.8, 1.98, 1.37],
    ],
    0,
    1,
  )
  for (const side of [-1, 1]) {
    const x = side * (half + 0.01)
    const ring: Point[] = [
      [x, 1.2, 1.5],
      [x, 1.2, 0.5],
      [x, 1.85, 0.5],
      [x, 1.85, 1.2],
    ]
    addSwatch(draft, 'pane', side > 0 ? ring : ring.reverse(), 0, 1)
  }
  addWheels(draft, [1.6, -1.5], half)
  addLights(draft, 2.52, -2.52, half, 0.8)
  addShade(draft, 1.5, 3.1)
  return draft
}

/** A side view (z, y; counter-clockwise seen from +x with z to the left) drawn out to both sides. */
function addProfile(draft: Draft, swatch: Swatch, half: number, ring: readonly (readonly [number, number])[]): void {
  const right: Point[] = ring.map(([z, y]) => [half, y, z] as const).reverse()
  addSwatch(draft, swatch, right, 0.15, 0.9)
  addSwatch(
    draft,
    swatch,
    ring.map(([z, y]) => [-half, y, z] as const),
    0.15,
    0.9,
  )
  ring.forEach(([z, y], i) => {
    const [nz, ny] = ring[(i + 1) % ring.length]
    if (i === 0) return
    const quad: Point[] = [
      [-half, y, z],
      [half, y, z],
      [half, ny, nz],
      [-half, ny, nz],
    ]
    addSwatch(draft, swatch, quad, 0.5, 1)
  })
}

/** The glass house: panes all around under a painted roof. */
function addCabin(draft: Draft, paint: Swatch, line: readonly (readonly [number, number])[], half: number): void {
  const [nose, front, back, tail] = line
  const at = ([z, y]: readonly [number, number], side: number): Point => [
    side * (y > 1.2 ? half * 0.78 : half * 0.96),
    y,
    z,
  ]
  const quad = (a: readonly [number, number], b: readonly [number, number], swatch: Swatch) =>
    addSwatch(draft, swatch, [at(a, -1), at(a, 1), at(b, 1), at(b, -1)], 0, 1)
  quad(nose, front, 'pane')
  quad(front, back, paint)
  quad(back, tail, 'pane')
  addSwatch(draft, 'pane', [at(nose, 1), at(tail, 1), at(back, 1), at(front, 1)], 0, 1)
  addSwatch(draft, 'pane', [at(tail, -1), at(nose, -1), at(front, -1), at(back, -1)], 0, 1)
}

/** Six-sided discs with a tread before and behind, and between them the dark under the car. */
function addWheels(draft: Draft, axles: readonly number[], half: number): void {
  const radius = 0.34
  const [front, back] = axles
  addBox(draft, 'tyre', { x0: 0.12 - half, x1: half - 0.12, z0: back - 0.5, z1: front + 0.5 }, 0.1, 0.3)
  for (const z of axles)
    for (const side of [-1, 1]) {
      const x = side * (half + 0.02)
      const ring: Point[] = Array.from({ length: 6 }, (_, i) => {
        const angle = (i / 6) * 2 * Math.PI
        return [x, radius + Math.sin(angle) * radius, z - side * Math.cos(angle) * radius] as const
      })
      addSwatch(draft, 'tyre', ring, 0.2, 0.7)
      const [left, right] = side < 0 ? [x, x + 0.22] : [x - 0.22, x]
      addSwatch(draft, 'tyre', upright([left, z + radius * 0.8], [right, z + radius * 0.8], 0, radius * 1.8))
      addSwatch(draft, 'tyre', upright([right, z - radius * 0.8], [left, z - radius * 0.8], 0, radius * 1.8))
    }
}

function addLights(draft: Draft, nose: number, tail: number, half: number, y: number): void {
  for (const side of [-1, 1]) {
    const [a, b] = side < 0 ? [-half * 0.95, -half * 0.55] : [half * 0.55, half * 0.95]
    addSwatch(draft, 'glow', upright([a, nose + 0.02], [b, nose + 0.02], y - 0.12, y + 0.04))
    addSwatch(draft, 'brake', upright([b, tail - 0.02], [a, tail - 0.02], y - 0.05, y + 0.15))
  }
}
