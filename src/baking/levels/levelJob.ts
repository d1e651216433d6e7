import { deserialize, serialize } from 'node:v8'
import { buildHlod, type Hlod, type HlodTask } from './hlod'
import { buildTileLevels, type TileLevels, type TileTask } from './tileLevels'

/** What a level is made from, and what it becomes. */
export interface LevelJobs {
  tile: { task: TileTask; result: TileLevels }
  hlod: { task: HlodTask; result: Hlod }
}
export type LevelJobName = keyof LevelJobs

const builders: {
  readonly [Name in LevelJobName]: (task: LevelJobs[Name]['task']) => Promise<LevelJobs[Name]['result']>
} = { tile: buildTileLevels, hlod: buildHlod }

/** Runs one job on this thread. */
export function runLevelJob<Name extends LevelJobName>(name: Name, task: LevelJobs[Name]['task']) {
  return builders[name](task)
}

/** The job of a worker: `[name, task]` in, the result out, both as V8 writes values. Built as `dist/levelJob.js`. */
export default async function levelJob(input: ArrayBuffer): Promise<{ value: ArrayBuffer; transfer: ArrayBuffer[] }> {
  const [name, task] = deserialize(new Uint8Array(input)) as [LevelJobName, never]
  const value = toBuffer(await runLevelJob(name, task))
  return { value, transfer: [value] }
}

/** A value as bytes that can be posted. */
export function toBuffer(value: unknown): ArrayBuffer {
  return new Uint8Array(serialize(value)).buffer
}
