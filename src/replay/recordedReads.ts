import type { View } from '../components/focus'
import { givenView } from '../components/sceneRoot'
import type { Engine } from '../engine'
import { standAt } from '../live/standing'
import type { RecordedInput, RecordedTick } from './recordedTick'

/** What the running tick of a replay is told where it reads the outside. */
export interface RecordedReads {
  /** Tickets of loads that wait for something in the game. */
  readonly waiting: Set<number>
  /** What a section that could not enter said, by row. */
  readonly troubles: Map<number, string>
  /** Scores that a game's own scorer gave, in order; `nextScore` is the next. */
  readonly scores: number[]
  nextScore: number
  /** Values that features passed through `input`, by name, in order. */
  readonly values: Map<string, unknown[]>
}

export function createReads(): RecordedReads {
  return { waiting: new Set(), troubles: new Map(), scores: [], nextScore: 0, values: new Map() }
}

/** Takes over what a tick read; what a focus followed and saw is where the engine looks for it. */
export function beginReads(engine: Engine, out: RecordedReads, { reads = [] }: RecordedTick): void {
  out.waiting.clear()
  out.troubles.clear()
  out.values.clear()
  out.scores.length = out.nextScore = 0
  for (const read of reads) takeRead(engine, out, read)
}

function takeRead(engine: Engine, out: RecordedReads, [name, ...said]: RecordedInput): void {
  if (name === 'followFocus') follow(engine, said as number[])
  else if (name === 'viewFocus') turnView(engine, said)
  else if (name === 'waiting') out.waiting.add(said[0] as number)
  else if (name === 'score') out.scores.push((said[1] as number | undefined) ?? 0)
  else if (name === 'enterFailed') {
    const [row, trouble] = said[0] as [number, string]
    out.troubles.set(row, trouble)
  } else {
    const [key, value] = said[0] as [string, unknown]
    out.values.set(key, [...(out.values.get(key) ?? []), value])
  }
}

function follow(engine: Engine, [focus, x = 0, y = 0, z = 0]: readonly number[]): void {
  standAt(engine, focus, x, y, z)
}

/** All 33 numbers of a view, or the nine of its rotation alone. */
function turnView(engine: Engine, said: readonly unknown[]): void {
  if (typeof said[0] === 'number') {
    const [focus, ...rotation] = said as number[]
    const view = givenView(engine, focus)
    if (view) giveView(engine, focus, { ...view, view: spreadRotation(view.view, rotation) })
    return
  }
  const [focus, numbers] = said[0] as [number, number[]]
  giveView(engine, focus, readView(numbers))
}

function giveView({ focuses, root }: Engine, focus: number, view: View): void {
  focuses.view[focus] = view
  root?.enter(focuses, focus)
}

function spreadRotation(before: ArrayLike<number>, rotation: readonly number[]): number[] {
  const axes = Array.from(before)
  rotation.forEach((value, i) => (axes[4 * Math.floor(i / 3) + (i % 3)] = value))
  return axes
}

function readView(numbers: readonly number[]): View {
  const [view, projection, height] = [numbers.slice(0, 16), numbers.slice(16, 32), numbers[32]]
  return { view, projection, ...(height > 0 && { viewportHeight: height }) }
}
