import type { TerraneWorld } from '../engine'
import { createHealthLog, updateHealthLog, type HealthLog } from '../health/healthLog'
import { rayThrough, type Viewing } from '../render/camera'
import type { SectionId } from '../sectionId'
import { createFigures, measureFigures } from '../telemetry/measureFigures'
import { createChoice, type ColorBy } from './choice'
import { addPanel, createFrame, findPanel, isNarrow, setPanelOpen, updatePanels, type Frame } from './frame'
import { createFrameTimes, measureFrames, recordFrame, type FrameFigures } from './frameTimes'
import { createHistory, sampleHistory } from './history'
import { chooseLabels, createLabels, hideLabels, placeLabels, type Labels } from './labels'
import type { OverlayHost } from './overlayHost'
import type { OverlayContext, Panel } from './panel'
import { sectionPanel } from './panels/sectionPanel'
import { sectionsOnRay } from './pickSection'
import { sceneCamera } from './sceneCamera'
import { createSectionTint } from './sectionTint'
import { createSectionGizmos, updateSectionGizmos, type SectionGizmos } from './sectionGizmos'

/** Everything that the overlay remembers, and where it is on the page. */
export interface OverlayState extends OverlayContext {
  readonly frame: Frame
  readonly labels: Labels
  readonly gizmos: SectionGizmos
  readonly frameFigures: FrameFigures
  health: HealthLog
  /** Of the recorded world, when it was looked at last. */
  jumps: number
  selected: SectionId | null
  marked: readonly SectionId[]
  updatedAt: number
  drewLinesAt: number
  hasLines: boolean
  paintedBy: ColorBy | null
  pictureRevision: number
}

/** Panels are renewed this often, milliseconds: more could not be read, and each costs the browser a picture. */
const everyMs = 250
/** Lines in the picture move with the camera, so they are renewed more often. */
const linesEveryMs = 100
/** How far a click in the picture looks where nobody said, metres. */
const defaultReach = 2000

export function createOverlayState(parent: HTMLElement, world: TerraneWorld, host: OverlayHost): OverlayState {
  const frame = createFrame(parent)
  const state: OverlayState = {
    world,
    host,
    figures: createFigures(),
    frames: createFrameTimes(),
    history: createHistory(),
    health: createHealthLog(world),
    choice: createChoice(host.choice),
    frame,
    labels: createLabels(frame.element),
    gizmos: createSectionGizmos(),
    jumps: 0,
    frameFigures: { medianMs: 0, p95Ms: 0, longestMs: 0, frames: 0 },
    selected: null,
    hovered: null,
    marked: [],
    updatedAt: -Infinity,
    drewLinesAt: -Infinity,
    hasLines: false,
    paintedBy: null,
    pictureRevision: 0,
    select: (section) => selectSection(state, section),
    mark(sections) {
      state.marked = sections
      renewSoon(state)
    },
  }
  return state
}

function selectSection(state: OverlayState, section: SectionId | null): void {
  state.selected = section
  renewSoon(state)
  openPanel(state, sectionPanel.id, section !== null)
}

/** What was changed by hand is seen in the next frame. */
export function renewSoon(state: OverlayState): void {
  state.updatedAt = state.drewLinesAt = -Infinity
}

export function putPanel(state: OverlayState, panel: Panel): void {
  addPanel(state.frame, panel, () => openPanel(state, panel.id, null))
}

/** Opens or closes a panel. @param open Null: the other way round than now. */
export function openPanel(state: OverlayState, id: string, open: boolean | null): void {
  const record = findPanel(state.frame, id)
  if (!record) return
  measureFigures(state.world.terrane, state.figures)
  const opens = open ?? Boolean(record.element.hidden)
  if (opens && isNarrow(state.frame))
    for (const other of state.frame.panels) if (other !== record) setPanelOpen(other, false, state)
  setPanelOpen(record, opens, state)
}

export function openOverlay(state: OverlayState, open: boolean): void {
  state.frame.element.hidden = !open
  renewSoon(state)
  state.frames.lastMs = NaN
  if (!open) {
    hideLabels(state.labels)
    showLines(state, false)
    showPaint(state, null)
  }
}

export function pickAt(state: OverlayState, x: number, y: number): SectionId | null {
  const camera = sceneCamera(state)
  if (!camera) return null
  const direction = new Float64Array(3)
  rayThrough(direction, camera, x, y)
  const [section = null] = sectionsOnRay(state.world, camera.position, direction, state.host.reach ?? defaultReach)
  state.select(section)
  return section
}

export function updateOverlay(state: OverlayState, nowMs: number): void {
  const { frame, world, choice } = state
  if (frame.element.hidden) return
  recordFrame(state.frames, nowMs)
  const camera = choice.labels ? sceneCamera(state) : null
  if (nowMs - state.drewLinesAt >= linesEveryMs) {
    state.drewLinesAt = nowMs
    updateLines(state)
  }
  if (nowMs - state.updatedAt >= everyMs) {
    state.updatedAt = nowMs
    measureFigures(world.terrane, state.figures)
    updateHealthLog(world, state.health)
    measureFrames(state.frames, state.frameFigures, everyMs)
    sample(state, nowMs)
    updatePanels(frame, state)
    if (camera) chooseLabels(state.labels, state, camera)
    else hideLabels(state.labels)
  }
  if (camera) placeLabels(state.labels, camera)
}

/** A recorded world has a past of its own. */
function sample(state: OverlayState, nowMs: number): void {
  const { host, figures, frameFigures, world, history } = state
  const moment = host.moment?.() ?? null
  if (!moment) return sampleHistory(history, figures, frameFigures.longestMs, nowMs)
  moment.writePast(history)
  if (moment.jumps === state.jumps) return
  state.jumps = moment.jumps
  state.health = createHealthLog(world)
  state.health.cursor.next = world.terrane.events.written
}

/** Lines in the picture, where there is somebody who draws them. */
function updateLines(state: OverlayState): void {
  const { choice, host, gizmos, world, selected, marked } = state
  const wanted = choice.bounds || choice.rings || choice.failures || selected !== null || marked.length > 0
  showLines(state, wanted && host.gizmos !== undefined)
  showPaint(state, choice.paint ? choice.colorBy : null)
  if (!state.hasLines) return
  if (updateSectionGizmos(gizmos, world, choice, { at: eyeOf(state), selected, marked })) state.pictureRevision++
}

function showLines(state: OverlayState, show: boolean): void {
  if (state.hasLines === show) return
  state.hasLines = show
  state.pictureRevision++
  state.host.gizmos?.setGizmos(show ? state.gizmos : null)
}

function showPaint(state: OverlayState, by: ColorBy | null): void {
  if (state.paintedBy === by) return
  state.paintedBy = by
  state.pictureRevision++
  state.host.painter?.setTint(by ? createSectionTint(state.world, state.choice) : null)
}

/** Where rings lie: around the camera, else around the first focus. */
function eyeOf(state: OverlayState): Viewing['position'] {
  const { focuses } = state.world.terrane
  const [focus = 0] = focuses.alive
  return sceneCamera(state)?.position ?? [focuses.x[focus], focuses.y[focus], focuses.z[focus]]
}

export function disposeOverlay(state: OverlayState): void {
  showLines(state, false)
  showPaint(state, null)
  for (const { made } of state.frame.panels) made?.dispose?.()
  state.frame.host.remove()
}
