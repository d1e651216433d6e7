import { build } from 'esbuild'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Job modules as a game would write them. */
const jobs = {
  double: 'export default (n) => ({ value: n * 2, transfer: [] })',
  thread: `import { threadId } from 'node:worker_threads'
    export default () => ({ value: threadId, transfer: [] })`,
  move: `export default (bytes) => {
    new Uint8Array(bytes)[0]++
    return { value: bytes, transfer: [bytes] }
  }`,
  throws: `export default () => { throw new Error('two\\nlines') }`,
  /** Ends when its signal fires. */
  waits: `export default (shared, signal) => new Promise((resolve, reject) => {
    Atomics.add(new Int32Array(shared), 0, 1)
    signal.addEventListener('abort', () => {
      Atomics.add(new Int32Array(shared), 1, 1)
      reject(new Error('stopped'))
    })
  })`,
  /** Never answers, never listens. */
  hangs: 'export default (shared) => { Atomics.add(new Int32Array(shared), 0, 1); for (;;); }',
  exits: 'export default () => process.exit(3)',
  crashes: `export default () => new Promise(() => setTimeout(() => { throw new Error('out of the blue') }))`,
  unsendable: 'export default () => ({ value: () => {}, transfer: [] })',
  empty: 'export const other = 1',
} as const

export type JobName = keyof typeof jobs

export interface JobFiles {
  /** `nodeWorker.js`, as it will be in the package. */
  readonly nodeWorker: URL
  job(name: JobName): URL
  remove(): Promise<void>
}

/** Writes the jobs and bundles the worker into a new temporary folder. */
export async function writeJobFiles(): Promise<JobFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'terrane-workers-'))
  const urlOf = (name: string) => pathToFileURL(join(folder, name))
  await Promise.all(Object.entries(jobs).map(([name, text]) => writeFile(join(folder, `${name}.mjs`), text)))
  await build({
    entryPoints: [fileURLToPath(new URL('../../src/workers/nodeWorkerEntry.ts', import.meta.url))],
    outfile: join(folder, 'nodeWorker.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
  })
  return {
    nodeWorker: urlOf('nodeWorker.mjs'),
    job: (name) => urlOf(`${name}.mjs`),
    remove: () => rm(folder, { recursive: true }),
  }
}
