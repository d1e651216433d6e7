import { build } from 'esbuild'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** A bake's thread, and the disk that it writes to. */
export interface BakeThread {
  readonly worker: URL
  /** From now on the disk is slow, until `wake`. */
  sleep(): Promise<void>
  wake(): Promise<void>
  remove(): Promise<void>
}

/** A module that a thread begins with: a disk that takes `slowMs` for a file while a file `asleep` lies there. */
const sleepyDisk = (asleep: string, slowMs: number) => `
import disk from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
const { writeFile } = disk.promises
disk.promises.writeFile = async (...file) => {
  for (let ms = 0; ms < ${slowMs} && disk.existsSync(${JSON.stringify(asleep)}); ms += 20) await new Promise((wake) => setTimeout(wake, 20))
  return writeFile(...file)
}
syncBuiltinESMExports()
`

/** `bakeWorker.js` built from src, in a folder from which its packages can be found. `slowMs`: what a sleepy disk takes for a file. */
export async function buildBakeThread(slowMs = 0): Promise<BakeThread> {
  const cache = fileURLToPath(new URL('../../.cache/', import.meta.url))
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'bake-thread-'))
  const outfile = join(folder, 'bakeWorker.mjs')
  const asleep = join(folder, 'asleep')
  await writeFile(join(folder, 'sleepyDisk.mjs'), sleepyDisk(asleep, slowMs))
  await build({
    entryPoints: [fileURLToPath(new URL('../../src/server/bakeWorker.ts', import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    target: 'es2022',
    logLevel: 'silent',
    banner: { js: "import './sleepyDisk.mjs'" },
  })
  return {
    worker: pathToFileURL(outfile),
    sleep: () => writeFile(asleep, ''),
    wake: () => rm(asleep, { force: true }),
    remove: () => rm(folder, { recursive: true }),
  }
}
