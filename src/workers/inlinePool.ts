import { runJob } from './jobs'
import type { Job, WorkerPool } from './pool'

/**
 * Runs every job on the calling thread, one after the other in order of arrival: for tests, scripts and places without
 * workers. Jobs block whoever calls; a game uses real workers.
 */
export function inlinePool(): WorkerPool {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  let running = 0
  const run = async (job: Job) => {
    waiting--
    running++
    try {
      const signal = job.signal ?? new AbortController().signal
      const { value } = await runJob(String(job.module), job.input, signal)
      signal.throwIfAborted()
      return value
    } finally {
      running--
    }
  }
  return {
    size: 1,
    run<Result>(job: Job) {
      waiting++
      const result = last.then(() => run(job))
      last = result.catch(() => {})
      return result as Promise<Result>
    },
    get waiting() {
      return waiting
    },
    get running() {
      return running
    },
    dispose: () => last.then(() => {}),
  }
}
