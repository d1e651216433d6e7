import { State } from '../components/state'
import type { Engine } from '../engine'
import { showsAt } from './picture'
import { isUnseen } from './usable'

/**
 * May the parts of a load that stand be in the picture before the rest is there? Only where distance wants this section itself, and as long as nothing of its
 * place is shown: as one section at most is wanted on a path, two never meet.
 */
export function mayShowPart(engine: Engine, s: number): boolean {
  const { live } = engine
  if (live.state[s] !== State.Loading || live.partsDone[s] === 0) return false
  return live.active[s] === 1 && live.refined[s] === 0 && !showsAt(live, s) && !isUnseen(engine, s)
}
