import { SectionFlag, sectionName } from '../blobs/sectionBlob'
import { State } from '../components/state'
import { forEachLive } from '../inspection'
import { findLive } from '../live/rowTable'
import { projectPoint, type Viewing } from '../render/camera'
import { sectionId } from '../sectionId'
import { addElement, setText } from './elements'
import { tailOf } from './format'
import type { OverlayContext } from './panel'
import { stateCss } from './stateColors'

/** Names and states over the picture, at the sections that they belong to. */
export interface Labels {
  readonly element: HTMLElement
  readonly slots: readonly Slot[]
}

interface Slot {
  readonly element: HTMLElement
  readonly dot: HTMLElement
  readonly state: HTMLElement
  readonly name: HTMLElement
  /** World point that it stands at. */
  readonly point: Float64Array
  used: boolean
}

/** A label before it has a place. */
interface Candidate {
  readonly row: number
  readonly state: State
  readonly distance: number
}

/** More could not be read. */
const mostLabels = 22
/** Of the nearest this many, those that would cover nearer ones are left out. */
const mostCandidates = 120
/** Room that a label takes, points of the page: a letter's width, its height. */
const [letterPoints, linePoints] = [6.2, 24]

export function createLabels(parent: Node): Labels {
  const element = addElement(parent, 'div', 'labels')
  const slots = Array.from({ length: mostLabels }, () => {
    const label = addElement(element, 'div', 'label')
    label.hidden = true
    const dot = addElement(label, 'i', 'dot')
    const state = addElement(label, 'b')
    return { element: label, dot, state, name: addElement(label, 'span'), point: new Float64Array(3), used: false }
  })
  return { element, slots }
}

const projected = new Float64Array(3)

/** Chooses what is labelled: the nearest live sections in the picture that do not cover each other. A few times a second. */
export function chooseLabels(labels: Labels, overlay: OverlayContext, camera: Viewing): void {
  const { clientWidth: width, clientHeight: height } = labels.element
  const taken = listCovered(labels.element)
  let used = 0
  for (const candidate of listCandidates(overlay)) {
    if (used === mostLabels) break
    const slot = labels.slots[used]
    writeMiddle(slot.point, overlay, candidate.row)
    projectPoint(projected, camera, slot.point)
    if (!isInPicture(projected)) continue
    fillSlot(slot, overlay, candidate)
    const [x, y] = [projected[0] * width, projected[1] * height]
    const half = ((slot.state.textContent?.length ?? 0) + (slot.name.textContent?.length ?? 0) + 5) * 0.5 * letterPoints
    const place = { left: x - half, right: x + half, top: y - linePoints / 2, bottom: y + linePoints / 2 }
    if (taken.some((other) => overlaps(other, place))) continue
    taken.push(place)
    used++
  }
  labels.slots.forEach((slot, i) => {
    slot.used = i < used
    if (!slot.used) slot.element.hidden = true
  })
}

/** A rectangle of the page. */
type Area = Readonly<Record<'left' | 'right' | 'top' | 'bottom', number>>

/** Where panels lie, relative to the labels: nobody reads what is under them. */
function listCovered(element: HTMLElement): Area[] {
  const { left, top } = element.getBoundingClientRect()
  const panels = element.parentElement?.querySelectorAll('.panel:not([hidden]), .toolbar') ?? []
  return [...panels].map((panel) => {
    const area = panel.getBoundingClientRect()
    return { left: area.left - left, right: area.right - left, top: area.top - top, bottom: area.bottom - top }
  })
}

function overlaps(a: Area, b: Area): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

/** Moves the labels to where their sections are in this picture. Every frame. */
export function placeLabels(labels: Labels, camera: Viewing): void {
  const { clientWidth: width, clientHeight: height } = labels.element
  for (const slot of labels.slots) {
    if (!slot.used) continue
    projectPoint(projected, camera, slot.point)
    slot.element.hidden = !isInPicture(projected)
    if (slot.element.hidden) continue
    const [x, y] = [Math.round(projected[0] * width), Math.round(projected[1] * height)]
    slot.element.style.transform = `translate(${x}px, ${y}px) translate(-50%, -50%)`
  }
}

export function hideLabels(labels: Labels): void {
  for (const slot of labels.slots) {
    slot.used = false
    slot.element.hidden = true
  }
}

/** One a place: of several sections with the same bounds, the one that says most. Failures first where they are looked for, then the nearest. */
function listCandidates({ world, choice }: OverlayContext): Candidate[] {
  const { table } = world.terrane
  const byPlace = new Map<string, Candidate>()
  forEachLive(world, (row, state, _, distance) => {
    if (table.flags[row] & SectionFlag.Placeless || (state === State.Idle && !isDesired(world.terrane, row))) return
    const place = table.bounds.subarray(6 * row, 6 * row + 6).join()
    const known = byPlace.get(place)
    if (!known || saysMore(state, known.state)) byPlace.set(place, { row, state, distance })
  })
  const last = (state: State) => (choice.failures && state === State.Error ? 0 : 1)
  return [...byPlace.values()]
    .sort((a, b) => last(a.state) - last(b.state) || a.distance - b.distance || a.row - b.row)
    .slice(0, mostCandidates)
}

function isDesired({ rows, live }: OverlayContext['world']['terrane'], row: number): boolean {
  const s = findLive(rows, row)
  return s >= 0 && live.desired[s] === 1
}

/** A failure before what is on its way before what is there. */
function saysMore(a: State, b: State): boolean {
  const rank = [0, 2, 3, 1, 1, 1, 4]
  return rank[a] > rank[b]
}

function writeMiddle(out: Float64Array, { world }: OverlayContext, row: number): void {
  const { bounds } = world.terrane.table
  for (let axis = 0; axis < 3; axis++) out[axis] = (bounds[6 * row + axis] + bounds[6 * row + 3 + axis]) / 2
}

const [margin, nearest] = [0.02, 0.5]

function isInPicture([x, y, depth]: Float64Array): boolean {
  return depth > nearest && x > margin && x < 1 - margin && y > margin && y < 1 - margin
}

function fillSlot(slot: Slot, { world, selected }: OverlayContext, { row, state, distance }: Candidate): void {
  const { terrane } = world
  const s = findLive(terrane.rows, row)
  setText(slot.state, s >= 0 && terrane.live.pins[s] > 0 && state === State.Loaded ? 'Pinned' : stateWords[state])
  setText(slot.name, `${tailOf(sectionName(terrane.table, row), 26)} · ${Math.round(distance)} m`)
  slot.dot.style.background = stateCss[state]
  slot.element.classList.toggle('marked', selected === sectionId(terrane, row))
}

/** The designer's words for the states. */
const stateWords = ['Desired', 'Desired', 'Loading', 'Loaded', 'Leaving', 'Leaving', 'Cooldown'] as const
