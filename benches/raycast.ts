/**
 * What rays cost: 10,000 a frame over all colliders of the street and of the city, cut into cells of 64 m and loaded. Prints median and p99 in
 * milliseconds a frame for sight lines (1.7 m above the ground, up to 50 m, half of them aimed at something), long ones (up to 1 km), and
 * `heightAt`; microseconds a ray of looking at every triangle, on a sample; bytes a triangle; garbage a ray. Run with `npm run bench -- raycast`.
 */
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getHeapStatistics } from 'node:v8'
import { writeCity } from '../examples/city/city'
import type { BakeScene } from '../src/baking/bakeScene'
import { groupColliders } from '../src/baking/groupColliders'
import { bakeSettings } from '../src/baking/options'
import { planColliders } from '../src/baking/planColliders'
import { readInput } from '../src/baking/readInput'
import { createNameGiver } from '../src/baking/sectionNames'
import type { ColliderTable } from '../src/blobs/colliderBlob'
import { openSectionBlob } from '../src/blobs/sectionBlob'
import { buildSectionBlob } from '../src/blobs/sectionBlobBuild'
import type { TerraneWorld } from '../src/engine'
import { createFocus } from '../src/focuses'
import { colliders } from '../src/ground/colliders'
import { heightAt, raycast } from '../src/ground/raycast'
import { createRayHit, RayOutcome } from '../src/ground/rayHit'
import { idOfPath } from '../src/schema/stableId'
import { memorySource } from '../src/sources/memorySource'
import { streaming } from '../src/streaming'
import { inlinePool } from '../src/workers/inlinePool'
import { composeWorld, step } from '../src/world'
import { hashFraction } from '../src/math/hash'

const rays = 10_000
const frames = 40
const street = new URL('../shared/data/genesis-street/street.glb', `file://${process.cwd()}/`).pathname
const hit = createRayHit()

/** The worlds of which a name was given; all where none was. */
const wanted = (name: string) => name.startsWith(process.argv[2] ?? '')

interface Baked {
  readonly world: TerraneWorld
  readonly tables: readonly ColliderTable[]
  readonly bakeMs: number
  readonly payloadBytes: number
  readonly decodedBytes: number
}

/** `drawn`: all that is drawn and stands still is solid as well. */
async function load(input: string, drawn: boolean): Promise<Baked> {
  const settings = bakeSettings(input, { config: false })
  const read = await readInput(input, settings)
  const scene = drawn ? solidScene(read) : read
  const started = performance.now()
  const plan = planColliders(groupColliders(scene, settings.cell), settings, ['base'], createNameGiver())
  const noImages = { imageFile: () => Promise.reject(new Error('no images')) }
  const payloads = await Promise.all(plan.map(({ encode }) => encode(noImages)))
  const bakeMs = performance.now() - started
  const files = new Map(payloads.map(({ bytes }, i) => [`${i}`, bytes]))
  const records = plan.map(({ record }, i) => ({ ...record, content: `${i}`, layer: 1, enterRadius: 1e5 }))
  const table = openSectionBlob(buildSectionBlob(records))
  const pointer = { format: 'terrane-world', version: 1, name: '', sections: { path: '', bytes: 0 } } as never
  const sections = { name: 'bench', table, source: memorySource(files), pointer }
  const world = composeWorld({ features: [streaming({ sections, pool: inlinePool() }), colliders()] })
  createFocus(world)
  const { resident } = world.terrane.ground!
  while (resident.size < plan.length) {
    await new Promise((done) => setImmediate(done))
    step(world, 1 / 60)
  }
  const decodedBytes = payloads.reduce((sum, { size }) => sum + size.cpuBytes, 0)
  const payloadBytes = payloads.reduce((sum, { bytes }) => sum + bytes.byteLength, 0)
  return { world, tables: [...resident.values()], bakeMs, payloadBytes, decodedBytes }
}

