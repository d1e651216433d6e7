import { addElement, setText } from '../../debug/elements'
import { createMap, type MapOnPage } from '../../debug/map'
import type { OverlayContext, Panel } from '../../debug/panel'
import { makeTour } from '../../forecast/tour'
import { readFocusPaths, type FocusPath } from '../../replay/focusPath'
import { addPreviewFigures, addPreviewLists } from './previewResults'
import { drawPreview, fitPaths } from './previewMap'
import {
  addPoint,
  createPreview,
  followRoute,
  restartPreview,
  takePaths,
  type Preview,
  type Wishes,
} from './previewState'
import { previewStyle } from './previewStyle'

/** What the parts of the panel work on. */
interface Work {
  readonly overlay: OverlayContext
  readonly preview: Preview
  readonly map: MapOnPage
  /** Shows what is new. */
  changed(): void
}

/**
 * What a path would be like, without playing it: what loads when, how much memory it takes and where something is missing, under every profile.
 * @param tourUrl Where the world's own tour may lie; where it does not, one is made.
 */
export function createPreviewPanel(tourUrl: string): Panel {
  return {
    id: 'preview',
    title: 'Preview',
    key: '4',
    place: 'bottom',
    create: (body, overlay) => createBody(body, overlay, tourUrl),
  }
}

function createBody(body: HTMLElement, overlay: OverlayContext, tourUrl: string) {
  addStyle(body)
  const preview = createPreview()
  const tools = addElement(body, 'div', 'preview-tools')
  const grid = addElement(body, 'div', 'preview')
  const map = createMap(grid, overlay, {
    label: 'Map to draw a path on. Click adds a point, drag moves, wheel zooms.',
    click(x, z) {
      map.following = false
      addPoint(preview, overlay.world, x, z)
      redraw(work)
    },
    drawOver: (context, view) => drawPreview(context, view, preview),
  })
  const parts = [addPreviewFigures(grid, preview), ...addPreviewLists(grid, overlay, preview)]
  const work: Work = { overlay, preview, map, changed: () => update() }
  addButtons(tools, work, tourUrl)
  addWishes(tools, work)
  const status = addStatus(tools, preview)
  acceptDrop(body, work)
  const update = () => {
    map.update()
    status()
    for (const part of parts) part()
  }
  return { update, dispose: () => preview.run.abort() }
}

function addStyle(body: HTMLElement): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(previewStyle)
  ;(body.getRootNode() as ShadowRoot).adoptedStyleSheets.push(sheet)
}

function redraw({ preview, overlay, changed }: Work): void {
  followRoute(preview)
  restartPreview(preview, overlay.world, changed)
}

function addButtons(tools: Node, work: Work, tourUrl: string): void {
  const { route } = work.preview
  const buttons = addElement(tools, 'div', 'buttons')
  const add = (text: string, title: string, act: () => void) => {
    const button = addElement(buttons, 'button', '', text)
    button.type = 'button'
    button.title = title
    button.addEventListener('click', act)
  }
  const file = addElement(buttons, 'input')
  file.type = 'file'
  file.accept = '.csv,text/csv'
  file.hidden = true
  file.addEventListener('change', () => {
    void takeFile(work, file.files?.[0])
    file.value = ''
  })
  add('Tour', 'The tour of this world', () => void takeTour(work, tourUrl))
  add('Open path…', 'A CSV with t,x,y,z; it may be dropped here too', () => file.click())
  add('Undo', 'Take the last point away', () => {
    route.pop()
    redraw(work)
  })
  add('Clear', 'Begin anew', () => {
    route.length = 0
    redraw(work)
  })
}

/** Name, unit, least and most of each. A path as fast as a teleport would be one. */
const asked: readonly (readonly [keyof Wishes, label: string, unit: string, least: number, most: number])[] = [
  ['speed', 'Speed', 'm/s', 0.1, 150],
  ['latencyMs', 'Latency', 'ms', 0, 10_000],
  ['megabitsPerSecond', 'Wire', 'Mbit/s', 0.1, 100_000],
]

function addWishes(tools: Node, work: Work): void {
  const { preview, overlay, changed } = work
  for (const [name, label, unit, least, most] of asked) {
    const field = addElement(tools, 'label', 'quiet', label)
    const input = addElement(field, 'input')
    input.type = 'number'
    input.min = String(least)
    input.max = String(most)
    input.step = 'any'
    input.value = String(preview.wishes[name])
    field.append(unit)
    input.addEventListener('change', () => {
      const value = Number(input.value)
      if (input.value !== '' && value >= least && value <= most) preview.wishes[name] = value
      input.value = String(preview.wishes[name])
      if (preview.route.length > 0) redraw(work)
      else if (name !== 'speed') restartPreview(preview, overlay.world, changed)
    })
  }
}

function addStatus(tools: Node, preview: Preview): () => void {
  const text = addElement(tools, 'span', 'preview-status quiet')
  text.setAttribute('role', 'status')
  const bar = addElement(tools, 'div', 'bar')
  const share = addElement(bar, 'i')
  share.style.background = '#8fd0ff'
  return () => {
    setText(text, describe(preview))
    text.classList.toggle('fault', preview.fault !== '')
    bar.style.visibility = preview.progress === null ? 'hidden' : ''
    share.style.width = `${100 * (preview.progress ?? 0)}%`
  }
}

function describe({ fault, progress, paths, route, name }: Preview): string {
  if (fault) return fault
  if (paths.length === 0)
    return route.length === 1
      ? 'One more point makes a path'
      : 'Click points on the map, or drop a path: CSV with t,x,y,z'
  const seconds = Math.max(...paths.map(({ times }) => times[times.length - 1] - times[0]))
  const state = progress === null ? '' : ` · simulating, ${Math.floor(100 * progress)} %`
  return `${name} · ${seconds.toFixed(1)} s${state}`
}

function show({ preview, overlay, map, changed }: Work, paths: readonly FocusPath[], name: string): void {
  takePaths(preview, paths, name)
  map.following = false
  fitPaths(map.view, paths)
  restartPreview(preview, overlay.world, changed)
}

function takeCsv(work: Work, csv: string, name: string): void {
  try {
    show(work, readFocusPaths(csv, name), name)
  } catch (error) {
    work.preview.fault = (error as Error).message
    work.changed()
  }
}

async function takeFile(work: Work, file: File | undefined): Promise<void> {
  if (file) takeCsv(work, await file.text(), file.name)
}

async function takeTour(work: Work, url: string): Promise<void> {
  const answer = await fetch(url).catch(() => null)
  if (answer?.ok) takeCsv(work, await answer.text(), 'Tour')
  else show(work, [makeTour(work.overlay.world.terrane.table, work.preview.wishes.speed)], 'Made tour')
}

/** A path dropped on the panel is previewed, not flown. */
function acceptDrop(body: HTMLElement, work: Work): void {
  body.addEventListener('drop', (event) => {
    event.preventDefault()
    event.stopPropagation()
    void takeFile(work, event.dataTransfer?.files[0])
  })
}
