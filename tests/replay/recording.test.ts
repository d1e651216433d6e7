import { describe, expect, it } from 'vitest'
import { boost, createFocus, input, moveFocus, pin, sectionId, setLayer, step, type Feature } from '../../src/index'
import {
  createReplay,
  memorySink,
  readRecording,
  runReplay,
  startRecording,
  type Recording,
} from '../../src/replay/index'
import { writeLine } from '../../src/replay/recordingText'
import { columnsOf, keptWhole, listLengths, takeSnapshot } from '../../src/replay/snapshot'
import { createRandom, gridRecords, makeWorld, openRecords, runTicks, type TestWorldOptions } from '../worlds'

const table = openRecords(gridRecords(8))

/** A flight over a grid, recorded; with failures, a pin, a teleport and a switch of layers. */
function recordFlight(options: TestWorldOptions = {}, ticks = 240): string {
  const world = makeWorld(table, { backend: { failRate: 0.2 }, ...options })
  const sink = memorySink()
  const recording = startRecording(world, sink)
  const random = createRandom(7)
  const focus = createFocus(world, { position: [1 / 3, Math.PI, 1e7 + 0.1] })
  runTicks(world, ticks, (tick) => {
    if (tick === 50) pin(world, sectionId(world.terrane, 60))
    if (tick === 90) setLayer(world, 'base', 'hidden')
    if (tick === 95) setLayer(world, 'base', 'on')
    const jump = tick === 150
    moveFocus(world, focus, jump ? 100 : tick / 3 + random.fraction() * 1e-9, 2, jump ? 100 : tick / 7, jump)
  })
  recording.stop()
  return sink.text()
}

const replayOf = (text: string) => createReplay(table, readRecording(text, 'flight.jsonl'))
const flight = recordFlight()

describe('a recording', () => {
  it('holds 64-bit numbers exactly', () => {
    const { ticks } = readRecording(flight, 'flight.jsonl')
    expect(ticks[0].calls?.[0]).toEqual(['createFocus', [0, 1 / 3, Math.PI, 1e7 + 0.1, 1, 1, 1, 0xffff_ffff, 1, 0]])
    const random = createRandom(7)
    for (let tick = 1; tick < 240; tick++) {
      const x = tick === 150 ? 100 : tick / 3 + random.fraction() * 1e-9
      const move = ticks.find((line) => line.tick === tick + 1)?.calls?.find(([name]) => name === 'moveFocus')
      expect(move?.[2], `tick ${tick}`).toBe(x)
    }
  })

  it('holds numbers that JSON does not know', () => {
    const text = recordFlight({ settings: { viewGatePadding: Infinity }, budgetBytes: Infinity }, 2)
    const { header } = readRecording(text, 'flight.jsonl')
    expect([header.settings.viewGatePadding, header.budgetBytes]).toEqual([Infinity, Infinity])
  })

  it('says nothing of ticks of which there is nothing to say, and counts them all the same', () => {
    const { ticks, end } = readRecording(recordFlight({}, 60).replace(/$/, ''), 'flight.jsonl')
    expect(end?.end).toBe(60)
    const world = makeWorld(table)
    const sink = memorySink()
    const recording = startRecording(world, sink)
    runTicks(world, 500)
    recording.stop()
    expect([recording.ticks, sink.text().split('\n')]).toMatchObject([0, { length: 3 }])
    const replay = replayOf(sink.text())
    expect(runReplay(replay)).toBeNull()
    expect(replay.compared.ticks).toBe(500)
    expect(ticks.length).toBeLessThanOrEqual(60)
  })

  it('replays a pristine world without a snapshot, and from the middle with one', () => {
    expect(readRecording(flight, 'flight.jsonl').snapshot).toBeNull()
    const world = makeWorld(table)
    const focus = createFocus(world)
    runTicks(world, 100)
    const sink = memorySink()
    const recording = startRecording(world, sink)
    runTicks(world, 100, (tick) => moveFocus(world, focus, tick / 2, 0, 0))
    recording.stop()
    const replay = replayOf(sink.text())
    expect(replay.recording.snapshot).not.toBeNull()
    expect(runReplay(replay)).toBeNull()
    expect(replay.compared).toMatchObject({ ticks: 100 })
    expect(replay.compared.states).toBeGreaterThan(20)
  })

  it('is the same in every sink at once', () => {
    const world = makeWorld(table)
    const sinks = [memorySink(), memorySink()]
    const recordings = sinks.map((sink) => startRecording(world, sink))
    const focus = createFocus(world)
    runTicks(world, 60, (tick) => moveFocus(world, focus, tick, 0, 0))
    for (const recording of recordings) recording.stop()
    expect(sinks[1].text()).toBe(sinks[0].text())
    expect(world.terrane.recorder).toBeNull()
  })

  it('ends when its sink throws, and no frame does', () => {
    const world = makeWorld(table)
    let lines = 0
    const recording = startRecording(world, {
      write: () => {
        if (++lines > 5) throw new Error('disk full')
      },
      close() {},
    })
    const focus = createFocus(world)
    runTicks(world, 60, (tick) => moveFocus(world, focus, tick, 0, 0))
    expect(recording).toMatchObject({ failure: 'disk full', ticks: 4 })
    expect(world.terrane.recorder).toBeNull()
    recording.stop()
  })

  it('is refused inside a tick', () => {
    const begin: Feature = { name: 'begin', run: (world) => void startRecording(world, memorySink()) }
    const world = makeWorld(table, { features: [begin] })
    expect(() => step(world, 1 / 60)).toThrow(/^a recording begun inside a tick; expected .* \[argument\]$/)
  })
})

