import { expect, test } from 'vitest'
import { createFocus, moveFocus } from '../../src/focuses'
import { heightAt } from '../../src/ground/raycast'
import { createRayHit, RayOutcome } from '../../src/ground/rayHit'
import { MORE } from '../../src/payloads/kind'
import { payload } from '../../src/payloads/payload'
import { openBarrier } from '../../src/readiness/barrier'
import { disposeWorld } from '../../src/world'
import { gridShape } from '../ground/colliders'
import { makeGround, runGround } from '../ground/groundWorlds'

const floors = Array.from({ length: 40 }, (_, i) => ({
  shapes: [gridShape([i + 1, 1], [20 * i, 0], 1, 20)],
  enterRadius: 60,
}))

test('peers: nobody falls through a floor whose collider is late: a barrier for collision ends when rays find the ground', async () => {
  const world = makeGround(floors)
  const focus = createFocus(world, { position: [10, 2, 10] })
  await runGround(world, 30)
  const hit = createRayHit()
  moveFocus(world, focus, 610, 2, 10, true)
  expect(heightAt(world, hit, 610, 10)).toBe(RayOutcome.NotLoaded)
  const barrier = openBarrier(world, focus, { within: 20, parts: ['collision'] })
  while (barrier.outcome === null) await runGround(world, 1)
  expect(barrier.report).toMatchObject({ outcome: 'ready', failed: [], missing: [] })
  for (let x = 591; x < 630; x++) expect(heightAt(world, hit, x, 10)).toBe(RayOutcome.Hit)
  disposeWorld(world)
})

test('peers: "ready" does not fire while uploads wait: an adopt in forty slices is waited for to the last', async () => {
  let slices = 0
  const slow = payload<ArrayBuffer, number>('collider', {
    adopt: () => (++slices < 40 ? MORE : slices),
    release: () => {},
  })
  const world = makeGround(floors.slice(0, 1), { features: [slow] })
  const barrier = openBarrier(world, createFocus(world, { position: [10, 2, 10] }))
  while (slices < 39) {
    await runGround(world, 1)
    expect(barrier).toMatchObject({ outcome: null, ready: 0 })
  }
  await runGround(world, 2)
  expect(barrier.report).toMatchObject({ outcome: 'ready' })
  disposeWorld(world)
})
