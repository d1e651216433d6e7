/**
 * What opening a tile manifest costs: 100,000 tiles (or as many as are named), a third of them with two LODs, in HLODs of 16. Prints the time until
 * it is open, how long the main thread was busy for that (the rest happens in a worker), and of the parts best, median and p99 in milliseconds: `JSON.parse` alone, the
 * whole conversion, opening the section blob that comes of it. Run with `npm run bench -- manifest [tiles]`.
 */
import { build } from 'esbuild'
import { performance } from 'node:perf_hooks'
import { pathToFileURL } from 'node:url'
import { openSectionBlob } from '../src/blobs/sectionBlob'
import { convertManifest } from '../src/manifest/convertManifest'
import { openManifest } from '../src/openManifest'
import { memorySource } from '../src/sources/memorySource'
import { nodePool } from '../src/workers/nodePool'

const tiles = Number(process.argv[2] ?? 100_000)
const side = Math.ceil(Math.sqrt(tiles))
const cell = 24

function makeManifest(): string {
  const level = (path: string, distance: number) => ({ path, switch_distance: distance })
  return JSON.stringify({
    version: 4,
    tiles: Array.from({ length: tiles }, (_, i) => {
      const [column, row] = [i % side, Math.floor(i / side)]
      const [x, z] = [column * cell, row * cell]
      return {
        tile_id: `tile_${column}_${row}`,
        path_relative_to_manifest: `tiles/${column}/${row}.glb`,
        file_size_bytes: 40_000 + (i % 977),
        bounds: { min: [x, 0, z], max: [x + cell, 9, z + cell] },
        center: [x + cell / 2, 4.5, z + cell / 2],
        streaming_radius: 80,
        unload_radius: 120,
        floor_id: i % 4,
        semantic_tier: 'ExteriorShell',
        lod_levels: i % 3 ? [] : [level(`lods/${i}_0.glb`, 80), level(`lods/${i}_1.glb`, 160)],
        hlod_levels: [level(`hlods/${column >> 2}_${row >> 2}.glb`, 320)],
      }
    }),
  })
}

async function buildFile(entry: string): Promise<URL> {
  const outfile = `${process.cwd()}/.cache/benches/manifest/${entry.replace(/.*\//, '')}.mjs`
  await build({ entryPoints: [`src/${entry}.ts`], outfile, bundle: true, format: 'esm', platform: 'node' })
  return pathToFileURL(outfile)
}

/** Best, median and p99 of `run`, milliseconds. */
function measure(what: string, times: number, run: () => unknown) {
  run()
  const taken = Array.from({ length: times }, () => {
    const started = performance.now()
    run()
    return performance.now() - started
  }).sort((a, b) => a - b)
  const at = (share: number) => taken[Math.floor(share * (times - 1))].toFixed(2)
  return { what, best: at(0), median: at(0.5), p99: at(0.99) }
}

const text = makeManifest()
const bytes = new TextEncoder().encode(text)
const [worker, job] = await Promise.all([buildFile('workers/nodeWorkerEntry'), buildFile('manifest/convertJob')])
const pool = nodePool({ size: 1, worker })
const source = memorySource({ 'manifest.json': bytes })
const busyBefore = performance.eventLoopUtilization()
const started = performance.now()
const { table } = await openManifest(source, { pool, job })
const openMs = performance.now() - started
const busyMs = performance.eventLoopUtilization(busyBefore).active
await pool.dispose()

const blob = convertManifest(bytes.slice().buffer).blob!
console.log(
  `${tiles} tiles, ${(bytes.byteLength / 1e6).toFixed(1)} MB of JSON → ${table.count} sections, ${(blob.byteLength / 1e6).toFixed(1)} MB`,
)
console.log(`openManifest: ${openMs.toFixed(0)} ms, of which the main thread was busy ${busyMs.toFixed(0)} ms`)
console.table([
  measure('JSON.parse', 7, () => JSON.parse(text) as unknown),
  measure('conversion, as the worker does it', 5, () => convertManifest(bytes.slice().buffer)),
  measure('openSectionBlob', 40, () => openSectionBlob(blob)),
])
