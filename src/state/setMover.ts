import { addComponent } from 'bitecs'
import type { TerraneWorld } from '../engine'
import { refOf } from '../entities/references'
import { findStore } from '../entities/stores'
import { fail } from '../errors'
import { Mover, MoverPolicy } from '../schema/builtIn'
import { stateOf } from './worldState'

/** What becomes of an entity that leaves the section it belongs to; see docs/state.md. */
export type MoverPolicyName = 'none' | 'transfer' | 'keep' | 'sendHome'

const policies: Readonly<Record<MoverPolicyName, MoverPolicy>> = {
  none: MoverPolicy.None,
  transfer: MoverPolicy.Transfer,
  keep: MoverPolicy.Keep,
  sendHome: MoverPolicy.SendHome,
}

/** Says what becomes of an entity that moves across borders. @throws 'argument' for one that is not tracked, and unknown policies. */
export function setMover(world: TerraneWorld, eid: number, policy: MoverPolicyName): void {
  const { entities } = stateOf(world)
  if (refOf(world, eid) === 0)
    fail('argument', `a mover ${eid}`, 'an entity from a bake or of createPersistent', 'Make it with createPersistent.')
  if (!Object.hasOwn(policies, policy))
    fail('argument', `policy "${policy}"`, Object.keys(policies).join(', '), 'Pass one of these.')
  const store = findStore(entities, Mover)
  store.policy[eid] = policies[policy]
  addComponent(entities.ecs, eid, store)
}
