import { State, stateNames } from '../components/state'
import type { QueueEntry } from '../inspection'
import type { StreamingFigures } from '../telemetry/figures'
import { addElement, addShadowHost, setText } from './elements'
import { formatBytes, formatCount, formatMs } from './format'
import { measureFrames, type FrameFigures, type FrameTimes } from './frameTimes'
import { overlayStyle } from './overlayStyle'
import { drawSparkline } from './sparkline'
import { stateCss } from './stateColors'

/** What a presenter says of its last picture; the regl presenter's `counts()` fits. */
export interface DrawingFigures {
  readonly drawn: number
  readonly submitted: number
  readonly draws: number
  readonly triangles: number
}

/** What the overlay shows. Asked for a few times a second, and only while it is open. */
export interface OverlayReading {
  readonly title: string
  /** Right of the title: the profile in force, 'paused'. */
  readonly note: string
  readonly figures: StreamingFigures
  readonly frames: FrameTimes
  readonly drawing?: DrawingFigures
  /** The loads that come next, most urgent first; the first three are shown. */
  readonly next?: readonly QueueEntry[]
}

export interface Overlay {
  readonly isOpen: boolean
  setOpen(open: boolean): void
  /** Call once a frame with its time in milliseconds; does nothing while closed. */
  update(nowMs: number): void
  dispose(): void
}

/** Figures and graph are renewed this often, milliseconds: more could not be read, and each costs the browser a picture. */
const everyMs = 250

type Part = (reading: OverlayReading, frames: FrameFigures) => void

/** A panel of figures in the upper left corner of `parent` (which is positioned). Open at first. */
export function createOverlay(parent: HTMLElement, read: () => OverlayReading): Overlay {
  const { host, root } = addShadowHost(parent, 'overlay', overlayStyle)
  const panel = addElement(root, 'section', 'panel glass')
  panel.setAttribute('aria-label', 'Streaming figures')
  const parts = [
    addHead(panel),
    addFrames(panel),
    addSections(panel),
    addMemory(panel),
    addWork(panel),
    addQueue(panel),
  ]
  const graph = panel.querySelector('canvas') as HTMLCanvasElement
  const frames: FrameFigures = { medianMs: 0, p95Ms: 0, longestMs: 0, frames: 0 }
  let updatedAt = -Infinity
  return {
    get isOpen() {
      return !panel.hidden
    },
    setOpen(open) {
      panel.hidden = !open
      updatedAt = -Infinity
    },
    update(nowMs) {
      if (panel.hidden || nowMs - updatedAt < everyMs) return
      updatedAt = nowMs
      const reading = read()
      measureFrames(reading.frames, frames)
      for (const part of parts) part(reading, frames)
      drawSparkline(graph, reading.frames)
    },
    dispose: () => host.remove(),
  }
}

/** A line of name and value; returns the value's element. */
function addLine(parent: Node, label: string): HTMLElement {
  const line = addElement(parent, 'div', 'line')
  addElement(line, 'span', '', label)
  return addElement(line, 'span')
}

function addHead(panel: Node): Part {
  const head = addElement(panel, 'div', 'head')
  const name = addElement(head, 'span', 'name')
  const note = addElement(head, 'span', 'quiet')
  return (reading) => {
    setText(name, reading.title)
    setText(note, reading.note)
  }
}

function addFrames(panel: Node): Part {
  const big = addElement(panel, 'div', 'big')
  const median = addElement(big, 'b')
  addElement(big, 'span', 'quiet', 'ms a frame')
  const p95 = addElement(big, 'span', 'quiet')
  const canvas = addElement(panel, 'canvas')
  const density = Math.min(2, Math.ceil(window.devicePixelRatio || 1))
  canvas.width = 232 * density
  canvas.height = 34 * density
  return (_, frames) => {
    setText(median, formatMs(frames.medianMs))
    setText(p95, `p95 ${formatMs(frames.p95Ms)}`)
  }
}

