import { expect, test } from 'vitest'
import { profiles, type ProfileName } from '../../src/components/profile'
import { setProfile } from '../../src/engineFeature'
import { createFocus, moveFocus } from '../../src/focuses'
import { listQueue } from '../../src/inspection'
import { sectionName } from '../../src/blobs/sectionBlob'
import { boost } from '../../src/scoring/boost'
import { scoreWeights } from '../../src/scoring/defaultScore'
import { sectionId } from '../../src/sectionId'
import type { Backend } from '../../src/backends/backend'
import { createSimulatedBackend } from '../../src/backends/simulatedBackend'
import { engineFeature } from '../../src/engineFeature'
import { composeWorld, type Feature } from '../../src/world'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import { gridRecords, makeWorld, openRecords, runTicks } from '../worlds'

/** A simulated backend that writes down what is started, in order. */
function recordedWorld(records: readonly SectionRecord[], features: readonly Feature[] = []) {
  const table = openRecords(records)
  const started: string[] = []
  const world = composeWorld({
    features: [
      engineFeature({
        table,
        backend(rows): Backend {
          const inner = createSimulatedBackend({ table: rows, latencyMs: 50, megabitsPerSecond: Infinity })
          return {
            ...inner,
            start(ticket, row) {
              started.push(sectionName(rows, row))
              inner.start(ticket, row)
            },
          }
        },
      }),
      ...features,
    ],
  })
  return { world, started }
}

/** Sections in a row along x, at `distance` each. */
function sectionsAt(
  distances: Readonly<Record<string, number>>,
  overrides: Partial<SectionRecord> = {},
): SectionRecord[] {
  return Object.entries(distances).map(([name, x]) => ({
    name,
    bounds: [x, 0, 0, x + 1, 1, 1],
    enterRadius: 500,
    kind: 'mesh',
    content: name,
    cpuBytes: 100,
    fileBytes: 10,
    ...overrides,
  }))
}

for (const name of Object.keys(profiles) as ProfileName[])
  test(`P-11: ${name} never exceeds its bounds, seen from the backend's side`, () => {
    const table = openRecords(gridRecords(40))
    const inFlight = new Set<number>()
    let most = 0
    let startedThisTick = 0
    let mostStarted = 0
    const world = composeWorld({
      features: [
        engineFeature({
          table,
          profile: name,
          backend(rows): Backend {
            const inner = createSimulatedBackend({
              table: rows,
              latencyMs: 100,
              megabitsPerSecond: Infinity,
              failRate: 0.1,
            })
            return {
              ...inner,
              start(ticket, row) {
                inFlight.add(ticket)
                most = Math.max(most, inFlight.size)
                mostStarted = Math.max(mostStarted, ++startedThisTick)
                inner.start(ticket, row)
              },
              poll(tick, out) {
                inner.poll(tick, out)
                startedThisTick = 0
                for (let i = 0; i < out.count; i++) inFlight.delete(out.ticket[i])
              },
            }
          },
        }),
      ],
    })
    const focus = createFocus(world, { position: [20, 0, 300] })
    for (let i = 0; i < 1500; i++) {
      moveFocus(world, focus, 20 + i * 0.4, 0, 300)
      runTicks(world, 1)
    }
    expect(most).toBe(profiles[name].concurrent)
    expect(mostStarted).toBeLessThanOrEqual(profiles[name].loadsPerTick)
    expect(world.terrane.telemetry.maxUnloadsInATick).toBeLessThanOrEqual(profiles[name].unloadsPerTick)
  })

test('P-18: a profile switched at run time is in force from the next tick', () => {
  const world = makeWorld(gridRecords(40, 16, { enterRadius: 200 }), {
    profile: 'conservative',
    backend: { latencyMs: 3000 },
  })
  createFocus(world, { position: [300, 0, 300] })
  runTicks(world, 60)
  expect(world.terrane.loader.busy[0]).toBe(1)
  setProfile(world, 'aggressive')
  runTicks(world, 2)
  expect(world.terrane.loader.busy[0]).toBe(4)
})

test('P-9: nearest first; a step of priority outweighs its metres; the heading and the cost decide among equals', () => {
  const near = recordedWorld(sectionsAt({ far: 90, mid: 60, close: 30 }))
  createFocus(near.world, { position: [0, 0, 0] })
  runTicks(near.world, 60)
  expect(near.started).toEqual(['close', 'mid', 'far'])

  const records = sectionsAt({ close: 30, far: 30 + scoreWeights.priorityMetres - 4 })
  const urgent = recordedWorld([records[0], { ...records[1], priority: 1 }])
  createFocus(urgent.world, { position: [0, 0, 0] })
  runTicks(urgent.world, 60)
  expect(urgent.started[0]).toBe('far')

  const heading = recordedWorld(sectionsAt({ behind: -101, ahead: 100 }))
  createFocus(heading.world, { position: [0, 0.5, 0.5], captureVelocity: false })
  const { focuses } = heading.world.terrane
  focuses.velocityX[focuses.alive[0]] = 10
  runTicks(heading.world, 60)
  expect(heading.started[0]).toBe('ahead')

  const [cheap, dear] = sectionsAt({ cheap: 50, dear: 50 })
  const cost = recordedWorld([{ ...dear, cpuBytes: 32 << 20 }, cheap])
  createFocus(cost.world, { position: [0, 0, 0] })
  runTicks(cost.world, 60)
  expect(cost.started[0]).toBe('cheap')
})

test('P-8: the queue is listed in the order in which it is served, each entry with its reason', () => {
  const { world, started } = recordedWorld(gridRecords(12, 16, { enterRadius: 120 }))
  createFocus(world, { position: [96, 0, 96] })
  runTicks(world, 20)
  const listed = listQueue(world, 'loads')
  expect(listed.length).toBeGreaterThan(40)
  expect(new Set(listed.map((entry) => entry.reason))).toEqual(new Set(['in range']))
  const before = started.length
  runTicks(world, 600)
  expect(started.slice(before)).toEqual(listed.map((entry) => entry.name))
})

test('P-10: a system between DesiredSetBuild and StreamingDiff makes a quest first', () => {
  const questFirst: Feature = {
    name: 'QuestFirst',
    after: 'DesiredSetBuild',
    before: 'StreamingDiff',
    run: (world) => {
      for (let row = 0; row < 4; row++)
        if (sectionName(world.terrane.table, row) === 'quest') boost(world, sectionId(world.terrane, row), 100)
    },
  }
  const { world, started } = recordedWorld(sectionsAt({ a: 10, b: 20, c: 30, quest: 90 }), [questFirst])
  createFocus(world, { position: [0, 0, 0] })
  runTicks(world, 60)
  expect(started).toEqual(['quest', 'a', 'b', 'c'])
})

test('a queued load is dropped when the focus leaves: no tail of dead work', () => {
  const { world, started } = recordedWorld(gridRecords(60, 16, { enterRadius: 100 }))
  const focus = createFocus(world, { position: [100, 0, 100] })
  runTicks(world, 5)
  moveFocus(world, focus, 900, 0, 900, true)
  const before = started.length
  runTicks(world, 600)
  const late = started.slice(before).map((name) => Number(name.split(' ')[1]))
  expect(Math.min(...late)).toBeGreaterThan(40)
})
