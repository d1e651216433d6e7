import type { SimulateReport } from '../forecast/report'
import { formatBytes, formatCount, formatShare, formatTable } from './output'

/** The report for people: labels and texts. */
export function reportRows(report: SimulateReport): string[][] {
  const { loadMs, tickMs, demand, afterWarmUp } = report
  const rate = (perSecond: number) => perSecond.toFixed(1)
  return [
    ['path', `${report.seconds.toFixed(1)} s in ${formatCount(report.ticks)} ticks, ${report.focuses} focuses`],
    [
      'demand',
      `${rate(demand.perSecond)} sections/s at ${rate(demand.speed)} m/s; the profile carries ${rate(demand.capacityPerSecond)}`,
    ],
    [
      'loads',
      `${report.loads}, ${report.reloads} of them again within 10 s; ${report.cancels} cancelled, ${report.failures} failed`,
    ],
    ['unloads', String(report.unloads)],
    [
      'at once',
      `${report.maxConcurrentLoads} loads; ${report.maxLoadsInATick} started and ${report.maxUnloadsInATick} unloads in a tick at most`,
    ],
    ['queue', `${report.maxQueuedLoads} at most; loaded ${report.maxLoaded} at most`],
    ['load time', `${loadMs.mean.toFixed(0)} ms mean, ${loadMs.p95.toFixed(0)} ms p95`],
    [
      'memory',
      `${formatBytes(report.peakBytes)} at its peak, budget ${report.budgetBytes === null ? 'none' : formatBytes(report.budgetBytes)}`,
    ],
    [
      'prefetched',
      `${report.prefetched}: ${report.prefetchedUsed} there in time, ${report.prefetchedLate} late, ${formatBytes(report.prefetchedWastedBytes)} read for nothing`,
    ],
    [
      'missing',
      `${formatShare(report.missingShare)} of ${report.wantedSectionSeconds.toFixed(1)} section seconds; ${formatShare(afterWarmUp.missingShare)} after the first ${afterWarmUp.warmUpSeconds} s`,
    ],
    [
      'picture',
      `${report.holes} holes, ${report.doubles} doubles, ${report.refused} steps refused at once, ${report.forced} places forced`,
    ],
    [
      'tick',
      `${tickMs.median.toFixed(3)} ms median, ${tickMs.p99.toFixed(3)} ms p99, ${tickMs.max.toFixed(3)} ms most`,
    ],
    [
      'afterwards',
      report.queuesAtRest ? `at rest after ${report.drainTicks} ticks` : `not at rest after ${report.drainTicks} ticks`,
    ],
    ['timeline', report.timelineHash],
  ]
}

/** The latest sections, one a line: how late, since when, where, and where the time went. */
export function formatLate({ lateSections, late }: SimulateReport): string {
  const rows = late.map(({ section, place, seconds, since, stage, stages, blank, came }) => [
    section,
    `${seconds.toFixed(1)} s`,
    `from ${since.toFixed(1)} s on`,
    `at ${place.map((value) => Math.round(value)).join(', ')}`,
    `${stage}: ${(stages[stage] ?? 0).toFixed(1)} s`,
    [blank ? 'nothing there' : 'coarser there', ...(came ? [] : ['never came'])].join(', '),
  ])
  return `late: wanted for over a second and not there, ${formatCount(lateSections)} times\n${formatTable(rows)}`
}
