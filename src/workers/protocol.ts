import { TerraneError, type ErrorCode, type Problem } from '../errors'

/** To a worker: run this, or stop what runs. One job at a time a worker. */
export type ToWorker =
  | { readonly type: 'run'; readonly id: number; readonly module: string; readonly input: unknown }
  | { readonly type: 'abort'; readonly id: number }

/** From a worker: one answer a job. */
export type FromWorker =
  | { readonly type: 'done'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly error: WireError }

/** An error that survives the way between threads, code included. */
export interface WireError {
  readonly message: string
  readonly code?: ErrorCode
  readonly problem?: Problem
}

export function toWire(error: unknown): WireError {
  if (error instanceof TerraneError) return { message: error.message, code: error.code, problem: error.problem }
  return { message: error instanceof Error ? error.message : String(error) }
}

export function fromWire(error: WireError): Error {
  return error.code && error.problem ? new TerraneError(error.code, error.problem) : new Error(error.message)
}
