import { expect, it } from 'vitest'
import { createFocus, moveFocus, type Feature } from '../../src/index'
import { createBlackBox, createReplay, readRecording, runReplay, type BlackBox } from '../../src/replay/index'
import { timelineHash } from '../../src/telemetry/telemetry'
import { gridRecords, makeWorld, openRecords, runTicks } from '../worlds'
import { beginGame, playFrame } from './recordedForest'

/** TERRANE_CASES=100 for more; TERRANE_SEED=n begins at another seed. */
const cases = Number(process.env.TERRANE_CASES ?? 4)
const firstSeed = Number(process.env.TERRANE_SEED ?? 1)

for (let seed = firstSeed; seed < firstSeed + cases; seed++)
  it(`replays what it saves, whenever that is (seed ${seed})`, () => {
    const game = beginGame(seed)
    const box = createBlackBox(game.world, { seconds: 3 })
    const { terrane } = game.world
    for (let frame = 0; frame < 900; frame++) {
      playFrame(game)
      if (!game.random.chance(0.006)) continue
      const recording = readRecording(box.save(), 'box.jsonl')
      const replay = createReplay(game.table, recording)
      expect(runReplay(replay), `seed ${seed}, tick ${terrane.clock.tick}`).toBeNull()
      expect(timelineHash(replay.world.terrane.telemetry)).toBe(timelineHash(terrane.telemetry))
      expect(terrane.clock.tick - recording.header.tick).toBeGreaterThanOrEqual(Math.min(terrane.clock.tick, 180))
      expect(box.seconds).toBe((terrane.clock.tick - recording.header.tick) / 60)
    }
    box.stop()
    expect(terrane.recorder).toBeNull()
  })

/** A walk in circles over a grid, so that every tick has something to say. */
function circle(box: (world: ReturnType<typeof makeWorld>) => BlackBox, ticks: number, focuses = 1) {
  const world = makeWorld(openRecords(gridRecords(12)))
  const kept = box(world)
  const ids = Array.from({ length: focuses }, () => createFocus(world))
  let most = 0
  runTicks(world, ticks, (tick) => {
    ids.forEach((id, i) => moveFocus(world, id, 96 + 90 * Math.cos(tick / 200 + i), 0, 96 + 90 * Math.sin(tick / 200)))
    most = Math.max(most, kept.bytes)
  })
  return { world, kept, most }
}

it('keeps at least a minute, in less than two megabytes', () => {
  const { kept, most } = circle((world) => createBlackBox(world), 60 * 150)
  expect(kept.seconds).toBeGreaterThanOrEqual(60)
  expect(most).toBeLessThanOrEqual(2e6)
})

it('keeps less where more happens than fits, and never more bytes', () => {
  const { world, kept, most } = circle((of) => createBlackBox(of, { maxBytes: 1e6 }), 60 * 40, 16)
  expect(most).toBeLessThanOrEqual(1e6)
  expect(kept.seconds).toBeLessThan(40)
  expect(kept.seconds).toBeGreaterThan(5)
  const replay = createReplay(world.terrane.table, readRecording(kept.save('a test'), 'box.jsonl'))
  expect(runReplay(replay)).toBeNull()
  expect(replay.recording.end).toMatchObject({ why: 'a test', end: 2400 })
})

it('is refused inside a tick, and without time or bytes', () => {
  const boxes: BlackBox[] = []
  const saver: Feature = { name: 'saver', run: () => boxes.forEach((box) => void box.save()) }
  const world = makeWorld(gridRecords(2), { features: [saver] })
  boxes.push(createBlackBox(world))
  expect(() => runTicks(world, 1)).toThrow(/^a black box inside a tick; .*\[argument\]$/)
  expect(() => createBlackBox(makeWorld(gridRecords(2)), { seconds: 0 })).toThrow(
    /^a black box of 0 s and .*\[argument\]$/,
  )
})
