import { expect, test } from 'vitest'
import { Lane, laneCount } from '../../src/blobs/sectionBlob'
import { profiles, type Profile } from '../../src/components/profile'
import { State } from '../../src/components/state'
import type { TerraneWorld } from '../../src/engine'
import { setProfile } from '../../src/engineFeature'
import { createFocus, moveFocus } from '../../src/focuses'
import { isOccupied } from '../../src/components/state'
import { createRandom, gridRecords, makeWorld, runTicks } from '../worlds'

/** Sections on all lanes, some of them shared. */
const records = gridRecords(40).map((record, i) => ({ ...record, lane: i % laneCount }))

/** States of all live sections by row. */
function statesOf({ terrane: { live } }: TerraneWorld): Map<number, State> {
  const states = new Map<number, State>()
  for (let i = 0; i < live.count; i++) states.set(live.row[live.order[i]], live.state[live.order[i]] as State)
  return states
}

/** Counts from outside what one tick began and what is in flight, lane by lane. */
function watchTick(world: TerraneWorld, before: Map<number, State>) {
  const { table } = world.terrane
  const count = () => new Array<number>(laneCount).fill(0)
  const [begun, ended, flying] = [count(), count(), count()]
  for (const [row, state] of statesOf(world)) {
    const was = before.get(row) ?? State.Idle
    if (state === State.Loading) flying[table.lane[row]]++
    if (state === State.Loading && was !== State.Loading) begun[table.lane[row]]++
    if (state === State.Unloading && isOccupied(was) && was !== State.Loading && was !== State.Unloading)
      ended[table.lane[row]]++
  }
  return { begun, ended, flying }
}

function boundsOf(profile: Profile, world: TerraneWorld, lane: number) {
  const { lanes } = world.terrane.settings
  if (lane === Lane.Base) return profile
  return lane === Lane.Detail ? lanes.detail : lane === Lane.Proxy ? lanes.proxy : lanes.asset
}

for (const profile of Object.values(profiles))
  test(`P-11, P-18: no lane exceeds its bounds under ${profile.name}, and the bound is reached`, () => {
    const world = makeWorld(records, {
      profile: profile.name,
      backend: { latencyMs: 200 },
      settings: { graceSeconds: 0 },
    })
    const focus = createFocus(world, { position: [100, 0, 300] })
    const most = { begun: 0, flying: 0 }
    for (let i = 0; i < 900; i++) {
      moveFocus(world, focus, 100 + i / 2, 0, 300)
      const before = statesOf(world)
      runTicks(world, 1)
      const { begun, ended, flying } = watchTick(world, before)
      for (let lane = 0; lane < laneCount; lane++) {
        const bounds = boundsOf(profile, world, lane)
        expect(begun[lane]).toBeLessThanOrEqual(bounds.loadsPerTick)
        expect(flying[lane]).toBeLessThanOrEqual(bounds.concurrent)
        expect(ended[lane]).toBeLessThanOrEqual(bounds.unloadsPerTick)
      }
      most.begun = Math.max(most.begun, begun[Lane.Base])
      most.flying = Math.max(most.flying, flying[Lane.Base])
    }
    expect(most).toEqual({ begun: profile.loadsPerTick, flying: profile.concurrent })
  })

for (const seed of [1, 2, 3])
  test(`P-18: profiles that switch at run time bind from the next tick on; nothing new starts above them (seed ${seed})`, () => {
    const random = createRandom(seed)
    const world = makeWorld(gridRecords(40), { backend: { latencyMs: 300 } })
    const focus = createFocus(world, { position: [100, 0, 300] })
    let profile: Profile = profiles.default
    for (let i = 0; i < 1200; i++) {
      if (random.chance(0.03)) {
        profile = random.pick(Object.values(profiles))
        setProfile(world, profile)
      }
      moveFocus(world, focus, 100 + i / 3, 0, 300)
      const before = statesOf(world)
      const flyingBefore = [...before.values()].filter((state) => state === State.Loading).length
      runTicks(world, 1)
      const { begun, flying } = watchTick(world, before)
      expect(begun[Lane.Base]).toBeLessThanOrEqual(profile.loadsPerTick)
      expect(flying[Lane.Base]).toBeLessThanOrEqual(Math.max(profile.concurrent, flyingBefore))
      if (flyingBefore >= profile.concurrent) expect(begun[Lane.Base]).toBe(0)
    }
  })

test('P-11, G-13: until the first fill is done the transport’s bound is in force, never again afterwards', () => {
  const world = makeWorld(gridRecords(60), { backend: { latencyMs: 200, transportLoads: 16 } })
  const focus = createFocus(world, { position: [100, 0, 100] })
  const { terrane } = world
  let most = 0
  runTicks(world, 1)
  while (terrane.loader.curtain) {
    most = Math.max(most, terrane.byState[State.Loading])
    runTicks(world, 1)
  }
  expect(most).toBe(16)
  expect(terrane.byState[State.Loaded]).toBe(terrane.telemetry.desired)
  moveFocus(world, focus, 700, 0, 700)
  for (let i = 0; i < 600; i++) {
    runTicks(world, 1)
    expect(terrane.byState[State.Loading]).toBeLessThanOrEqual(profiles.default.concurrent)
    expect(terrane.loader.curtain).toBe(false)
  }
})

test('P-11: a cancelled load holds its slot until the backend lets it go', () => {
  const world = makeWorld(gridRecords(60), {
    profile: 'conservative',
    backend: { latencyMs: 5000, cancelTicks: 30 },
    settings: { graceSeconds: 0 },
  })
  const focus = createFocus(world, { position: [100, 0, 100] })
  runTicks(world, 2)
  moveFocus(world, focus, 700, 0, 700)
  runTicks(world, 2)
  expect(world.terrane.byState[State.Unloading]).toBe(1)
  expect(world.terrane.byState[State.Loading]).toBe(0)
  runTicks(world, 20)
  expect(world.terrane.byState[State.Loading]).toBe(0)
  runTicks(world, 20)
  expect(world.terrane.byState[State.Loading]).toBe(1)
  expect([world.terrane.telemetry.cancels, world.terrane.telemetry.unloads]).toEqual([1, 0])
})
