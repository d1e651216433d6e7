import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cityTour, layoutOf, tourCsv } from '../../examples/city/city'
import { buildSectionBlob } from '../../src/blobs/sectionBlobBuild'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import type { SimulateReport } from '../../src/forecast/report'
import { profiles, type ProfileName } from '../../src/components/profile'
import { bake, bakeCity, temporaryFolder } from './bakedWorlds'
import { run } from './captured'

const { folder, remove } = temporaryFolder()
afterAll(remove)

async function simulate(world: string, path: string, ...flags: string[]): Promise<SimulateReport> {
  const { code, out, err } = await run('simulate', world, '--path', path, '--json', ...flags)
  expect(err).toBe('')
  expect(code).toBe(0)
  expect(out.trimEnd()).not.toContain('\n')
  return JSON.parse(out)
}

function write(name: string, text: string | ArrayBuffer): string {
  const file = join(folder, name)
  writeFileSync(file, typeof text === 'string' ? text : new Uint8Array(text))
  return file
}

/** What holds on every path, in every world, whatever the profile. */
function expectSound(report: SimulateReport, profile: ProfileName): void {
  const bounds = profiles[profile]
  expect(report.maxConcurrentLoads).toBeLessThanOrEqual(bounds.concurrent)
  expect(report.maxLoadsInATick).toBeLessThanOrEqual(bounds.loadsPerTick)
  expect(report.maxUnloadsInATick).toBeLessThanOrEqual(bounds.unloadsPerTick)
  expect(report).toMatchObject({ holes: 0, doubles: 0, queuesAtRest: true, finalLoaded: report.finalDesired })
  expect(report.missingSectionSeconds).toBeLessThanOrEqual(report.wantedSectionSeconds)
  expect(report.timelineHash).toMatch(/^[0-9a-f]{16}$/)
}

const shared = resolve('../shared/data')
const paths = join(shared, 'paths')
const street = join(shared, 'genesis-street/street.glb')
const level = join(shared, 'proto-level/proto-level.glb')
const absent = ![paths, street, level].every(existsSync)
if (absent) console.warn(`skipped: recorded paths through baked worlds, because ${shared} is absent`)

describe.skipIf(absent)(
  'recorded paths through the city, the street and the level (skipped without ../shared/data)',
  () => {
    const files = absent ? [] : readdirSync(paths).filter((file) => file.endsWith('.csv'))
    const worlds: Record<string, string> = {}
    beforeAll(async () => {
      worlds.city = await bakeCity(folder)
      worlds.street = await bake(street, join(folder, 'street'))
      worlds.level = await bake(level, join(folder, 'level'))
    }, 300_000)

    const runs = ['city', 'street', 'level'].flatMap((world) =>
      files.flatMap((file) =>
        (Object.keys(profiles) as ProfileName[]).map((profile) => [world, file, profile] as const),
      ),
    )
    it.each(runs)('%s, %s, %s: bounds hold, queues drain, no hole, no double', async (world, file, profile) => {
      const report = await simulate(worlds[world], join(paths, file), '--profile', profile)
      expectSound(report, profile)
      if (file.startsWith('kart')) expect(report.loads).toBeGreaterThan(0)
      else expect(report).toMatchObject({ loads: 0, wantedSectionSeconds: 0 })
      const far = ['--latency-ms', '200', '--fail', '0.02']
      expectSound(await simulate(worlds[world], join(paths, file), '--profile', profile, ...far), profile)
    })

    it('the tour of the city meets its sections, under a budget too', async () => {
      const tour = write('tour.csv', tourCsv(cityTour(layoutOf())))
      const free = await simulate(worlds.city, tour, '--latency-ms', '40')
      expectSound(free, 'default')
      expect(free.missingShare).toBeLessThan(0.1)
      const tight = await simulate(worlds.city, tour, '--budget-mb', '12')
      expectSound(tight, 'default')
      expect(tight.peakBytes).toBeLessThanOrEqual(12e6)
      expect(tight.peakBytes).toBeLessThan(free.peakBytes)
      expect(tight.refused).toBeGreaterThan(0)
    })
  },
)

/** A sample a second from one x to another: a longer gap would be a teleport. */
function straight(from: number, to: number, x0: number, x1: number, name = ''): string {
  const at = (t: number) => x0 + ((x1 - x0) * (t - from)) / (to - from)
  return Array.from({ length: to - from + 1 }, (_, i) => `${from + i},${at(from + i)},2,0${name}\n`).join('')
}

