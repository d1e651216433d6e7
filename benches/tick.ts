/**
 * What a tick costs as the world grows: all systems, one focus at 30 m/s, one teleport, Default profile on the simulated backend.
 * Prints median and p99 in microseconds, bytes of garbage a tick, and the time to open the blob. Run with `npm run bench -- tick`.
 */
import { getHeapStatistics } from 'node:v8'
import { createSimulatedBackend } from '../src/backends/simulatedBackend'
import { engineFeature } from '../src/engineFeature'
import { createFocus, moveFocus, type FocusId } from '../src/focuses'
import type { TerraneWorld } from '../src/engine'
import { squaredDistanceToBox } from '../src/math/box'
import { prefetch } from '../src/prefetch/prefetch'
import { composeWorld, step } from '../src/world'
import { openSectionBlob } from '../src/blobs/sectionBlob'
import { cellMetres, makeGridBlob } from './table'

const sizes = process.argv[2] ? [Number(process.argv[2])] : [1_000, 10_000, 100_000, 1_000_000]
const second = 60

interface Row {
  readonly sections: number
  readonly blobMiB: number
  readonly openMs: number
  readonly live: number
  readonly desired: number
  readonly passUs: number
  readonly steadyUs: number
  readonly movingUs: number
  readonly movingP99Us: number
  readonly teleportUs: number
  readonly bytesPerSteadyTick: number
  readonly bytesPerMovingTick: number
}

function median(values: Float64Array | number[]): number {
  return Float64Array.from(values).sort()[Math.floor(values.length / 2)]
}

function measureOpen(blob: ArrayBuffer): number {
  const times: number[] = []
  for (let i = 0; i < 9; i++) {
    const started = performance.now()
    openSectionBlob(blob)
    times.push(performance.now() - started)
  }
  return median(times)
}

/** Walks along z for `ticks` ticks, collecting the time of each tick. */
function walk(
  world: TerraneWorld,
  focus: FocusId,
  at: { x: number; z: number },
  ticks: number,
  speed: number,
): Float64Array {
  const times = new Float64Array(ticks)
  for (let i = 0; i < ticks; i++) {
    at.z += speed / second
    if (speed !== 0) moveFocus(world, focus, at.x, 2, at.z)
    const started = performance.now()
    step(world, 1 / second)
    times[i] = performance.now() - started
  }
  return times
}

function heapBytes(): number {
  return getHeapStatistics().used_heap_size
}

function garbage(run: () => void, ticks: number): number {
  globalThis.gc?.()
  const before = heapBytes()
  run()
  return Math.max(0, heapBytes() - before) / ticks
}

function measure(count: number): Row {
  const blob = makeGridBlob(count)
  const openMs = measureOpen(blob)
  const table = openSectionBlob(blob)
  const world = composeWorld({
    features: [
      engineFeature({
        table,
        backend: (site) => createSimulatedBackend({ table: site.table, latencyMs: 80, megabitsPerSecond: 1000 }),
      }),
      prefetch(),
    ],
  })
  const side = Math.sqrt(count) * cellMetres
  const at = { x: side / 2, z: Math.min(200, side / 4) }
  const focus = createFocus(world, { position: [at.x, 2, at.z] })
  walk(world, focus, at, 40 * second, 0)
  // The smallest world is 506 m wide: every walk is as long as fits, back and forth, so that all sizes do the same.
  const leg = Math.floor(((side / 2 - 40) / 30) * second)
  for (let warm = 0; warm < 4; warm++) walk(world, focus, at, leg, warm % 2 ? -30 : 30)
  const moving: number[] = []
  for (let i = 0; i < 12; i++) moving.push(...walk(world, focus, at, leg, i % 2 ? -30 : 30))
  const bytesPerMovingTick = garbage(() => void walk(world, focus, at, leg, 30), leg)
  walk(world, focus, at, leg, -30)
  walk(world, focus, at, 60 * second, 0)
  const { live, telemetry } = world.terrane
  const steady = walk(world, focus, at, 20 * second, 0)
  const bytesPerSteadyTick = garbage(() => void steadyTicks(world, 1000 * second), 1000 * second)
  moveFocus(world, focus, side / 2, 2, side * 0.75, true)
  const started = performance.now()
  step(world, 1 / second)
  const teleportUs = (performance.now() - started) * 1000
  const sorted = Float64Array.from(moving).sort()
  return {
    sections: table.count,
    blobMiB: blob.byteLength / 2 ** 20,
    openMs,
    live: live.count,
    desired: telemetry.desired,
    passUs: measurePass(world) * 1000,
    steadyUs: median(steady) * 1000,
    movingUs: median(sorted) * 1000,
    movingP99Us: sorted[Math.floor(sorted.length * 0.99)] * 1000,
    teleportUs,
    bytesPerSteadyTick,
    bytesPerMovingTick,
  }
}

/** For scale on this machine: milliseconds of one plain distance pass over the boxes that are live. */
function measurePass(world: TerraneWorld): number {
  const { live, focuses } = world.terrane
  const [focus] = focuses.alive
  const times: number[] = []
  for (let round = 0; round < 4000; round++) {
    const started = performance.now()
    for (let i = 0; i < live.count; i++)
      live.detailSquared[i] = squaredDistanceToBox(
        live.box,
        6 * live.order[i],
        focuses.x[focus],
        focuses.y[focus],
        round,
      )
    times.push(performance.now() - started)
  }
  return median(times)
}

function steadyTicks(world: TerraneWorld, ticks: number): void {
  for (let i = 0; i < ticks; i++) step(world, 1 / second)
}

measure(1_000)
const rows = sizes.map(measure)
console.table(
  rows.map((row) => ({
    sections: row.sections.toLocaleString('en'),
    'blob MiB': row.blobMiB.toFixed(1),
    'open ms': row.openMs.toFixed(2),
    live: row.live,
    desired: row.desired,
    'one pass µs': row.passUs.toFixed(2),
    'steady µs': row.steadyUs.toFixed(2),
    'moving µs': row.movingUs.toFixed(2),
    'moving p99': row.movingP99Us.toFixed(1),
    'teleport µs': row.teleportUs.toFixed(0),
    'B/steady tick': row.bytesPerSteadyTick.toFixed(1),
    'B/moving tick': row.bytesPerMovingTick.toFixed(0),
  })),
)
const ratio = rows[rows.length - 1].movingUs / rows[0].movingUs
console.log(`moving tick at ${rows[rows.length - 1].sections} ÷ at ${rows[0].sections} sections: ${ratio.toFixed(2)}`)
