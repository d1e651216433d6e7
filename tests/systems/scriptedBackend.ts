import {
  Outcome,
  pushCompletion,
  pushProgress,
  type Backend,
  type Completions,
  type Ticket,
} from '../../src/backends/backend'
import type { Stage } from '../../src/components/stageTimes'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import { budgets } from '../../src/budgets/budgets'
import type { TerraneWorld } from '../../src/engine'
import { engineFeature, type EngineOptions } from '../../src/engineFeature'
import type { Budgets } from '../../src/memory/ledger'
import type { Row } from '../../src/presenter'
import { composeWorld, type Feature } from '../../src/world'
import { openRecords } from '../worlds'

export interface Call {
  readonly kind: 'start' | 'cancel' | 'release'
  readonly ticket: Ticket
  readonly row: Row
}

/** A far end that does only what the test says: it writes down what it is asked, and answers with what `answer` was given. */
export interface ScriptedBackend extends Backend {
  readonly calls: Call[]
  answer(call: Pick<Call, 'ticket' | 'row'>, outcome: Outcome, message?: string): void
  /** How far a load has come. */
  tell(call: Pick<Call, 'ticket' | 'row'>, stage: Stage): void
  /** The newest call of a kind, for a row or any. */
  last(kind: Call['kind'], row?: Row): Call
  count(kind: Call['kind'], row?: Row): number
}

export function createScriptedBackend(): ScriptedBackend {
  const calls: Call[] = []
  const told: { ticket: Ticket; row: Row; stage: Stage }[] = []
  const answers: { ticket: Ticket; row: Row; outcome: Outcome; message: string }[] = []
  return {
    calls,
    start: (ticket, row) => void calls.push({ kind: 'start', ticket, row }),
    cancel: (ticket, row) => void calls.push({ kind: 'cancel', ticket, row }),
    release: (ticket, row) => void calls.push({ kind: 'release', ticket, row }),
    refresh() {},
    pump() {},
    poll(_tick: number, out: Completions) {
      for (const { ticket, row, stage } of told.splice(0)) pushProgress(out, ticket, row, stage)
      while (answers.length > 0) {
        const { ticket, row, outcome, message } = answers[0]
        if (!pushCompletion(out, ticket, row, outcome, message)) return
        answers.shift()
      }
    },
    dispose() {},
    answer: ({ ticket, row }, outcome, message = '') => void answers.push({ ticket, row, outcome, message }),
    tell: ({ ticket, row }, stage) => void told.push({ ticket, row, stage }),
    last(kind, row) {
      const found = calls.filter((call) => call.kind === kind && (row === undefined || call.row === row)).at(-1)
      if (!found) throw new Error(`no ${kind} of row ${row}`)
      return found
    },
    count: (kind, row) => calls.filter((call) => call.kind === kind && (row === undefined || call.row === row)).length,
  }
}

/** A world whose far end is scripted. */
export function makeScriptedWorld(
  records: readonly SectionRecord[],
  options: Partial<Omit<EngineOptions, 'table' | 'backend'>> &
    Budgets & { readonly features?: readonly Feature[] } = {},
): { world: TerraneWorld; backend: ScriptedBackend } {
  const backend = createScriptedBackend()
  const { features, budgetBytes, geometryBytes, textureBytes, ...engine } = options
  const table = openRecords(records)
  const world = composeWorld({
    features: [
      engineFeature({ ...engine, table, backend: () => backend }),
      budgets({ budgetBytes, geometryBytes, textureBytes }),
      ...(features ?? []),
    ],
  })
  return { world, backend }
}

export { Outcome }
