import {
  addBlindWall,
  addBoxAt,
  addBox,
  addSwatch,
  addTurned,
  addWall,
  createDraft,
  inset,
  sidesOf,
  upright,
  type Draft,
  type Point,
  type Rectangle,
} from './draft'
import { addGableRoof } from './roofs'
import { addUnique, type CityScene } from './scene'
import { kerbHeight } from './streets'

/** The clock tower that closes the view up Grand Avenue, 62 m tall, with a collider. */
export function buildClockTower(scene: CityScene, at: readonly [x: number, z: number]): void {
  const place: Point = [at[0], kerbHeight, at[1]]
  addUnique(scene, 'Landmarks', 'Clock tower', clockTower(), place, 0, {
    terrane_enterRadius: 900,
    terrane_priority: 4,
  })
  const collider = createDraft()
  addBox(collider, 'concrete', { x0: -7, x1: 7, z0: -7, z1: 7 }, 0, 52, true)
  addUnique(scene, 'Landmarks', 'Clock tower-colonly', collider, place)
}

const square = (half: number): Rectangle => ({ x0: -half, x1: half, z0: -half, z1: half })

function clockTower(): Draft {
  const draft = createDraft()
  addBox(draft, 'granite', square(8.5), 0, 0.5)
  addBox(draft, 'granite', square(7.8), 0.5, 1)
  addBox(draft, 'limestone', square(6.5), 1, 7)
  addBox(draft, 'white', square(6.9), 7, 7.7, true)
  for (const [a, b] of sidesOf(square(5.4))) addWall(draft, 'brick 0', a, b, 7.7, 33.3, 8)
  for (const x of [-5.4, 5.4]) for (const z of [-5.4, 5.4]) addBoxAt(draft, 'limestone', [x, 7.7, z], 1.5, 25.6, 1.5)
  addBox(draft, 'white', square(6.4), 33.3, 34.3, true)
  addBox(draft, 'limestone', square(5.8), 34.3, 44, true)
  addBox(draft, 'white', square(6.5), 44, 44.8, true)
  for (let side = 0; side < 4; side++) addClock(draft, side)
  addBox(draft, 'limestone', square(4.2), 44.8, 49)
  const ring = sidesOf(square(4.9))
  addBox(draft, 'white', square(4.9), 49, 49.4, true)
  for (const [a, b] of ring)
    addSwatch(
      draft,
      'copper',
      [
        [a[0], 49.4, a[1]],
        [b[0], 49.4, b[1]],
        [0, 60, 0],
      ],
      0.1,
      1,
    )
  addTurned(
    draft,
    'gold',
    [0, 0],
    [
      [0.35, 59.4],
      [0.2, 60.6],
      [0.55, 61.2],
      [0.2, 61.8],
      [0, 63.4],
    ],
    8,
  )
  return draft
}

/** A clock face on one of four sides, ten past ten. */
function addClock(draft: Draft, side: number): void {
  const sine = [0, 1, 0, -1][side]
  const cosine = [1, 0, -1, 0][side]
  const place = (x: number, y: number, z: number): Point => [x * cosine + z * sine, 39.2 + y, z * cosine - x * sine]
  const disc = (radius: number, z: number): Point[] =>
    Array.from({ length: 20 }, (_, i) => {
      const angle = (i / 20) * 2 * Math.PI
      return place(Math.cos(angle) * radius, Math.sin(angle) * radius, z)
    })
  addSwatch(draft, 'iron', disc(3.9, 5.84), 0.2, 1)
  addSwatch(draft, 'clock', disc(3.5, 5.88), 0.5, 1)
  for (const [angle, length, width] of [
    [-0.98, 2, 0.2],
    [1.05, 3, 0.14],
  ]) {
    const [s, c] = [Math.sin(angle), Math.cos(angle)]
    const hand = (
      [
        [-width, -0.5],
        [width, -0.5],
        [width * 0.5, length],
        [-width * 0.5, length],
      ] as const
    ).map(([x, y]) => place(x * c + y * s, y * c - x * s, 5.92))
    addSwatch(draft, 'iron', hand, 0, 0.3)
  }
}

/** A church with a steeple, its nave along z. */
export function church(): Draft {
  const draft = createDraft()
  const nave: Rectangle = { x0: -12, x1: 12, z0: -7, z1: 7 }
  for (const [a, b] of sidesOf(nave)) {
    addBlindWall(draft, 'oldtown 4', upright(a, b, 0, 11))
  }
  for (const z of [7, -7])
    for (let i = 0; i < 5; i++) {
      const x = -9.6 + i * 4.8
      const [a, b]: [[number, number], [number, number]] =
        z > 0
          ? [
              [x - 0.8, z + 0.05],
              [x + 0.8, z + 0.05],
            ]
          : [
              [x + 0.8, z - 0.05],
              [x - 0.8, z - 0.05],
            ]
      addSwatch(draft, 'pane', upright(a, b, 3, 9), 0.1, 1)
      addBoxAt(draft, 'stone', [x + 2.4, 0, z], 0.8, 9, 1.4)
    }
  addGableRoof(draft, nave, 11, 8, 'tiles red', 'oldtown 4')
  const steeple: Rectangle = { x0: -19, x1: -12, z0: -3.5, z1: 3.5 }
  for (const [a, b] of sidesOf(steeple)) addBlindWall(draft, 'oldtown 4', upright(a, b, 0, 28))
  const belfry = inset(steeple, -0.05)
  for (const [a, b] of sidesOf(belfry)) {
    const mix = (t: number): [number, number] => [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]
    addSwatch(draft, 'iron', upright(mix(0.3), mix(0.7), 21, 26), 0, 0.6)
  }
  addBox(draft, 'stone', inset(steeple, -0.4), 28, 28.8, true)
  const corners = sidesOf(inset(steeple, -0.2))
  for (const [a, b] of corners)
    addSwatch(
      draft,
      'slate',
      [
        [a[0], 28.8, a[1]],
        [b[0], 28.8, b[1]],
        [-15.5, 46, 0],
      ],
      0.1,
      1,
    )
  addTurned(
    draft,
    'gold',
    [-15.5, 0],
    [
      [0.2, 45.5],
      [0.3, 46.6],
      [0, 48],
    ],
    6,
  )
  const door = upright([-19.05, -1.3], [-19.05, 1.3], 0, 4)
  addSwatch(draft, 'wood', door, 0.1, 0.8)
  return draft
}
