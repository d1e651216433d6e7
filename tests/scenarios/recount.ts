import { expect } from 'vitest'
import { laneCount } from '../../src/blobs/sectionBlob'
import { Reason } from '../../src/components/liveSection'
import { Prefetch } from '../../src/components/prefetch'
import { isOccupied, State } from '../../src/components/state'
import type { Engine } from '../../src/engine'
import { isUpgrade } from '../../src/live/membership'
import { findLive } from '../../src/live/rowTable'

/** Its load is under way, or cancelled and not yet acknowledged; what waits for the game is decoded already. */
function isParsing({ live }: Engine, s: number): boolean {
  return (live.state[s] === State.Loading || live.cancelled[s] === 1) && live.parked[s] === 0
}

/** Counts from nothing everything that the engine keeps by adding and subtracting, and expects both to agree. */
export function expectCountsToAgree(engine: Engine, when: string): void {
  const { live, ledger, telemetry, cut, loader } = engine
  const all = Array.from(live.order.subarray(0, live.count))
  const sum = (of: (s: number) => number) => all.reduce((total, s) => total + of(s), 0)
  const known = {
    byState: [...engine.byState],
    desired: telemetry.desired,
    shown: telemetry.shown,
    pinned: telemetry.pinned,
    resident: ledger.residentBytes,
    paid: ledger.paidBytes,
    shared: cut.sharedBytes,
    textures: [ledger.residentTextureBytes, ledger.paidTextureBytes, cut.sharedTextureBytes, cut.pinnedTextureBytes],
    pinnedBytes: cut.pinnedBytes,
    trees: cut.trees,
    parents: cut.parents,
    attachments: cut.attachments,
    busy: [...loader.busy],
    parsing: loader.parsingBytes,
    queued: [...loader.queued],
    pending: pendingRows(engine),
    free: live.freeCount,
    entities: engine.components.Section.row.length >= 0 ? all.filter((s) => live.eid[s] > 0).length : 0,
  }
  const paid = recountPaid(engine, all)
  expect(known, when).toEqual({
    byState: [0, 1, 2, 3, 4, 5, 6].map((state) => sum((s) => Number(live.state[s] === state))),
    desired: sum((s) => live.desired[s]),
    shown: sum((s) => live.shown[s]),
    pinned: sum((s) => Number(live.pins[s] > 0)),
    resident: sum((s) => (isOccupied(live.state[s] as State) ? live.bytes[s] : 0)),
    paid: sum((s) => (paid.has(s) ? live.bytes[s] : 0)),
    shared: sum((s) => (live.holders[s] > 0 ? live.bytes[s] : 0)),
    textures: [
      sum((s) => (isOccupied(live.state[s] as State) ? live.textureBytes[s] : 0)),
      sum((s) => (paid.has(s) ? live.textureBytes[s] : 0)),
      sum((s) => (live.holders[s] > 0 ? live.textureBytes[s] : 0)),
      sum((s) => (live.pins[s] > 0 ? measurePath(engine, s, live.textureBytes) : 0)),
    ],
    pinnedBytes: sum((s) => (live.pins[s] > 0 ? measurePath(engine, s) : 0)),
    trees: sum((s) => Number(live.parent[s] >= 0 && !isUpgrade(live, s))),
    parents: sum((s) => Number(live.refineInSquared[s] >= 0 || live.structural[s])),
    attachments: sum((s) => live.attached[s]),
    parsing: sum((s) => (isParsing(engine, s) ? live.bytes[s] : 0)),
    busy: perLane(engine, all, (s) => live.state[s] === State.Loading || live.cancelled[s] === 1),
    queued: perLane(engine, all, (s) => live.state[s] === State.QueuedLoad),
    pending: all
      .filter((s) => isPending(engine, s))
      .map((s) => live.row[s])
      .sort((a, b) => a - b),
    free: live.capacity - live.count,
    entities: new Set(all.map((s) => live.eid[s]).filter((eid) => eid > 0)).size,
  })
  for (const s of all) {
    expect(findLive(engine.rows, live.row[s]), when).toBe(s)
    expect(live.holders[s], `${when}: holders of row ${live.row[s]}`).toBe(requirers(engine, all, s).length)
    const demand = requirers(engine, all, s).filter(
      (by) => live.desired[by] || (isOccupied(live.state[by] as State) && !(live.prefetch[by] & Prefetch.Unused)),
    ).length
    expect(live.demand[s], `${when}: demand of row ${live.row[s]}`).toBe(demand)
    const own = live.reason[s] > 0 && live.reason[s] !== Reason.Prefetched
    expect(live.desired[s], `${when}: desired row ${live.row[s]}`).toBe(Number(own || demand > 0))
    const holders = requirers(engine, all, s).filter(
      (by) => !live.desired[by] && isOccupied(live.state[by] as State) && live.prefetch[by] & Prefetch.Unused,
    ).length
    expect(live.held[s], `${when}: holders of row ${live.row[s]}`).toBe(holders)
    const ahead = live.prefetch[s] & (Prefetch.Wished | Prefetch.Unused)
    expect(engine.prefetch?.held.includes(s) ?? false, `${when}: row ${live.row[s]} is held ahead`).toBe(ahead > 0)
    if (ahead) expect(live.desired[s], `${when}: row ${live.row[s]} is wanted and prefetched`).toBe(0)
    if (live.desired[s] || live.state[s] !== State.Idle) expect(live.eid[s], when).toBeGreaterThan(0)
  }
}

function isPending({ live }: Engine, s: number): boolean {
  const kept = live.desired[s] || live.prefetch[s] & Prefetch.Wished || live.held[s] > 0
  return kept ? live.state[s] !== State.Loaded : live.state[s] !== State.Idle
}

function pendingRows({ live }: Engine): number[] {
  return [...live.pending.subarray(0, live.pendingCount)].map((s) => live.row[s]).sort((a, b) => a - b)
}

function perLane({ live }: Engine, all: readonly number[], counts: (s: number) => boolean): number[] {
  return Array.from({ length: laneCount }, (_, lane) => all.filter((s) => live.lane[s] === lane && counts(s)).length)
}

function measurePath({ live }: Engine, s: number, bytes = live.bytes): number {
  return bytes[s] + (live.parent[s] >= 0 ? measurePath({ live } as Engine, live.parent[s], bytes) : 0)
}

function requiredOf({ live, table, rows }: Engine, s: number): number[] {
  const row = live.row[s]
  return [...table.requires.subarray(table.requireStart[row], table.requireStart[row + 1])].map((r) =>
    findLive(rows, r),
  )
}

function requirers(engine: Engine, all: readonly number[], s: number): number[] {
  if (all.every((by) => !engine.live.requiring[by])) return []
  return all.filter((by) => engine.live.requiring[by] && requiredOf(engine, by).includes(s))
}

/** closure(resident ∪ in flight). */
function recountPaid(engine: Engine, all: readonly number[]): Set<number> {
  const paid = new Set<number>()
  const pay = (s: number) => {
    if (paid.has(s)) return
    paid.add(s)
    if (engine.live.parent[s] >= 0) pay(engine.live.parent[s])
    requiredOf(engine, s).forEach(pay)
  }
  for (const s of all) if (isOccupied(engine.live.state[s] as State)) pay(s)
  return paid
}
