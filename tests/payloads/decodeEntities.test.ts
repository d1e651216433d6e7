import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EntityTable } from '../../src/blobs/entityBlob'
import { writeEntityBlob } from '../../src/blobs/entityBlobBuild'
import { TerraneError } from '../../src/errors'
import { inlinePool } from '../../src/workers/inlinePool'
import { nodePool } from '../../src/workers/nodePool'
import type { WorkerPool } from '../../src/workers/pool'
import { describeTable, describeWritten, randomTable } from '../blobs/entityTables'
import { writeJobFiles, type JobFiles } from '../workers/jobFiles'
import { createRandom } from '../worlds'

let files: JobFiles
const pools: Record<string, WorkerPool> = {}
beforeAll(async () => {
  files = await writeJobFiles()
  pools.nodePool = nodePool({ size: 1, worker: files.nodeWorker })
  pools.inlinePool = inlinePool()
})
afterAll(async () => {
  for (const pool of Object.values(pools)) await pool.dispose()
  await files.remove()
})

describe.each(['nodePool', 'inlinePool'])('entities decoded by %s', (name) => {
  it('are those that were written, and their buffer has moved', async () => {
    const written = randomTable(createRandom(6), 200)
    const input = writeEntityBlob(written)
    const table = await pools[name].run<EntityTable>({ module: 'terrane:entities', input, transfer: [input] })
    expect(describeTable(table)).toEqual(describeWritten(written))
    expect(new Set([table.ids.buffer, ...table.components.map(({ entities }) => entities.buffer)]).size).toBe(1)
    if (name === 'nodePool') expect(input.byteLength).toBe(0)
  })

  it('are refused with their code', async () => {
    const job = { module: 'terrane:entities', input: new ArrayBuffer(8) }
    const error = await pools[name].run(job).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(TerraneError)
    expect((error as TerraneError).code).toBe('blob-truncated')
  })
})
