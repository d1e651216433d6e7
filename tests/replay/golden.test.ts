import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { createReplay, memorySink, readRecording, runReplay, startRecording } from '../../src/replay/index'
import { beginGame, playFrame, type RandomGame } from './recordedForest'

/**
 * The golden timelines (B-13): recordings that were made once, of random games, and have to replay on every machine and with every later version. Where a change of
 * what streaming does is meant, `TERRANE_GOLDEN=write npx vitest run tests/replay/golden` records them anew: the commit says why.
 */
const write = process.env.TERRANE_GOLDEN === 'write'
const seeds = [20, 22, 26]
const frames = 500
const fileOf = (seed: number) => fileURLToPath(new URL(`golden/game${seed}.jsonl`, import.meta.url))

function record(game: RandomGame): string {
  const sink = memorySink()
  const recording = startRecording(game.world, sink)
  for (let i = 0; i < frames; i++) playFrame(game)
  recording.stop()
  return sink.text()
}

test.each(seeds)('game %i replays as it was recorded', (seed) => {
  const game = beginGame(seed)
  const file = fileOf(seed)
  if (write) writeFileSync(file, record(game))
  const recording = readRecording(readFileSync(file, 'utf8'), file)
  const replay = createReplay(game.table, recording)
  const advice = 'if this is meant, record it anew: TERRANE_GOLDEN=write npx vitest run tests/replay/golden'
  expect(runReplay(replay), advice).toBeNull()
  expect([recording.snapshot, recording.torn]).toEqual([null, false])
  expect(Math.min(replay.compared.states, replay.compared.completions)).toBeGreaterThan(80)
})
