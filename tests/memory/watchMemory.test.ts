import { execFile } from 'node:child_process'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFocus } from '../../src/focuses'
import { nodeDevice, watchMemory, type WatchOptions } from '../../src/node'
import { readProcessMemory } from '../../src/memory/nodeMemory'
import { createReplay, memorySink, readRecording, runReplay, startRecording } from '../../src/replay'
import { disposeWorld } from '../../src/world'
import { temporaryFolder } from '../baking/bakedWorld'
import { gridRecords, makeWorld, openRecords, runTicks } from '../worlds'

/** A world that is watched, over a memory that the test fills. */
function begin(options: WatchOptions = {}) {
  const table = openRecords(gridRecords(5, 16, { cpuBytes: 1000, gpuBytes: 0 }))
  const world = makeWorld(table)
  createFocus(world, { position: [40, 0, 40] })
  runTicks(world, 300)
  const memory = { usedBytes: 50, limitBytes: 100 }
  const stop = watchMemory(world, { read: () => [{ usedBytes: 1, limitBytes: 1000 }, memory], ...options })
  /** A second passes for each of these fillings, for the watch and for the world; signals so far, after each. */
  const fill = (...used: readonly number[]) =>
    used.map((usedBytes) => {
      memory.usedBytes = usedBytes
      vi.advanceTimersByTime(1000)
      runTicks(world, 60)
      return world.terrane.telemetry.pressureSignals
    })
  return { world, table, memory, stop, fill }
}

describe('a watch over memory', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('control: says nothing while there is enough', () => {
    const { world, fill } = begin()
    expect(fill(10, 79, 50, 79.9, 0)).toEqual([0, 0, 0, 0, 0])
    expect(world.terrane.ledger.budgetBytes).toBe(Infinity)
  })

  it('signals moderate at the soft mark, critical at the hard one, and each once while it hovers there', () => {
    const { world, fill } = begin()
    const { ledger } = world.terrane
    expect(fill(80)).toEqual([1])
    expect(ledger.pressure).toBe(1)
    expect(fill(76, 79, 81, 77, 85)).toEqual([1, 1, 1, 1, 1])
    expect(fill(90)).toEqual([2])
    expect(ledger.pressure).toBe(2)
    expect(fill(86, 95, 89, 99)).toEqual([2, 2, 2, 2])
    expect(fill(84, 89, 74, 79)).toEqual([2, 2, 2, 2])
    expect(fill(80)).toEqual([3])
  })

  it('signals again while it lasts, when the pressure that it made is over', () => {
    const { fill } = begin()
    const signals = fill(...Array.from({ length: 50 }, () => 82))
    expect(signals[0]).toBe(1)
    expect(signals[15]).toBe(1)
    expect(signals.at(-1)).toBe(3)
    expect(fill(...Array.from({ length: 60 }, () => 70)).at(-1)).toBe(3)
  })

  it('ends when it is stopped, and with its world', () => {
    const stopped = begin()
    stopped.stop()
    expect(stopped.fill(95, 95)).toEqual([0, 0])
    const { world, memory } = begin()
    memory.usedBytes = 95
    disposeWorld(world)
    vi.advanceTimersByTime(5000)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('takes a reader that throws, or has no numbers, for one that knows nothing', () => {
    const { world, fill } = begin({
      read: () => {
        throw new Error('no such file')
      },
    })
    expect(fill(1)).toEqual([0])
    watchMemory(world, { read: () => [{ usedBytes: NaN, limitBytes: 0 }] })
    expect(fill(1)).toEqual([0])
  })

  it('its signals are inputs: a recording has them, and replays', () => {
    const { world, table, fill } = begin()
    const sink = memorySink()
    const recording = startRecording(world, sink)
    fill(50, 85, 95, 60)
    recording.stop()
    expect(sink.text().match(/signalMemoryPressure/g)?.length).toBe(2)
    expect(runReplay(createReplay(table, readRecording(sink.text(), 'short.jsonl')))).toBeNull()
  })

  it('refuses numbers that are none, and a world without budgets', () => {
    const { world } = begin()
    for (const wrong of [
      { softShare: 0.9, hardShare: 0.8 },
      { everySeconds: 0 },
      { limitBytes: NaN },
      { softShare: 0 },
    ])
      expect(() => watchMemory(world, wrong)).toThrow('[argument]')
    const bare = makeWorld(gridRecords(2), { budgets: null })
    expect(() => watchMemory(bare)).toThrow('a watch over memory in a world without budgets')
  })
})

describe('the memory of this process', () => {
  it('is its resident set of what it may take, and its heap; a limit may be given', () => {
    const [all, heap] = readProcessMemory()
    for (const { usedBytes, limitBytes } of [all, heap]) expect(usedBytes).toBeLessThan(limitBytes)
    expect(all.usedBytes).toBeGreaterThan(heap.usedBytes / 2)
    expect([all.limitBytes <= totalmem(), nodeDevice().memoryBytes]).toEqual([true, all.limitBytes])
    expect(readProcessMemory(12345)[0].limitBytes).toBe(12345)
  })

  it('keeps no process alive, and follows --max-old-space-size', async () => {
    const contents = `
      import { composeWorld, streaming, budgets, createSimulatedBackend } from './src/index'
      import { readProcessMemory } from './src/memory/nodeMemory'
      import { watchMemory } from './src/node'
      import { openRecords, gridRecords } from './tests/worlds'
      const table = openRecords(gridRecords(2))
      const world = composeWorld({ features: [streaming({ sections: table, backend: () => createSimulatedBackend({ table }) }), budgets()] })
      watchMemory(world, { everySeconds: 3600 })
      console.log(readProcessMemory()[1].limitBytes / 2 ** 20)`
    const outfile = join(await temporaryFolder(), 'watched.cjs')
    const options = { bundle: true, platform: 'node', format: 'cjs', logLevel: 'silent' } as const
    await build({ stdin: { contents, resolveDir: '.', loader: 'ts' }, outfile, ...options })
    const { stdout } = await promisify(execFile)(process.execPath, ['--max-old-space-size=100', outfile])
    expect(Number(stdout)).toBeGreaterThan(90)
    expect(Number(stdout)).toBeLessThan(200)
  })
})
