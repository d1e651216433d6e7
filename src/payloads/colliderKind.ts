import { measureCollider, type ColliderMesh } from './colliderMesh'
import type { PayloadKind } from './kind'

/** What all parts of the kind share: rays take the section up with `colliders()`, a game's physics with a part of its own. */
export const colliderKind: PayloadKind<ColliderMesh, null> = {
  name: 'collider',
  decode: 'terrane:collider',
  measure: measureCollider,
  adopt: () => null,
  release: () => {},
}
