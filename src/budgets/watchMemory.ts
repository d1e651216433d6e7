import type { TerraneWorld } from '../engine'
import { fail } from '../errors'
import { Pressure, pressureNames } from '../memory/ledger'
import { readProcessMemory, type MemoryUse } from '../memory/nodeMemory'
import { signalMemoryPressure } from './memoryPressure'
import { budgetedEngine } from './setBudget'

export interface WatchOptions {
  /** Bytes that the process may take. Left out: its container's limit, or the machine's memory. */
  readonly limitBytes?: number
  /** Share of a limit from which on pressure is moderate (0.8), and critical (0.9). */
  readonly softShare?: number
  readonly hardShare?: number
  /** How far the share falls below either before it is over (0.05). */
  readonly slackShare?: number
  /** Seconds from one look to the next (1). */
  readonly everySeconds?: number
  /** Reads what may run out; the fullest counts. Left out: the process's memory and its JavaScript heap. What it throws, and what are no numbers, says nothing. */
  readonly read?: () => readonly MemoryUse[]
}

type Watch = Required<Omit<WatchOptions, 'limitBytes'>>

/** 80 % leaves room for what is in flight, 90 % for one collection of garbage; 5 % is more than a heap moves between two. */
const defaults = { softShare: 0.8, hardShare: 0.9, slackShare: 0.05, everySeconds: 1 }

/**
 * Watches memory and signals pressure (`signalMemoryPressure`): when a level is reached, and again while it lasts whenever the pressure that it made is over. A level is over when the share has fallen
 * by the slack, so that what hovers at a mark signals once. It looks between steps, so that a recording has the signals; it keeps no process alive, and ends with its world.
 * @returns a function that ends it.
 * @throws 'argument' for numbers that are none, and in a world without `budgets()`.
 */
export function watchMemory(world: TerraneWorld, options: WatchOptions = {}): () => void {
  const { limitBytes, ...given } = options
  const watch: Watch = { ...defaults, read: () => readProcessMemory(limitBytes), ...given }
  checkWatch(watch, limitBytes)
  const terrane = budgetedEngine(world, 'a watch over memory')
  const { budgets, ledger } = terrane
  let level: number = Pressure.None
  const look = () => {
    if (terrane.disposed) return stop()
    const before = level
    level = levelOf(watch, fullest(watch), before)
    const isOver = ledger.pressure === Pressure.None && budgets.signalled === Pressure.None
    if (level > before || (level !== Pressure.None && isOver))
      signalMemoryPressure(world, pressureNames[level] as 'moderate' | 'critical')
  }
  const timer = setInterval(look, 1000 * watch.everySeconds)
  timer.unref()
  const stop = () => clearInterval(timer)
  return stop
}

function checkWatch(watch: Watch, limitBytes = 1): void {
  const { softShare, hardShare, slackShare, everySeconds } = watch
  const ordered = slackShare >= 0 && softShare > slackShare && hardShare > softShare
  if (!ordered || !(limitBytes > 0) || !(everySeconds > 0))
    fail(
      'argument',
      `a watch over ${limitBytes} bytes with shares ${softShare}, ${hardShare} and ${slackShare}, every ${everySeconds} s`,
      'bytes and seconds above 0, and slackShare < softShare < hardShare',
      'Leave out what the defaults will do for.',
    )
}

function fullest({ read }: Watch): number {
  try {
    return read().reduce((most, { usedBytes, limitBytes }) => Math.max(most, usedBytes / limitBytes || 0), 0)
  } catch {
    return 0
  }
}

/** Reached at a share, left at the slack below it. */
function levelOf({ softShare, hardShare, slackShare }: Watch, share: number, before: number): number {
  const stays = (level: number) => (before >= level ? slackShare : 0)
  if (share >= hardShare - stays(Pressure.Critical)) return Pressure.Critical
  return share >= softShare - stays(Pressure.Moderate) ? Pressure.Moderate : Pressure.None
}
