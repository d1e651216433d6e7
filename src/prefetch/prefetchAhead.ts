import type { Engine, System } from '../engine'
import type { PrefetchingEngine } from '../live/prefetch'
import { Pressure } from '../memory/ledger'
import { followMotion } from './course'
import { findAhead } from './find'
import { placeGhost } from './ghost'
import { isQuiet } from './start'
import { dropWishes, keepWishes, wishFound } from './wishes'

/** Ghosts move every so many ticks: ten times a second at 60 Hz. */
const ghostTicks = 6

/** Metres that a ghost moves before its cut is asked again after it found nothing, as a share of the slack of the index. */
const askedAgainAfter = 0.25

/**
 * True afterwards: at most `profile.prefetchBudget` sections that nothing wants are wished for, queued, loading or unused: what the picture around
 * the ghosts of the focuses would have (P-17; CUT.md, rule 7). They are no part of the desired set; all else goes before them. One ghost is asked a
 * tick, in turn, and only while nothing wanted waits.
 */
export const PrefetchAhead: System & { readonly after: string } = {
  name: 'PrefetchAhead',
  after: 'DesiredSetBuild',
  reads: ['table', 'focus.position', 'focus.velocity', 'desired', 'state', 'ledger', 'curtain'],
  writes: ['live', 'prefetch', 'focus.course', 'desired'],
  run({ terrane }) {
    const engine = terrane as PrefetchingEngine
    const { prefetch, profile, clock, focuses } = engine
    for (const focus of focuses.alive) followMotion(engine, focus)
    const { held } = prefetch
    if (held.length === 0 && (profile.prefetchBudget === 0 || focuses.alive.length === 0)) return
    const budget = mayPrefetch(engine) ? profile.prefetchBudget : 0
    if (held.length > budget) dropWishes(engine, budget)
    if (clock.tick % ghostTicks === 0) {
      for (const focus of focuses.alive) placeGhost(engine, focus)
      keepWishes(engine)
    }
    if (held.length < budget && isQuiet(engine)) askNext(engine, budget - held.length)
  },
}

/** Not where what is wanted is short of memory or of live rows. */
function mayPrefetch({ loader, cut, live, ledger }: Engine): boolean {
  return (
    !loader.pressure &&
    ledger.pressure === Pressure.None &&
    !cut.overBudget &&
    !cut.starved &&
    live.freeCount >= live.capacity / 8
  )
}

function askNext(engine: PrefetchingEngine, room: number): void {
  const { focuses, prefetch } = engine
  const { courses } = prefetch
  if (focuses.alive.length === 0) return
  prefetch.turn = (prefetch.turn + 1) % focuses.alive.length
  const focus = focuses.alive[prefetch.turn]
  if (!courses.hasGhost[focus] || !hasMoved(engine, focus)) return
  findAhead(engine, focus, room)
  const before = prefetch.held.length
  wishFound(engine)
  courses.askedX[focus] = prefetch.held.length > before ? NaN : courses.ghostX[focus]
  courses.askedY[focus] = courses.ghostY[focus]
  courses.askedZ[focus] = courses.ghostZ[focus]
}

function hasMoved({ prefetch: { courses }, settings }: PrefetchingEngine, focus: number): boolean {
  const dx = courses.ghostX[focus] - courses.askedX[focus]
  const dy = courses.ghostY[focus] - courses.askedY[focus]
  const dz = courses.ghostZ[focus] - courses.askedZ[focus]
  const least = settings.querySlack * askedAgainAfter
  return !(dx * dx + dy * dy + dz * dz < least * least)
}
