import type { SectionRecord } from '../../src/blobs/sectionRecord'
import type { TerraneWorld } from '../../src/engine'
import type { Barrier, BarrierReport } from '../../src/readiness/barrier'
import { runTicks } from '../worlds'

/** A section of 10 m from x on, wanted within 100 m, 1,000 bytes. */
export function place(name: string, x: number, traits: Partial<SectionRecord> = {}): SectionRecord {
  return {
    name,
    bounds: [x, 0, 0, x + 10, 10, 10],
    enterRadius: 100,
    kind: 'mesh',
    content: `${name}.glb`,
    fileBytes: 1000,
    cpuBytes: 400,
    gpuBytes: 600,
    ...traits,
  }
}

/** Ticks until a barrier ends. */
export function runUntilEnd(world: TerraneWorld, barrier: Barrier, most = 3000): BarrierReport {
  for (let i = 0; i < most && barrier.report === null; i++) runTicks(world, 1)
  if (!barrier.report) throw new Error(`still open after ${most} ticks`)
  return barrier.report
}
