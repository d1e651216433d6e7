/** The page that `terrane serve` and `npm start` open: flies through the world that lies at `world/` beside it. */
import { createBadge, createOverlay, type Overlay, type OverlayHost } from '../debug'
import { openWorld, sectionContent, type StreamingFigures } from '../index'
import type { TerraneWorld } from '../engine'
import { openRegl, reglPresenter, type DrawCounts, type ReglPresenter } from '../render'
import { followAddress, servedAddress, showAsAddressed } from './address'
import { describeBake, followBake, type BakeReport } from './bakeProgress'
import { acceptDrops, createCommands, tourPath } from './commands'
import { createControls } from './controls'
import { arrivalOf, createCurtain } from './curtain'
import type { Flight } from './flight'
import { createFaultsPanel } from './faults/faultsPanel'
import { createFaultsState, lookAt } from './faults/faultsState'
import { createScreen, runFrame, type Screen } from './frame'
import { createBar, type Bar } from './scrub/bar'
import { createReplayed } from './scrub/replayed'
import { momentOf, replayHandle, type ReplayHandle } from './scrub/handle'
import { recordingPath, readServedRecording } from './scrub/served'
import { scrubKeys } from './scrub/scrubKeys'
import { findPage, showFault, showNotice, type Page } from './page'
import { firstPanels, readAddress, type Viewpoint } from './place'
import { createPreviewPanel } from './preview/previewPanel'
import { isSoftwareRenderer } from './sharpness'
import { jumpTo, readFigures, startReplayed, startSession, type Session } from './session'

/** What the page offers to its console and to tests. */
export interface ViewerHandle {
  readonly world: TerraneWorld
  readonly flight: Flight
  readonly overlay: Overlay
  figures(): StreamingFigures
  counts(): Readonly<DrawCounts>
  /** Goes there at once; radians. */
  jump(viewpoint: Viewpoint): void
  /** The recording that is looked at; null where the world streams. */
  readonly replay: ReplayHandle | null
}

declare global {
  interface Window {
    terrane?: ViewerHandle
  }
}

/** Where the world is, relative to the page. */
const worldPath = './world/'
/** Above what the visitor goes to, metres. */
const eyeHeight = 2
/** How long the world may take to open before the server is asked what it is doing, milliseconds. */
const patienceMs = 1000

async function boot(page: Page): Promise<void> {
  const address = readAddress(location.hash, servedAddress())
  const software = isSoftwareRenderer()
  const fine = address.density !== null || !software
  if (!fine) document.documentElement.style.setProperty('--terrane-glass', 'none')
  const regl = openRegl(page.canvas, { antialias: fine, anisotropy: fine })
  const presenter = reglPresenter(regl, { lighting: fine ? 'full' : 'simple' })
  const opening = openAndTell(page)
  // A processor takes seconds for all shaders: what a world needs of them is compiled as it is drawn.
  if (!software) presenter.warm()
  const opened = await opening
  document.title = `${opened.name || 'World'} · Terrane`
  page.worldName.textContent = opened.name || 'World'
  const path = recordingPath()
  const replayed = path === null ? null : createReplayed(opened, presenter, ...(await readServedRecording(path)))
  const session = replayed
    ? startReplayed(opened, presenter, address, replayed)
    : startSession(opened, presenter, address)
  const faults = createFaultsState()
  const panels = [createFaultsPanel(faults), createPreviewPanel(tourPath)]
  const overlay = createOverlay(page.stage, session.world, { ...overlayHost(session), panels })
  showAsAddressed(overlay, session.world, address)
  const commands = createCommands(session, page, overlay, address.path ?? tourPath)
  if (address.path && !replayed) void commands.followUrl(address.path)
  acceptDrops(commands, (file) => {
    lookAt(faults, file)
    overlay.setPanel(panels[0].id, true)
  })
  followContext(page, presenter)
  window.terrane = {
    world: session.world,
    flight: session.flight,
    overlay,
    figures: () => readFigures(session),
    counts: () => presenter.counts(),
    jump: (viewpoint) => jumpTo(session, viewpoint),
    replay: replayed && replayHandle(replayed),
  }
  const controls = createControls(
    page.canvas,
    session.flight,
    commands.run,
    overlay.pickAt,
    replayed ? playKeys : noKeys,
  )
  startFrames(session, page, overlay, createScreen(session, page.canvas, controls, overlay, address.density))
  followAddress(session, overlay)
  const { table } = opened
  const live = table.count > 0 && sectionContent(table, 0).startsWith('live/')
  if (live) void tellBake(page, new AbortController().signal)
}

