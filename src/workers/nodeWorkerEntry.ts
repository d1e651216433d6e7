import { parentPort, type Transferable as NodeTransferable } from 'node:worker_threads'
import { serveJobs } from './serveJobs'

/** Entry of a Node worker thread: built as `dist/nodeWorker.js`, one self-contained file. */
const receive = serveJobs((message, transfer) =>
  parentPort?.postMessage(message, transfer as unknown as NodeTransferable[]),
)
parentPort?.on('message', receive)
