import { runJob } from './jobs'
import { toWire, type FromWorker, type ToWorker } from './protocol'

/** The worker's side of the protocol, the same in browsers and Node: answers every 'run' exactly once. */
export function serveJobs(post: (message: FromWorker, transfer: Transferable[]) => void): (message: ToWorker) => void {
  const running = new Map<number, AbortController>()
  const run = async (id: number, module: string, input: unknown) => {
    const controller = new AbortController()
    running.set(id, controller)
    try {
      const { value, transfer } = await runJob(module, input, controller.signal)
      post({ type: 'done', id, value }, transfer)
    } catch (error) {
      post({ type: 'failed', id, error: toWire(error) }, [])
    } finally {
      running.delete(id)
    }
  }
  return (message) => {
    if (message.type === 'run') void run(message.id, message.module, message.input)
    else running.get(message.id)?.abort()
  }
}
