/** The './testing' entry: what a game's own tests run Terrane with. No browser, no files, no clock. */
export { createSimulatedBackend, type SimulatedBackendOptions } from './backends/simulatedBackend'
export { auditTick, createAudit, type Audit } from './telemetry/audit'
export { timelineHash } from './telemetry/telemetry'
export { buildSectionBlob } from './blobs/sectionBlobBuild'
export { openSectionBlob } from './blobs/sectionBlob'
export type { FocusRecord, SectionRecord } from './blobs/sectionRecord'
export {
  createCompletions,
  Outcome,
  pushCompletion,
  pushProgress,
  type Backend,
  type Completions,
} from './backends/backend'
export { inlinePool } from './workers/inlinePool'
export { forecast, forecastProfiles, type Forecast, type ForecastLoad } from './forecast/forecast'
export { makeTour } from './forecast/tour'
export { createFocusPath, readFocusPaths, type FocusPath } from './replay/focusPath'
export type { MissingPlace, Place } from './forecast/places'
export type { SimulateReport } from './forecast/report'
export type { SimulationOptions } from './forecast/simulation'
