import { expect, test } from 'vitest'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import { createFocus, moveFocus } from '../../src/focuses'
import { findLive } from '../../src/live/rowTable'
import { prefetch } from '../../src/prefetch/prefetch'
import { auditTick, createAudit } from '../../src/telemetry/audit'
import { sectionOf } from '../manifest/manifests'
import { makeWorld, openRecords, runTicks } from '../worlds'

const common = { kind: 'mesh', cpuBytes: 10, gpuBytes: 0, fileBytes: 10 }
const records: SectionRecord[] = [
  { ...common, name: 'coarse', bounds: [0, 0, 0, 10, 10, 10], enterRadius: 300, refineDistance: 60, content: 'coarse' },
  { ...common, name: 'fine', bounds: [0, 0, 0, 10, 10, 10], enterRadius: 0, parent: 0, content: 'fine' },
  { ...common, name: 'home', bounds: [5000, 0, 0, 5010, 10, 10], enterRadius: 100, content: 'home' },
]

test('a coarse section that a ghost wished for stands in while the finer one is on its way: shown, and wanted from that tick on', () => {
  const table = openRecords(records)
  const fine = sectionOf(table, 'fine').row
  const world = makeWorld(table, {
    features: [prefetch()],
    profile: 'aggressive',
    backend: { latencyTicks: (row) => (row === fine ? 400 : 5) },
  })
  const { live, rows, telemetry } = world.terrane
  const focus = createFocus(world, { position: [5005, 2, 5] })
  runTicks(world, 60)
  moveFocus(world, focus, 50, 2, 5, true)
  runTicks(world, 5)
  const audit = createAudit()
  let x = 50
  runTicks(world, 90, () => {
    moveFocus(world, focus, (x += 0.2), 2, 5)
    auditTick(world.terrane, audit)
  })
  expect(telemetry.prefetched).toBe(1)
  expect(live.shown[findLive(rows, sectionOf(table, 'coarse').row)]).toBe(1)
  expect([audit.unbacked, audit.holes, audit.doubles]).toEqual([0, 0, 0])
})
