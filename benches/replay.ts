/**
 * What recording costs (G-21): moving ticks at 10,000 sections (or the number given) with nobody listening, with a black box, and with a recording into memory, in turns. One world
 * differs from its twin by 0.1 µs a tick, by where its memory lies; so there are five of each. Prints the median of a tick and its difference, as a share of the tick and of a
 * frame at 60 a second; bytes of a minute; what a snapshot and a save take. Run with `npm run bench -- replay`.
 */
import { createSimulatedBackend } from '../src/backends/simulatedBackend'
import { openSectionBlob } from '../src/blobs/sectionBlob'
import type { TerraneWorld } from '../src/engine'
import { engineFeature } from '../src/engineFeature'
import { createFocus, moveFocus, type FocusId } from '../src/focuses'
import { createBlackBox, memorySink, startRecording, type BlackBox } from '../src/replay/index'
import { measureSnapshot, takeSnapshot } from '../src/replay/snapshot'
import { composeWorld, step } from '../src/world'
import { cellMetres, makeGridBlob } from './table'

const sections = Number(process.argv[2] ?? 10_000)
const table = openSectionBlob(makeGridBlob(sections))
const side = Math.sqrt(sections) * cellMetres
const frameUs = 1e6 / 60

interface Subject {
  readonly name: string
  readonly world: TerraneWorld
  readonly focus: FocusId
  readonly box?: BlackBox
  readonly medians: number[]
  z: number
  speed: number
}

function makeSubject(name: string, listen: (world: TerraneWorld) => BlackBox | void): Subject {
  const backend = () => createSimulatedBackend({ table, latencyMs: 80, megabitsPerSecond: 1000 })
  const world = composeWorld({ features: [engineFeature({ table, backend })] })
  const box = listen(world)
  const focus = createFocus(world, { position: [side / 2, 2, side / 4] })
  return { name, world, focus, ...(box && { box }), medians: [], z: side / 4, speed: 30 }
}

/** Four seconds at 30 m/s, back and forth: the median of a tick, microseconds. */
function walk(subject: Subject, ticks = 240): number {
  const times = new Float64Array(ticks)
  for (let i = 0; i < ticks; i++) {
    if (subject.z > (side * 3) / 4 || subject.z < side / 4) subject.speed = subject.z < side / 4 ? 30 : -30
    subject.z += subject.speed / 60
    const started = performance.now()
    moveFocus(subject.world, subject.focus, side / 2, 2, subject.z)
    step(subject.world, 1 / 60)
    times[i] = (performance.now() - started) * 1000
  }
  return times.sort()[ticks >> 1]
}

function median(values: readonly number[]): number {
  return Float64Array.from(values).sort()[values.length >> 1]
}

function time<Result>(run: () => Result): { ms: number; result: Result } {
  const times: number[] = []
  let result = run()
  for (let i = 0; i < 20; i++) {
    const started = performance.now()
    result = run()
    times.push(performance.now() - started)
  }
  return { ms: median(times), result }
}

const twins = 5
const arms: readonly (readonly [string, (world: TerraneWorld) => BlackBox | void])[] = [
  ['nobody', () => {}],
  ['black box', (world) => createBlackBox(world)],
  ['recording', (world) => void startRecording(world, memorySink())],
]
const subjects = Array.from({ length: twins }, () => arms.map(([name, listen]) => makeSubject(name, listen))).flat()
for (let round = 0; round < 50; round++)
  for (const subject of subjects) {
    const us = walk(subject)
    if (round >= 15) subject.medians.push(us)
  }

const mediansOf = (arm: string) => subjects.filter(({ name }) => name === arm).flatMap(({ medians }) => medians)
const base = median(mediansOf('nobody'))
console.table(
  arms.map(([name]) => {
    const medians = mediansOf(name)
    const box = subjects.find((subject) => subject.name === name)?.box
    const more = median(medians) - base
    return {
      listening: name,
      'moving tick µs': median(medians).toFixed(2),
      'more µs': more.toFixed(2),
      'of the tick': `${((more / base) * 100).toFixed(1)} %`,
      'of a frame': `${((more / frameUs) * 100).toFixed(4)} %`,
      kept: box ? `${(box.bytes / 1e6).toFixed(2)} MB for ${box.seconds.toFixed(0)} s` : '',
    }
  }),
)
const { world, box } = subjects[1] as Required<Subject>
const snapshot = time(() => takeSnapshot(world.terrane))
const saved = time(() => box.save())
console.log(
  `snapshot of ${world.terrane.live.count} live sections: ${snapshot.ms.toFixed(2)} ms once a minute (${((snapshot.ms / 60_000) * 100).toFixed(4)} % of it), ${(measureSnapshot(snapshot.result) / 1e3).toFixed(0)} kB`,
)
console.log(`save: ${saved.ms.toFixed(0)} ms, ${(saved.result.length / 1e6).toFixed(2)} MB of text`)
