import { deserialize } from 'node:v8'
import { fail } from '../../errors'
import { nodePool } from '../../workers/nodePool'
import type { WorkerPool } from '../../workers/pool'
import { draftKey, makeOnce, type DraftStore } from './drafts'
import { runLevelJob, toBuffer, type LevelJobName, type LevelJobs } from './levelJob'

/** Where the files of worker threads are, where they do not lie beside the package's modules. */
export interface WorkerFiles {
  readonly worker: URL
  readonly job: URL
}

/** A job that was done, in this bake or in one before that was killed. */
export interface Done<Name extends LevelJobName> {
  readonly result: LevelJobs[Name]['result']
  /** Reads the result again. */
  read(): Promise<LevelJobs[Name]['result']>
}

export interface JobRunner {
  /** Runs a job once its turn comes, those of higher `urgency` first; what it is made from is asked for then. */
  run<Name extends LevelJobName>(
    name: Name,
    urgency: number,
    makeTask: () => LevelJobs[Name]['task'],
  ): Promise<Done<Name>>
  dispose(): Promise<void>
}

/** One job at a time on this thread, or `jobs` in worker threads; the same results either way. */
export function createJobRunner(jobs: number, drafts: DraftStore, files?: WorkerFiles): JobRunner {
  const pool = jobs > 1 ? nodePool({ size: jobs, ...(files && { worker: files.worker }) }) : null
  const module = files?.job ?? new URL('./levelJob.js', import.meta.url)
  const inTurn = createTurns(jobs)
  return {
    run: (name, urgency, makeTask) => inTurn(urgency, () => runDrafted(name, makeTask(), drafts, pool, module)),
    dispose: async () => pool?.dispose(),
  }
}

async function runDrafted<Name extends LevelJobName>(
  name: Name,
  task: LevelJobs[Name]['task'],
  drafts: DraftStore,
  pool: WorkerPool | null,
  module: URL,
): Promise<Done<Name>> {
  type Result = LevelJobs[Name]['result']
  const key = draftKey([name, task])
  const bytes = await makeOnce(drafts, key, async () => new Uint8Array(await runOnce(name, task, pool, module)))
  return { result: deserialize(bytes) as Result, read: async () => deserialize(await readBack(key, drafts)) as Result }
}

async function readBack(key: string, drafts: DraftStore): Promise<Uint8Array> {
  const bytes = await drafts.get(key)
  return (
    bytes ??
    fail('bake-output', `draft ${key} that is gone`, 'what was written before', 'Bake again, alone in that folder.')
  )
}

async function runOnce(name: LevelJobName, task: unknown, pool: WorkerPool | null, module: URL): Promise<ArrayBuffer> {
  if (!pool) return toBuffer(await runLevelJob(name, task as never))
  const input = toBuffer([name, task])
  return pool.run<ArrayBuffer>({ module, input, transfer: [input] })
}

/** Lets `limit` run at a time; who waits goes by urgency, then by arrival. */
function createTurns(limit: number) {
  const waiting: { readonly urgency: number; start(): void }[] = []
  let running = 0
  const next = () => {
    if (running >= limit || waiting.length === 0) return
    let best = 0
    for (let i = 1; i < waiting.length; i++) if (waiting[i].urgency > waiting[best].urgency) best = i
    running++
    waiting.splice(best, 1)[0].start()
  }
  return <Value>(urgency: number, work: () => Promise<Value>) =>
    new Promise<Value>((resolve, reject) => {
      const start = () =>
        void work()
          .then(resolve, reject)
          .finally(() => {
            running--
            next()
          })
      waiting.push({ urgency, start })
      next()
    })
}
