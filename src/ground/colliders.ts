import type { TerraneWorld } from '../engine'
import { fail } from '../errors'
import type { ColliderMesh } from '../payloads/colliderMesh'
import { payload } from '../payloads/payload'
import type { Feature } from '../world'
import { createGround } from './groundWorld'
import { watchFloors } from './watchFloors'

export interface CollidersOptions {
  /** Metres around every focus within which a collider that is not loaded is told as FloorMissing. Default: 32 m, or as far as it gets in 2 s. */
  readonly floorRadius?: number
}

/**
 * The feature that loads colliders and answers rays: `raycast`, `heightAt`, and the event FloorMissing. A physics engine takes the same sections as another
 * part of the kind: `payload('collider', { adopt: (_, mesh) => …, release: … })`.
 * @throws 'argument' for a radius that is none, or in a world whose `kinds` leave colliders out.
 */
export function colliders(options: CollidersOptions = {}): Feature {
  const { floorRadius = null } = options
  if (floorRadius !== null && !(floorRadius >= 0 && floorRadius < Infinity))
    fail('argument', `floorRadius ${floorRadius}`, 'metres from 0 on', 'Leave it out for 32 m or 2 s of way.')
  return {
    name: 'FloorWatch',
    after: 'StateSync',
    reads: ['focus.position', 'focus.velocity', 'state', 'table'],
    writes: ['events'],
    kinds: groundKind.kinds,
    setup: (world) => setUp(world, floorRadius),
    run: ({ terrane }) => terrane.ground && watchFloors(terrane, terrane.ground),
    dispose: ({ terrane }) => void (terrane.ground = null),
  }
}

function setUp({ terrane }: TerraneWorld, floorRadius: number | null): void {
  const { table, kinds } = terrane
  const kind = table.info.kinds.indexOf('collider')
  if (kind >= 0 && !kinds.wanted[kind])
    fail('argument', 'colliders() in a world that does without them', "'collider' among its kinds", 'Name it in kinds.')
  terrane.ground = createGround(terrane, floorRadius)
}

/** What enters is found by rays, what has left is not. */
const groundKind = /* @__PURE__ */ payload('collider', {
  adopt: (_, mesh: ColliderMesh) => mesh,
  enter: ({ world, row }, { table }) => void world.terrane.ground?.resident.set(row, table),
  leave: ({ world, row }) => void world.terrane.ground?.resident.delete(row),
  release: () => {},
})
