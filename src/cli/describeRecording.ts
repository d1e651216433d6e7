import { lastTick, type Recording } from '../replay/index'
import { formatBytes, formatCount } from './output'

/** What is in a recording: the JSON document of `terrane inspect --json`. */
export function describeRecording({ header, snapshot, ticks, end, torn, altered }: Recording) {
  const calls = new Map<string, number>()
  const counts = { completions: 0, states: 0, shown: 0, hidden: 0 }
  const add = (name: unknown) => calls.set(String(name), (calls.get(String(name)) ?? 0) + 1)
  for (const tick of ticks) {
    for (const [name] of [...(tick.calls ?? []), ...(tick.reads ?? [])]) add(name)
    for (const [, name] of tick.during ?? []) add(name)
    for (const name of Object.keys(counts) as (keyof typeof counts)[]) counts[name] += tick[name]?.length ?? 0
  }
  const last = lastTick({ header, snapshot, ticks, end, torn, altered })
  return {
    version: header.version,
    terrane: header.terrane,
    world: header.world,
    profile: header.profile.name,
    tickHz: header.settings.tickHz,
    seed: header.settings.seed,
    budgetBytes: header.budgetBytes,
    features: header.features,
    device: header.device,
    fromTick: header.tick,
    ticks: last - header.tick,
    seconds: (last - header.tick) / header.settings.tickHz,
    lines: ticks.length,
    inputs: Object.fromEntries(calls),
    ...counts,
    timelineHash: end?.timeline ?? null,
    ended: end !== null,
    torn,
    altered: [...altered],
  }
}

export type RecordingSummary = ReturnType<typeof describeRecording>

export function recordingRows(summary: RecordingSummary): string[][] {
  const { world, budgetBytes, inputs } = summary
  const said = Object.entries(inputs).map(([name, count]) => `${name} ${formatCount(count)}`)
  return [
    ['recorded by', `terrane ${summary.terrane} on ${summary.device}`],
    ['world', `${formatCount(world.sections)} sections, ${world.hash}`],
    [
      'set to',
      `profile ${summary.profile}, ${summary.tickHz} Hz, seed ${summary.seed}, budget ${formatBytes(budgetBytes)}`,
    ],
    ['features', summary.features.join(', ')],
    ['begins', summary.fromTick === 0 ? 'with the world' : `at tick ${formatCount(summary.fromTick)}, from a snapshot`],
    ['ticks', `${formatCount(summary.ticks)} (${summary.seconds.toFixed(1)} s) in ${formatCount(summary.lines)} lines`],
    ['inputs', said.join(', ') || 'none'],
    ['completions', formatCount(summary.completions)],
    [
      'outputs',
      `${formatCount(summary.states)} state changes, ${formatCount(summary.shown)} shown, ${formatCount(summary.hidden)} hidden`,
    ],
    ['ends', summary.ended ? `timeline ${summary.timelineHash}` : summary.torn ? 'in a torn line' : 'cut off'],
    ...(summary.altered.length > 0 ? [['altered', `ticks ${summary.altered.join(', ')}`]] : []),
  ]
}
