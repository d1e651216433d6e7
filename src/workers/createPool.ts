import { TerraneError } from '../errors'
import type { Job, WorkerPool } from './pool'
import { fromWire, type FromWorker, type ToWorker } from './protocol'

/** A worker as the pool sees it; browsers and Node each bring their own. */
export interface WorkerPort {
  post(message: ToWorker, transfer: Transferable[]): void
  terminate(): void | Promise<unknown>
}

/** What a port tells the pool. `crashed` may be called more than once; the first time counts. */
export interface PortEvents {
  answered(message: FromWorker): void
  crashed(why: string): void
}

export interface PoolSettings {
  /** Workers at most; they are started when there is work for them. */
  readonly size: number
  /** Milliseconds that an aborted job may go on before its worker is replaced. */
  readonly abortGraceMs: number
}

/** min(4, cores − 1), at least 1: PEERS.md's starting point. */
export function defaultPoolSize(): number {
  const cores = typeof navigator === 'undefined' ? 0 : (navigator.hardwareConcurrency ?? 0)
  return Math.max(1, Math.min(4, cores - 1))
}

export const defaultAbortGraceMs = 2000

interface Waiting {
  readonly job: Job
  readonly priority: number
  settle(error: unknown, value?: unknown): void
}

interface Slot {
  port: WorkerPort
  id: number
  /** null while idle. The result of an aborted job is dropped, but its worker stays busy until it answers. */
  current: Waiting | null
  timer?: ReturnType<typeof setTimeout>
}

interface Pool {
  readonly settings: PoolSettings
  spawn(events: PortEvents): WorkerPort
  /** In order of arrival. A few dozen at most: a backend's loads are bounded, so the next is found by looking at all. */
  readonly waiting: Waiting[]
  readonly slots: Slot[]
  nextId: number
  disposed: boolean
}

/** A pool over any kind of worker: priorities, cancelling, replacement of crashed and of stuck workers. */
export function createPool(spawn: (events: PortEvents) => WorkerPort, settings: PoolSettings): WorkerPool {
  const pool: Pool = { settings, spawn, waiting: [], slots: [], nextId: 1, disposed: false }
  return {
    size: settings.size,
    run: <Result>(job: Job) => enqueue(pool, job) as Promise<Result>,
    get waiting() {
      return pool.waiting.length
    },
    get running() {
      return pool.slots.filter((slot) => slot.current).length
    },
    dispose: () => disposePool(pool),
  }
}

function enqueue(pool: Pool, job: Job): Promise<unknown> {
  const { signal } = job
  if (pool.disposed)
    return Promise.reject(workerError('a job for a disposed pool', 'a live pool', 'Dispose the pool last.'))
  if (signal?.aborted) return Promise.reject(signal.reason)
  return new Promise((resolve, reject) => {
    const stop = () => abort(pool, entry, signal?.reason)
    const entry: Waiting = {
      job,
      priority: job.priority ?? 0,
      settle(error, value) {
        signal?.removeEventListener('abort', stop)
        if (error === null) resolve(value)
        else reject(error)
      },
    }
    signal?.addEventListener('abort', stop, { once: true })
    pool.waiting.push(entry)
    dispatch(pool)
  })
}

/** Drops a waiting job; tells a running one, and replaces its worker if it does not come to an end. */
function abort(pool: Pool, entry: Waiting, reason: unknown): void {
  entry.settle(reason)
  const at = pool.waiting.indexOf(entry)
  if (at >= 0) {
    pool.waiting.splice(at, 1)
    return
  }
  const slot = pool.slots.find((each) => each.current === entry)
  if (!slot) return
  slot.port.post({ type: 'abort', id: slot.id }, [])
  slot.timer = setTimeout(() => retire(pool, slot, 'did not stop when it was told to'), pool.settings.abortGraceMs)
}

function dispatch(pool: Pool): void {
  while (pool.waiting.length > 0) {
    const idle = pool.slots.find((slot) => !slot.current)
    if (!idle && pool.slots.length >= pool.settings.size) return
    const entry = takeNext(pool)
    try {
      begin(pool, idle ?? addSlot(pool), entry)
    } catch (error) {
      entry.settle(error instanceof TerraneError ? error : notGiven(error))
    }
  }
}

function notGiven(error: unknown): TerraneError {
  return workerError(
    `a worker that could not be given its job (${(error as Error).message})`,
    'a worker that starts, and cloneable input',
    'Check the address of the worker, the content-security policy and the input.',
  )
}

/** Lowest priority first, equal ones in order. */
function takeNext(pool: Pool): Waiting {
  let best = 0
  for (let i = 1; i < pool.waiting.length; i++) if (pool.waiting[i].priority < pool.waiting[best].priority) best = i
  return pool.waiting.splice(best, 1)[0]
}

function begin(pool: Pool, slot: Slot, entry: Waiting): void {
  slot.id = pool.nextId++
  const { module, input, transfer } = entry.job
  slot.port.post({ type: 'run', id: slot.id, module: String(module), input }, transfer ?? [])
  slot.current = entry
}

function addSlot(pool: Pool): Slot {
  const slot = { id: 0, current: null } as Partial<Slot> as Slot
  slot.port = pool.spawn({
    answered: (message) => answer(pool, slot, message),
    crashed: (why) => retire(pool, slot, why),
  })
  pool.slots.push(slot)
  return slot
}

function answer(pool: Pool, slot: Slot, message: FromWorker): void {
  const entry = slot.current
  if (!entry || message.id !== slot.id) return
  clearTimeout(slot.timer)
  slot.current = null
  if (message.type === 'done') entry.settle(null, message.value)
  else entry.settle(fromWire(message.error))
  dispatch(pool)
}

/** Ends a worker; its job fails once. The next job starts another worker in its place. */
function retire(pool: Pool, slot: Slot, why: string): void {
  const at = pool.slots.indexOf(slot)
  if (at < 0) return
  pool.slots.splice(at, 1)
  clearTimeout(slot.timer)
  void slot.port.terminate()
  const job = slot.current?.job.module ?? 'no job'
  slot.current?.settle(
    workerError(`a worker that ${why} (running ${job})`, 'one that answers', 'Look at the job and its input.'),
  )
  dispatch(pool)
}

async function disposePool(pool: Pool): Promise<void> {
  pool.disposed = true
  const gone = workerError('a job of a pool that was disposed', 'a live pool', 'Dispose the pool last.')
  for (const entry of pool.waiting.splice(0)) entry.settle(gone)
  const slots = pool.slots.splice(0)
  for (const slot of slots) {
    clearTimeout(slot.timer)
    slot.current?.settle(gone)
  }
  await Promise.all(slots.map((slot) => slot.port.terminate()))
}

function workerError(got: string, wanted: string, next: string): TerraneError {
  return new TerraneError('worker', { got, wanted, next })
}
