import type { Overlay } from '../debug'
import type { ProfileName } from '../index'
import { readFocusPaths } from '../replay/focusPath'
import { readTextFile, type TextFile } from './faults/textFile'
import { startFollow } from './follow'
import { createVisitRecorder } from './recorder'
import { showFault, showNotice, type Page } from './page'
import { scrubKeys } from './scrub/scrubKeys'
import { jumpTo, switchProfile, type Session } from './session'

/** What keys other than those of flight do. */
export interface Commands {
  run(key: string): void
  /** Reads a path and flies it. Faults go to the page. */
  followCsv(csv: string, name: string): void
  followUrl(url: string): Promise<void>
}

type Keys = Readonly<Record<string, () => void>>

/** Where a tour lies if there is one, relative to the page. */
export const tourPath = 'world/tour.csv'

export function createCommands(session: Session, page: Page, overlay: Overlay, path: string): Commands {
  const followCsv = (csv: string, name: string) => {
    if (session.replayed)
      return showNotice(page, 'A recording has its own camera; paths are for worlds that stream', 5000)
    try {
      session.follow = startFollow(readFocusPaths(csv, name)[0])
      showFault(page, '')
      showNotice(page, `Following ${name}. Any flight key lets go.`)
    } catch (error) {
      showFault(page, (error as Error).message)
    }
  }
  const followUrl = async (url: string) => {
    const answer = await fetch(url).catch(() => null)
    if (answer?.ok) followCsv(await answer.text(), url.split('/').pop() ?? url)
    else showNotice(page, 'No tour beside this world. Drop a path on the page: CSV with t,x,y,z', 5000)
  }
  const follow = () => {
    if (session.follow) session.follow = null
    else void followUrl(path)
  }
  const keys: Keys = {
    h: () => jumpTo(session, session.home),
    '?': () => void (page.help.hidden = !page.help.hidden),
    ...(session.replayed ? scrubKeys(session.replayed) : visitKeys(session, page, follow)),
  }
  listKeys(page, overlay)
  return {
    run(key) {
      if (key === 'escape' && !page.help.hidden) page.help.hidden = true
      else if (key in keys) keys[key]()
      else overlay.press(key)
    },
    followCsv,
    followUrl,
  }
}

/** Of a world that streams: what would change a recorded one. */
function visitKeys(session: Session, page: Page, follow: () => void): Keys {
  const recorder = createVisitRecorder(session.world, session.opened.name)
  const profile = (name: ProfileName) => () => {
    switchProfile(session, name)
    showNotice(page, `Profile: ${name}`)
  }
  return {
    0: () => showNotice(page, recorder.saveLastMinute(), 5000),
    9: () => showNotice(page, recorder.toggle(), 5000),
    1: profile('conservative'),
    2: profile('default'),
    3: profile('aggressive'),
    p() {
      session.paused = !session.paused
      showNotice(page, `Pause ${session.paused ? 'on' : 'off'}`)
    },
    f: follow,
  }
}

/** The overlay's keys behind the page's own. */
function listKeys(page: Page, overlay: Overlay): void {
  const list = page.help.querySelector('.overlay-keys')
  for (const [key, does] of overlay.keys) {
    const term = document.createElement('dt')
    term.appendChild(document.createElement('kbd')).textContent = key.toUpperCase()
    const text = document.createElement('dd')
    text.textContent = does
    list?.append(term, text)
  }
}

/** What may hold more than a file when something is dropped: Chromium gives a handle by which it can be written. */
type DroppedItem = DataTransferItem & { getAsFileSystemHandle?(): Promise<FileSystemHandle | null> }

/** A CSV dropped anywhere on the page is flown, where the camera is the visitor's; an authoring file goes to `check`. */
export function acceptDrops(commands: Commands, check: (file: TextFile) => void): void {
  window.addEventListener('dragover', (event) => event.preventDefault())
  window.addEventListener('drop', (event) => {
    event.preventDefault()
    const item = event.dataTransfer?.items[0] as DroppedItem | undefined
    const file = item?.getAsFile()
    if (!file) return
    if (!/\.jsonc?$/i.test(file.name)) void file.text().then((csv) => commands.followCsv(csv, file.name))
    else void readDropped(file, item?.getAsFileSystemHandle?.()).then(check)
  })
}

async function readDropped(file: File, asked?: Promise<FileSystemHandle | null>): Promise<TextFile> {
  const handle = await asked?.catch(() => null)
  return readTextFile(file, handle?.kind === 'file' ? (handle as FileSystemFileHandle) : null)
}
