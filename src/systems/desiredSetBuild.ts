import { State } from '../components/state'
import { cutTrees, measureDistances } from '../cut/cut'
import { findNeeds, scoreNeeds } from '../cut/needs'
import { makePlan } from '../cut/plan'
import type { Engine, System } from '../engine'
import { spawn } from '../live/membership'
import { visitRootsInReach } from '../spatial/sectionIndex'

/**
 * True afterwards: the desired set is what the focuses want as far as the budget carries, each section with its reason, and
 * what is lacking has a score. Runs the cut only when something that it depends on changed.
 */
export const DesiredSetBuild: System = {
  name: 'DesiredSetBuild',
  reads: ['table', 'focus.position', 'focus.velocity', 'pins', 'state', 'shown', 'failing'],
  writes: ['live', 'cut', 'plan', 'desired', 'score'],
  run({ terrane }) {
    if (terrane.cut.stale) {
      terrane.cut.stale = false
      findCandidates(terrane)
      measureDistances(terrane)
      cutTrees(terrane)
      makePlan(terrane)
      findNeeds(terrane)
    }
    if (terrane.cut.lacking > 0) scoreNeeds(terrane)
    else terrane.loader.curtain &&= terrane.byState[State.Loaded] === 0
  },
}

/** Asks the index again for a focus that moved past the slack since it was asked last; what it finds is watched from now on. */
function findCandidates(engine: Engine): void {
  const { focuses, settings } = engine
  for (const focus of focuses.alive) {
    const dx = focuses.x[focus] - focuses.queryX[focus]
    const dy = focuses.y[focus] - focuses.queryY[focus]
    const dz = focuses.z[focus] - focuses.queryZ[focus]
    const near = dx * dx + dy * dy + dz * dz <= settings.querySlack * settings.querySlack
    if (near && focuses.queryScale[focus] === focuses.radiusScale[focus]) continue
    queryAround(engine, focus)
  }
}

function queryAround(engine: Engine, focus: number): void {
  const { focuses, settings, table } = engine
  focuses.queryX[focus] = focuses.x[focus]
  focuses.queryY[focus] = focuses.y[focus]
  focuses.queryZ[focus] = focuses.z[focus]
  focuses.queryScale[focus] = focuses.radiusScale[focus]
  const scale = focuses.radiusScale[focus]
  const refusalsBefore = engine.cut.capacityRefusals
  visitRootsInReach(table, focuses.x[focus], focuses.y[focus], focuses.z[focus], scale, settings.querySlack, (row) => {
    spawn(engine, row, -1)
  })
  if (engine.cut.capacityRefusals > refusalsBefore) focuses.queryX[focus] = NaN
}
