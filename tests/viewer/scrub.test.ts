import { afterEach, describe, expect, it } from 'vitest'
import { openSectionBlob } from '../../src/blobs/sectionBlob'
import { buildSectionBlob } from '../../src/blobs/sectionBlobBuild'
import { createHistory, Line, readHistory } from '../../src/debug/history'
import type { TerraneWorld } from '../../src/engine'
import { createFocus, moveFocus } from '../../src/focuses'
import { describeSection, listQueue } from '../../src/inspection'
import { describeStages } from '../../src/lateness/listLate'
import { explain } from '../../src/explain/explain'
import { createKeyframes, findKeyframe, keepKeyframe } from '../../src/replay/keyframes'
import {
  advanceReplay,
  createReplay,
  memorySink,
  readRecording,
  startRecording,
  type Recording,
} from '../../src/replay'
import { sectionId } from '../../src/sectionId'
import { createFigures, measureFigures } from '../../src/telemetry/measureFigures'
import { timelineHash } from '../../src/telemetry/telemetry'
import { readAddress, writeMoment } from '../../src/viewer/place'
import { addMark, countMarks, createMarks, describeMark, findMark } from '../../src/viewer/scrub/marks'
import {
  advanceScrub,
  createScrub,
  disposeScrub,
  isThere,
  playOn,
  seekTo,
  secondsOf,
  setPlaying,
  tickAt,
  tickOf,
  type Scrub,
} from '../../src/viewer/scrub/scrub'
import { writePast } from '../../src/viewer/scrub/past'
import { listenToShown } from '../../src/viewer/scrub/shownRows'
import { courseAt, createTrack } from '../../src/viewer/scrub/track'
import { beginGame, playFrame } from '../replay/recordedForest'
import { createRandom, gridRecords, makeWorld, runTicks } from '../worlds'

const open: Scrub[] = []
afterEach(() => open.splice(0).forEach(disposeScrub))

function scrubOf(...of: Parameters<typeof createScrub>): Scrub {
  const scrub = createScrub(...of)
  open.push(scrub)
  return scrub
}

/** Lets work be done until the world is there, so many pieces a frame. @returns Frames that it took. */
function settle(scrub: Scrub, pieces = 50): number {
  let frames = 0
  for (; !isThere(scrub); frames++) {
    let left = pieces
    advanceScrub(scrub, () => --left > 0)
  }
  return frames
}

function recordGame(seed: number, frames: number, skip = 0) {
  const game = beginGame(seed)
  for (let i = 0; i < skip; i++) playFrame(game)
  const sink = memorySink()
  const running = startRecording(game.world, sink)
  for (let i = 0; i < frames; i++) playFrame(game)
  running.stop()
  return { table: game.table, text: sink.text(), recording: readRecording(sink.text(), 'game.jsonl') }
}

/**
 * All that tools can see of a world, and the hash of all that happened in it. Of what waits no places in its queue where a game gave its own scores: a recording has those
 * that its ticks asked for, not those that tools do.
 */
function look(world: TerraneWorld, scored: boolean) {
  const { terrane } = world
  const figures = { ...measureFigures(terrane, createFigures()), tickMedianMs: 0, tickP99Ms: 0 }
  const sections = Array.from({ length: terrane.table.count }, (_, row) => {
    const id = sectionId(terrane, row)
    const status = describeSection(world, id)
    return [status, describeStages(world, id), scored && status.state === 'QueuedLoad' ? '' : explain(world, id)]
  })
  return {
    figures,
    sections,
    loads: scored ? [] : listQueue(world, 'loads'),
    timeline: timelineHash(terrane.telemetry),
  }
}

/** The same for worlds of other numbers. */
const plain = (world: TerraneWorld, scored: boolean) =>
  JSON.parse(
    JSON.stringify(look(world, scored), (name, part: unknown) => (name === 'section' ? undefined : part)),
  ) as unknown

