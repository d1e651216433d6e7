import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { buildSectionBlob } from '../../src/blobs/sectionBlobBuild'
import type { HealthReport } from '../../src/health/healthReport'
import { temporaryFolder } from '../cli/bakedWorlds'
import { run } from '../cli/captured'
import { gridRecords } from '../worlds'

const { folder, remove } = temporaryFolder()
afterAll(remove)

it('terrane simulate --health writes all that went wrong, as JSON or as Markdown', async () => {
  const world = join(folder, 'sections.bin')
  writeFileSync(world, new Uint8Array(buildSectionBlob(gridRecords(6))))
  const path = join(folder, 'way.csv')
  writeFileSync(path, 't,x,y,z\n0,8,0,8\n6,88,0,88\n')
  const files = ['health.json', 'health.md'].map((name) => join(folder, name))
  for (const file of files) {
    const { code, err } = await run('simulate', world, '--path', path, '--fail', '0.4', '--health', file)
    expect([code, err]).toEqual([0, ''])
  }
  const report = JSON.parse(readFileSync(files[0], 'utf8')) as HealthReport
  expect(report).toMatchObject({ format: 'terrane-health', verdict: 'degraded', about: { node: process.version } })
  expect(report.failures.reduce((sum, { failures }) => sum + failures, 0)).toBe(report.counts.failures)
  expect(report.counts.failures).toBeGreaterThan(0)
  expect(readFileSync(files[1], 'utf8')).toContain(`| failures | ${report.counts.failures} |`)
  const { code, err } = await run('simulate', world, '--path', path, '--health', join(folder, 'none', 'health.md'))
  expect(code).toBe(1)
  expect(err).toMatch(/^terrane simulate: --health .* cannot be written \(ENOENT\); expected/)
})
