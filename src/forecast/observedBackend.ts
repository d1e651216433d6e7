import { Outcome, type Backend, type Completions, type Ticket } from '../backends/backend'
import { laneCount, type SectionTable } from '../blobs/sectionBlob'
import type { Row } from '../presenter'

/** A load that came through. Ticks count from 0, as the path's. */
export interface LoggedLoad {
  readonly row: Row
  /** Grows with every start. */
  readonly ticket: Ticket
  readonly startTick: number
  readonly doneTick: number
}

export interface LoggedFailure {
  readonly row: Row
  readonly tick: number
}

/** What a backend was asked to do, counted at its door: the engine's own counters are not trusted here. */
export interface BackendLog {
  /** By lane: most loads in flight at once (cancelled ones until they are acknowledged), most started in a tick. */
  readonly maxConcurrent: number[]
  readonly maxLoadsInATick: number[]
  readonly maxUnloadsInATick: number[]
  /** In the order in which they came through. */
  readonly loads: LoggedLoad[]
  readonly failures: LoggedFailure[]
}

/** Puts a log between the engine and a backend. */
export function observeBackend(inner: Backend, table: SectionTable): { backend: Backend; log: BackendLog } {
  const zeros = () => new Array<number>(laneCount).fill(0)
  const log: BackendLog = {
    maxConcurrent: zeros(),
    maxLoadsInATick: zeros(),
    maxUnloadsInATick: zeros(),
    loads: [],
    failures: [],
  }
  const flying = new Map<Ticket, { readonly row: Row; readonly startTick: number; cancelled: boolean }>()
  const [inFlight, loads, unloads] = [zeros(), zeros(), zeros()]
  const tooLate = new Set<Ticket>()
  let tick = 0

  const endTick = () => {
    for (let lane = 0; lane < laneCount; lane++) {
      log.maxLoadsInATick[lane] = Math.max(log.maxLoadsInATick[lane], loads[lane])
      log.maxUnloadsInATick[lane] = Math.max(log.maxUnloadsInATick[lane], unloads[lane])
    }
    loads.fill(0)
    unloads.fill(0)
  }
  const finish = (out: Completions, i: number) => {
    const load = flying.get(out.ticket[i])
    if (!load || out.outcome[i] === Outcome.Lost) return
    const { row, startTick, cancelled } = load
    inFlight[table.lane[row]]--
    if (out.outcome[i] === Outcome.Loaded && cancelled) tooLate.add(out.ticket[i])
    else if (out.outcome[i] === Outcome.Loaded)
      log.loads.push({ row, ticket: out.ticket[i], startTick, doneTick: tick })
    else if (out.outcome[i] === Outcome.Failed) log.failures.push({ row, tick })
    flying.delete(out.ticket[i])
  }

  const backend: Backend = {
    ...inner,
    start(ticket, row) {
      const lane = table.lane[row]
      flying.set(ticket, { row, startTick: tick, cancelled: false })
      loads[lane]++
      log.maxConcurrent[lane] = Math.max(log.maxConcurrent[lane], ++inFlight[lane])
      inner.start(ticket, row)
    },
    cancel(ticket, row) {
      const load = flying.get(ticket)
      if (load) load.cancelled = true
      inner.cancel(ticket, row)
    },
    release(ticket, row) {
      // What came through though it was cancelled is given back under its load's ticket: that is no unload of the queue.
      if (!tooLate.delete(ticket)) unloads[table.lane[row]]++
      inner.release(ticket, row)
    },
    poll(now, out) {
      tick = now
      endTick()
      inner.poll(now, out)
      for (let i = 0; i < out.count; i++) finish(out, i)
    },
  }
  return { backend, log }
}
