import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { hashTable } from '../../src/blobs/tableHash'
import { createFocus, moveFocus } from '../../src/focuses'
import { createHealthLog, updateHealthLog } from '../../src/health/healthLog'
import { formatHealthReport } from '../../src/health/healthMarkdown'
import { createHealthReport } from '../../src/health/healthReport'
import { terraneVersion } from '../../src/version'
import { makeScriptedWorld, Outcome } from '../systems/scriptedBackend'
import { gridRecords, makeWorld, openRecords, runTicks } from '../worlds'

const quick = { graceSeconds: 0, dwellSeconds: 0 }

describe('the health report', () => {
  it('of a run without trouble says so', () => {
    const world = makeWorld(gridRecords(4))
    createFocus(world, { position: [8, 0, 8] })
    runTicks(world, 200)
    const report = createHealthReport(world)
    expect(report).toMatchObject({ verdict: 'healthy', summary: 'Nothing went wrong.', failures: [], waiting: [] })
    expect(report.versions.terrane).toBe(terraneVersion)
    expect(report.budget).toMatch(/^No budget: .* MiB resident, .* MiB at the peak\.$/)
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
  })

  it('has every failed section with its last error, counts, cooldown and what waits', () => {
    const world = makeWorld(gridRecords(4), { backend: { failRate: 1 } })
    const log = createHealthLog(world)
    createFocus(world, { position: [8, 0, 8] })
    runTicks(world, 600, () => updateHealthLog(world, log))
    const report = createHealthReport(world, { log, about: { address: 'here' } })
    const { telemetry } = world.terrane
    expect(report.verdict).toBe('failing')
    expect(report.counts.failures).toBe(telemetry.failures)
    expect(report.failures.reduce((sum, { failures }) => sum + failures, 0)).toBe(telemetry.failures)
    expect(report.failures.length).toBe(report.counts.failedSections)
    for (const failure of report.failures) expect(failure.lastError).not.toBe('')
    expect(report.cooldowns.length + report.waiting.length).toBe(telemetry.desired)
    for (const { seconds } of report.cooldowns) expect(seconds).toBeGreaterThan(0)
    expect(report.about.address).toBe('here')
  })

  it('keeps the error of a section that recovered or was forgotten', () => {
    const world = makeWorld(gridRecords(6), { backend: { failRate: 0.5 }, settings: { ...quick, seed: 3 } })
    const log = createHealthLog(world)
    const focus = createFocus(world, { position: [8, 0, 8] })
    runTicks(world, 1200, () => updateHealthLog(world, log))
    moveFocus(world, focus, 1000, 0, 1000)
    runTicks(world, 6000, () => updateHealthLog(world, log))
    expect(world.terrane.errors.size).toBe(0)
    const report = createHealthReport(world, { log })
    expect(report.verdict).toBe('degraded')
    expect(report.failures.length).toBeGreaterThan(0)
    expect(report.failures.every(({ lastError }) => lastError !== '')).toBe(true)
    expect(report.failures.some(({ recovered }) => recovered)).toBe(true)
  })

  it('names what is loaded again and again', () => {
    const world = makeWorld(gridRecords(4), { settings: quick })
    const focus = createFocus(world, { position: [8, 0, 8] })
    for (let lap = 0; lap < 3; lap++) {
      moveFocus(world, focus, lap % 2 === 0 ? 8 : 1000, 0, 8)
      runTicks(world, 200)
    }
    const report = createHealthReport(world)
    expect(report.counts.reloads).toBe(world.terrane.telemetry.reloads)
    expect(report.thrash.reduce((sum, { reloads }) => sum + reloads, 0)).toBe(report.counts.reloads)
    expect(report.counts.reloads).toBeGreaterThan(0)
  })

  it('counts a lost context once, whatever it took away', () => {
    const { world, backend } = makeScriptedWorld(gridRecords(1), { settings: quick })
    createFocus(world)
    for (let times = 1; times <= 2; times++) {
      runTicks(world, 2)
      const started = backend.last('start', 0)
      backend.answer(started, Outcome.Loaded)
      runTicks(world, 1)
      backend.answer(started, Outcome.Lost)
      runTicks(world, 1)
      const report = createHealthReport(world)
      expect(report).toMatchObject({ counts: { contextsLost: times }, lost: [{ section: 'cell 0 0', times }] })
    }
  })

  it('says in words what a budget refuses', () => {
    const world = makeWorld(gridRecords(6), { budgetBytes: 2500 })
    createFocus(world, { position: [40, 0, 40] })
    runTicks(world, 300)
    const report = createHealthReport(world)
    expect(report.counts.refused).toBeGreaterThan(0)
    expect(report.budget).toMatch(
      /resident, .* paid, .* at the peak; distance wants .*, and \d+ steps of it refused\.$/,
    )
  })

  it('is Markdown in which no name can break a table', () => {
    const world = makeWorld(gridRecords(1, 16, { name: 'a|b\nc' }), { backend: { failRate: 1 } })
    createFocus(world)
    runTicks(world, 100)
    const text = formatHealthReport(createHealthReport(world))
    expect(text).toMatch(/^# Terrane health report: failing\n/)
    expect(text).toContain('| a\\|b c |')
    expect(text).toMatch(/\| illegal transitions \| 0 \|/)
  })
})

it('the hash of a table changes with any byte of it', () => {
  const [one, two] = [gridRecords(3), gridRecords(3, 16, { priority: 1 })].map(openRecords)
  expect(hashTable(one)).toBe(hashTable(openRecords(gridRecords(3))))
  expect(hashTable(one)).not.toBe(hashTable(two))
})

it('the version is that of package.json', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  expect(terraneVersion).toBe(version)
})
