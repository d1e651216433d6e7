import { execFile } from 'node:child_process'
import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { openWorld } from '../../src/openWorld'
import { directorySource } from '../../src/sources/directorySource'

test('two processes that bake into one folder at once leave one whole world and no drafts', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'terrane-two-'))
  const script = join(process.cwd(), '.cache', `two-bakes-${process.pid}.mjs`)
  await build({
    entryPoints: ['tests/baking/twoBakesRun.ts'],
    outfile: script,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'error',
  })
  const bake = () => promisify(execFile)(process.execPath, [script, join(folder, 'world')])
  await Promise.all([bake(), bake()])
  const world = await openWorld(directorySource(join(folder, 'world')))
  expect(world.table.count).toBeGreaterThan(0)
  const names = await readdir(join(folder, 'world'), { recursive: true })
  expect(names.filter((name) => name.endsWith('.baking'))).toEqual([])
})
