import type { TerraneWorld } from '../engine'
import type { SectionId } from '../sectionId'
import type { Choice } from './choice'
import { isNarrow } from './frame'
import type { OverlayHost } from './overlayHost'
import { listKeys, pressKey } from './overlayKeys'
import {
  createOverlayState,
  disposeOverlay,
  openOverlay,
  openPanel,
  pickAt,
  putPanel,
  updateOverlay,
} from './overlayState'
import type { Panel } from './panel'
import { cooldownsPanel } from './panels/cooldownsPanel'
import { figuresPanel } from './panels/figuresPanel'
import { latePanel } from './panels/latePanel'
import { mapPanel } from './panels/mapPanel'
import { queuesPanel } from './panels/queuesPanel'
import { scenePanel } from './panels/scenePanel'
import { sectionPanel } from './panels/sectionPanel'
import { timelinePanel } from './panels/timelinePanel'

/** Panels over the picture, and lines and labels in it. Closed, it does nothing at all. */
export interface Overlay {
  readonly isOpen: boolean
  setOpen(open: boolean): void
  /** What is drawn into the picture: change it in place. */
  readonly choice: Choice
  /** Ids of the panels that are open, in the bar's order. */
  openPanels(): string[]
  /** Opens or closes one panel; ids that nobody knows do nothing. */
  setPanel(id: string, open: boolean): void
  addPanel(panel: Panel): void
  readonly selected: SectionId | null
  select(section: SectionId | null): void
  /** Selects what lies under a point of the picture, x and y from 0 (left, top) to 1, loaded or not. Needs the host's camera. */
  pickAt(x: number, y: number): SectionId | null
  /** Does what a key stands for, as `KeyboardEvent.key` in lower case. @returns whether it stands for anything. */
  press(key: string): boolean
  /** What the keys do, for a list of keys. */
  readonly keys: readonly (readonly [key: string, does: string])[]
  /** Grows whenever lines or paint in the picture are new: a host that draws only what changed draws then. */
  readonly pictureRevision: number
  /** Call once a frame with its time in milliseconds. */
  update(nowMs: number): void
  dispose(): void
}

/** In the order of the bar. */
const ownPanels = [
  figuresPanel,
  mapPanel,
  sectionPanel,
  queuesPanel,
  timelinePanel,
  latePanel,
  cooldownsPanel,
  scenePanel,
]
const defaultOpen = ['figures', 'map']

/** Lays the overlay over `parent`, which is positioned. It is open at first; `host` says what the world cannot know. */
export function createOverlay(parent: HTMLElement, world: TerraneWorld, host: OverlayHost = {}): Overlay {
  const state = createOverlayState(parent, world, host)
  for (const panel of [...ownPanels, ...(host.panels ?? [])]) putPanel(state, panel)
  const open = isNarrow(state.frame) ? [] : (host.open ?? defaultOpen)
  for (const id of open) openPanel(state, id, true)
  return {
    get isOpen() {
      return !state.frame.element.hidden
    },
    setOpen: (open) => openOverlay(state, open),
    choice: state.choice,
    openPanels: () => state.frame.panels.filter(({ element }) => !element.hidden).map(({ panel }) => panel.id),
    setPanel: (id, open) => openPanel(state, id, open),
    addPanel: (panel) => putPanel(state, panel),
    get selected() {
      return state.selected
    },
    select: state.select,
    pickAt: (x, y) => pickAt(state, x, y),
    press: (key) => pressKey(state, key),
    get keys() {
      return listKeys(state)
    },
    get pictureRevision() {
      return state.pictureRevision
    },
    update: (nowMs) => updateOverlay(state, nowMs),
    dispose: () => disposeOverlay(state),
  }
}