const cases = Number(process.env.TERRANE_CASES ?? 4)

describe.each(Array.from({ length: cases }, (_, seed) => [seed]))('a recording of the random game %i', (seed) => {
  const { table, recording, text } = recordGame(seed, 500, seed % 2 === 0 ? 0 : 200)

  it('stands at any moment, in any order, as a straight replay does', () => {
    const random = createRandom(seed)
    const scored = text.includes('["score"')
    const shown = listenToShown()
    const scrub = scrubOf(table, recording, shown.presenter)
    const wanted = Array.from({ length: 12 }, () => random.whole(scrub.begin, scrub.end))
    const straight = createReplay(table, recording)
    const expected = new Map<number, unknown>()
    do {
      const { tick } = straight.world.terrane.clock
      if (wanted.includes(tick)) expected.set(tick, plain(straight.world, scored))
    } while (advanceReplay(straight))
    for (const tick of wanted) {
      seekTo(scrub, tick)
      settle(scrub, random.whole(1, 90))
      expect(plain(scrub.replay.world, scored), `tick ${tick}`).toEqual(expected.get(tick))
      const { live } = scrub.replay.world.terrane
      const rows = [...live.order.subarray(0, live.count)].filter((s) => live.shown[s]).map((s) => live.row[s])
      expect(new Set(shown.rows)).toEqual(new Set(rows))
    }
    expect(scrub.replay.difference).toBeNull()
    while (!scrub.survey.done) advanceScrub(scrub, () => true)
    expect([scrub.survey.replay.difference, scrub.survey.tick]).toEqual([null, scrub.end])
    expect(countMarks(scrub.survey.marks, 'differs')).toBe(0)
  })
})

/** A walk over a grid, with failing loads and a teleport. */
function recordWalk(ticks: number): { table: ReturnType<typeof openSectionBlob>; recording: Recording; text: string } {
  const table = openSectionBlob(buildSectionBlob(gridRecords(20)))
  const world = makeWorld(table, { backend: { failRate: 0.2 } })
  const sink = memorySink()
  const running = startRecording(world, sink)
  const focus = createFocus(world, { position: [0, 2, 0] })
  runTicks(world, ticks, (tick) => moveFocus(world, focus, tick === 300 ? 200 : tick / 6, 2, tick / 9, tick === 300))
  running.stop()
  return { table, recording: readRecording(sink.text(), 'walk.jsonl'), text: sink.text() }
}

