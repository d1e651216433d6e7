import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { buildSectionBlob } from '../../src/blobs/sectionBlobBuild'
import type { SimulateReport } from '../../src/forecast/report'
import { gridRecords } from '../worlds'
import { temporaryFolder } from './bakedWorlds'
import { run } from './captured'

const { folder, remove } = temporaryFolder()
afterAll(remove)

function write(name: string, text: string | ArrayBuffer): string {
  const file = join(folder, name)
  writeFileSync(file, typeof text === 'string' ? text : new Uint8Array(text))
  return file
}

const world = write('grid.bin', buildSectionBlob(gridRecords(20)))
const seconds = Array.from({ length: 13 }, (_, t) => t)
const walk = write('walk.csv', `t,x,y,z\n${seconds.map((t) => `${t},${8 + 20 * t},1,8\n`).join('')}`)

const simulate = (...flags: string[]) => run('simulate', world, '--path', walk, ...flags)

async function reportOf(...flags: string[]): Promise<SimulateReport & { gates?: unknown; changes?: unknown }> {
  return JSON.parse((await simulate('--json', ...flags)).out)
}

describe('simulate --assert', () => {
  it('passes what holds, in any unit, and says so', async () => {
    const held = ['missingShare<50%', 'peakBytes<=1GB', 'loadMs.p95<2s', 'queuesAtRest==true', 'holes==0', 'loads>10']
    const { code, out, err } = await simulate(...held.flatMap((text) => ['--assert', text]))
    expect([code, err]).toEqual([0, ''])
    for (const text of held) expect(out).toContain(`  passed: ${text} (`)
  })

  it('fails what does not, naming the figure, its value, the limit, and the worst section and place', async () => {
    const { code, out, err } = await simulate('--assert', 'missingShare<0.001', '--assert', 'peakBytes<5kB')
    expect(code).toBe(1)
    expect(out).toMatch(/ FAILED: missingShare<0.001 \(\d+\.\d\d %\)\n/)
    const [missing, peak, ...more] = err.trimEnd().split('\n')
    const place = 'with the focus at -?[\\d.]+,1\\.0,8\\.0'
    expect(missing).toMatch(
      new RegExp(
        `^terrane simulate: missingShare is [\\d.]+ %; worst "cell \\d+ \\d+", missing for [\\d.]+ s, at [\\d.]+ s ${place}; ` +
          'expected missingShare<0\\.001\\. Ask --explain "cell \\d+ \\d+@[\\d.]+"\\. \\[gate\\]$',
      ),
    )
    expect(peak).toMatch(
      new RegExp(`^terrane simulate: peakBytes is [\\d.]+ kB; worst peak, at [\\d.]+ s ${place}; .* \\[gate\\]$`),
    )
    expect(more).toEqual([])
  })

  it('knows the figures after the warm-up, and their own worst place', async () => {
    const flags = ['--latency-ms', '900', '--warm-up', '3', '--assert', 'afterWarmUp.missingShare<0.001']
    const { code, err } = await simulate(...flags)
    expect(code).toBe(1)
    const [, seconds] = err.match(
      /^terrane simulate: afterWarmUp\.missingShare is [\d.]+ %; worst "cell \d+ \d+", .*, at ([\d.]+) s /,
    )!
    expect(Number(seconds)).toBeGreaterThanOrEqual(3)
  })

  it('names the place that the advice leads to', async () => {
    const report = await reportOf()
    const [{ section, since }] = report.missingPlaces
    const { out } = await simulate('--explain', `${section}@${since.toFixed(2)}`)
    expect(out).toMatch(new RegExp(`"${section}" (waits|is|has)`))
  })

  it('puts results beside the report with --json, which stays one document', async () => {
    const { code, out } = await simulate('--json', '--assert', 'loads<3')
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ gates: [{ gate: 'loads<3', figure: 'loads', passed: false, place: null }] })
  })

  it.each([
    ['missing', /no figure "missing"|a figure, a comparison/],
    ['mising<1', /^terrane simulate: --assert "mising<1": no figure "mising"; expected one of profile, .*missingShare/],
    ['worst<1', /no figure "worst"; expected one of/],
    ['missingShare=0.1', /a figure, a comparison and a limit\. Pass --assert "missingShare<0\.02"\./],
    ['missingShare<0.1MB', /--assert "missingShare<0\.1MB"; expected a share, as 0\.02 or 2% after the comparison/],
    ['peakBytes<5parsecs', /expected a number of bytes, as 512MB after the comparison/],
    ['loads<many', /expected == or != before "many"\. Pass --assert "loads==many"\./],
    ['loads==many', /expected a string, as loads is \d+|expected a number, as loads is \d+/],
    ['queuesAtRest<true', /expected == or != before "true"/],
  ])('refuses "%s" in one line', async (text, line) => {
    const { code, out, err } = await simulate('--assert', text)
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(line)
    expect(err).toMatch(/^[^\n]+\[argument\]\n$/)
  })
})

