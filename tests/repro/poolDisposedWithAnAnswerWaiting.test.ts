import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../baking/bakedWorld'
import { writeJobFiles } from '../workers/jobFiles'

/** Found by a game server that ended with code 13 when it was told to while it loaded: the answer of a job took the worker's hold on the process back. */
it('a program that disposes its pool goes on after it, though an answer was on its way', async () => {
  const [files, folder] = [await writeJobFiles(), await temporaryFolder()]
  onTestFinished(() => files.remove())
  const contents = `
    import { nodePool } from './src/workers/nodePool'
    const pool = nodePool({ size: 1, worker: new URL('${files.nodeWorker.href}') })
    await pool.run({ module: '${files.job('double').href}', input: 1 })
    pool.run({ module: '${files.job('double').href}', input: 2 }).catch(() => {})
    for (const end = performance.now() + 300; performance.now() < end; );
    await pool.dispose()
    console.log('disposed')`
  const resolveDir = fileURLToPath(new URL('../..', import.meta.url))
  const { outputFiles } = await build({
    stdin: { contents, resolveDir, loader: 'ts' },
    ...{ bundle: true, write: false, format: 'esm', platform: 'node', logLevel: 'silent' },
  })
  const program = join(folder, 'program.mjs')
  await writeFile(program, outputFiles[0].contents)
  const { stdout } = await promisify(execFile)(process.execPath, [program])
  expect(stdout).toBe('disposed\n')
})