/** `side` × `side` cells of 16 m around the origin, 20 kB each on the wire. */
function grid(side: number): SectionRecord[] {
  return Array.from({ length: side * side }, (_, i) => {
    const [x, z] = [((i % side) - side / 2) * 16, (Math.floor(i / side) - side / 2) * 16]
    return {
      name: `cell ${i}`,
      bounds: [x, 0, z, x + 16, 8, z + 16],
      enterRadius: 48,
      kind: 'mesh',
      content: `payloads/${i}.glb`,
      cpuBytes: 1000,
      gpuBytes: 30_000,
      fileBytes: 20_000,
    }
  })
}

describe('a simulated grid', () => {
  const world = write('grid.bin', buildSectionBlob(grid(40)))
  const walk = write('walk.csv', `t,x,y,z\n${straight(0, 20, -200, 200)}`)

  it('gives the same timeline for the same seed, and another for another once loads fail', async () => {
    const flags = ['--fail', '0.2', '--seed']
    const [first, again, other] = [
      await simulate(world, walk, ...flags, '7'),
      await simulate(world, walk, ...flags, '7'),
      await simulate(world, walk, ...flags, '8'),
    ]
    expect(first.failures).toBeGreaterThan(0)
    expect({ ...again, tickMs: 0 }).toEqual({ ...first, tickMs: 0 })
    expect(other.timelineHash).not.toBe(first.timelineHash)
    for (const report of [first, other]) expectSound(report, 'default')
  })

  it('explains sections and places at moments of the path', async () => {
    const asked = ['--explain', 'cell 0@1', '--explain-at', '0,0,-200@0.5', '--explain-at', '0,500,0@99']
    const { explanations } = (await simulate(world, walk, ...asked)) as unknown as {
      explanations: { seconds: number; about: string; sentences: string[] }[]
    }
    expect(explanations.map(({ seconds, about }) => `${about} at ${seconds.toFixed(1)}`)).toEqual([
      '0,0,-200 at 0.5',
      'cell 0 at 1.0',
      '0,500,0 at 20.0',
    ])
    const [place, section, sky] = explanations.map(({ sentences }) => sentences)
    expect(place[0]).toMatch(/^"cell \d+" (is|has been|waits) /)
    expect(section[0]).toMatch(/^"cell 0" is not loaded: out of range by \d+ m/)
    expect(sky).toEqual(['No section is here.'])
  })

  it('lists what was late, where, and in which stage the time went', async () => {
    const slow = await simulate(world, walk, '--mbps', '0.5')
    expect(slow.lateSections).toBeGreaterThan(10)
    const [worst, next] = slow.late
    expect(worst.seconds).toBeGreaterThanOrEqual(next.seconds)
    expect(worst).toMatchObject({ section: expect.stringMatching(/^cell \d+$/), stage: 'queue', blank: true })
    const sum = Object.values(worst.stages).reduce((total, seconds) => total + seconds)
    expect(sum).toBeCloseTo(worst.seconds, 6)
    expect(worst.stages.queue).toBeGreaterThan(worst.seconds / 2)
    // Nobody before it in the queue: three seconds of latency are the network's.
    const still = write('lone.csv', 't,x,y,z\n0,0,2,0\n5,0,2,0\n')
    const far = await simulate(write('lone.bin', buildSectionBlob(grid(1))), still, '--latency-ms', '3000')
    expect(far.late).toMatchObject([{ section: 'cell 0', stage: 'network' }])
    expect(far.late[0].stages.network).toBeCloseTo(3, 1)
    const fast = await simulate(world, walk, '--mbps', '500', '--latency-ms', '10')
    expect(fast).toMatchObject({ lateSections: 0, late: [] })
    const { out } = await run('simulate', world, '--path', walk, '--mbps', '0.5')
    expect(out).toMatch(
      /^late: wanted for over a second and not there, \d+ times\n {2}cell \d+ .* s +from .* s on .* queue: /m,
    )
  })

  it('names a section to explain that is not there, and what a question looks like', async () => {
    const mistake = async (...flags: string[]) => {
      const { code, out, err } = await run('simulate', world, '--path', walk, ...flags)
      expect([code, out]).toEqual([1, ''])
      return err
    }
    expect(await mistake('--explain', 'nowhere@1')).toMatch(/"nowhere".*\[argument\]\n$/)
    expect(await mistake('--explain', 'cell 0')).toMatch(/--explain cell_3_4@12.5/)
    expect(await mistake('--explain-at', '1,2@3')).toMatch(/--explain-at 10,2,-40@12.5/)
  })

  it('counts ticks and seconds of the path', async () => {
    expect(await simulate(world, walk)).toMatchObject({ ticks: 1201, tickHz: 60, sections: 1600, focuses: 1 })
    expect(await simulate(world, walk, '--tick-hz', '30')).toMatchObject({ ticks: 601, tickHz: 30 })
  })

  it('asks more of a slow wire than it carries, and says so', async () => {
    const slow = await simulate(world, walk, '--mbps', '0.5')
    const fast = await simulate(world, walk, '--mbps', '500', '--latency-ms', '10')
    expect(slow.demand.perSecond).toBeGreaterThan(slow.demand.capacityPerSecond)
    expect(fast.demand.perSecond).toBeLessThan(fast.demand.capacityPerSecond)
    expect(slow.missingShare).toBeGreaterThan(fast.missingShare)
    expect(slow.loadMs.mean).toBeGreaterThan(320)
  })

  it('comes to no rest while everything fails, and says so', async () => {
    const report = await simulate(world, write('stand.csv', 't,x,y,z\n0,0,0,0\n1,0,0,0\n'), '--fail', '1')
    expect(report).toMatchObject({ loads: 0, queuesAtRest: false, maxLoaded: 0 })
    expect(report.missingShare).toBe(1)
  })

  it('follows several focuses, each from its own first sample on', async () => {
    const [a, b] = [straight(0, 10, -200, -100, ',a'), straight(5, 10, 200, 100, ',b')]
    const two = write('two.csv', `t,x,y,z,focus\n${a}${b}`)
    const report = await simulate(world, two)
    expectSound(report, 'default')
    expect(report).toMatchObject({ focuses: 2, ticks: 601 })
    const alone = await simulate(world, write('one.csv', `t,x,y,z\n${straight(0, 10, -200, -100)}`))
    expect(report.wantedSectionSeconds).toBeGreaterThan(alone.wantedSectionSeconds * 1.3)
  })

  it('measures wanted and missing by hand-countable numbers', async () => {
    const one = write('one.bin', buildSectionBlob(grid(1)))
    const still = write('still.csv', 't,x,y,z\n0,0,2,0\n10,0,2,0\n')
    const report = await simulate(one, still, '--latency-ms', '500', '--mbps', '1000000')
    // 601 ticks want one section; the load begins in tick 1, is through in tick 30 and shown in the same.
    expect(report).toMatchObject({ loads: 1, unloads: 0, maxLoaded: 1 })
    expect(report.wantedSectionSeconds).toBeCloseTo(601 / 60, 6)
    expect(report.missingSectionSeconds).toBeCloseTo(29 / 60, 6)
  })

  it('writes a line a tick that adds up to the report', async () => {
    const csv = join(folder, 'ticks.csv')
    const report = await simulate(world, walk, '--csv', csv)
    const [header, ...lines] = readFileSync(csv, 'utf8').trimEnd().split('\n')
    expect(header).toBe(
      'tick,seconds,wanted,missing,desired,shown,QueuedLoad,Loading,Loaded,QueuedUnload,Unloading,Error,residentBytes,loads,unloads,failures,tickMs',
    )
    expect(lines).toHaveLength(report.ticks)
    const sum = (column: number) => lines.reduce((total, line) => total + Number(line.split(',')[column]), 0)
    expect(sum(2) / 60).toBeCloseTo(report.wantedSectionSeconds, 6)
    expect(sum(3) / 60).toBeCloseTo(report.missingSectionSeconds, 6)
  })

  it('refuses a CSV file where no folder is, in one line', async () => {
    const { code, err } = await run('simulate', world, '--path', walk, '--csv', join(folder, 'none', 'ticks.csv'))
    expect(code).toBe(1)
    expect(err).toMatch(/^terrane simulate: --csv .* cannot be written \(ENOENT\); expected .*\n$/)
  })

  it('prints a table for people', async () => {
    const { out } = await run('simulate', world, '--path', walk)
    expect(out).toMatch(/^walk\.csv through .*grid\.bin, profile default\n/)
    expect(out).toMatch(/^ {2}picture +0 holes, 0 doubles/m)
  })
})
