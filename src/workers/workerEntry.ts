import type { ToWorker } from './protocol'
import { serveJobs } from './serveJobs'

/** Entry of a Web Worker: built as `dist/worker.js`, one self-contained file. */
const scope = self as unknown as DedicatedWorkerGlobalScope
const receive = serveJobs((message, transfer) => scope.postMessage(message, transfer))
scope.onmessage = (event: MessageEvent<ToWorker>) => receive(event.data)
