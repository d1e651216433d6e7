/**
 * What the rules of a tiled scene cost in a tick: 10,000 tiles (or as many as are named) in a quadtree of four levels, with LODs and HLODs, some of them interior, streamed
 * by the plain rules and by those of spec T in the same run. Prints the time to make the rules, and microseconds a tick at rest, flying at 30 m/s, and flying while the camera turns.
 * Run with `npm run bench -- tiles [tiles]`.
 */
import { performance } from 'node:perf_hooks'
import { mat4 } from 'gl-matrix'
import { createSimulatedBackend } from '../src/backends/simulatedBackend'
import { defaultSettings } from '../src/components/profile'
import { engineFeature } from '../src/engineFeature'
import { createFocus, moveFocus } from '../src/focuses'
import { tiledScene } from '../src/tiles/tiledScene'
import { composeWorld, step } from '../src/world'
import { makeTiledTable, tileMetres, tileSide } from './tiledTable'

const tiles = Number(process.argv[2] ?? 10_000)
const table = makeTiledTable(tiles)

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
  const middle = (tileSide(tiles) * tileMetres) / 2
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
