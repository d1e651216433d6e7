import type { Draft, Point } from './draft'

/** What a thing is, as the outliner of a modelling tool would show it. */
export type Group =
  'Streets' | 'Blocks' | 'Buildings' | 'Landmarks' | 'River' | 'Rim' | 'Trees' | 'Lamps' | 'Cars' | 'Furniture'

/** One node: a mesh by name, where it stands, turned about the upright axis. */
export interface Item {
  readonly name: string
  readonly group: Group
  readonly model: string
  readonly at: Point
  /** Radians, counter-clockwise seen from above. */
  readonly turn: number
  readonly scale: number
  /** Custom properties, as a modelling tool exports them. */
  readonly extras?: Readonly<Record<string, unknown>>
}

/** The city before it becomes a glTF document: meshes by name, and the nodes that show them. */
export interface CityScene {
  readonly models: Map<string, Draft>
  readonly items: Item[]
}

export const createScene = (): CityScene => ({ models: new Map(), items: [] })

/** A node with a mesh of its own. */
export function addUnique(
  scene: CityScene,
  group: Group,
  name: string,
  draft: Draft,
  at: Point,
  turn = 0,
  extras?: Item['extras'],
): void {
  scene.models.set(name, draft)
  scene.items.push({ name, group, model: name, at, turn, scale: 1, extras })
}

/** A node that shows a shared mesh; nodes of a mesh are numbered. */
export function addCopy(scene: CityScene, group: Group, model: string, at: Point, turn = 0, scale = 1): void {
  scene.items.push({ name: `${model} ${scene.items.length}`, group, model, at, turn, scale })
}
