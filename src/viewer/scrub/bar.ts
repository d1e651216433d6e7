import { addElement, addShadowHost, setText } from '../../debug/elements'
import { barStyle, markColors } from './barStyle'
import { drawMarks, listenToMarks } from './markLine'
import { countMarks, findMark, markKinds, type MarkKind } from './marks'
import { focusesOf, riddenSerial, ride, type Replayed } from './replayed'
import { isThere, seekTo, setPlaying, tickOf } from './scrub'
import { countMissing } from './shownPicture'
import { formatMoment, nextSpeed } from './time'

/** The strip below the picture: a slider over the recording, marks above it, and the keys' buttons. */
export interface Bar {
  /** Once a frame. */
  update(nowMs: number): void
}

/** Texts are renewed this often while nothing is moved by hand, milliseconds. */
const everyMs = 120

type Part = (replayed: Replayed) => void

/** @param keys Work on the slider too, beside its own. */
export function createBar(parent: HTMLElement, replayed: Replayed, keys: Readonly<Record<string, () => void>>): Bar {
  const { root } = addShadowHost(parent, 'replay', barStyle)
  const host = root.host as HTMLElement
  host.style.height = '100%'
  const bar = addElement(root, 'div', 'bar')
  const [moveTrack, renewMarks] = addTrack(bar, replayed, keys)
  const row = addElement(bar, 'div', 'row')
  const moving = [moveTrack, addButtons(row, replayed), addTime(row)]
  const slow = [
    renewMarks,
    addKinds(row, replayed),
    addStatus(row),
    addSpeed(row, replayed),
    addFocuses(row, replayed),
    addCamera(row, replayed),
  ]
  let updatedAt = -Infinity
  return {
    update(nowMs) {
      for (const part of moving) part(replayed)
      if (nowMs - updatedAt < everyMs) return
      updatedAt = nowMs
      for (const part of slow) part(replayed)
    },
  }
}

/** What moves with the slider, and the marks. */
function addTrack(
  bar: Node,
  { scrub }: Replayed,
  keys: Readonly<Record<string, () => void>>,
): [move: Part, renewMarks: Part] {
  const track = addElement(bar, 'div', 'track')
  const marks = addElement(track, 'canvas', 'marks')
  const line = addElement(track, 'div', 'line')
  const [read, past] = [addElement(line, 'i', 'read'), addElement(line, 'i', 'past')]
  const slider = addElement(track, 'input')
  Object.assign(slider, { type: 'range', min: String(scrub.begin), max: String(scrub.end), step: '1' })
  slider.setAttribute('aria-label', 'Moment of the recording')
  slider.addEventListener('input', () => {
    setPlaying(scrub, false)
    seekTo(scrub, Number(slider.value))
  })
  slider.addEventListener('keydown', (event) => {
    const key = event.key.toLowerCase()
    if (!(key in keys)) return
    event.preventDefault()
    keys[key]()
  })
  listenToMarks(marks, scrub)
  const share = (tick: number) => `${(100 * (tick - scrub.begin)) / Math.max(1, scrub.end - scrub.begin)}%`
  const move = () => {
    const value = String(scrub.target)
    if (slider.value !== value) slider.value = value
    slider.setAttribute('aria-valuetext', formatMoment(scrub.target, scrub.tickHz))
    past.style.width = share(scrub.target)
    read.style.width = share(scrub.survey.tick)
  }
  return [move, () => drawMarks(marks, scrub)]
}

/** Outlines in a square of 14. */
const icons = {
  play: 'M3 1.5v11l9-5.5z',
  pause: 'M3 2h3v10H3zM8 2h3v10H8z',
  back: 'M2 2h2v10H2zM12 2v10L5 7z',
  forward: 'M10 2h2v10h-2zM2 2v10l7-5z',
} as const

function addIcon(button: HTMLElement, name: keyof typeof icons): (name: keyof typeof icons) => void {
  const space = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(space, 'svg')
  svg.setAttribute('viewBox', '0 0 14 14')
  const path = svg.appendChild(document.createElementNS(space, 'path'))
  const set = (other: keyof typeof icons) => path.setAttribute('d', icons[other])
  set(name)
  button.appendChild(svg)
  return set
}

function addButton(parent: Node, className: string, title: string, act: () => void): HTMLButtonElement {
  const button = addElement(parent, 'button', className)
  button.type = 'button'
  button.title = title
  button.setAttribute('aria-label', title)
  button.addEventListener('click', act)
  // The keyboard stays with the picture.
  button.addEventListener('pointerdown', (event) => event.preventDefault())
  button.addEventListener('mousedown', (event) => event.preventDefault())
  return button
}