describe('scrubbing', () => {
  const { table, recording, text } = recordWalk(900)

  it('goes back by a keyframe, not from the start, and forward past what it need not see', () => {
    const scrub = scrubOf(table, recording)
    while (!scrub.survey.done) advanceScrub(scrub, () => true)
    const { every } = scrub.survey.keyframes
    for (const target of [899, 500, 720]) {
      seekTo(scrub, target)
      expect(settle(scrub, 1)).toBeLessThanOrEqual(every + 1)
    }
  })

  it('does one piece of work a frame at least, and no more than there is time for', () => {
    const scrub = scrubOf(table, recording)
    seekTo(scrub, 40)
    advanceScrub(scrub, () => false)
    expect(tickOf(scrub)).toBe(1)
    let left = 10
    advanceScrub(scrub, () => --left > 0)
    expect(tickOf(scrub)).toBe(11)
  })

  it('plays at the speed that is asked for, stops at the end and begins again', () => {
    const scrub = scrubOf(table, recording)
    setPlaying(scrub, true)
    for (let i = 0; i < 60; i++) {
      playOn(scrub, 1 / 60)
      settle(scrub)
    }
    expect(Math.abs(tickOf(scrub) - 60)).toBeLessThanOrEqual(1)
    scrub.speed = 4
    for (let i = 0; i < 300; i++) {
      playOn(scrub, 1 / 60)
      settle(scrub)
    }
    expect([tickOf(scrub), scrub.playing]).toEqual([900, false])
    setPlaying(scrub, true)
    settle(scrub)
    expect(tickOf(scrub)).toBe(0)
  })

  it('waits for a world that is not there yet, instead of running away from it', () => {
    const scrub = scrubOf(table, recording)
    seekTo(scrub, 600)
    setPlaying(scrub, true)
    playOn(scrub, 0.5)
    expect(scrub.target).toBe(600)
  })

  it('counts seconds as terrane replay --explain does: the first tick at a time or after it', () => {
    const scrub = scrubOf(table, recording)
    for (let tick = 0; tick <= 900; tick++) {
      expect(tickAt(scrub, secondsOf(scrub, tick))).toBe(tick)
      const { seconds } = readAddress(writeMoment('', secondsOf(scrub, tick), 0))
      expect(tickAt(scrub, seconds!), `t=${seconds}`).toBe(tick)
    }
    expect([0.01, 1.001, 99, -3].map((seconds) => tickAt(scrub, seconds))).toEqual([1, 61, 900, 0])
  })

  it('explains as the straight replay does', () => {
    const scrub = scrubOf(table, recording)
    seekTo(scrub, 850)
    settle(scrub)
    seekTo(scrub, 321)
    settle(scrub)
    const straight = createReplay(table, recording)
    while (straight.world.terrane.clock.tick < 321) advanceReplay(straight)
    for (let row = 0; row < table.count; row += 7) {
      const say = ({ world }: typeof straight) => explain(world, sectionId(world.terrane, row))
      expect(say(scrub.replay)).toBe(say(straight))
    }
  })

  it('marks failures, jumps and what is late', () => {
    const scrub = scrubOf(table, recording)
    while (!scrub.survey.done) advanceScrub(scrub, () => true)
    const { marks } = scrub.survey
    expect(findMark(marks, 0, 1, 'teleport')).toMatchObject({ tick: 301, count: 2 })
    expect(findMark(marks, 301, 1, 'teleport')).toBe(null)
    const failed = recording.ticks.flatMap(({ completions = [] }) =>
      completions.filter(([, , outcome]) => outcome === 1),
    )
    expect(countMarks(marks, 'error')).toBe(failed.length)
    expect(findMark(marks, 0, 1, 'error')?.texts[0]).toMatch(/^"cell \d+ \d+" failed: \S/)
    expect(countMarks(marks, 'late')).toBeGreaterThan(0)
    expect([countMarks(marks, 'hole'), countMarks(marks, 'differs')]).toEqual([0, 0])
  })

  it('marks where a changed recording is not what happens', () => {
    const [, ...lines] = text.split('\n')
    const at = lines.findIndex((line) => line.includes('"states"') && line.includes('"tick":5')) + 1
    const changed = text
      .split('\n')
      .map((line, i) => (i === at ? line.replace('"states":[[', '"states":[[1,0,1],[') : line))
    const scrub = scrubOf(table, readRecording(changed.join('\n'), 'changed.jsonl'))
    while (!scrub.survey.done) advanceScrub(scrub, () => true)
    expect(countMarks(scrub.survey.marks, 'differs')).toBe(1)
  })

  it('goes to the last whole line of a recording that a crash cut off', () => {
    const cut = readRecording(text.slice(0, text.length * 0.6), 'cut.jsonl')
    const scrub = scrubOf(table, cut)
    expect(scrub.end).toBe(cut.ticks[cut.ticks.length - 1].tick)
    seekTo(scrub, 1e9)
    settle(scrub)
    expect(tickOf(scrub)).toBe(scrub.end)
  })
})

