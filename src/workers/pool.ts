/** A pool of workers behind one interface, in Node (worker_threads) and in browsers (Web Workers). */
export interface WorkerPool {
  readonly size: number
  /** Runs a job; lowest `priority` starts first, equal ones in order. Aborting drops a waiting job, and a running one's result. */
  run<Result>(job: Job): Promise<Result>
  /** Jobs waiting and running, for telemetry. */
  readonly waiting: number
  readonly running: number
  dispose(): Promise<void>
}

export interface Job {
  /** URL of a module whose default export takes (input, signal) and returns { value, transfer }. */
  readonly module: string | URL
  readonly input: unknown
  readonly transfer?: Transferable[]
  readonly priority?: number
  readonly signal?: AbortSignal
}
