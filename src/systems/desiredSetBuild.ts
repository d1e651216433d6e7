import { Reason } from '../components/liveSection'
import { State } from '../components/state'
import { cutRoots, cutTrees } from '../cut/cut'
import { findNeed, findNeeds, scoreNeeds } from '../cut/needs'
import { makePlan, planSimple } from '../cut/plan'
import type { Engine, System } from '../engine'
import { kindBitOf } from '../components/kinds'
import { canStartAny, isCurtainClosed } from '../live/lanes'
import { isWantedRow, spawn } from '../live/membership'
import { visitRootsInReach } from '../spatial/sectionIndex'

/**
 * True afterwards: the desired set is what the focuses want as far as the budget carries, each section with its reason, and
 * what is lacking has a score. Runs the cut only when something that it depends on changed, and, with `steadyTicks`, at rest not every tick.
 */
export const DesiredSetBuild: System = {
  name: 'DesiredSetBuild',
  reads: [
    'table',
    'clock',
    'cut.grace',
    'ledger',
    'focus.position',
    'focus.velocity',
    'focus.ahead',
    'pins',
    'state',
    'shown',
    'failing',
  ],
  writes: ['live', 'cut', 'cut.grace', 'plan', 'desired', 'prefetch', 'score', 'curtain', 'pressure'],
  run({ terrane }) {
    const { cut, live, budgets, views } = terrane
    if (budgets !== null) budgets.begin(terrane)
    cut.resting = mayRest(terrane)
    if (cut.resting) return
    if (views !== null) views.aim(terrane)
    if (cut.moved) {
      findCandidates(terrane)
      cut.moved = false
      cutRoots(terrane)
      if (cut.parents > 0 || cut.upgradable > 0 || cut.overBudget || cut.gated) cut.stale = true
    }
    if (cut.stale || (live.touchedCount > 0 && !areSimple(terrane))) findAll(terrane)
    else for (let k = 0; k < live.touchedCount; k++) findSimple(terrane, live.touched[k])
    forgetTouched(terrane)
    if (live.pendingCount > 0 && canStartAny(terrane)) scoreNeeds(terrane)
    else if (live.pendingCount === 0) terrane.telemetry.deferred = 0
    if (terrane.loader.curtain && terrane.byState[State.Loaded] > 0) raiseCurtain(terrane)
  },
}

/** T-5: a steady world is looked at every `steadyTicks`. Each tick where something is queued or on its way, somebody waits, or a focus or a layer has jumped. */
function mayRest(engine: Engine): boolean {
  const { settings, clock, byState, cut, layers } = engine
  if (clock.tick % settings.steadyTicks === 0) return false
  const waits = byState[State.QueuedLoad] + byState[State.Loading] > 0 || isCurtainClosed(engine)
  return !waits && cut.graceEndsBefore <= clock.tick && layers.switchedTick + 1 < clock.tick
}

/** May what was touched follow from its own columns alone? */
function areSimple(engine: Engine): boolean {
  const { cut, budgets } = engine
  return !cut.gated && (budgets === null || budgets.isAmple(engine))
}

function findAll(engine: Engine): void {
  const { cut, budgets } = engine
  cut.stale = false
  cutTrees(engine)
  if (budgets === null) makePlan(engine)
  else budgets.plan(engine)
  findNeeds(engine)
}

function findSimple(engine: Engine, s: number): void {
  planSimple(engine, s)
  findNeed(engine, s)
}

function forgetTouched(engine: Engine): void {
  const { live } = engine
  for (let k = 0; k < live.touchedCount; k++) live.isTouched[live.touched[k]] = 0
  live.touchedCount = 0
}

/** The first fill is over when nothing that is wanted is lacking but sharper textures. */
function raiseCurtain(engine: Engine): void {
  const { live, loader } = engine
  for (let k = 0; k < live.pendingCount; k++)
    if (live.desired[live.pending[k]] && live.reason[live.pending[k]] !== Reason.Upgrade) return
  loader.curtain = false
}

/** Asks the index again for a focus, and for the point ahead of it, where that moved past the slack since it was asked last. */
function findCandidates(engine: Engine): void {
  const { focuses } = engine
  for (const focus of focuses.alive) {
    findAround(engine, focus, 2 * focus, focuses.x[focus], focuses.y[focus], focuses.z[focus])
    if (focuses.looksAhead[focus])
      findAround(engine, focus, 2 * focus + 1, focuses.aheadX[focus], focuses.aheadY[focus], focuses.aheadZ[focus])
    else focuses.queryX[2 * focus + 1] = NaN
  }
}

/** `at` is where the point's last query is kept. What is found is watched from now on. */
function findAround(engine: Engine, focus: number, at: number, x: number, y: number, z: number): void {
  const { focuses, settings, table, cut } = engine
  const scale = focuses.radiusScale[focus]
  const dx = x - focuses.queryX[at]
  const dy = y - focuses.queryY[at]
  const dz = z - focuses.queryZ[at]
  const near = dx * dx + dy * dy + dz * dz <= settings.querySlack * settings.querySlack
  if (near && focuses.queryScale[at] === scale) return
  const mask = focuses.kindMask[focus]
  const refusalsBefore = cut.capacityRefusals
  visitRootsInReach(table, x, y, z, scale, settings.querySlack, (row) => {
    if (mask & kindBitOf(table.kind[row]) && isWantedRow(engine, row)) spawn(engine, row, -1)
  })
  focuses.queryX[at] = cut.capacityRefusals > refusalsBefore ? NaN : x
  focuses.queryY[at] = y
  focuses.queryZ[at] = z
  focuses.queryScale[at] = scale
}
