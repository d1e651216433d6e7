import { appendFileSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSectionBlob } from '../../src/blobs/sectionBlobBuild'
import { profiles } from '../../src/components/profile'
import { createRandom, gridRecords } from '../worlds'
import { bakeCity, temporaryFolder } from './bakedWorlds'
import { run } from './captured'

const { folder, remove } = temporaryFolder()
afterAll(remove)

function write(name: string, text: string | ArrayBuffer): string {
  const file = join(folder, name)
  writeFileSync(file, typeof text === 'string' ? text : new Uint8Array(text))
  return file
}

interface Replayed {
  readonly identical: boolean
  readonly ticks: number
  readonly states: number
  readonly completions: number
  readonly timelineHash: string
}

/** Records a run, replays it, and gives what the replay says; it has to be identical, to the hash of the run. */
async function recordAndReplay(world: string, file: string, ...flags: string[]): Promise<Replayed> {
  const simulated = await run('simulate', world, ...flags, '--record', file, '--json')
  expect(simulated).toMatchObject({ code: 0, err: '' })
  const { code, out, err } = await run('replay', file, world, '--json')
  expect([code, err]).toEqual([0, ''])
  const replayed = JSON.parse(out) as Replayed
  const { timelineHash } = JSON.parse(simulated.out) as Replayed
  expect(replayed).toMatchObject({ identical: true, ended: true, torn: false, difference: null, timelineHash })
  return replayed
}

const paths = resolve('../shared/data/paths')
const absent = !existsSync(paths)
if (absent) console.warn(`skipped: recorded paths replayed, because ${paths} is absent`)

describe.skipIf(absent)('recorded paths through the city (skipped without ../shared/data)', () => {
  const files = absent ? [] : readdirSync(paths).filter((file) => file.endsWith('.csv'))
  let city = ''
  beforeAll(async () => void (city = await bakeCity(folder)), 300_000)
  const names = Object.keys(profiles)
  const runs = files.map((file, i) => [file, names[i % names.length]])

  it.each(runs)('%s, %s: the replay is identical tick for tick', { timeout: 60_000 }, async (file, profile) => {
    const flags = ['--path', join(paths, file), '--profile', profile, '--fail', '0.1']
    const replayed = await recordAndReplay(city, join(folder, 'path.jsonl'), ...flags)
    if (file.startsWith('kart')) expect(replayed.states).toBeGreaterThan(100)
  })
})

/** A walk with turns and teleports over the grid, of two focuses. */
function wander(seed: number): string {
  const random = createRandom(seed)
  const lines = ['t,x,y,z,focus']
  const at = { a: [0, 0], b: [200, 200] }
  for (let t = 0; t <= 20; t++)
    for (const name of ['a', 'b'] as const) {
      at[name] = at[name].map((x) => (random.chance(0.05) ? random.between(0, 320) : x + random.between(-9, 14)))
      lines.push(`${t},${at[name][0]},2,${at[name][1]},${name}`)
    }
  return `${lines.join('\n')}\n`
}

