import { Worker, type Transferable as NodeTransferable } from 'node:worker_threads'
import { createPool, defaultAbortGraceMs, type PortEvents, type WorkerPort } from './createPool'
import type { WorkerPool } from './pool'
import { availableParallelism } from 'node:os'

export interface NodePoolOptions {
  readonly size?: number
  /** Where `nodeWorker.js` is; left out, the file beside the package's modules. */
  readonly worker?: URL
  readonly abortGraceMs?: number
}

/** Worker threads. They do not keep the process alive while idle. */
export function nodePool(options: NodePoolOptions = {}): WorkerPool {
  const settings = {
    size: options.size ?? Math.max(1, Math.min(4, availableParallelism() - 1)),
    abortGraceMs: options.abortGraceMs ?? defaultAbortGraceMs,
  }
  const file = options.worker ?? new URL('./nodeWorker.js', import.meta.url)
  return createPool((events) => openPort(new Worker(file), events), settings)
}

function openPort(worker: Worker, events: PortEvents): WorkerPort {
  let busy = 0
  let ending = false
  worker.unref()
  worker.on('message', (message) => {
    // An answer that comes while it is being ended must not let the process go before it has.
    if (--busy === 0 && !ending) worker.unref()
    events.answered(message)
  })
  worker.on('messageerror', () => events.crashed('sent something that could not be read'))
  worker.on('error', (error) => events.crashed(`crashed: ${error.message}`))
  worker.on('exit', (code) => events.crashed(`ended with code ${code}`))
  return {
    post(message, transfer) {
      worker.postMessage(message, transfer as unknown as NodeTransferable[])
      if (message.type === 'run' && busy++ === 0) worker.ref()
    },
    terminate() {
      ending = true
      return worker.terminate()
    },
  }
}
