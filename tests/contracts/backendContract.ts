import { describe, expect, it } from 'vitest'
import { createCompletions, Outcome, type Backend, type Completions, type Ticket } from '../../src/backends/backend'
import { createMeter } from '../../src/memory/meter'
import type { Row } from '../../src/presenter'
import { createRandom, type Random } from '../worlds'

/** A backend as the contract drives it. */
export interface BackendUnderTest {
  readonly backend: Backend
  /** Rows 0 … rows − 1 have content. */
  readonly rows: number
  /** Lets what is asynchronous in it move on between two frames. */
  advance(): Promise<void>
  /** Kills the graphics context, where it has one. */
  lose?(): void
  /** Whether the row's content stands; asked after every frame for each row that was reported as loaded. */
  isHeld?(row: Row): boolean
  /** Throws where something is held that should not be; `loaded` are the rows that stand. Called when all operations have ended. */
  expectHeld?(loaded: ReadonlySet<Row>): void
}

/** What the engine knows of a row: the same moves as the section states, refresh included. */
interface Known {
  state: 'idle' | 'loading' | 'cancelling' | 'loaded' | 'refreshing' | 'releasing'
  /** Of the pending operation. */
  ticket: Ticket
  /** Of the load or refresh that made what stands. */
  standing: Ticket
}

interface Run {
  readonly under: BackendUnderTest
  readonly known: Known[]
  readonly random: Random
  /** Tickets that have been given out and not ended. */
  readonly open: Map<Ticket, string>
  readonly seen: Record<'loaded' | 'failed' | 'gone' | 'lost', number>
  nextTicket: number
  tick: number
}

/**
 * What every backend promises: each start and refresh ends exactly once in Loaded, Failed or Gone; each release in Gone; Lost
 * only for what stands; and what is held in the end is exactly what stands. Fuzzed with seeds; the seed is in the title.
 */
export function describeBackendContract(
  name: string,
  make: (seed: number) => BackendUnderTest | Promise<BackendUnderTest>,
): void {
  describe(`the backend contract: ${name}`, () => {
    for (let seed = 1; seed <= 12; seed++)
      it(`every operation ends once, whatever happens (seed ${seed})`, async () => {
        const run = createRun(await make(seed), seed)
        for (let frame = 0; frame < 300; frame++) {
          for (let operations = run.random.whole(0, 4); operations > 0; operations--) operate(run)
          if (run.random.chance(0.02)) run.under.lose?.()
          await step(run)
        }
        await drain(run)
        run.under.expectHeld?.(standing(run))
        run.known.forEach((known, row) => known.state === 'loaded' && begin(run, row, 'releasing'))
        await drain(run)
        run.under.expectHeld?.(new Set())
        expect(run.seen.loaded).toBeGreaterThan(0)
        expect(run.seen.gone).toBeGreaterThan(0)
        run.under.backend.dispose()
      })

    it('frees what it holds and what is on its way when it is disposed', async () => {
      const run = createRun(await make(99), 99)
      for (let frame = 0; frame < 60; frame++) {
        operate(run)
        operate(run)
        await step(run)
      }
      run.under.backend.dispose()
      run.under.expectHeld?.(new Set())
      run.under.backend.dispose()
      await run.under.advance()
      run.under.backend.pump(beginMeter())
      run.under.expectHeld?.(new Set())
    })

    it('keeps completions that do not fit for the next poll, in order', async () => {
      const { backend, rows, advance } = await make(7)
      const waiting = new Set<Ticket>()
      for (let row = 0; row < rows; row++) {
        waiting.add(row + 1)
        backend.start(row + 1, row)
      }
      const out = createCompletions(2)
      for (let tick = 1; waiting.size > 0; tick++) {
        await advance()
        backend.pump(beginMeter())
        out.count = 0
        backend.poll(tick, out)
        for (let i = 0; i < out.count; i++) expect(waiting.delete(out.ticket[i])).toBe(true)
        expect(tick, `${waiting.size} loads never ended`).toBeLessThan(10_000)
      }
      backend.dispose()
    })

    it('ignores cancels of what it does not know', async () => {
      const { backend } = await make(5)
      backend.cancel(12345, 0)
      const out = createCompletions()
      backend.poll(1, out)
      expect(out.count).toBe(0)
      backend.dispose()
    })
  })
}

function createRun(under: BackendUnderTest, seed: number): Run {
  return {
    under,
    known: Array.from({ length: under.rows }, () => ({ state: 'idle', ticket: 0, standing: 0 })),
    random: createRandom(seed),
    open: new Map(),
    seen: { loaded: 0, failed: 0, gone: 0, lost: 0 },
    nextTicket: 1,
    tick: 0,
  }
}

