import type { Simulation } from '../forecast/simulation'
import { createHealthLog, updateHealthLog, type HealthLog } from '../health/healthLog'
import { formatHealthReport } from '../health/healthMarkdown'
import { createHealthReport } from '../health/healthReport'
import { writeText } from './writeText'

/** What goes wrong in a run, kept for `--health`. */
export interface RunHealth {
  /** Call after every tick: what happened is read while its errors are still known. */
  watch(now: Simulation): void
  /** Writes JSON to a file that ends in `.json`, Markdown to any other. */
  write(simulation: Simulation): Promise<void>
}

/** Does nothing where no file is named. */
export function createRunHealth(file: string | undefined): RunHealth {
  let log: HealthLog | null = null
  return {
    watch({ world }) {
      if (file === undefined) return
      log ??= createHealthLog(world)
      updateHealthLog(world, log)
    },
    async write({ world }) {
      if (file === undefined) return
      const about = { node: process.version, platform: `${process.platform} ${process.arch}` }
      const report = createHealthReport(world, { ...(log && { log }), about })
      const text = file.endsWith('.json') ? `${JSON.stringify(report, null, 1)}\n` : formatHealthReport(report)
      await writeText('--health', file, text)
    },
  }
}
