import { fail } from '../errors'
import { createPool, defaultAbortGraceMs, defaultPoolSize, type PortEvents, type WorkerPort } from './createPool'
import type { WorkerPool } from './pool'
import type { FromWorker } from './protocol'

export interface BrowserPoolOptions {
  readonly size?: number
  /** Where `worker.js` is, or how to start it; left out, the file beside the package's modules. */
  readonly worker?: string | URL | (() => Worker)
  readonly abortGraceMs?: number
}

/** Web Workers. Nothing is built from blobs or strings: `worker-src 'self'` is all that a content-security policy must allow. */
export function browserPool(options: BrowserPoolOptions = {}): WorkerPool {
  const settings = {
    size: options.size ?? defaultPoolSize(),
    abortGraceMs: options.abortGraceMs ?? defaultAbortGraceMs,
  }
  return createPool((events) => openPort(startWorker(options.worker), events), settings)
}

function startWorker(worker: BrowserPoolOptions['worker']): Worker {
  if (typeof worker === 'function') return worker()
  if (typeof Worker === 'undefined')
    return fail(
      'worker',
      'a place without Web Workers',
      'a browser',
      "In Node pass pool: nodePool() from 'terrane/node'.",
    )
  if (worker) return new Worker(worker, { type: 'module' })
  // Written out in one piece: this is the form that bundlers recognise.
  return new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
}

function openPort(worker: Worker, events: PortEvents): WorkerPort {
  worker.onmessage = (event: MessageEvent<FromWorker>) => events.answered(event.data)
  worker.onmessageerror = () => events.crashed('sent something that could not be read')
  worker.onerror = (event) => {
    event.preventDefault()
    events.crashed(event.message ? `crashed: ${event.message}` : 'could not be started or crashed')
  }
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    terminate: () => worker.terminate(),
  }
}
