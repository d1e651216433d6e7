import { expect, test } from 'vitest'
import type { TerraneWorld } from '../../src/engine'
import { createFocus, moveFocus, setFocusVelocity, type FocusId } from '../../src/focuses'
import { describeSection } from '../../src/inspection'
import { sectionId } from '../../src/sectionId'
import { createRandom, gridRecords, makeWorld, runTicks, type TestWorldOptions } from '../worlds'

/** One section, x from −10 to 0, wanted within 100 m and kept within 115 m: a focus at x is x metres away. */
function oneSection(options: TestWorldOptions = {}): TerraneWorld {
  return makeWorld(
    [{ name: 'one', bounds: [-10, -5, -5, 0, 5, 5], enterRadius: 100, kind: 'mesh', content: 'one' }],
    options,
  )
}

function isWanted(world: TerraneWorld): boolean {
  return describeSection(world, sectionId(world.terrane, 0)).reason === 'in range'
}

/** Moves by `speed` along x until `done`; answers where that was, metres. */
function walk(world: TerraneWorld, focus: FocusId, from: number, speed: number, done: () => boolean): number {
  let x = from
  for (let i = 0; i < 6000 && !done(); i++) {
    x += speed / 60
    moveFocus(world, focus, x, 0, 0)
    runTicks(world, 1)
  }
  return x
}

for (const [speed, ahead] of [
  [30, 15],
  [6, 3],
  [1.6, 0.8],
  [1.4, 0],
  [1, 0],
])
  test(`T-6: at ${speed} m/s a section is wanted ${ahead} m early, and let go no earlier than beyond its exit`, () => {
    const world = oneSection({ settings: { graceSeconds: 0, dwellSeconds: 0 } })
    const focus = createFocus(world, { position: [130, 0, 0] })
    const wantedAt = walk(world, focus, 130, -speed, () => isWanted(world))
    expect(Math.abs(wantedAt - 100 - ahead)).toBeLessThan(speed / 60 + 0.02)
    // On the way out the point ahead is the farther one: the true distance decides.
    walk(world, focus, wantedAt, -speed, () => world.terrane.telemetry.loads > 0)
    const leftAt = walk(world, focus, 90, speed, () => !isWanted(world))
    expect(leftAt).toBeGreaterThan(115 - 1e-9)
    expect(leftAt).toBeLessThan(115 + speed / 60 + 0.01)
  })

test('T-6: a velocity that the game sets looks ahead too, and one faster than a teleport does not', () => {
  const world = oneSection()
  const focus = createFocus(world, { position: [110, 0, 0], captureVelocity: false })
  for (const [velocity, wanted] of [
    [-10, false],
    [-201, false],
    [-1e300, false],
    [-21, true],
  ] as const) {
    setFocusVelocity(world, focus, velocity, 0, 0)
    runTicks(world, 2)
    expect([velocity, isWanted(world)]).toEqual([velocity, wanted])
  }
})

test('T-6: a teleport has no velocity, so nothing ahead of it is wanted', () => {
  const world = oneSection()
  const focus = createFocus(world, { position: [1000, 0, 0] })
  moveFocus(world, focus, 101, 0, 0)
  for (let i = 0; i < 60; i++) {
    runTicks(world, 1)
    expect(isWanted(world)).toBe(false)
  }
})

test('T-6, P-3: at rest the tick measures nothing again, and a focus that stopped looks at where it is', () => {
  const world = makeWorld(gridRecords(20))
  const focus = createFocus(world, { position: [100, 0, 100] })
  for (let i = 1; i <= 60; i++) {
    moveFocus(world, focus, 100 + i / 2, 0, 100)
    runTicks(world, 1)
  }
  const { focuses, cut } = world.terrane
  expect(focuses.looksAhead[0]).toBe(1)
  expect(focuses.aheadX[0] - focuses.x[0]).toBeCloseTo(15, 3)
  runTicks(world, 120)
  expect([focuses.looksAhead[0], focuses.aheadX[0], focuses.velocityX[0]]).toEqual([0, 130, 0])
  let measured = 0
  Object.defineProperty(cut, 'moved', { get: () => false, set: () => measured++ })
  runTicks(world, 60)
  expect(measured).toBe(0)
})

for (const seed of [1, 2, 3])
  test(`T-6: sections ahead are found from the index after every stop and turn (seed ${seed})`, () => {
    const random = createRandom(seed)
    const world = makeWorld(gridRecords(60, 16, { enterRadius: 20 }), {
      settings: { forgetSeconds: 0.2, graceSeconds: 0, querySlack: 16 },
    })
    let [x, z, angle, speed] = [480, 480, 0, 0]
    const focus = createFocus(world, { position: [x, 1, z] })
    for (let i = 0; i < 3000; i++) {
      if (random.chance(0.02)) angle = random.between(0, 6.28)
      if (random.chance(0.02)) speed = random.pick([0, 1, 20, 60])
      x = Math.min(900, Math.max(60, x + (Math.cos(angle) * speed) / 60))
      z = Math.min(900, Math.max(60, z + (Math.sin(angle) * speed) / 60))
      moveFocus(world, focus, x, 1, z)
      runTicks(world, 1)
      expect(missingAround(world), `seed ${seed}, tick ${i}`).toBe(0)
    }
  })

/** Sections within enter of the focus or of the point ahead of it that are not wanted. */
function missingAround({ terrane }: TerraneWorld): number {
  const { table, focuses, live } = terrane
  const wanted = new Set<number>()
  for (let i = 0; i < live.count; i++) if (live.inRange[live.order[i]]) wanted.add(live.row[live.order[i]])
  let missing = 0
  for (let row = 0; row < table.count; row++) {
    const near = (x: number, z: number) => {
      const dx = Math.max(0, table.bounds[6 * row] - x, x - table.bounds[6 * row + 3])
      const dz = Math.max(0, table.bounds[6 * row + 2] - z, z - table.bounds[6 * row + 5])
      return dx * dx + dz * dz < 20 * 20 - 1e-6
    }
    const inReach = near(focuses.x[0], focuses.z[0]) || near(focuses.aheadX[0], focuses.aheadZ[0])
    if (inReach && !wanted.has(row)) missing++
  }
  return missing
}