describe('simulate --baseline', () => {
  it('passes against itself', async () => {
    const before = write('before.json', (await simulate('--json')).out)
    const { code, err, out } = await simulate('--baseline', before)
    expect([code, err]).toEqual([0, ''])
    expect(out).not.toMatch(/worse|better/)
  })

  it('says what got worse and what got better, and fails for what got worse', async () => {
    const report = await reportOf()
    const before = write(
      'other.json',
      JSON.stringify({ ...report, peakBytes: report.peakBytes / 2, loads: report.loads * 2 }),
    )
    const { code, err, out } = await simulate('--baseline', before)
    expect(code).toBe(1)
    expect(err).toMatch(
      /^terrane simulate: peakBytes is .*; worst peak, at .*; expected at most 5 % above .* of .*other\.json\. .*\[gate\]\n$/,
    )
    expect(out).toMatch(/ {2}worse: peakBytes .* → .* \(\+100 %\)\n/)
    expect(out).toMatch(/ {2}better: loads .* → .* \(-50 %\)\n/)
    const lenient = await simulate('--baseline', before, '--tolerance', 'peakBytes=100%')
    expect(lenient.code).toBe(0)
    const strict = await simulate('--baseline', before, '--tolerance', '200%')
    expect([strict.code, strict.out.includes('better')]).toEqual([0, false])
  })

  it('tolerates nothing of what was not there at all', async () => {
    const report = await reportOf()
    const before = write('none.json', JSON.stringify({ ...report, missingShare: 0 }))
    expect((await simulate('--baseline', before, '--tolerance', '50%')).err).toMatch(/missingShare is .* above 0\.00 %/)
  })

  it('holds wall times only where they have a tolerance of their own', async () => {
    const report = await reportOf()
    const before = write('fast.json', JSON.stringify({ ...report, tickMs: { ...report.tickMs, median: 1e-6 } }))
    expect((await simulate('--baseline', before)).code).toBe(0)
    expect((await simulate('--baseline', before, '--tolerance', 'tickMs.median=50%')).err).toMatch(/tickMs\.median is/)
  })

  it('refuses what is no report, and a report of another kind of run', async () => {
    const line = async (...flags: string[]) => {
      const { code, out, err } = await simulate(...flags)
      expect([code, out]).toEqual([1, ''])
      expect(err).toMatch(/^terrane simulate: [^\n]+\n$/)
      return err
    }
    expect(await line('--baseline', write('letter.json', 'dear'))).toMatch(/letter\.json, which is no report; expected/)
    expect(await line('--baseline', write('list.json', '[1]'))).toMatch(/which is no report/)
    expect(await line('--baseline', join(folder, 'absent.json'))).toMatch(/no file or folder .*\[file\]/)
    const other = write('eager.json', (await simulate('--json', '--profile', 'aggressive')).out)
    expect(await line('--baseline', other)).toMatch(/with profile aggressive; expected default, as in this run/)
    const same = write('same.json', (await simulate('--json')).out)
    expect(await line('--baseline', same, '--tolerance', 'much')).toMatch(/--tolerance much; expected a share/)
    expect(await line('--baseline', same, '--tolerance', 'lods=5%')).toMatch(/--tolerance lods: no figure "lods"/)
    expect(await line('--tolerance', '5%')).toMatch(/--tolerance without --baseline/)
    expect(await line('--junit', join(folder, 'x.xml'))).toMatch(/--junit without a gate/)
    expect(await line('--markdown', join(folder, 'none', 'x.md'))).toMatch(/--markdown .* cannot be written \(ENOENT\)/)
  })
})

describe('reports of gates', () => {
  it('writes JUnit and Markdown, passed or failed', async () => {
    const [junit, markdown] = [join(folder, 'gates.xml'), join(folder, 'gates.md')]
    const gates = ['--assert', 'loads>1', '--assert', 'missingShare<0.0001']
    const { code } = await simulate(...gates, '--junit', junit, '--markdown', markdown)
    expect(code).toBe(1)
    const xml = readFileSync(junit, 'utf8')
    expect(xml).toMatch(/^<\?xml [^\n]+\n<testsuites tests="2" failures="1">\n {2}<testsuite name="walk\.csv through /)
    expect(xml).toContain('<testcase classname="terrane simulate" name="loads&gt;1"/>')
    expect(xml).toMatch(/<failure message="missingShare is [^"]+&quot;cell \d+ \d+&quot;[^"]+">/)
    const text = readFileSync(markdown, 'utf8')
    expect(text).toContain('**1 of 2 gates failed.**')
    expect(text).toMatch(/\| \*\*failed\*\* \| `missingShare<0\.0001` \| [\d.]+ % \| "cell \d+ \d+", missing for /)
    expect(text).toMatch(/\| memory \| .* at its peak/)
  })
})

describe('simulate --compare and --tour', () => {
  it('prints all profiles side by side: order, times, bytes, memory, what is missing where', async () => {
    const { code, out, err } = await simulate('--compare')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^walk\.csv through .*grid\.bin\n +conservative +default +aggressive\n/)
    expect(out).toMatch(/\n {2}peak memory +[\d.]+ kB +[\d.]+ kB +[\d.]+ kB\n/)
    expect(out).toMatch(/\n {2}cell 0 0 +0\.00–\d\.\d\d +0\.00–\d\.\d\d +0\.00–\d\.\d\d\n/)
    expect(out).toMatch(/\nconservative: \d+ sections are missing somewhere, longest\n {2}"cell \d+ \d+", missing for /)
    const { profiles } = JSON.parse((await simulate('--compare', '--json')).out)
    expect(profiles.map(({ report }: { report: SimulateReport }) => report.profile)).toHaveLength(3)
    expect(profiles[0].loads[0]).toMatchObject({ section: 'cell 0 0', start: 0, bytes: 1000 })
  })

  it('walks a path made from the world itself', async () => {
    const { code, out } = await run('simulate', world, '--tour', '--speed', '20', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ focuses: 1, holes: 0, doubles: 0, queuesAtRest: true })
    expect(JSON.parse(out).loads).toBeGreaterThan(200)
  })
})
