import { expect, test } from 'vitest'
import { State } from '../../src/components/state'
import { createFocus, moveFocus, removeFocus } from '../../src/focuses'
import { explain } from '../../src/explain/explain'
import { findLive } from '../../src/live/rowTable'
import { nullPresenter, type Presenter } from '../../src/presenter'
import { sectionId } from '../../src/sectionId'
import { makeWorld, openRecords, runTicks } from '../worlds'
import type { SectionRecord } from '../../src/blobs/sectionRecord'

const common = { kind: 'mesh', cpuBytes: 400, gpuBytes: 600, fileBytes: 1000 } as const
const far: SectionRecord = {
  ...common,
  name: 'far',
  bounds: [0, 0, 0, 40, 8, 40],
  enterRadius: 200,
  refineDistance: 50,
  content: 'far.glb',
}
const near = (name: string, x: number): SectionRecord => ({
  ...common,
  name,
  parent: 0,
  bounds: [x, 0, 0, x + 20, 8, 40],
  enterRadius: 0,
  content: `${name}.glb`,
})

/** Says in words what a presenter is told. */
function listen(): { presenter: Presenter; told: string[] } {
  const told: string[] = []
  return {
    told,
    presenter: {
      ...nullPresenter(),
      show: (row, seconds) => void told.push(`show ${row} in ${seconds}`),
      hide: (row, seconds) => void told.push(`hide ${row} in ${seconds}`),
    },
  }
}

function makeTown(fadeSeconds: number) {
  const { presenter, told } = listen()
  const world = makeWorld(openRecords([far, near('west', 0), near('east', 20)]), {
    presenter,
    settings: { lookAheadSeconds: 0, fadeSeconds, graceSeconds: 0, dwellSeconds: 0 },
  })
  const focus = createFocus(world, { position: [150, 0, 20] })
  const stateOf = (row: number) => {
    const s = findLive(world.terrane.rows, row)
    return s < 0 ? State.Idle : world.terrane.live.state[s]
  }
  const explainRow = (row: number) => explain(world, sectionId(world.terrane, row))
  runTicks(world, 60)
  return { world, focus, told, stateOf, explainRow, walkTo: (x: number) => moveFocus(world, focus, x, 0, 20) }
}

test('a picture that gives way stays resident until it has faded, whatever grace says', () => {
  const { world, told, stateOf, explainRow, walkTo } = makeTown(0.25)
  expect(told.splice(0)).toEqual(['show 0 in 0.25'])
  for (let x = 150; told.length === 0; x = Math.max(60, x - 2)) {
    walkTo(x)
    runTicks(world, 1)
  }
  expect(told.splice(0)).toEqual(['hide 0 in 0.25', 'show 1 in 0.25', 'show 2 in 0.25'])
  runTicks(world, 14)
  expect(stateOf(0)).toBe(State.Loaded)
  expect(explainRow(0)).toContain('its picture fades out')
  runTicks(world, 5)
  expect(stateOf(0)).not.toBe(State.Loaded)
  expect(told).toEqual([])
})

test('leaving the range fades too, and a picture that comes back in time is the same one', () => {
  const { world, focus, told, stateOf, walkTo } = makeTown(0.25)
  told.length = 0
  walkTo(300)
  runTicks(world, 4)
  expect(told.splice(0)).toEqual(['hide 0 in 0.25'])
  walkTo(150)
  runTicks(world, 30)
  expect(told.splice(0)).toEqual(['show 0 in 0.25'])
  expect(world.terrane.telemetry.loads).toBe(1)
  removeFocus(world, focus)
  runTicks(world, 60)
  expect(stateOf(0)).toBe(State.Idle)
  expect(world.terrane.live.fadingCount).toBe(0)
})

test('without fades everything is at once', () => {
  const { world, told, stateOf, walkTo } = makeTown(0)
  told.length = 0
  walkTo(300)
  runTicks(world, 4)
  expect(told).toEqual(['hide 0 in 0'])
  expect(stateOf(0)).not.toBe(State.Loaded)
})
