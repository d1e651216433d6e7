import { sectionName } from '../blobs/sectionBlob'
import { State } from '../components/state'
import type { Engine } from '../engine'
import { findLive } from '../live/rowTable'
import { sectionId } from '../sectionId'
import { isPlaceCut, visitAwaited, type Standing } from './awaited'
import type { BarrierOutcome, BarrierState, Lacking } from './barrier'

/** Renews what a barrier says, and ends it where it is time: at the end of every tick, and when the world is disposed. */
export function judge(engine: Engine, barrier: BarrierState): void {
  const { clock, focuses } = engine
  if (engine.disposed) return settle(engine, barrier, 'disposed')
  if (focuses.serial[barrier.index] !== barrier.serial) return settle(engine, barrier, 'focus-removed')
  if (clock.tick === barrier.openedTick) return
  count(engine, barrier)
  if (barrier.placeKnown && barrier.ready + barrier.failed === barrier.wanted)
    settle(engine, barrier, barrier.failed > 0 ? 'incomplete' : 'ready')
  else if (clock.tick >= barrier.lastTick) settle(engine, barrier, 'timeout')
}

function count(engine: Engine, barrier: BarrierState): void {
  barrier.wanted = barrier.ready = barrier.failed = 0
  for (const part of barrier.parts) part.wanted = part.ready = part.failed = 0
  barrier.placeKnown = isPlaceCut(engine, barrier)
  if (barrier.placeKnown) visitAwaited(engine, barrier, (_, part, standing) => note(barrier, part, standing))
  const { wanted, ready, failed, placeKnown } = barrier
  barrier.share = !placeKnown ? 0 : wanted === 0 ? 1 : (ready + failed) / wanted
}

function note(barrier: BarrierState, index: number, standing: Standing): void {
  const part = barrier.parts[index]
  part.wanted++
  barrier.wanted++
  if (standing === 'waiting') return
  const end = standing === 'ready' ? 'ready' : 'failed'
  part[end]++
  barrier[end]++
}

/** Takes a barrier off the list and tells whoever waits for it. */
export function settle(engine: Engine, barrier: BarrierState, outcome: BarrierOutcome): void {
  const { barriers, focuses, clock, settings } = engine
  barriers.splice(barriers.indexOf(barrier), 1)
  if (focuses.serial[barrier.index] === barrier.serial) focuses.barriers[barrier.index]--
  const ticks = clock.tick - barrier.openedTick
  const parts = barrier.parts.map((part) => ({ ...part }))
  barrier.outcome = outcome
  barrier.report = { outcome, ticks, seconds: ticks / settings.tickHz, parts, ...listLacking(engine, barrier) }
  barrier.resolve(barrier.report)
}

function listLacking(engine: Engine, barrier: BarrierState): { failed: Lacking[]; missing: Lacking[] } {
  const [failed, missing]: Lacking[][] = [[], []]
  const { live, table } = engine
  if (!engine.disposed && barrier.placeKnown && focusIsThere(engine, barrier))
    visitAwaited(engine, barrier, (s, part, standing) => {
      if (standing === 'ready') return
      const row = live.row[s]
      const list = standing === 'waiting' ? missing : failed
      const why = whyLacking(engine, s, standing)
      list.push({ section: sectionId(engine, row), name: sectionName(table, row), part: barrier.parts[part].name, why })
    })
  return { failed, missing }
}

function focusIsThere({ focuses }: Engine, { index, serial }: BarrierState): boolean {
  return focuses.serial[index] === serial
}

function whyLacking(engine: Engine, s: number, standing: Standing): string {
  const { live, errors, backend } = engine
  const row = live.row[s]
  if (standing === 'refused') return 'the memory budget does not carry it'
  const error = errors.get(row)
  if (standing === 'failed') return error ?? whyRequiredFails(engine, s)
  if (error) return `failed before: ${error}`
  if (live.state[s] === State.Loaded) return 'loaded, and not in the picture yet'
  if (live.state[s] !== State.Loading) return 'has not begun to load'
  const waits = backend.waitsFor?.(row)
  return waits ? `loading, and waits for ${waits}` : 'loading'
}

/** It has not failed itself: something that it requires did. */
function whyRequiredFails({ live, table, rows, errors }: Engine, s: number): string {
  const row = live.row[s]
  for (const required of table.requires.subarray(table.requireStart[row], table.requireStart[row + 1])) {
    const error = live.failing[findLive(rows, required)] ? errors.get(required) : undefined
    if (error) return `it requires "${sectionName(table, required)}", which failed: ${error}`
  }
  return 'something that it requires failed'
}
