import { markColors } from './barStyle'
import { describeMark, type Mark } from './marks'
import { seekTo, setPlaying, type Scrub } from './scrub'

/** Width of a mark, and how near to it the pointer has to be, points. */
const [markPoints, nearPoints] = [3, 5]
/** Height of a mark by how much it stands for: one, a few, many. */
const heights = [7, 10, 14] as const
/** What was drawn last, by canvas: marks, things in them, pixels. */
const drawn = new WeakMap<HTMLCanvasElement, string>()

const shareOf = ({ begin, end }: Scrub, tick: number) => (tick - begin) / Math.max(1, end - begin)

/** Draws the marks where they or the canvas have changed. */
export function drawMarks(canvas: HTMLCanvasElement, scrub: Scrub): void {
  const { list, last } = scrub.survey.marks
  const density = Math.min(2, window.devicePixelRatio || 1)
  const [width, height] = [Math.round(canvas.clientWidth * density), Math.round(canvas.clientHeight * density)]
  const now = [list.length, ...[...last.values()].map(({ count }) => count), width, height].join()
  const context = canvas.getContext('2d')
  if (drawn.get(canvas) === now || context === null) return
  drawn.set(canvas, now)
  canvas.width = width
  canvas.height = height
  for (const mark of list) {
    const high = heights[mark.count < 2 ? 0 : mark.count < 10 ? 1 : 2] * density
    context.fillStyle = markColors[mark.kind]
    const x = shareOf(scrub, mark.tick) * width - (markPoints * density) / 2
    context.fillRect(Math.max(0, Math.min(width - markPoints * density, x)), height - high, markPoints * density, high)
  }
}

/** The pointer is told what a mark stands for, and a click goes there. */
export function listenToMarks(canvas: HTMLCanvasElement, scrub: Scrub): void {
  canvas.addEventListener('pointermove', (event) => {
    const mark = markNear(canvas, scrub, event.offsetX)
    canvas.title = mark ? describeMark(mark) : ''
    canvas.style.cursor = mark ? 'pointer' : 'default'
  })
  canvas.addEventListener('click', (event) => {
    const mark = markNear(canvas, scrub, event.offsetX)
    if (!mark) return
    setPlaying(scrub, false)
    seekTo(scrub, mark.tick)
  })
}

function markNear(canvas: HTMLCanvasElement, scrub: Scrub, x: number): Mark | null {
  let [nearest, best]: [Mark | null, number] = [null, nearPoints]
  for (const mark of scrub.survey.marks.list) {
    const away = Math.abs(shareOf(scrub, mark.tick) * canvas.clientWidth - x)
    if (away <= best) [nearest, best] = [mark, away]
  }
  return nearest
}
