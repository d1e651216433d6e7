import { SectionFlag, type SectionTable } from '../blobs/sectionBlob'
import { State } from '../components/state'
import type { TerraneWorld } from '../engine'
import { rangeOf } from '../explain/whyUnwanted'
import { forEachLive } from '../inspection'
import { findLive } from '../live/rowTable'
import type { GizmoBox, GizmoColor, GizmoRing, Gizmos } from '../render/gizmos'
import { rowOf, type SectionId } from '../sectionId'
import type { Choice } from './choice'
import { colorOf, strengthOf } from './sectionColor'

/** Lines over the picture: the bounds of live sections in the colour of their state, and the reach of a point. */
export interface SectionGizmos extends Gizmos {
  readonly boxes: GizmoBox[]
  readonly rings: GizmoRing[]
  /** Of what the lines say: as long as it is the same, they are. */
  hash: number
}

/** What is drawn beside the choice: around which point, and which section stands out. */
export interface GizmoMarks {
  /** World metres: the player's eye. */
  readonly at: ArrayLike<number>
  readonly selected?: SectionId | null
  readonly marked?: readonly SectionId[]
}

const enterColor: GizmoColor = [0.37, 0.84, 0.58, 1]
const exitColor: GizmoColor = [0.75, 0.6, 1, 0.9]
const selectedColor: GizmoColor = [1, 1, 1, 1]
const markedColor: GizmoColor = [1, 0.75, 0.28, 1]
/** Of what is marked, so many have lines in the picture: the first. */
const mostMarked = 500
/** Rings of this many different enter radii at most, the commonest first. */
const ringLimit = 3
/** What stands out is drawn so many times, each a little larger: lines are one pixel wide. */
const [strokes, strokeMetres] = [4, 0.06]

/** Hand it to the presenter's `setGizmos` once; `updateSectionGizmos` changes it in place. */
export function createSectionGizmos(): SectionGizmos {
  return { boxes: [], rings: [], hash: 0 }
}

/**
 * Renews the lines; allocates, so a few times a second is enough. Rings lie around a point: a section that touches the green one is
 * wanted, one that leaves the violet one goes. A selected section has its own around its box.
 * @returns whether anything in them is new.
 */
export function updateSectionGizmos(
  out: SectionGizmos,
  world: TerraneWorld,
  choice: Choice,
  marks: GizmoMarks,
): boolean {
  const { table } = world.terrane
  const before = out.hash
  out.boxes.length = out.rings.length = out.hash = 0
  forEachLive(world, (row, state) => {
    if (table.flags[row] & SectionFlag.Placeless) return
    const failed = choice.failures && state === State.Error
    if (!choice.bounds && !failed) return
    const [r, g, b] = colorOf(table, row, state, choice)
    addBox(out, table, row, [r / 255, g / 255, b / 255, 0.9 * strengthOf(state, choice)], failed)
    mix(out, row, state)
  })
  if (choice.rings) addReach(out, world, marks.at)
  const { selected = null, marked = [] } = marks
  for (const section of marked.slice(0, mostMarked)) addMarked(out, world, rowOf(world.terrane, section))
  if (selected !== null) addSelected(out, world, rowOf(world.terrane, selected))
  mix(out, out.boxes.length, out.rings.length)
  mix(out, choice.colorBy === 'level' ? 1 : 0, choice.failures ? 1 : 0)
  return out.hash !== before
}

function addBox(
  out: SectionGizmos,
  { bounds }: SectionTable,
  row: number,
  color: GizmoColor,
  standsOut: boolean,
): void {
  const box = bounds.subarray(6 * row, 6 * row + 6)
  out.boxes.push({ box, color })
  for (let i = 1; standsOut && i < strokes; i++)
    out.boxes.push({ box: box.map((value, side) => value + (side < 3 ? -1 : 1) * i * strokeMetres), color })
}

/** Where most sections come and go, around a point, on the ground of the nearest one. */
function addReach(out: SectionGizmos, world: TerraneWorld, at: ArrayLike<number>): void {
  const { table, profile } = world.terrane
  const radii = new Map<number, { count: number; exit: number }>()
  let ground = at[1]
  let nearest = Infinity
  forEachLive(world, (row, _, __, distance) => {
    if (table.flags[row] & SectionFlag.Placeless) return
    const enter = table.enterRadius[row]
    if (enter > 0) {
      const known = radii.get(enter)
      radii.set(enter, { count: (known?.count ?? 0) + 1, exit: table.exitRadius[row] || enter * profile.exitRatio })
    }
    if (distance >= nearest) return
    nearest = distance
    ground = table.bounds[6 * row + 1]
  })
  const point = [at[0], ground, at[2], at[0], ground, at[2]]
  const commonest = [...radii].sort(([, a], [, b]) => b.count - a.count).slice(0, ringLimit)
  for (const [radius, { exit }] of commonest) addRings(out, point, radius, exit)
}

function addRings(out: SectionGizmos, box: ArrayLike<number>, enter: number, exit: number): void {
  out.rings.push({ box, radius: enter, color: enterColor }, { box, radius: exit, color: exitColor })
  mix(out, box[0] * 8, box[2] * 8)
  mix(out, enter, exit)
}

function addMarked(out: SectionGizmos, { terrane: { table } }: TerraneWorld, row: number): void {
  if (table.flags[row] & SectionFlag.Placeless) return
  addBox(out, table, row, markedColor, true)
  mix(out, row, -2)
}

function addSelected(out: SectionGizmos, { terrane }: TerraneWorld, row: number): void {
  const { table, rows } = terrane
  if (table.flags[row] & SectionFlag.Placeless) return
  addBox(out, table, row, selectedColor, true)
  mix(out, row, -1)
  const { enter, exit } = rangeOf(terrane, row, findLive(rows, row))
  if (table.parent[row] >= 0 || !(enter > 0 && enter < Infinity)) return
  addRings(out, (table.rangeBox ?? table.bounds).subarray(6 * row, 6 * row + 6), enter, exit)
}

/** FNV-1a over two numbers. */
function mix(out: SectionGizmos, a: number, b: number): void {
  out.hash = Math.imul(Math.imul(out.hash ^ a, 0x0100_0193) ^ b, 0x0100_0193)
}
