import { build } from 'esbuild'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** `bakeWorker.js` built from src, in a folder from which its packages can be found. */
export async function buildBakeThread(): Promise<{ worker: URL; remove(): Promise<void> }> {
  const cache = fileURLToPath(new URL('../../.cache/', import.meta.url))
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'bake-thread-'))
  const outfile = join(folder, 'bakeWorker.mjs')
  await build({
    entryPoints: [fileURLToPath(new URL('../../src/server/bakeWorker.ts', import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    target: 'es2022',
    logLevel: 'silent',
  })
  return { worker: pathToFileURL(outfile), remove: () => rm(folder, { recursive: true }) }
}