describe('a recording that is not whole', () => {
  it('is replayed up to its last whole line, wherever it was cut', () => {
    const lines = flight.split('\n')
    const random = createRandom(3)
    const first = lines[0].length + 1
    for (let i = 0; i < 40; i++) {
      const at = random.whole(first, flight.length - 1)
      const cut = flight.slice(0, at)
      const recording = readRecording(cut, 'cut.jsonl')
      expect(recording.torn, `cut at ${at}`).toBe(!cut.endsWith('\n'))
      expect(recording.end).toBeNull()
      const whole = cut.split('\n').length - 2
      expect(recording.ticks).toHaveLength(whole)
      expect(runReplay(createReplay(table, recording)), `cut at ${at}`).toBeNull()
    }
  })

  const refusals: [what: string, text: string, said: RegExp][] = [
    ['is empty', '', /^a\.jsonl, which begins with empty; .*\[recording-corrupt\]$/],
    ['is something else', 't,x,y,z\n0,1,2,3\n', /^a\.jsonl, which begins with "t,x,y,z"; .*\[recording-corrupt\]$/],
    ['is of a newer format', flight.replace('"version":2', '"version":9'), /version 9.*\[recording-newer\]$/],
    ['has another header', flight.replace('"seed":1', '"seed":2'), /^a\.jsonl:1, which was changed .*corrupt\]$/],
    ['has a broken line', flight.replace('{"tick":9,', '{"tick":'), /^a\.jsonl:10, which is .*\[recording-corrupt\]$/],
    ['goes back', flight.replace('{"tick":9,', '{"tick":3,'), /^a\.jsonl:10: tick 3 after 8; .*\[recording-corrupt\]$/],
    ['lacks its snapshot', `${withHeader({ tick: 5 })}\n`, /begins at tick 5 without a snapshot/],
  ]
  it.each(refusals)('is refused in one line: it %s', (_what, text, said) => {
    expect(() => readRecording(text, 'a.jsonl')).toThrow(said)
  })

  it('is refused on another world, and where a call is unknown', () => {
    const other = openRecords(gridRecords(9))
    expect(() => createReplay(other, readRecording(flight, 'a.jsonl'))).toThrow(/^a recording of another world \(64 /)
    const unknown = readRecording(flight.replace('"moveFocus"', '"flyFocus"'), 'a.jsonl')
    expect(() => runReplay(createReplay(table, unknown))).toThrow(/^a recording with the call "flyFocus"; .*newer\]$/)
  })
})

