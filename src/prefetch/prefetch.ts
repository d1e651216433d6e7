import { createCourses } from '../components/course'
import { checkNumbers, from0, refuseSetting, share, shareOr0, type Rules } from '../components/numberRules'
import { largestPrefetchBudget, type PrefetchSettings } from '../components/prefetch'
import type { Engine, TerraneWorld } from '../engine'
import type { Prefetching } from '../live/prefetch'
import type { Feature } from '../world'
import { PrefetchAhead } from './prefetchAhead'
import { startPrefetches } from './start'
import { countQueued, followPrefetch, observeLatency, usePrefetched } from './held'

export const defaultPrefetch: PrefetchSettings = {
  seconds: [1, 4],
  latencies: 4,
  courseSeconds: 0.5,
  steadiness: 0.8,
  pathReach: 32,
  radiusShare: 0.5,
}

const rules: Rules<PrefetchSettings> = {
  latencies: from0,
  courseSeconds: from0,
  steadiness: share,
  pathReach: from0,
  radiusShare: shareOr0,
}

/**
 * The feature that loads ahead (P-17): while nothing wanted waits, what a focus will want where it is going, along its course or its path (`setFocusPath`), as much at a time as the
 * profile's `prefetchBudget` says.
 * @throws 'argument' for settings that are none.
 */
export function prefetch(settings: Partial<PrefetchSettings> = {}): Feature {
  const all = { ...defaultPrefetch, ...settings }
  checkNumbers('prefetch', all, rules)
  const [least, most] = all.seconds
  if (!(least >= 0 && most >= least && most < Infinity))
    refuseSetting('prefetch.seconds', all.seconds.join(', '), 'two finite numbers from 0 up, the second no smaller')
  return {
    ...PrefetchAhead,
    setup: ({ terrane }: TerraneWorld) => void (terrane.prefetch = createPrefetching(terrane, all)),
  }
}

function createPrefetching({ focuses }: Engine, settings: PrefetchSettings): Prefetching {
  return {
    settings,
    held: [],
    cause: [],
    foundRow: new Int32Array(largestPrefetchBudget),
    foundMetres: new Float64Array(largestPrefetchBudget),
    found: 0,
    latencyTicks: 0,
    turn: 0,
    courses: createCourses(focuses.capacity),
    countQueued,
    start: startPrefetches,
    follow: followPrefetch,
    use: usePrefetched,
    observeLatency,
  }
}