function solidScene(scene: BakeScene): BakeScene {
  const colliders = scene.parts.map((part) => ({ ...part, id: idOfPath('', part.path), shape: 'mesh' as const }))
  return { ...scene, colliders, colliderMeshes: scene.meshes }
}

/** Seven numbers a ray: origin, direction, metres. */
function makeRays({ world, tables }: Baked, most: number, seed: number): Float64Array {
  const out = new Float64Array(7 * rays)
  const [x0, , z0, x1, , z1] = world.terrane.ground!.index.nodeBox
  for (let i = 0; i < rays; i++) {
    const random = (k: number) => hashFraction(i, k, seed)
    const x = x0 + random(1) * (x1 - x0)
    const z = z0 + random(2) * (z1 - z0)
    const y = (heightAt(world, hit, x, z) === RayOutcome.Hit ? hit.y : 0) + 1.7
    out.set([x, y, z, random(3) - 0.5, 0.4 * (random(4) - 0.5), random(5) - 0.5, most], 7 * i)
    if (random(6) < 0.5) out.set(aimAt(tables, [x, y, z], most, i, seed), 7 * i + 3)
  }
  return out
}

/** Towards a triangle of the section that is nearest. */
function aimAt(tables: readonly ColliderTable[], from: readonly number[], most: number, i: number, seed: number) {
  for (let tried = 0; tried < 400; tried++) {
    const { positions, indices, origin, step, triangleCount } =
      tables[Math.floor(hashFraction(i, 10 + tried, seed) * tables.length)]
    const corner = 3 * indices[3 * Math.floor(hashFraction(i, 9 + tried, seed) * triangleCount)]
    const way = from.map(
      (value, axis) => origin[axis] + step * (positions[corner + axis] + 20 * hashFraction(i, axis)) - value,
    )
    if (Math.hypot(...way) < most) return way
  }
  return [1, 0, 0]
}

function measure(act: (i: number) => void): { median: number; p99: number; garbage: number } {
  const run = () => {
    for (let i = 0; i < rays; i++) act(i)
  }
  for (let i = 0; i < 5; i++) run()
  const times = Float64Array.from({ length: frames }, () => {
    const { user } = process.cpuUsage()
    run()
    return process.cpuUsage({ user, system: 0 }).user / 1000
  }).sort()
  globalThis.gc?.()
  const before = getHeapStatistics().used_heap_size
  run()
  const garbage = Math.max(0, getHeapStatistics().used_heap_size - before) / rays
  return { median: times[frames >> 1], p99: times[Math.floor(0.99 * frames)], garbage }
}

/** Microseconds a ray of a loop over every triangle (Möller and Trumbore), and how many of a sample were hit. */
function bruteForce({ tables }: Baked, line: Float64Array, sample: number) {
  let hits = 0
  const { user } = process.cpuUsage()
  for (let i = 0; i < sample; i++) {
    let nearest = line[7 * i + 6]
    for (const table of tables) nearest = nearestOf(table, line, 7 * i, nearest)
    if (nearest < line[7 * i + 6]) hits++
  }
  return { microseconds: process.cpuUsage({ user, system: 0 }).user / sample, hits }
}

function nearestOf(
  { positions: p, indices, origin, step }: ColliderTable,
  line: Float64Array,
  at: number,
  most: number,
) {
  let nearest = most
  const scale = Math.hypot(line[at + 3], line[at + 4], line[at + 5]) * step
  const [dx, dy, dz] = [line[at + 3] / scale, line[at + 4] / scale, line[at + 5] / scale]
  const [ox, oy, oz] = [0, 1, 2].map((axis) => (line[at + axis] - origin[axis]) / step)
  for (let t = 0; t < indices.length; t += 3) {
    const [a, b, c] = [3 * indices[t], 3 * indices[t + 1], 3 * indices[t + 2]]
    const [ux, uy, uz] = [p[b] - p[a], p[b + 1] - p[a + 1], p[b + 2] - p[a + 2]]
    const [vx, vy, vz] = [p[c] - p[a], p[c + 1] - p[a + 1], p[c + 2] - p[a + 2]]
    const [px, py, pz] = [dy * vz - dz * vy, dz * vx - dx * vz, dx * vy - dy * vx]
    const inverse = 1 / (ux * px + uy * py + uz * pz)
    const [sx, sy, sz] = [ox - p[a], oy - p[a + 1], oz - p[a + 2]]
    const first = (sx * px + sy * py + sz * pz) * inverse
    if (!(first >= 0 && first <= 1)) continue
    const [qx, qy, qz] = [sy * uz - sz * uy, sz * ux - sx * uz, sx * uy - sy * ux]
    const second = (dx * qx + dy * qy + dz * qz) * inverse
    if (second < 0 || first + second > 1) continue
    const distance = (vx * qx + vy * qy + vz * qz) * inverse
    if (distance >= 0 && distance < nearest) nearest = distance
  }
  return nearest
}