/** The header of the flight with other values, and a sum that is right. */
function withHeader(changes: object): string {
  const { header } = readRecording(flight, 'flight.jsonl')
  return writeLine({ sum: '' }, { ...header, ...changes })
}

/** Numbers of a line of a tick, as [place, length], its sum left out. */
function numbersOf(line: string): [at: number, length: number][] {
  const end = line.lastIndexOf(',"sum"')
  return [...line.matchAll(/(?<=[[,:])-?\d+(\.\d+)?(e[+-]?\d+)?(?=[\],}])/g)]
    .filter(({ index }) => index < end)
    .map(({ 0: text, index }) => [index, text.length])
}

describe('one value altered', () => {
  it('is caught at its tick, with both sides', () => {
    const lines = flight.split('\n')
    const random = createRandom(11)
    for (let i = 0; i < 60; i++) {
      const at = random.whole(1, lines.length - 3)
      const numbers = numbersOf(lines[at]).slice(1)
      if (numbers.length === 0) continue
      const [place, length] = random.pick(numbers)
      const value = Number(lines[at].slice(place, place + length))
      const line = `${lines[at].slice(0, place)}${value + 1}${lines[at].slice(place + length)}`
      const replay = replayOf([...lines.slice(0, at), line, ...lines.slice(at + 1)].join('\n'))
      const { tick } = JSON.parse(lines[at]) as { tick: number }
      const difference = runReplay(replay)
      expect(difference?.tick, `${lines[at]} → ${line}`).toBe(tick)
      expect(difference?.recorded).not.toBe(difference?.happened)
    }
  })

  it('in a state says which section came to which state instead', () => {
    const { ticks } = readRecording(flight, 'flight.jsonl')
    const loaded = ticks.find(({ states }) => states?.some(([, from, to]) => from === 2 && to === 3))!
    const change = loaded.states!.find(([, from, to]) => from === 2 && to === 3)!
    const wrong = flight.replace(
      new RegExp(`(\\{"tick":${loaded.tick},.*)\\[${change.join(',')}\\]`),
      `$1[${change[0]},2,6]`,
    )
    const difference = runReplay(replayOf(wrong))
    expect(difference).toMatchObject({ tick: loaded.tick, seconds: loaded.tick / 60 })
    expect(difference?.recorded).toMatch(/^"cell \d \d" from Loading to Error$/)
    expect(difference?.happened).toBe(difference?.recorded.replace('Error', 'Loaded'))
    expect(difference?.outputs.recorded.states).not.toEqual(difference?.outputs.happened.states)
  })

  it('at the end is caught at the last tick', () => {
    const { end } = readRecording(flight, 'flight.jsonl')
    const lines = flight.trimEnd().split('\n')
    const wrong = lines.slice(0, -1).join('\n')
    const { sum } = JSON.parse(lines.at(-2)!) as { sum: string }
    const last = writeLine({ sum }, { end: end!.end, timeline: '0123456789abcdef' })
    expect(runReplay(replayOf(`${wrong}\n${last}\n`))).toMatchObject({
      tick: 240,
      recorded: 'timeline 0123456789abcdef at the end',
    })
  })
})

