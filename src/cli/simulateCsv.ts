import { State, stateNames } from '../components/state'
import type { Simulation } from '../forecast/simulation'

/** The columns of `--csv`. */
export const csvHeader = `tick,seconds,wanted,missing,desired,shown,${stateNames.slice(1).join(',')},residentBytes,loads,unloads,failures,tickMs`

/** A line of `--csv`, after a tick. */
export function csvLine({ world, coverage, seconds, tickMs }: Simulation): string {
  const { telemetry, ledger, byState, clock } = world.terrane
  const states = [...byState.subarray(State.QueuedLoad)]
  const counts = [
    telemetry.desired,
    telemetry.shown,
    ...states,
    ledger.residentBytes,
    telemetry.loads,
    telemetry.unloads,
  ]
  const wall = tickMs[tickMs.length - 1].toFixed(4)
  return [clock.tick, seconds.toFixed(4), coverage.wanted, coverage.missing, ...counts, telemetry.failures, wall].join(
    ',',
  )
}
