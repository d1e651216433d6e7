import { expect, test } from 'vitest'
import type { TerraneWorld } from '../../src/engine'
import { spell, unspell } from '../../src/replay/recordedTick'
import { takeSnapshot } from '../../src/replay/snapshot'
import { createReplay, memorySink, readRecording, runReplay, startRecording } from '../../src/replay/index'
import { timelineHash } from '../../src/telemetry/telemetry'
import { step } from '../../src/world'
import { beginGame, playFrame } from './recordedForest'

/** TERRANE_CASES=200 for more; TERRANE_SEED=n begins at another seed. */
const cases = Number(process.env.TERRANE_CASES ?? 8)
const firstSeed = Number(process.env.TERRANE_SEED ?? 1)
const framesPerCase = 600

/** All that the next tick depends on, as JSON; of the clock only what a replay has: it takes no steps of some seconds. Views it has as ticks read them, and a tick that rests reads none. */
function plain({ terrane }: TerraneWorld): unknown {
  const snapshot = takeSnapshot(terrane)
  const clock = { ...snapshot.whole.clock, accumulated: 0, tickInStep: 0 }
  return JSON.parse(JSON.stringify({ ...snapshot, views: [], whole: { ...snapshot.whole, clock } }, spell), unspell)
}

for (let seed = firstSeed; seed < firstSeed + cases; seed++)
  test(`any use of the API replays tick for tick (seed ${seed}${seed % 3 === 0 ? ', a tiled scene' : ''})`, () => {
    const game = beginGame(seed, seed % 3 === 0)
    const begins = game.random.pick([0, 0, 1, 200])
    for (let i = 0; i < begins; i++) playFrame(game)
    const sink = memorySink()
    const recording = startRecording(game.world, sink)
    for (let i = 0; i < framesPerCase; i++) playFrame(game)
    // What is called after the last tick is in no recording.
    step(game.world, 1 / 60)
    recording.stop()
    const { terrane } = game.world
    const replay = createReplay(game.table, readRecording(sink.text(), 'memory'))
    expect(runReplay(replay), `seed ${seed}`).toBeNull()
    expect(replay.world.terrane.clock.tick).toBe(terrane.clock.tick)
    expect(timelineHash(replay.world.terrane.telemetry)).toBe(timelineHash(terrane.telemetry))
    expect({ ...replay.world.terrane.telemetry, tickMs: 0 }).toEqual({ ...terrane.telemetry, tickMs: 0 })
    // From the middle on, live indices may be given out in another order: nothing depends on them.
    if (begins === 0) expect(plain(replay.world), `seed ${seed}`).toEqual(plain(game.world))
  })
