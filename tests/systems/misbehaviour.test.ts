import { describe, expect, it } from 'vitest'
import { completionCapacity } from '../../src/backends/backend'
import { State } from '../../src/components/state'
import { createEventCursor, EventKind, readEvents } from '../../src/eventReaders'
import { createFocus, moveFocus, removeFocus } from '../../src/focuses'
import { describeSection } from '../../src/inspection'
import { sectionId } from '../../src/sectionId'
import { gridRecords, runTicks } from '../worlds'
import { makeScriptedWorld, Outcome } from './scriptedBackend'

/** One section, wanted, its first load started. */
function makeLoading(settings = {}) {
  const { world, backend } = makeScriptedWorld(gridRecords(1), { settings: { graceSeconds: 0, ...settings } })
  const focus = createFocus(world)
  const cursor = createEventCursor(world)
  runTicks(world, 1)
  const status = () => describeSection(world, sectionId(world.terrane, 0))
  const kinds = () => {
    const seen: EventKind[] = []
    readEvents(world, cursor, (kind) => seen.push(kind))
    return seen
  }
  return { world, backend, focus, status, kinds, first: backend.last('start', 0) }
}

describe('a backend that misbehaves', () => {
  it('says nothing: after the watchdog the load counts as failed, its slot is free, and it is tried again', () => {
    const { world, backend, status, first } = makeLoading({ watchdogSeconds: 2 })
    runTicks(world, 100)
    expect(status().state).toBe('Loading')
    runTicks(world, 60)
    expect(status()).toMatchObject({ state: 'Error', failures: 1, lastError: 'no answer for 2 s' })
    expect(backend.last('cancel', 0).ticket).toBe(first.ticket)
    expect([...world.terrane.loader.busy]).toEqual([0, 0, 0, 0])
    runTicks(world, 60 * 6)
    expect(backend.count('start', 0)).toBe(2)
  })

  it('answers after the watchdog: what it loaded is given back, the new load is not touched', () => {
    const { world, backend, status, first } = makeLoading({ watchdogSeconds: 2 })
    runTicks(world, 160)
    while (status().state !== 'Loading') runTicks(world, 1)
    expect(status().failures).toBe(1)
    backend.answer(first, Outcome.Loaded)
    runTicks(world, 1)
    expect(status().state).toBe('Loading')
    expect(backend.last('release', 0).ticket).toBe(first.ticket)
    backend.answer(backend.last('start', 0), Outcome.Loaded)
    runTicks(world, 1)
    expect(status()).toMatchObject({ state: 'Loaded', shown: true })
    expect(world.terrane.telemetry.stale).toBe(1)
  })

  it('loads after the cancel: it is released, and the slot is held until that is acknowledged', () => {
    const { world, backend, focus, status, first } = makeLoading()
    removeFocus(world, focus)
    runTicks(world, 2)
    expect(status().state).toBe('Unloading')
    backend.answer(first, Outcome.Loaded)
    runTicks(world, 1)
    expect(status().state).toBe('Unloading')
    expect([backend.last('release', 0).ticket, world.terrane.loader.busy[0]]).toEqual([first.ticket, 1])
    backend.answer(first, Outcome.Gone)
    runTicks(world, 1)
    expect([status().state, world.terrane.loader.busy[0]]).toEqual(['Idle', 0])
  })

  it('fails after the cancel: that ends it, and counts as no failure', () => {
    const { world, backend, focus, status, kinds, first } = makeLoading()
    removeFocus(world, focus)
    runTicks(world, 2)
    backend.answer(first, Outcome.Failed, 'too late')
    runTicks(world, 1)
    expect(status()).toMatchObject({ state: 'Idle', failures: 0 })
    expect([world.terrane.loader.busy[0], world.terrane.telemetry.failures, kinds()]).toEqual([0, 0, []])
  })

  it('gives a load up unasked: that is a failure', () => {
    const { world, backend, status, first } = makeLoading()
    backend.answer(first, Outcome.Gone)
    runTicks(world, 1)
    expect(status()).toMatchObject({ state: 'Error', failures: 1, lastError: 'the backend gave the load up' })
    expect(world.terrane.loader.busy[0]).toBe(0)
  })

  it('loads twice: once is told, once is counted', () => {
    const { world, backend, kinds, first } = makeLoading()
    backend.answer(first, Outcome.Loaded)
    backend.answer(first, Outcome.Loaded)
    runTicks(world, 2)
    expect(kinds()).toEqual([EventKind.Loaded, EventKind.Shown])
    expect([world.terrane.telemetry.loads, backend.count('release')]).toEqual([1, 0])
  })

  it('answers for tickets and rows that never were: nothing happens, and what came with Loaded is given back', () => {
    const { world, backend, status, kinds } = makeLoading()
    for (const outcome of [Outcome.Loaded, Outcome.Failed, Outcome.Gone, Outcome.Lost])
      for (const row of [0, 7, -1, 2 ** 31 - 1]) backend.answer({ ticket: 99, row }, outcome)
    runTicks(world, 1)
    expect(status().state).toBe('Loading')
    expect([kinds(), world.terrane.telemetry.stale, backend.count('release')]).toEqual([[], 16, 4])
  })

  it('loses what is shown: the picture goes in that tick, and it is loaded again', () => {
    const { world, backend, status, kinds, first } = makeLoading()
    backend.answer(first, Outcome.Loaded)
    runTicks(world, 1)
    backend.answer(first, Outcome.Lost)
    runTicks(world, 1)
    expect(status()).toMatchObject({ shown: false, state: 'Idle', desired: true })
    runTicks(world, 1)
    backend.answer(backend.last('start', 0), Outcome.Loaded)
    runTicks(world, 1)
    expect(status()).toMatchObject({ shown: true, state: 'Loaded' })
    const { Loaded, Shown, Hidden, Lost } = EventKind
    expect(kinds()).toEqual([Loaded, Shown, Hidden, Lost, Loaded, Shown])
    expect([backend.count('release'), world.terrane.ledger.residentBytes]).toEqual([0, 1000])
  })

  it('loses what is queued for unloading: it is gone, and no release is asked for', () => {
    const profile = {
      name: 'one',
      concurrent: 9,
      loadsPerTick: 9,
      unloadsPerTick: 1,
      exitRatio: 1.15,
      prefetchBudget: 0,
    }
    const { world, backend } = makeScriptedWorld(gridRecords(3), { profile, settings: { graceSeconds: 0 } })
    const focus = createFocus(world)
    runTicks(world, 1)
    for (const call of [...backend.calls]) backend.answer(call, Outcome.Loaded)
    runTicks(world, 2)
    removeFocus(world, focus)
    runTicks(world, 3)
    const { live, byState } = world.terrane
    const queued = Array.from(live.order.subarray(0, live.count)).filter((s) => live.state[s] === State.QueuedUnload)
    expect(queued.length).toBeGreaterThan(1)
    const releases = backend.count('release')
    for (const s of queued) backend.answer({ ticket: live.ticket[s], row: live.row[s] }, Outcome.Lost)
    runTicks(world, 5)
    expect(byState[State.QueuedUnload]).toBe(0)
    // One more had begun before the answers were read; its own is still open.
    expect(backend.count('release')).toBe(releases + 1)
  })

  it('finishes more in a tick than a poll holds: the rest comes in the next, in order', () => {
    const wide = 3 * completionCapacity
    const profile = { name: 'wide', exitRatio: 1.15, prefetchBudget: 0 }
    const { world, backend } = makeScriptedWorld(gridRecords(30, 16, { enterRadius: 5000 }), {
      profile: { ...profile, concurrent: wide, loadsPerTick: wide, unloadsPerTick: wide },
    })
    createFocus(world)
    runTicks(world, 1)
    expect(backend.calls.length).toBe(wide)
    for (const call of [...backend.calls]) backend.answer(call, Outcome.Loaded)
    for (const done of [1, 2, 3]) {
      runTicks(world, 1)
      expect(world.terrane.telemetry.loads).toBe(done * completionCapacity)
    }
  })

  it('is asked for nothing twice: each section has at most one operation open, over a wild path', () => {
    const { world, backend } = makeScriptedWorld(gridRecords(20), { settings: { graceSeconds: 0.1, dwellSeconds: 0 } })
    const focus = createFocus(world, { position: [160, 0, 160] })
    const open = new Map<number, string>()
    let seen = 0
    for (let i = 0; i < 2000; i++) {
      moveFocus(world, focus, 160 + 140 * Math.sin(i / 50), 0, 160 + 140 * Math.sin(i / 37))
      runTicks(world, 1)
      for (; seen < backend.calls.length; seen++) {
        const { kind, row } = backend.calls[seen]
        // A cancel may cross the answer: what was loaded is then released.
        if (kind === 'cancel' && !open.has(row)) continue
        if (kind === 'cancel') expect(open.get(row)).toBe('start')
        else expect(open.has(row), `${kind} of row ${row} while ${open.get(row)} is open`).toBe(false)
        open.set(row, kind)
      }
      for (const [row, kind] of open)
        if ((row + i) % (kind === 'start' ? 40 : 5) === 0) {
          backend.answer(backend.last(kind as 'start', row), kind === 'start' ? Outcome.Loaded : Outcome.Gone)
          open.delete(row)
        }
    }
    expect(backend.count('start')).toBeGreaterThan(60)
    expect(backend.count('cancel')).toBeGreaterThan(3)
  })
})