/** States in the order in which a section goes through them; Idle is of no interest. */
const listed = [
  State.Loaded,
  State.Loading,
  State.QueuedLoad,
  State.QueuedUnload,
  State.Unloading,
  State.Error,
] as const
const labels: Readonly<Record<number, string>> = { [State.QueuedLoad]: 'To load', [State.QueuedUnload]: 'To unload' }

function addSections(panel: Node): Part {
  const block = addElement(panel, 'div', 'block')
  const shown = addLine(block, 'Shown · desired · all')
  const bar = addElement(block, 'div', 'bar')
  const shares = listed.map((state) => {
    const share = addElement(bar, 'i')
    share.style.background = stateCss[state]
    return share
  })
  const grid = addElement(block, 'div', 'states')
  const counts = listed.map((state) => {
    const value = addLine(grid, labels[state] ?? stateNames[state])
    const dot = document.createElement('span')
    dot.className = 'dot'
    dot.style.background = stateCss[state]
    value.previousElementSibling?.prepend(dot)
    return value
  })
  return ({ figures }) => {
    setText(shown, `${figures.shown} · ${figures.desired} · ${formatCount(figures.sections)}`)
    const all = listed.reduce((sum, state) => sum + figures.byState[state], 0)
    listed.forEach((state, i) => {
      const count = figures.byState[state]
      shares[i].style.width = all > 0 ? `${(100 * count) / all}%` : '0'
      setText(counts[i], String(count))
      counts[i].parentElement?.classList.toggle('none', count === 0)
    })
  }
}

/** Above this share of the budget the bar warns. */
const fullShare = 0.95

function addMemory(panel: Node): Part {
  const block = addElement(panel, 'div', 'block')
  const text = addLine(block, 'Memory')
  const bar = addElement(block, 'div', 'bar memory')
  const share = addElement(bar, 'i')
  const note = addLine(block, 'Peak')
  return ({ figures }) => {
    const { residentBytes, peakBytes, budgetBytes, refused } = figures
    const limited = budgetBytes !== Infinity
    const full = limited ? residentBytes / budgetBytes : residentBytes / Math.max(1, peakBytes)
    setText(text, limited ? `${formatBytes(residentBytes)} of ${formatBytes(budgetBytes)}` : formatBytes(residentBytes))
    setText(note, `${formatBytes(peakBytes)}${limited ? ` · ${refused} refused` : ' · no budget'}`)
    share.style.width = `${Math.min(100, 100 * full)}%`
    bar.classList.toggle('full', limited && full > fullShare)
  }
}

function addWork(panel: Node): Part {
  const block = addElement(panel, 'div', 'block')
  const tick = addLine(block, 'Tick')
  const moved = addLine(block, 'Loads · unloads')
  const trouble = addLine(block, 'Failed · reloaded')
  const drawn = addLine(block, 'Draws · triangles')
  return ({ figures, drawing }) => {
    setText(tick, `${formatMs(figures.tickMedianMs)} ms · p99 ${formatMs(figures.tickP99Ms)}`)
    setText(moved, `${formatCount(figures.loads)} · ${formatCount(figures.unloads)}`)
    setText(trouble, `${formatCount(figures.failures)} · ${formatCount(figures.reloads)}`)
    setText(drawn, drawing ? `${formatCount(drawing.draws)} · ${formatCount(drawing.triangles)}` : '–')
  }
}

const queueLength = 3

/** Always as tall: a panel that grows and shrinks with the queue cannot be read. */
function addQueue(panel: Node): Part {
  const block = addElement(panel, 'div', 'block queue')
  const rows = Array.from({ length: queueLength }, () => addLine(block, ''))
  return ({ next = [] }) =>
    rows.forEach((why, i) => {
      const entry = next[i]
      const idle = i === 0 ? 'Nothing waits to load' : '\u00a0'
      setText(why.previousElementSibling as HTMLElement, entry?.name ?? idle)
      setText(why, entry ? entry.reason : '')
    })
}
