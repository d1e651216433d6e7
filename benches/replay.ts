/**
 * What recording costs (G-21): moving ticks of the lightest world, a plain grid of 10,000 sections, and of a scene of 10,000 tiles with LODs and HLODs, with a black box and with a recording
 * into memory. Two worlds differ by 0.1 µs a tick, by where their memory lies, so a world is compared with itself: its recorder hears every second walk, five worlds of each.
 * Prints the median of a tick, the median of what walks with it take more than their neighbours without, as a share of the tick and of a frame at 60 a second; bytes of a
 * minute; what a snapshot and a save take. Run with `npm run bench -- replay`.
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
import { makeTiledTable, tileMetres, tileSide } from './tiledTable'

const sections = 10_000
const grid = {
  name: 'grid',
  table: openSectionBlob(makeGridBlob(sections)),
  side: Math.sqrt(sections) * cellMetres,
  rounds: 60,
}
const tiles = {
  name: 'LODs and HLODs',
  table: makeTiledTable(sections),
  side: tileSide(sections) * tileMetres,
  rounds: 20,
}
const frameUs = 1e6 / 60

type Scene = typeof grid

interface Subject {
  readonly name: string
  readonly side: number
  readonly world: TerraneWorld
  readonly focus: FocusId
  readonly box?: BlackBox
  /** Of each pair of walks: a tick of the one without a recorder, and what the other's takes more; microseconds. */
  readonly quiet: number[]
  readonly more: number[]
  z: number
  speed: number
}

function makeSubject({ table, side }: Scene, name: string, listen: (world: TerraneWorld) => BlackBox | void): Subject {
  const backend = () => createSimulatedBackend({ table, latencyMs: 80, megabitsPerSecond: 1000 })
  const world = composeWorld({ features: [engineFeature({ table, backend })] })
  const box = listen(world)
  const focus = createFocus(world, { position: [side / 2, 2, side / 4] })
  return { name, side, world, focus, ...(box && { box }), quiet: [], more: [], z: side / 4, speed: 30 }
}

/** Four seconds at 30 m/s, back and forth: the median of a tick, microseconds. */
function walk(subject: Subject, ticks = 240): number {
  const { side } = subject
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
  ['black box', (world) => createBlackBox(world)],
  ['recording', (world) => void startRecording(world, memorySink())],
]

/** A walk with the recorder, and one without, in turns. */
function compare(subject: Subject, withFirst: boolean, counts: boolean): void {
  const { terrane } = subject.world
  const { recorder } = terrane
  terrane.recorder = withFirst ? recorder : null
  const one = walk(subject)
  terrane.recorder = withFirst ? null : recorder
  const other = walk(subject)
  terrane.recorder = recorder
  if (!counts) return
  subject.quiet.push(withFirst ? other : one)
  subject.more.push(withFirst ? one - other : other - one)
}

function measureScene(scene: Scene): Subject[] {
  const make = () => arms.map(([name, listen]) => makeSubject(scene, name, listen))
  const subjects = Array.from({ length: twins }, make).flat()
  for (let round = 0; round < scene.rounds; round++)
    for (const subject of subjects) compare(subject, round % 2 === 0, round >= scene.rounds / 4)
  return subjects
}

function summarise({ name: scene }: Scene, subjects: readonly Subject[]) {
  return arms.map(([name]) => {
    const own = subjects.filter((subject) => subject.name === name)
    const base = median(own.flatMap(({ quiet }) => quiet))
    const more = median(own.flatMap((subject) => subject.more))
    const { box } = own[0]
    return {
      scene,
      listening: name,
      'moving tick µs': base.toFixed(2),
      'more µs': more.toFixed(3),
      'of the tick': `${((more / base) * 100).toFixed(2)} %`,
      'of a frame': `${((more / frameUs) * 100).toFixed(4)} %`,
      kept: box ? `${(box.bytes / 1e6).toFixed(2)} MB for ${box.seconds.toFixed(0)} s` : '',
    }
  })
}

const subjects = measureScene(grid)
console.table([...summarise(grid, subjects), ...summarise(tiles, measureScene(tiles))])
const { world, box } = subjects[0] as Required<Subject>
const snapshot = time(() => takeSnapshot(world.terrane))
const saved = time(() => box.save())
console.log(
  `snapshot of ${world.terrane.live.count} live sections: ${snapshot.ms.toFixed(2)} ms once a minute (${((snapshot.ms / 60_000) * 100).toFixed(4)} % of it), ${(measureSnapshot(snapshot.result) / 1e3).toFixed(0)} kB`,
)
console.log(`save: ${saved.ms.toFixed(0)} ms, ${(saved.result.length / 1e6).toFixed(2)} MB of text`)