describe('a recorded run', () => {
  const world = write('grid.bin', buildSectionBlob(gridRecords(20)))
  const path = write('wander.csv', wander(4))
  const flags = ['--path', path, '--fail', '0.2', '--seed', '9', '--budget-mb', '0.05']
  const file = join(folder, 'wander.jsonl')

  it('replays identically, completions included', async () => {
    const replayed = await recordAndReplay(world, file, ...flags)
    expect(Math.min(replayed.states, replayed.completions)).toBeGreaterThan(200)
    expect(await run('replay', file, world)).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(
        /^wander\.jsonl: [\d,]+ ticks \([\d.]+ s\) replayed, [\d,]+ state changes, .*: identical, timeline [0-9a-f]{16}\n$/,
      ),
    })
  })

  it('is the same file when it is run again', async () => {
    const again = join(folder, 'again.jsonl')
    await recordAndReplay(world, again, ...flags)
    expect(readFileSync(again, 'utf8')).toBe(readFileSync(file, 'utf8'))
  })

  it('answers why, at any moment', async () => {
    const { code, out } = await run(
      'replay',
      file,
      world,
      '--explain',
      'cell 0 0@5',
      '--explain-at',
      '1,2,3@0.5',
      '--json',
    )
    expect(code).toBe(0)
    const { explanations } = JSON.parse(out) as {
      explanations: { about: string; seconds: number; sentences: string[] }[]
    }
    expect(explanations.map(({ about, seconds }) => `${about} at ${seconds}`)).toEqual([
      '1,2,3 at 0.5',
      'cell 0 0 at 5',
    ])
    expect(explanations.flatMap(({ sentences }) => sentences).join()).toMatch(/"cell 0 0" (is|has|waits)/)
    expect((await run('replay', file, world, '--explain-at', '1,2,3@1')).out).toMatch(
      /^at 1\.00 s, 1,2,3:\n {2}"cell 0 0"/m,
    )
  })

  it('is described by inspect', async () => {
    const { out } = await run('inspect', file, '--json')
    expect(JSON.parse(out)).toMatchObject({
      what: 'recording',
      fromTick: 0,
      seed: 9,
      ended: true,
      inputs: { createFocus: 2 },
    })
    expect((await run('inspect', file)).out).toMatch(/^ {2}inputs +createFocus 2, moveFocus [\d,]+/m)
  })

  it('that was cut off is replayed up to its last whole line, and says so', async () => {
    const cut = write('cut.jsonl', readFileSync(file, 'utf8'))
    truncateSync(cut, 40_000)
    const { code, out } = await run('replay', cut, world)
    expect(code).toBe(0)
    expect(out).toMatch(/^cut\.jsonl: its last line is not whole and was left out; [\d,]+ ticks .*: identical/)
  })

  it('that was altered exits 1 with the tick and both sides', async () => {
    const text = readFileSync(file, 'utf8')
    const line = text.split('\n').find((one) => one.includes(',2,3]'))!
    const altered = write('altered.jsonl', text.replace(line, line.replace(',2,3]', ',2,6]')))
    const { tick } = JSON.parse(line) as { tick: number }
    const { code, out, err } = await run('replay', altered, world)
    expect([code, out]).toEqual([1, ''])
    const where = `altered\\.jsonl differs at tick ${tick} \\(${(tick / 60).toFixed(2)} s\\)`
    const [recorded, happened] = ['"cell \\d+ \\d+" from Loading to Error', '"cell \\d+ \\d+" from Loading to Loaded']
    expect(err).toMatch(
      new RegExp(
        `^terrane replay: ${where}: ${happened}; expected ${recorded}, as recorded\\. .* \\[recording-differs\\]\\n$`,
      ),
    )
    const json = await run('replay', altered, world, '--json')
    expect(json.code).toBe(1)
    expect(JSON.parse(json.out)).toMatchObject({ identical: false, difference: { tick } })
  })

  it('is refused in one line where it cannot be replayed', async () => {
    const refusal = async (...args: string[]) => {
      const { code, out, err } = await run('replay', ...args)
      expect([code, out]).toEqual([1, ''])
      expect(err).toMatch(/^terrane replay: [^\n]+\n$/)
      return err
    }
    const other = write('other.bin', buildSectionBlob(gridRecords(19)))
    expect(await refusal(file, other)).toMatch(/a recording of another world \(400 sections.*\[recording-world\]/)
    expect(await refusal(path, world)).toMatch(/\[recording-corrupt\]/)
    expect(await refusal(world, file)).toMatch(/\[recording-corrupt\]/)
    expect(await refusal(file, file)).toMatch(/a recording; expected a baked world/)
    expect(await refusal(join(folder, 'none.jsonl'), world)).toMatch(/no file or folder .*\[file\]/)
    const newer = write('newer.jsonl', readFileSync(file, 'utf8').replace(/"version":\d+/, '"version":9'))
    expect(await refusal(newer, world)).toMatch(/version 9.*\[recording-newer\]/)
    appendFileSync(newer, 'more')
    expect(await refusal(file)).toMatch(/missing required argument/)
  })

  it('is refused where no folder is', async () => {
    const { code, err } = await run('simulate', world, '--path', path, '--record', join(folder, 'none', 'a.jsonl'))
    expect(code).toBe(1)
    expect(err).toMatch(/^terrane simulate: .*a\.jsonl cannot be written \(ENOENT\); expected .*\[file\]\n$/)
  })
})
