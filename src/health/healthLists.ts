import { sectionName } from '../blobs/sectionBlob'
import { stateNames, State } from '../components/state'
import type { Engine, TerraneWorld } from '../engine'
import { explain } from '../explain/explain'
import { sectionId } from '../sectionId'
import type { HealthLog } from './healthLog'
import type { HealthCooldown, HealthFailure, HealthWait } from './healthReport'

/** Newest trouble first. */
export function listFailures(engine: Engine, { troubles }: HealthLog): HealthFailure[] {
  const { table, settings, live } = engine
  const stateOf = new Map(liveOf(engine).map((s) => [live.row[s], live.state[s]]))
  return [...troubles]
    .filter(([, { failures }]) => failures > 0)
    .sort(([a, first], [b, second]) => second.lastTick - first.lastTick || table.rank[a] - table.rank[b])
    .map(([row, { failures, firstTick, lastTick, lastError, recovered }]) => ({
      section: sectionName(table, row),
      state: stateNames[stateOf.get(row) ?? State.Idle],
      failures,
      firstSeconds: firstTick / settings.tickHz,
      lastSeconds: lastTick / settings.tickHz,
      lastError,
      recovered,
    }))
}

/** In Error now, soonest to be tried again first. */
export function listCooldowns(engine: Engine): HealthCooldown[] {
  const { live, table, clock, settings, errors } = engine
  return liveOf(engine)
    .filter((s) => live.state[s] === State.Error)
    .sort((a, b) => live.cooldownUntil[a] - live.cooldownUntil[b] || live.rank[a] - live.rank[b])
    .map((s) => ({
      section: sectionName(table, live.row[s]),
      failures: live.failures[s],
      seconds: Math.max(0, live.cooldownUntil[s] - clock.tick) / settings.tickHz,
      lastError: errors.get(live.row[s]) ?? '',
    }))
}

const waits = (state: number) => state === State.Idle || state === State.QueuedLoad || state === State.Loading

/** Wanted and not there, longest first. */
export function listWaiting(world: TerraneWorld): HealthWait[] {
  const { terrane } = world
  const { live, table, clock, settings } = terrane
  return liveOf(terrane)
    .filter((s) => live.desired[s] === 1 && !live.structural[s] && waits(live.state[s]))
    .sort((a, b) => live.since[a] - live.since[b] || live.rank[a] - live.rank[b])
    .map((s) => ({
      section: sectionName(table, live.row[s]),
      seconds: (clock.tick - live.since[s]) / settings.tickHz,
      why: explain(world, sectionId(terrane, live.row[s])),
    }))
}

/** Sections by how often one thing happened to them, most first. */
export function listTroubles({ table }: Engine, { troubles }: HealthLog, what: 'reloads' | 'lost'): [string, number][] {
  return [...troubles]
    .filter(([, trouble]) => trouble[what] > 0)
    .sort(([a, first], [b, second]) => second[what] - first[what] || table.rank[a] - table.rank[b])
    .map(([row, trouble]) => [sectionName(table, row), trouble[what]])
}

const liveOf = ({ live }: Engine) => [...live.order.subarray(0, live.count)]
