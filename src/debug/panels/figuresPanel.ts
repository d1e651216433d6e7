import { State, stateNames } from '../../components/state'
import type { StreamingFigures } from '../../telemetry/figures'
import { addElement, setText } from '../elements'
import { formatBytes, formatCount, formatMs, formatShare, formatWaits } from '../format'
import { measureWaits } from '../../lateness/measureWaits'
import { measureFrames, type FrameFigures } from '../frameTimes'
import type { OverlayContext, Panel } from '../panel'
import { countFullTriangles } from '../fullDetail'
import { addReportButton } from '../reportButton'
import { drawSparkline } from '../sparkline'
import { stateCss } from '../stateColors'

/** A part of the panel, renewed from what is known now. */
type Part = (overlay: OverlayContext, frames: FrameFigures) => void

/** Counts, times and bytes at a glance. */
export const figuresPanel: Panel = {
  id: 'figures',
  title: 'Figures',
  key: 'i',
  place: 'left',
  create(body, overlay) {
    const parts = [addHead(body), addFrames(body), addSections(body), addMemory(body, overlay), addWork(body)]
    addReportButton(body, overlay)
    const frames: FrameFigures = { medianMs: 0, p95Ms: 0, longestMs: 0, frames: 0 }
    return {
      update() {
        measureFrames(overlay.frames, frames)
        for (const part of parts) part(overlay, frames)
      },
    }
  },
}

/** A line of name and value; returns the value's element. */
function addLine(parent: Node, label: string): HTMLElement {
  const line = addElement(parent, 'div', 'line')
  addElement(line, 'span', '', label)
  return addElement(line, 'span')
}

function addHead(body: Node): Part {
  const head = addElement(body, 'div', 'head')
  const name = addElement(head, 'span')
  const note = addElement(head, 'span', 'quiet')
  return ({ host, world }) => {
    setText(name, host.title ?? 'Streaming')
    setText(note, host.note?.() ?? `${world.terrane.profile.name} profile`)
  }
}

function addFrames(body: Node): Part {
  const big = addElement(body, 'div', 'big')
  const median = addElement(big, 'b')
  addElement(big, 'span', 'quiet', 'ms a frame')
  const p95 = addElement(big, 'span', 'quiet')
  const canvas = addElement(body, 'canvas', 'frames')
  const density = Math.min(2, Math.ceil(window.devicePixelRatio || 1))
  canvas.width = 236 * density
  canvas.height = 34 * density
  return (overlay, frames) => {
    setText(median, formatMs(frames.medianMs))
    setText(p95, `p95 ${formatMs(frames.p95Ms)}`)
    drawSparkline(canvas, overlay.frames)
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

function addSections(body: Node): Part {
  const block = addElement(body, 'div', 'block')
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
    const parts = figures.partsShown > 0 ? ` + ${figures.partsShown} in part` : ''
    setText(shown, `${figures.shown}${parts} · ${figures.desired} · ${formatCount(figures.sections)}`)
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

function addMemory(body: Node, { host }: OverlayContext): Part {
  const block = addElement(body, 'div', 'block')
  const text = addLine(block, 'Memory')
  const bar = addElement(block, 'div', 'bar memory')
  const share = addElement(bar, 'i')
  const budget = host.budgetNote ? addLine(block, 'Budget') : null
  const note = addLine(block, 'Peak')
  const textures = addLine(block, 'Textures')
  const pressure = addLine(block, 'Pressure')
  return ({ figures }) => {
    const { residentBytes, peakBytes, budgetBytes } = figures
    setText(textures, ofBudget(figures.residentTextureBytes, figures.textureBudgetBytes))
    setText(pressure, sayPressure(figures))
    const limited = budgetBytes !== Infinity
    const full = limited ? residentBytes / budgetBytes : residentBytes / Math.max(1, peakBytes)
    if (budget) setText(budget, host.budgetNote?.() ?? '')
    setText(text, ofBudget(residentBytes, budgetBytes))
    setText(note, `${formatBytes(peakBytes)}${limited ? '' : ' · no budget'}`)
    share.style.width = `${Math.min(100, 100 * full)}%`
    bar.classList.toggle('full', limited && full > fullShare)
  }
}

/** Others have no gates, or that of the view alone. */
const isTiled = ({ terrane }: OverlayContext['world']) =>
  terrane.tiles !== null || terrane.settings.viewGatePadding < Infinity
function ofBudget(bytes: number, budgetBytes: number): string {
  return budgetBytes < Infinity ? `${formatBytes(bytes)} of ${formatBytes(budgetBytes)}` : formatBytes(bytes)
}

function sayPressure({ pressure, pressureSignals }: StreamingFigures): string {
  return pressureSignals > 0 ? `${pressure} · ${pressureSignals} so far` : pressure
}

function addWork(body: Node): Part {
  const block = addElement(body, 'div', 'block')
  const tick = addLine(block, 'Tick')
  const moved = addLine(block, 'Loads · unloads')
  const trouble = addLine(block, 'Failed · reloaded')
  const refused = addLine(block, 'Refused · forced')
  const gates = addLine(block, 'View · interior · cover')
  const waits = addLine(block, 'Put off · parse memory')
  const meter = addLine(block, 'Work meter')
  const inRange = addLine(block, 'Asked · shown after')
  const drawn = addLine(block, 'Draws · triangles')
  const share = addLine(block, 'Of all in full detail')
  let full = -1
  return ({ figures, host, world }) => {
    if (full < 0) full = countFullTriangles(world.terrane.table)
    const drawing = host.drawing?.()
    setText(tick, `${formatMs(figures.tickMedianMs)} ms · p99 ${formatMs(figures.tickP99Ms)}`)
    setText(moved, `${formatCount(figures.loads)} · ${formatCount(figures.unloads)}`)
    setText(trouble, `${formatCount(figures.failures)} · ${formatCount(figures.reloads)}`)
    setText(refused, `${formatCount(figures.refused)} · ${formatCount(figures.forced)}`)
    const interior = figures.gatedByZone + figures.gatedByFloor
    setText(gates, [figures.gatedByView, interior, figures.gatedByCover].map(formatCount).join(' · '))
    gates.parentElement!.hidden = !isTiled(world)
    setText(waits, `${formatCount(figures.deferred)} · ${figures.gatedByMemory > 0 ? 'waiting' : 'free'}`)
    waits.parentElement!.hidden = !isTiled(world)
    setText(meter, figures.meterStop ? `stopped by ${figures.meterStop}` : 'room left')
    const { shown, toAskedMs, toShownMs } = measureWaits(world)
    setText(inRange, shown > 0 ? formatWaits(toAskedMs.median, toShownMs.median) : '–')
    inRange.title = `after coming in range: median; at most ${formatWaits(toAskedMs.longest, toShownMs.longest)}`
    setText(drawn, drawing ? `${formatCount(drawing.draws)} · ${formatCount(drawing.triangles)}` : '–')
    setText(share, drawing && full > 0 ? `${formatShare(drawing.triangles / full)} of ${formatCount(full)}` : '–')
  }
}