async function report(name: string, input: string, drawn = false): Promise<void> {
  if (!wanted(name)) return
  const baked = await load(input, drawn)
  const { world, tables } = baked
  const triangles = tables.reduce((sum, table) => sum + table.triangleCount, 0)
  const nodes = tables.reduce((sum, table) => sum + table.nodeCount, 0)
  const each = (bytes: number) => (bytes / triangles).toFixed(1)
  console.log(
    `${name}: ${triangles} triangles in ${tables.length} sections; ${each(baked.payloadBytes)} bytes a triangle as stored, ` +
      `${each(baked.decodedBytes)} decoded; ${(nodes / triangles).toFixed(2)} nodes a triangle; baked in ${baked.bakeMs.toFixed(0)} ms`,
  )
  for (const [what, most] of [
    ['sight, 50 m', 50],
    ['long, 1 km', 1000],
  ] as const) {
    const line = makeRays(baked, most, 7)
    let hits = 0
    const cast = (i: number) => {
      const at = 7 * i
      if (
        raycast(
          world,
          hit,
          line[at],
          line[at + 1],
          line[at + 2],
          line[at + 3],
          line[at + 4],
          line[at + 5],
          line[at + 6],
        ) === RayOutcome.Hit
      )
        hits++
    }
    const { median, p99, garbage } = measure(cast)
    hits = 0
    for (let i = 0; i < rays; i++) cast(i)
    const sample = Math.max(10, Math.min(rays, Math.round(2e7 / triangles)))
    const brute = bruteForce(baked, line, sample)
    console.log(
      `  ${what}: ${median.toFixed(1)} ms a frame (p99 ${p99.toFixed(1)}), ${((100 * hits) / rays).toFixed(0)} % hit, ${garbage.toFixed(0)} bytes of garbage a ray; ` +
        `every triangle: ${brute.microseconds.toFixed(0)} µs a ray, ${((brute.microseconds * rays) / 1000 / median).toFixed(0)} times as long (${sample} rays)`,
    )
  }
  const points = makeRays(baked, 50, 8)
  let hits = 0
  const cast = (i: number) => void (heightAt(world, hit, points[7 * i], points[7 * i + 2]) === RayOutcome.Hit && hits++)
  const { median, p99, garbage } = measure(cast)
  hits = 0
  for (let i = 0; i < rays; i++) cast(i)
  console.log(
    `  heightAt: ${median.toFixed(1)} ms a frame (p99 ${p99.toFixed(1)}), ${((100 * hits) / rays).toFixed(0)} % hit, ${garbage.toFixed(0)} bytes of garbage`,
  )
}

if (existsSync(street)) {
  await report('street', street)
  await report('street, all that is drawn', street, true)
} else console.log(`street: skipped, ${street} is not there`)
const folder = await mkdtemp(join(tmpdir(), 'terrane-raycast-'))
try {
  const city = join(folder, 'city.glb')
  await writeFile(city, await writeCity({ seed: 7 }))
  await report('city, all that is drawn', city, true)
} finally {
  await rm(folder, { recursive: true, force: true })
}