function addButtons(row: Node, { scrub }: Replayed): Part {
  const buttons = addElement(row, 'div', 'buttons')
  const stepBy = (ticks: number) => () => {
    setPlaying(scrub, false)
    seekTo(scrub, scrub.target + ticks)
  }
  addIcon(addButton(buttons, 'step', 'A tick back (,)', stepBy(-1)), 'back')
  const play = addButton(buttons, 'play', 'Play or pause (space)', () => setPlaying(scrub, !scrub.playing))
  const set = addIcon(play, 'play')
  addIcon(addButton(buttons, 'step', 'A tick forward (.)', stepBy(1)), 'forward')
  let playing = false
  return () => {
    if (playing === scrub.playing) return
    playing = scrub.playing
    set(playing ? 'pause' : 'play')
  }
}

function addTime(row: Node): Part {
  const time = addElement(row, 'span', 'time')
  const now = addElement(time, 'b')
  const end = addElement(time, 'span', 'quiet')
  return ({ scrub }) => {
    setText(now, formatMoment(scrub.target, scrub.tickHz))
    setText(end, ` / ${formatMoment(scrub.end, scrub.tickHz)}`)
  }
}

const kindWords: Readonly<Record<MarkKind, readonly [one: string, many: string]>> = {
  error: ['error', 'errors'],
  hole: ['hole', 'holes'],
  late: ['late', 'late'],
  teleport: ['jump', 'jumps'],
  differs: ['difference', 'differences'],
}

/** How much there is of each kind; a click goes to the next, and after the last to the first. */
function addKinds(row: Node, { scrub }: Replayed): Part {
  const kinds = addElement(row, 'div', 'kinds')
  const { marks } = scrub.survey
  const counts = markKinds.map((kind) => {
    const button = addButton(kinds, kind, `The next of these (]: the next of any kind)`, () => {
      const found = findMark(marks, scrub.target, 1, kind) ?? findMark(marks, -1, 1, kind)
      setPlaying(scrub, false)
      if (found) seekTo(scrub, found.tick)
    })
    addElement(button, 'i').style.background = markColors[kind]
    return [kind, button, addElement(button, 'span')] as const
  })
  return () => {
    for (const [kind, button, text] of counts) {
      const count = countMarks(marks, kind)
      button.hidden = count === 0
      setText(text, `${count} ${kindWords[kind][count === 1 ? 0 : 1]}`)
    }
  }
}

function addStatus(row: Node): Part {
  const status = addElement(row, 'span', 'status quiet')
  status.setAttribute('role', 'status')
  return ({ scrub, picture, name }) => {
    const { survey, begin, end } = scrub
    const missing = countMissing(picture)
    const read = Math.floor((100 * (survey.tick - begin)) / Math.max(1, end - begin))
    const parts = [
      ...(isThere(scrub) ? [] : ['on the way']),
      ...(missing > 0 ? [`${missing} of ${picture.drawn.size} loading`] : []),
      ...(survey.done ? [] : [`${read} % read`]),
    ]
    setText(status, parts.length > 0 ? parts.join(' · ') : name)
    status.title = `tick ${tickOf(scrub)} of ${name}`
  }
}

function addSpeed(row: Node, { scrub }: Replayed): Part {
  const button = addButton(row, 'speed', 'Speed', () => void (scrub.speed = nextSpeed(scrub.speed)))
  return () => setText(button, `${scrub.speed}×`)
}

/** Which focus the camera goes with, where there are several. */
function addFocuses(row: Node, replayed: Replayed): Part {
  const choice = addElement(row, 'select')
  choice.setAttribute('aria-label', 'The focus that the camera goes with')
  choice.title = 'The focus that the camera goes with (its number)'
  choice.addEventListener('change', () => {
    ride(replayed, Number(choice.value))
    choice.blur()
  })
  let listed = ''
  return () => {
    const serials = focusesOf(replayed)
    choice.hidden = serials.length < 2
    if (listed !== serials.join()) choice.replaceChildren(...serials.map((n) => new Option(`Focus ${n}`, String(n))))
    listed = serials.join()
    const ridden = riddenSerial(replayed)
    if (ridden > 0 && choice.value !== String(ridden)) choice.value = String(ridden)
  }
}

function addCamera(row: Node, replayed: Replayed): Part {
  const toggle = () => void (replayed.riding = !replayed.riding)
  const button = addButton(row, 'camera', 'The camera goes with the recorded focus (F)', toggle)
  addElement(button, 'span', 'wide', 'Recorded camera')
  addElement(button, 'span', 'narrow', 'Camera')
  return ({ riding }) => button.setAttribute('aria-pressed', String(riding))
}
