/**
 * What the rules of a tiled scene cost in a tick: 10,000 tiles (or as many as are named) in a quadtree of four levels, with LODs and HLODs, some of them interior, streamed
 * by the plain rules and by those of spec T in the same run. Prints the time to make the rules, and microseconds a tick at rest, flying at 30 m/s, and flying while the camera turns.
 * Run with `npm run bench -- tiles [tiles]`.
 */
import { performance } from 'node:perf_hooks'
import { mat4 } from 'gl-matrix'
import { createSimulatedBackend } from '../src/backends/simulatedBackend'
import { openSectionBlob } from '../src/blobs/sectionBlob'
import { defaultSettings } from '../src/components/profile'
import { engineFeature } from '../src/engineFeature'
import { createFocus, moveFocus } from '../src/focuses'
import { convertManifest } from '../src/manifest/convertManifest'
import { tiledScene } from '../src/tiles/tiledScene'
import { composeWorld, step } from '../src/world'

const tiles = Number(process.argv[2] ?? 10_000)
const side = Math.ceil(Math.sqrt(tiles))
const cell = 24

/** The path from the root to a tile's node: which quarter, four times. */
function nodeOf(column: number, row: number): string {
  const half = (value: number, level: number) => Math.floor((value / side) * 2 ** level) % 2
  return [1, 2, 3, 4].map((level) => half(column, level) + 2 * half(row, level)).join('_')
}

function makeTable() {
  const level = (path: string, distance: number) => ({ path, switch_distance: distance })
  const manifest = {
    version: 4,
    interior_zone: { min: [0, 0, 0], max: [side * cell, 20, side * cell] },
    tiles: Array.from({ length: tiles }, (_, i) => {
      const [column, row] = [i % side, Math.floor(i / side)]
      const [x, z] = [column * cell, row * cell]
      return {
        tile_id: `tile_${column}_${row}`,
        path_relative_to_manifest: `tiles/${i}.glb`,
        file_size_bytes: 40_000,
        bounds: { min: [x, 0, z], max: [x + cell, 9, z + cell] },
        center: [x + cell / 2, 4.5, z + cell / 2],
        streaming_radius: 120,
        unload_radius: 160,
        quadtree_node_id: `F00_Q_${nodeOf(column, row)}`,
        interior: i % 5 === 0,
        lod_levels: i % 3 ? [] : [level(`lods/${i}.glb`, 120)],
        hlod_levels: i % 3 ? [] : [level(`hlods/${i}.glb`, 320)],
      }
    }),
  }
  return openSectionBlob(convertManifest(new TextEncoder().encode(JSON.stringify(manifest)).buffer).blob!)
}

const table = makeTable()

function measureWorld(tiled: boolean) {
  const world = composeWorld({
    features: [
      engineFeature({
        table,
        ...(tiled && { tiled: tiledScene }),
        backend: () => createSimulatedBackend({ table, latencyMs: 80, megabitsPerSecond: Infinity }),
      }),
    ],
  })
  const view = {
    view: mat4.create() as mat4,
    projection: mat4.perspective(mat4.create(), 1, 1.6, 0.1, 4000) as mat4,
  }
  const middle = (side * cell) / 2
  const at = { x: middle, z: middle }
  const focus = createFocus(world, { position: [at.x, 2, at.z], view })
  const run = (ticks: number, speed: number, turn: number) => {
    const times = new Float64Array(ticks)
    for (let i = 0; i < ticks; i++) {
      at.z += (i % 1200 < 600 ? speed : -speed) / 60
      if (speed !== 0) moveFocus(world, focus, at.x, 2, at.z)
      if (turn !== 0) mat4.fromYRotation(view.view, i * turn)
      const started = performance.now()
      step(world, 1 / 60)
      times[i] = (performance.now() - started) * 1000
    }
    times.sort()
    const at50 = times[ticks >> 1].toFixed(1)
    return `${at50} · ${times[Math.floor(ticks * 0.99)].toFixed(1)}`
  }
  run(2400, 30, 0.01)
  run(1200, 0, 0)
  return {
    rules: tiled ? 'tiled' : 'plain',
    live: world.terrane.live.count,
    'at rest': run(6000, 0, 0),
    'at 30 m/s': run(6000, 30, 0),
    'and turning': run(6000, 30, 0.01),
  }
}

const opened = Array.from({ length: 9 }, () => {
  const started = performance.now()
  tiledScene.createRules(table, { ...defaultSettings, ...tiledScene.settings(table) })
  return performance.now() - started
}).sort((a, b) => a - b)
console.log(
  `${tiles} tiles, ${table.count} sections; rules made in ${opened[0].toFixed(1)} ms at best, ${opened[4].toFixed(1)} ms median`,
)
console.log('µs a tick, median · p99')
console.table([measureWorld(false), measureWorld(true)])
