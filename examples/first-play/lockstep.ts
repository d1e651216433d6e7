import { Outcome, pushCompletion, type Backend, type Completions, type Row, type Ticket } from 'terrane'
import { createCompletions } from 'terrane/testing'

/** Ticks that every load takes here, a fifth of a second; and every unload. */
const loadTicks = 12
const unloadTicks = 2

/** A backend whose answers come at ticks of its own choice, and the question whether it could keep to them. */
export interface Lockstep {
  readonly backend: Backend
  /** Would the next tick have to wait for the far end? Then let time pass, not ticks. */
  isBehind(): boolean
}

interface Operation {
  readonly row: Row
  dueTick: number
  /** null: not answered yet. */
  outcome: Outcome | null
  message: string
  cancelled: boolean
}

/**
 * Makes a run the same every time, on every machine: what the backend answers is held until a fixed number of ticks after its start, and a game that
 * asks `isBehind` before each tick waits where the network was slower than that. For demonstrations, recordings and tests; a game that is played
 * takes what is there as soon as it is there.
 */
export function lockstep(inner: Backend): Lockstep {
  const operations = new Map<Ticket, Operation>()
  const answers = createCompletions()
  let now = 0

  const begin = (ticket: Ticket, row: Row, ticks: number) =>
    operations.set(ticket, { row, dueTick: now + ticks, outcome: null, message: '', cancelled: false })
  const settle = (ticket: Ticket, operation: Operation, outcome: Outcome, message: string) => {
    // What came through though it was cancelled is given back, and then it is as gone as if it had never come.
    if (operation.cancelled && outcome === Outcome.Loaded) return inner.release(ticket, operation.row)
    operation.outcome = operation.cancelled ? Outcome.Gone : outcome
    operation.message = message
  }
  const gather = () => {
    answers.count = 0
    inner.poll(now, answers)
    for (let i = 0; i < answers.count; i++) {
      const operation = operations.get(answers.ticket[i])
      if (operation) settle(answers.ticket[i], operation, answers.outcome[i] as Outcome, answers.message[i])
    }
  }

  const backend: Backend = {
    ...inner,
    start(ticket, row) {
      begin(ticket, row, loadTicks)
      inner.start(ticket, row)
    },
    refresh(ticket, row) {
      begin(ticket, row, loadTicks)
      inner.refresh(ticket, row)
    },
    release(ticket, row) {
      begin(ticket, row, unloadTicks)
      inner.release(ticket, row)
    },
    cancel(ticket, row) {
      const operation = operations.get(ticket)
      if (!operation) return
      operation.cancelled = true
      operation.dueTick = now + unloadTicks
      if (operation.outcome === null) inner.cancel(ticket, row)
      else if (operation.outcome !== Outcome.Loaded) operation.outcome = Outcome.Gone
      else {
        operation.outcome = null
        inner.release(ticket, row)
      }
    },
    poll(tick: number, out: Completions) {
      now = tick
      gather()
      for (const [ticket, { row, dueTick, outcome, message }] of operations)
        if (outcome !== null && dueTick <= now && pushCompletion(out, ticket, row, outcome, message))
          operations.delete(ticket)
    },
  }
  const isBehind = () => {
    gather()
    for (const { dueTick, outcome } of operations.values()) if (outcome === null && dueTick <= now + 1) return true
    return false
  }
  return { backend, isBehind }
}
