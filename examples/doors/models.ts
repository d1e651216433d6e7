import { box, turned, type Shape } from './shapes'
import { doorWidth } from './town'

/** What things look like: shapes by material. */
export type Model = Readonly<Partial<Record<Material, readonly Shape[]>>>

/** Linear red, green, blue, and how much of it the thing gives off by itself. */
export const materials = {
  grass: [0.16, 0.3, 0.09, 0],
  paving: [0.4, 0.37, 0.32, 0],
  'wall 0': [0.72, 0.6, 0.42, 0],
  'wall 1': [0.62, 0.36, 0.26, 0],
  'wall 2': [0.46, 0.55, 0.6, 0],
  'wall 3': [0.78, 0.74, 0.66, 0],
  roof: [0.3, 0.1, 0.06, 0],
  boards: [0.3, 0.18, 0.1, 0],
  window: [0.9, 0.62, 0.25, 0.5],
  stone: [0.5, 0.48, 0.45, 0],
  leaves: [0.08, 0.24, 0.08, 0],
  iron: [0.05, 0.05, 0.06, 0],
  glow: [1, 0.75, 0.35, 1],
  ghost: [0.75, 0.85, 0.9, 0.35],
  red: [0.7, 0.06, 0.05, 0.25],
  blue: [0.06, 0.16, 0.75, 0.25],
  green: [0.05, 0.5, 0.15, 0.25],
  violet: [0.4, 0.07, 0.6, 0.25],
  amber: [0.85, 0.4, 0.03, 0.25],
} as const
export type Material = keyof typeof materials

/** Half a house, and half a doorway; metres. */
const [half, gap] = [5, doorWidth / 2]
const thick = 0.3
/** The hinge, in the house's own space, whose door looks along +z. */
export const hinge = [-gap, 0.03, half - thick / 2] as const

/** A room with a doorway; it goes a metre into the ground. */
export function house(wall: Material, height: number): Model {
  const inner = half - thick
  return {
    [wall]: [
      box([-half, -1, -half], [half, height, -inner]),
      box([-half, -1, -inner], [-inner, height, half]),
      box([inner, -1, -inner], [half, height, half]),
      box([-inner, -1, inner], [-gap, height, half]),
      box([gap, -1, inner], [inner, height, half]),
      box([-gap, 2.4, inner], [gap, height, half]),
    ],
    boards: [
      box([-inner, -1, -inner], [inner, 0.03, half]),
      box([-inner, height - 0.2, -inner], [inner, height, inner]),
    ],
    roof: [turned(4, Math.PI / 4, [0, height - 0.1], [8, height - 0.1], [0, height + 2.8])],
    window: [
      box([-half - 0.04, 1.1, -1.2], [-half, 2.2, 1.2]),
      box([half, 1.1, -1.2], [half + 0.04, 2.2, 1.2]),
      box([2.1, 1.1, half], [3.7, 2.2, half + 0.04]),
      box([-3.7, 1.1, half], [-2.1, 2.2, half + 0.04]),
    ],
  }
}

/** Hangs on the y axis. */
export const door = (material: Material): Model => ({
  [material]: [box([0, 0, -0.05], [doorWidth, 2.37, 0.05])],
  iron: [
    box([0, 0.4, -0.07], [1.2, 0.52, 0.07]),
    box([0, 1.8, -0.07], [1.2, 1.92, 0.07]),
    box([1.36, 0.98, -0.12], [1.48, 1.1, 0.12]),
  ],
})

/** With a ray of light above it that is seen over the roofs. */
export const key = (material: Material): Model => ({
  [material]: [
    box([-0.06, 0, -0.06], [0.06, 0.6, 0.06]),
    box([0.06, 0.04, -0.04], [0.26, 0.12, 0.04]),
    box([0.06, 0.2, -0.04], [0.22, 0.28, 0.04]),
    box([-0.24, 0.6, -0.06], [0.24, 0.7, 0.06]),
    box([-0.24, 0.96, -0.06], [0.24, 1.06, 0.06]),
    box([-0.24, 0.7, -0.06], [-0.14, 0.96, 0.06]),
    box([0.14, 0.7, -0.06], [0.24, 0.96, 0.06]),
    turned(4, 0, [0.03, 1.1], [0.03, 14]),
  ],
})

export const pedestal: Model = { stone: [turned(8, 0, [0.7, -0.5], [0.6, 0.7], [0, 0.7])] }

export const tree: Model = {
  boards: [turned(6, 0, [0.25, -0.4], [0.2, 1.6])],
  leaves: [turned(7, 0, [0, 1.1], [1.7, 1.2], [0, 3.6]), turned(7, 0.4, [0, 2.4], [1.2, 2.5], [0, 4.8])],
}

export const lantern: Model = {
  iron: [turned(6, 0, [0.08, -0.5], [0.08, 3], [0.25, 3.05], [0, 3.06])],
  glow: [turned(6, 0, [0, 3.06], [0.18, 3.1], [0.22, 3.5], [0, 3.7])],
}

/** To put down. */
export const lamp: Model = {
  iron: [turned(8, 0, [0, 0], [0.28, 0], [0.22, 0.12], [0, 0.12]), turned(8, 0, [0, 0.62], [0.26, 0.62], [0, 0.8])],
  glow: [turned(8, 0, [0.16, 0.12], [0.2, 0.37], [0.16, 0.62])],
}

/** Looks along −z. */
export const ghost: Model = {
  ghost: [turned(10, 0, [0, 0.25], [0.62, 0.15], [0.4, 1.1], [0.36, 1.6], [0.2, 1.9], [0, 2])],
  iron: [box([-0.2, 1.45, -0.42], [-0.08, 1.65, -0.3]), box([0.08, 1.45, -0.42], [0.2, 1.65, -0.3])],
}
