import type { Engine, System } from '../engine'
import { isQuiet } from '../live/prefetch'
import { Pressure } from '../memory/ledger'
import { findAhead } from '../prefetch/find'
import { placeGhost } from '../prefetch/ghost'
import { dropWishes, keepWishes, wishFound } from '../prefetch/wishes'

/** Ghosts move every so many ticks: ten times a second at 60 Hz. */
const ghostTicks = 6

/** Metres that a ghost moves before its cut is asked again after it found nothing, as a share of the slack of the index. */
const askedAgainAfter = 0.25

/**
 * True afterwards: at most `profile.prefetchBudget` sections that nothing wants are wished for, queued, loading or unused: what the picture around
 * the ghosts of the focuses would have (P-17; CUT.md, rule 7). They are no part of the desired set; all else goes before them. One ghost is asked a
 * tick, in turn, and only while nothing wanted waits.
 */
export const PrefetchAhead: System = {
  name: 'PrefetchAhead',
  reads: ['table', 'focus.position', 'focus.course', 'desired', 'state', 'ledger', 'curtain'],
  writes: ['live', 'prefetch', 'focus.ghost', 'desired'],
  run({ terrane }) {
    const { prefetch, profile, clock, focuses } = terrane
    const { held } = prefetch
    if (held.length === 0 && (profile.prefetchBudget === 0 || focuses.alive.length === 0)) return
    const budget = mayPrefetch(terrane) ? profile.prefetchBudget : 0
    if (held.length > budget) dropWishes(terrane, budget)
    if (clock.tick % ghostTicks === 0) {
      for (const focus of focuses.alive) placeGhost(terrane, focus)
      keepWishes(terrane)
    }
    if (held.length < budget && isQuiet(terrane)) askNext(terrane, budget - held.length)
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

function askNext(engine: Engine, room: number): void {
  const { focuses, prefetch } = engine
  if (focuses.alive.length === 0) return
  prefetch.turn = (prefetch.turn + 1) % focuses.alive.length
  const focus = focuses.alive[prefetch.turn]
  if (!focuses.hasGhost[focus] || !hasMoved(engine, focus)) return
  findAhead(engine, focus, room)
  const before = prefetch.held.length
  wishFound(engine)
  focuses.askedX[focus] = prefetch.held.length > before ? NaN : focuses.ghostX[focus]
  focuses.askedY[focus] = focuses.ghostY[focus]
  focuses.askedZ[focus] = focuses.ghostZ[focus]
}

function hasMoved({ focuses, settings }: Engine, focus: number): boolean {
  const dx = focuses.ghostX[focus] - focuses.askedX[focus]
  const dy = focuses.ghostY[focus] - focuses.askedY[focus]
  const dz = focuses.ghostZ[focus] - focuses.askedZ[focus]
  const least = settings.querySlack * askedAgainAfter
  return !(dx * dx + dy * dy + dz * dz < least * least)
}
