/**
 * What scrubbing costs (G-21): a minute recorded at 10,000 sections (or the number given), one focus at 30 m/s. Prints what the run through it takes (keyframes, marks, course), what
 * a keyframe takes and how long it takes to go to it, and the way to 200 random moments: whole, and by slices of 6 ms as the viewer's frames have. Beside it the same
 * moments from the start, without keyframes. Run with `npm run bench -- scrub`.
 */
import { createSimulatedBackend } from '../src/backends/simulatedBackend'
import { openSectionBlob } from '../src/blobs/sectionBlob'
import { engineFeature } from '../src/engineFeature'
import { createFocus, moveFocus } from '../src/focuses'
import { advanceReplay, createReplay, memorySink, readRecording, startRecording } from '../src/replay/index'
import { findKeyframe, rewindReplay } from '../src/replay/keyframes'
import { advanceScrub, createScrub, isThere, seekTo } from '../src/viewer/scrub/scrub'
import { composeWorld, step } from '../src/world'
import { cellMetres, makeGridBlob } from './table'

const sections = Number(process.argv[2] ?? 10_000)
const seconds = Number(process.argv[3] ?? 60)
const sliceMs = 6
const table = openSectionBlob(makeGridBlob(sections))

function record(): string {
  const side = Math.sqrt(sections) * cellMetres
  const backend = () => createSimulatedBackend({ table, latencyMs: 80, megabitsPerSecond: 1000, failRate: 0.02 })
  const world = composeWorld({ features: [engineFeature({ table, backend })] })
  const sink = memorySink()
  const running = startRecording(world, sink)
  const focus = createFocus(world, { position: [side / 2, 2, side / 4] })
  for (let tick = 0; tick < seconds * 60; tick++) {
    const z = (side / 4 + tick / 2) % (side * 0.9)
    moveFocus(world, focus, side / 2, 2, z)
    step(world, 1 / 60)
  }
  running.stop()
  return sink.text()
}

function sorted(values: readonly number[]) {
  const times = Float64Array.from(values).sort()
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))].toFixed(2)
  return { 'median ms': at(0.5), 'p99 ms': at(0.99), 'longest ms': at(1) }
}

function timed(run: () => void): number {
  const started = performance.now()
  run()
  return performance.now() - started
}

const text = record()
let recording = readRecording(text, 'bench.jsonl')
const readMs = timed(() => (recording = readRecording(text, 'bench.jsonl')))
console.log(`${seconds} s, ${(text.length / 1e6).toFixed(2)} MB of text, read in ${readMs.toFixed(0)} ms`)

const scrub = createScrub(table, recording)
const slices: number[] = []
while (!scrub.survey.done)
  slices.push(
    timed(() => {
      const end = performance.now() + sliceMs
      advanceScrub(scrub, () => performance.now() < end)
    }),
  )
const all = slices.reduce((sum, ms) => sum + ms, 0)
const { frames, bytes, every } = scrub.survey.keyframes
console.log(
  `run through: ${all.toFixed(0)} ms in ${slices.length} slices, ${((1000 * all) / (scrub.end - scrub.begin)).toFixed(0)} µs a tick; ${frames.length} keyframes, ${every} ticks apart, ${(bytes / 1e6).toFixed(2)} MB`,
)

const rewinds = frames.map((frame) => timed(() => rewindReplay(scrub.replay, frame)))
const moments = Array.from({ length: 200 }, (_, i) => Math.round(((i * 0.618034) % 1) * scrub.end))
const ways: number[] = []
const parts: number[] = []
for (const tick of moments) {
  seekTo(scrub, tick)
  let way = 0
  while (!isThere(scrub)) {
    const ms = timed(() => {
      const end = performance.now() + sliceMs
      advanceScrub(scrub, () => performance.now() < end)
    })
    parts.push(ms)
    way += ms
  }
  ways.push(way)
}
const straight = createReplay(table, recording)
const first = findKeyframe(scrub.survey.keyframes, 0)
const fromStart = moments.slice(0, 20).map((tick) =>
  timed(() => {
    rewindReplay(straight, first)
    while (straight.world.terrane.clock.tick < tick) advanceReplay(straight)
  }),
)
console.table({
  'slice of the run through': sorted(slices),
  'to a keyframe': sorted(rewinds),
  'to a moment': sorted(ways),
  'slice on the way': sorted(parts),
  'to a moment from the start': sorted(fromStart),
})