describe('the past of a moment', () => {
  it('is what the figures were then, four times a second, as far back as the timeline holds', () => {
    const { table, recording } = recordWalk(400)
    const scrub = scrubOf(table, recording)
    while (!scrub.survey.done) advanceScrub(scrub, () => true)
    const history = createHistory(9)
    writePast(scrub.survey.past, 5.1, history)
    const count = readHistory(history)
    expect([...history.ordered.seconds.subarray(0, count)]).toEqual([-2, -1.75, -1.5, -1.25, -1, -0.75, -0.5, -0.25, 0])
    const straight = createReplay(table, recording)
    const { terrane } = straight.world
    while (terrane.clock.tick < 300) {
      advanceReplay(straight)
      const at = 8 - (300 - terrane.clock.tick) / 15
      if (!(at >= 0 && Number.isInteger(at))) continue
      const { desired, residentBytes } = measureFigures(terrane, createFigures())
      expect(history.ordered.lines[Line.Desired][at]).toBe(desired)
      expect(history.ordered.lines[Line.Resident][at]).toBe(residentBytes)
    }
    writePast(scrub.survey.past, 0.3, history)
    expect(readHistory(history)).toBe(2)
  })
})

describe('keyframes', () => {
  it('become sparser where they would take more bytes than they may', () => {
    const { table, recording } = recordWalk(400)
    const replay = createReplay(table, recording)
    const keyframes = createKeyframes(10, 100_000)
    do keepKeyframe(keyframes, replay)
    while (advanceReplay(replay))
    expect(keyframes.bytes).toBeLessThanOrEqual(100_000)
    expect(keyframes.every).toBeGreaterThan(10)
    expect(keyframes.frames[0].tick).toBe(0)
    for (let tick = 0; tick <= 400; tick += 13) {
      const found = findKeyframe(keyframes, tick)
      expect(found.tick).toBeLessThanOrEqual(tick)
      expect(keyframes.frames.some((other) => other.tick > found.tick && other.tick <= tick)).toBe(false)
    }
  })
})

describe('marks', () => {
  it('of one kind are one where they come together, and are found both ways', () => {
    const marks = createMarks(30)
    for (const tick of [10, 11, 12, 13, 14, 39]) addMark(marks, 'late', tick, `late at ${tick}`)
    addMark(marks, 'error', 39, 'failed')
    addMark(marks, 'late', 40, 'late at 40')
    expect(marks.list.map(({ kind, tick, count }) => [kind, tick, count])).toEqual([
      ['late', 10, 6],
      ['error', 39, 1],
      ['late', 40, 1],
    ])
    expect(describeMark(marks.list[0])).toBe('late at 10\nlate at 11\nlate at 12\nlate at 13\nand 2 more')
    expect(findMark(marks, 10, 1)?.tick).toBe(39)
    expect(findMark(marks, 10, 1, 'late')?.tick).toBe(40)
    expect(findMark(marks, 40, -1)?.kind).toBe('error')
    expect(findMark(marks, 10, -1)).toBe(null)
  })
})

describe('the course of a focus', () => {
  const track = createTrack(100, 200)
  for (let i = 0; i <= 100; i++) {
    track.points.set(i < 40 ? [i, 0, 0] : i < 70 ? [40, 0, 0] : [500, 0, i], 3 * i)
    track.jumps[i] = i < 70 ? 0 : 1
  }
  track.known = 200
  const out = new Float64Array(3)
  const course = (tick: number) => (courseAt(track, tick, 10, out) ? [...out].map((x) => Math.sign(x)) : null)

  it('is where it goes; where it stands, where it came to; never over a jump', () => {
    expect(course(105)).toEqual([1, 0, 0])
    expect(course(160)).toEqual([1, 0, 0])
    expect(course(169)).toEqual([1, 0, 0])
    expect(course(170)).toEqual([0, 0, 1])
    expect(course(200)).toEqual([0, 0, 1])
  })

  it('is unknown where nothing moves', () => {
    const still = createTrack(0, 50)
    still.points.fill(3)
    still.known = 50
    expect(courseAt(still, 20, 10, out)).toBe(false)
    expect(courseAt(createTrack(0, 50), 20, 10, out)).toBe(false)
  })
})