function begin(run: Run, row: Row, state: 'loading' | 'refreshing' | 'releasing'): void {
  const { backend } = run.under
  const known = run.known[row]
  known.state = state
  known.ticket = run.nextTicket++
  run.open.set(known.ticket, `${state} row ${row}`)
  if (state === 'loading') backend.start(known.ticket, row)
  else if (state === 'refreshing') backend.refresh(known.ticket, row)
  else backend.release(known.ticket, row)
}

/** One random move that the engine could make. */
function operate(run: Run): void {
  const row = run.random.whole(0, run.known.length - 1)
  const known = run.known[row]
  if (known.state === 'idle') begin(run, row, 'loading')
  else if (known.state === 'loading' && run.random.chance(0.4)) {
    known.state = 'cancelling'
    run.under.backend.cancel(known.ticket, row)
  } else if (known.state === 'loaded') begin(run, row, run.random.chance(0.3) ? 'refreshing' : 'releasing')
  else if (known.state === 'refreshing' && run.random.chance(0.3)) run.under.backend.cancel(known.ticket, row)
}

function beginMeter() {
  const meter = createMeter({ bytes: 10_000, milliseconds: 1000, operations: 5 })
  meter.begin()
  return meter
}

/** Parts are told of operations that have not ended, and are no more than all. */
function checkParts({ known }: Run, { parts }: Completions): void {
  for (let i = 0; i < parts.count; i++) {
    const { state, ticket } = known[parts.row[i]]
    expect([['loading', 'cancelling', 'refreshing'].includes(state), ticket]).toEqual([true, parts.ticket[i]])
    expect(parts.done[i]).toBeGreaterThanOrEqual(0)
    expect(parts.done[i]).toBeLessThanOrEqual(parts.total[i])
  }
}

async function step(run: Run): Promise<void> {
  await run.under.advance()
  run.under.backend.pump(beginMeter())
  const out = createCompletions()
  run.under.backend.poll(++run.tick, out)
  checkParts(run, out)
  for (let i = 0; i < out.count; i++) complete(run, out.ticket[i], out.row[i], out.outcome[i], out.message[i])
  for (const row of standing(run))
    expect(run.under.isHeld?.(row) ?? true, `row ${row} at tick ${run.tick}: reported as loaded, and not held`).toBe(
      true,
    )
}

function complete(run: Run, ticket: Ticket, row: Row, outcome: number, message: string): void {
  const known = run.known[row]
  const what = `ticket ${ticket} of row ${row}, ${known.state}, ended ${outcome} at tick ${run.tick}`
  if (outcome === Outcome.Lost) return lose(run, known, ticket, what)
  expect(run.open.delete(ticket), `${what}: it was not open`).toBe(true)
  expect(ticket, what).toBe(known.ticket)
  if (outcome === Outcome.Failed) expect(message, what).toMatch(/^[^\n]+$/)
  if (outcome === Outcome.Loaded) {
    run.seen.loaded++
    expect(['loading', 'cancelling', 'refreshing'], what).toContain(known.state)
    if (known.state === 'refreshing') expect(known.standing, `${what}: what it refreshed was lost`).not.toBe(0)
    known.standing = ticket
    if (known.state === 'cancelling') begin(run, row, 'releasing')
    else known.state = 'loaded'
    return
  }
  run.seen[outcome === Outcome.Failed ? 'failed' : 'gone']++
  if (outcome === Outcome.Failed) expect(['loading', 'cancelling', 'refreshing'], what).toContain(known.state)
  else expect(['cancelling', 'refreshing', 'releasing'], what).toContain(known.state)
  const stands = known.state === 'refreshing' && known.standing !== 0
  known.state = stands ? 'loaded' : 'idle'
  if (!stands) known.standing = 0
}

function lose(run: Run, known: Known, ticket: Ticket, what: string): void {
  run.seen.lost++
  // A release that is on its way is told by its own Gone.
  expect(['loaded', 'refreshing', 'releasing'], what).toContain(known.state)
  expect(ticket, what).toBe(known.standing)
  known.standing = 0
  if (known.state === 'loaded') known.state = 'idle'
}

async function drain(run: Run): Promise<void> {
  for (let frames = 0; run.open.size > 0; frames++) {
    expect(frames, `never ended: ${[...run.open.values()].join(', ')}`).toBeLessThan(2000)
    await step(run)
  }
}

function standing(run: Run): Set<Row> {
  return new Set([...run.known.keys()].filter((row) => run.known[row].state === 'loaded'))
}