describe('features', () => {
  const dice = (throws: () => number): Feature => ({
    name: 'dice',
    after: 'DesiredSetBuild',
    run: (world) => {
      const value = input(world, 'dice', throws())
      boost(world, sectionId(world.terrane, Math.floor(value * 64)), value * 100)
    },
  })

  function record(): { recording: Recording; random: () => number } {
    const random = createRandom(5)
    const world = makeWorld(table, { features: [dice(random.fraction)] })
    const sink = memorySink()
    const running = startRecording(world, sink)
    const focus = createFocus(world)
    runTicks(world, 100, (tick) => moveFocus(world, focus, tick, 0, tick))
    running.stop()
    return { recording: readRecording(sink.text(), 'dice.jsonl'), random: random.fraction }
  }

  it('are not needed: their calls are inputs', () => {
    const { recording } = record()
    expect(
      recording.ticks.some(({ during }) =>
        during?.some(([after, name]) => `${after} ${name}` === 'DesiredSetBuild boost'),
      ),
    ).toBe(true)
    expect(runReplay(createReplay(table, recording))).toBeNull()
  })

  it('run again with the values that they passed through input', () => {
    const { recording } = record()
    const loaded = createRandom(99)
    const replay = createReplay(table, recording, { features: [dice(loaded.fraction)] })
    expect(runReplay(replay)).toBeNull()
    const unsteady: Feature = {
      ...dice(loaded.fraction),
      run: (world) => boost(world, sectionId(world.terrane, Math.floor(loaded.fraction() * 64)), 500),
    }
    expect(runReplay(createReplay(table, recording, { features: [unsteady] }))).not.toBeNull()
  })
})

describe('a snapshot', () => {
  /** Parts of the engine that a snapshot does without, with the reason. */
  const without: Readonly<Record<string, string>> = {
    id: 'names the world',
    ecs: 'the game',
    table: 'the header names it',
    largestBytes: 'follows from the table',
    settings: 'in the header',
    ticks: 'follows from the settings',
    bounds: 'follows from the profile',
    rows: 'follows from the live sections',
    positions: 'read by reads',
    shownPins: 'a focus and a pin, which are kept',
    kinds: 'in the header',
    components: 'made again',
    byState: 'follows from the live sections',
    events: 'outputs',
    recorder: 'listens',
    backend: 'the header says what it is like',
    completions: 'made anew in every tick',
    presenter: 'draws',
    meter: 'decides when work is finished, which completions tell',
    stopWatching: 'made again',
    scorer: 'read by reads',
    tiles: 'follows from the table, where the header says so',
    views: 'in the header',
    readEntityIndex: 'reads',
    entities: 'acts by completions, waiting, troubles and pins',
    ground: 'reads',
    features: 'their calls are inputs',
    systems: 'the same',
    disposed: 'ends the recording',
  }
  const kept = [
    'profile',
    'live',
    'focuses',
    'root',
    'telemetry',
    'errors',
    'robbed',
    'barriers',
    'budgets',
    'prefetch',
    'refreshes',
    'stages',
    ...keptWhole,
  ]

  it('knows of every part of the engine whether it keeps it', () => {
    const { terrane } = makeWorld(table)
    expect(Object.keys(terrane).filter((name) => !kept.includes(name) && !(name in without))).toEqual([])
  })

  it('keeps every number of the live sections, and knows which arrays are lists', () => {
    const { live, focuses } = makeWorld(table, { settings: { capacity: 77 } }).terrane
    const numbers = Object.entries(live).filter(([, value]) => typeof value === 'number')
    const lengths: string[] = Object.values(listLengths)
    expect(
      numbers
        .map(([name]) => name)
        .filter((name) => !lengths.includes(name))
        .sort(),
    ).toEqual(['capacity', 'freeCount'])
    for (const [name, column] of [...columnsOf(live, 77), ...columnsOf(focuses, focuses.capacity)])
      expect(column.length % (name in live ? 77 : focuses.capacity), name).toBe(0)
  })

  it('is the same again when a replay takes it', () => {
    const world = makeWorld(table, { backend: { failRate: 0.3 } })
    const focus = createFocus(world)
    runTicks(world, 200, (tick) => moveFocus(world, focus, tick / 2, 0, tick / 3))
    const sink = memorySink()
    startRecording(world, sink)
    const { world: copy } = replayOf(sink.text())
    const plain = (snapshot: object) =>
      JSON.parse(
        JSON.stringify(snapshot, (_, part: unknown) =>
          ArrayBuffer.isView(part) ? Array.from(part as Int32Array) : part,
        ),
      )
    expect(plain(takeSnapshot(copy.terrane))).toEqual(plain(takeSnapshot(world.terrane)))
  })
})
