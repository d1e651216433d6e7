import { Worker } from 'node:worker_threads'
import { TerraneError } from '../errors'
import { fromWire } from '../workers/protocol'
import type { BakeTask, FromBake, Want } from './bakeMessages'

/** How far a world is; served as `/world/progress`. */
export interface Progress {
  readonly state: 'planning' | 'baking' | 'ready' | 'failed'
  readonly name: string
  /** Sections encoded. */
  readonly done: number
  /** 0 while planning. */
  readonly total: number
  /** Whether `tour.csv` lies beside the world. */
  readonly tour: boolean
  /** One line, where the state is 'failed'. */
  readonly error?: string
}

/** What a plan tells before anything is encoded. */
export interface Planned {
  readonly name: string
  readonly blob: Uint8Array
  readonly sections: number
}

/** A bake that runs on a thread of its own while its world is being read. */
export interface LiveBake {
  /** The folder it writes. */
  readonly out: string
  /** Rejects where the input is refused. */
  readonly planned: Promise<Planned>
  /** Resolves when the whole world is on disk. */
  readonly finished: Promise<void>
  /** Path of a payload relative to `out`; encoded next if it is not there yet. */
  payload(section: number): Promise<string>
  progress(): Omit<Progress, 'tour'>
  /** Ends the thread. What is written stays, and is not written again next time. */
  stop(): Promise<void>
}

interface Deferred<Value> {
  readonly promise: Promise<Value>
  resolve(value: Value): void
  reject(error: Error): void
}

function defer<Value>(): Deferred<Value> {
  const parts: Partial<Deferred<Value>> = {}
  const promise = new Promise<Value>((resolve, reject) => Object.assign(parts, { resolve, reject }))
  // Whoever awaits it hears of it; nobody awaiting is no crash.
  promise.catch(() => {})
  return { ...(parts as Deferred<Value>), promise }
}

/** Starts a bake. `worker`: where `bakeWorker.js` is; left out, beside the package's modules. */
export function startLiveBake(task: BakeTask, worker: URL = new URL('./bakeWorker.js', import.meta.url)): LiveBake {
  const thread = new Worker(worker, { workerData: task })
  const planned = defer<Planned>()
  const finished = defer<void>()
  const payloads = new Map<number, Deferred<string>>()
  let done = 0
  let total = 0
  let name = task.options.name ?? ''
  let state: Progress['state'] = 'planning'
  let failure: Error | null = null
  const deferredFor = (section: number) => {
    const known = payloads.get(section) ?? defer<string>()
    payloads.set(section, known)
    return known
  }
  const give = (error: Error) => {
    if (failure || state === 'ready') return
    failure = error
    state = 'failed'
    for (const waiting of [planned, finished, ...payloads.values()]) waiting.reject(error)
  }
  const hear = (message: FromBake) => {
    if (message.type === 'failed') give(fromWire(message.error))
    else if (message.type === 'encoded') {
      done++
      deferredFor(message.section).resolve(message.path)
    } else if (message.type === 'finished') {
      state = 'ready'
      finished.resolve()
    } else {
      state = 'baking'
      name = message.name
      total = message.sections
      planned.resolve({ name, blob: new Uint8Array(message.blob), sections: total })
    }
  }
  thread.on('message', hear)
  thread.on('error', give)
  thread.on('exit', (code) => give(ended(code)))
  return {
    out: task.out,
    planned: planned.promise,
    finished: finished.promise,
    payload(section) {
      if (!payloads.has(section) && state === 'baking') thread.postMessage({ section } satisfies Want)
      const { promise, reject } = deferredFor(section)
      if (failure) reject(failure)
      return promise
    },
    progress: () => ({ state, name, done, total, ...(failure && { error: failure.message }) }),
    stop: async () => void (await thread.terminate()),
  }
}

const ended = (code: number) =>
  new TerraneError('worker', {
    got: `a bake that ended with code ${code}`,
    wanted: 'one that finishes',
    next: 'Start again; what is baked stays.',
  })