/** Space plays a recording, and would fly up. */
const [playKeys, noKeys] = [new Set(['Space']), new Set<string>()]

/** Opens the world; where its pointer is long in coming, a bake is reading its input, and the curtain says so. */
async function openAndTell(page: Page) {
  const opened = new AbortController()
  const tell = (report: BakeReport) => (page.worldName.textContent = describeBake(report))
  const timer = setTimeout(() => {
    if (!isAnswered('world.json')) void followBake(progressUrl(), tell, opened.signal)
  }, patienceMs)
  try {
    return await openWorld(worldPath)
  } finally {
    clearTimeout(timer)
    opened.abort()
  }
}

/** Whether a file of the world has come: hosts without a bake are not asked for what they do not have. */
function isAnswered(file: string): boolean {
  const url = new URL(worldPath + file, location.href).href
  return performance.getEntriesByType('resource').some(({ name }) => name === url)
}

const progressUrl = () => new URL(`${worldPath}progress`, location.href)

async function tellBake(page: Page, signal: AbortSignal): Promise<void> {
  await followBake(
    progressUrl(),
    (report) =>
      report.state === 'failed' ? showFault(page, describeBake(report)) : showNotice(page, describeBake(report)),
    signal,
  )
}

function overlayHost(session: Session): OverlayHost {
  const { opened, world, presenter, camera, flight, air } = session
  return {
    title: opened.name || 'World',
    note: () =>
      `${world.terrane.profile.name} profile${session.replayed ? ', recorded' : session.paused ? ', paused' : session.resting ? ', at rest' : ''}`,
    ...(session.budget && { budgetNote: () => session.budget!.why }),
    readOnly: session.replayed !== null,
    moment: () => session.replayed && momentOf(session.replayed),
    camera: () => camera,
    drawing: () => presenter.counts(),
    gizmos: presenter,
    painter: presenter,
    goTo(x, y, z) {
      const height = Number.isNaN(y) ? flight.position[1] : y + eyeHeight
      jumpTo(session, { position: [x, height, z], yaw: flight.yaw, pitch: flight.pitch })
    },
    reach: air.reach,
    open: firstPanels,
  }
}

function startFrames(session: Session, page: Page, overlay: Overlay, screen: Screen): void {
  const bar = createReplayBar(session, page)
  const badge = createBadge(page.stage, () => readFigures(session))
  const curtain = createCurtain(page)
  const frame = (nowMs: number) => {
    requestAnimationFrame(frame)
    runFrame(session, screen, nowMs)
    overlay.update(nowMs)
    badge.setOpen(!overlay.isOpen || overlay.openPanels().length === 0)
    badge.update(nowMs)
    bar?.update(nowMs)
    if (!curtain.update(arrivalOf(session), nowMs)) return
    screen.visible = true
    showNotice(page, session.replayed ? replayWelcome : welcome, 7000)
  }
  requestAnimationFrame(frame)
}

const welcome = 'WASD to fly · drag to look · click explains · F takes the tour · ? lists all keys'
const replayWelcome = 'Space plays · , and . step a tick · ] next mark · click explains · ? lists all keys'

function createReplayBar({ replayed }: Session, page: Page): Bar | null {
  if (!replayed) return null
  document.body.classList.add('replaying')
  return createBar(page.replay, replayed, scrubKeys(replayed))
}

function followContext(page: Page, presenter: ReglPresenter): void {
  presenter.onLost(() => showFault(page, 'The browser took the graphics context away; waiting for it to come back.'))
  presenter.onRestored(() => showFault(page, ''))
}

const page = findPage()
boot(page).catch((error: unknown) => {
  page.worldName.textContent = ''
  showFault(page, error instanceof Error ? error.message : String(error))
})
