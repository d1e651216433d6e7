import { basename } from 'node:path'
import { fail } from '../errors'
import {
  advanceReplay,
  createReplay,
  readRecording,
  type Difference,
  type Recording,
  type Replay,
} from '../replay/index'
import { timelineHash } from '../telemetry/telemetry'
import { disposeWorld } from '../world'
import { createExplainer, readPlaceQuestion, readSectionQuestion, type Explanation } from './explanations'
import { openTable, readText } from './openInput'
import { formatCount, writeJson, type CommandIo } from './output'

export interface ReplayCommandOptions {
  /** Questions, as written: `SECTION@SECONDS` and `X,Y,Z@SECONDS`. */
  readonly explain?: readonly string[]
  readonly explainAt?: readonly string[]
  readonly json?: boolean
}

/**
 * The body of `terrane replay RECORDING WORLD`.
 * @throws TerraneError 'recording-differs' where anything comes out otherwise than recorded, and what opening throws.
 */
export async function runReplay(
  file: string,
  world: string,
  options: ReplayCommandOptions,
  io: CommandIo,
): Promise<void> {
  const questions = [
    ...(options.explain ?? []).map(readSectionQuestion),
    ...(options.explainAt ?? []).map(readPlaceQuestion),
  ]
  const recording = readRecording(await readText(file), file)
  const replay = createReplay(await openTable(world), recording)
  const answers = runWithQuestions(replay, questions)
  const report = summarize(replay, answers)
  if (options.json) writeJson(io, report)
  else if (replay.difference === null) io.out(describe(file, recording, report))
  for (const { seconds, about, sentences } of options.json ? [] : answers)
    io.out(`at ${seconds.toFixed(2)} s, ${about}:\n  ${sentences.join('\n  ')}\n`)
  disposeWorld(replay.world, { deleteEcs: true })
  if (replay.difference !== null) refuseDifference(file, replay.difference)
}

function runWithQuestions(replay: Replay, questions: Parameters<typeof createExplainer>[0]): readonly Explanation[] {
  const explainer = createExplainer(questions)
  const { clock, settings } = replay.world.terrane
  const now = () => ({ world: replay.world, seconds: clock.tick / settings.tickHz })
  while (replay.difference === null && advanceReplay(replay)) explainer.ask(now())
  explainer.finish(now())
  return explainer.answers
}

/** One line for the first difference, with both sides. */
export function refuseDifference(file: string, { tick, seconds, recorded, happened }: Difference): never {
  return fail(
    'recording-differs',
    `${basename(file)} differs at tick ${tick} (${seconds.toFixed(2)} s): ${happened}`,
    `${recorded}, as recorded`,
    'See "recording-differs" in docs/errors.md; --json has all of that tick.',
  )
}

/** The JSON document of `--json`. */
function summarize(replay: Replay, explanations: readonly Explanation[]) {
  const { recording, compared, difference, world } = replay
  const { header, end, torn } = recording
  return {
    identical: difference === null,
    ...compared,
    fromTick: header.tick,
    seconds: compared.ticks / header.settings.tickHz,
    timelineHash: timelineHash(world.terrane.telemetry),
    /** It was ended, not cut off. */
    ended: end !== null,
    torn,
    difference,
    ...(explanations.length > 0 && { explanations }),
  }
}

function describe(file: string, { end, torn }: Recording, report: ReturnType<typeof summarize>): string {
  const { ticks, states, pictures, completions, seconds } = report
  const cut = torn ? 'its last line is not whole and was left out; ' : end === null ? 'it was cut off; ' : ''
  const counts = `${formatCount(states)} state changes, ${formatCount(pictures)} changes of the picture, ${formatCount(completions)} completions`
  return `${basename(file)}: ${cut}${formatCount(ticks)} ticks (${seconds.toFixed(1)} s) replayed, ${counts}: identical, timeline ${report.timelineHash}\n`
}
