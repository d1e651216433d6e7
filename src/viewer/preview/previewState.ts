import type { TerraneWorld } from '../../engine'
import { sectionsInColumn } from '../../debug/pickSection'
import type { Forecast } from '../../forecast/forecast'
import type { Point } from '../../forecast/places'
import { compareLoads, compareMissing, type ComparedLoad, type ComparedPlace } from '../../forecast/sideBySide'
import { eyeHeight, walkRoute } from '../../forecast/tour'
import type { FocusPath } from '../../replay/focusPath'
import { rowOf } from '../../sectionId'
import { runPreview } from './previewRun'

/** What is asked beside the path. */
export interface Wishes {
  /** Of a drawn path, metres a second. */
  speed: number
  latencyMs: number
  megabitsPerSecond: number
}

/** A path and what it would be like. */
export interface Preview {
  readonly wishes: Wishes
  /** Points clicked on the map, in their order; none while a path of a file is shown. */
  readonly route: Point[]
  paths: readonly FocusPath[]
  name: string
  /** Share that is simulated, 0 … 1; null at rest. */
  progress: number | null
  /** One a profile; none before a run is through. */
  forecasts: readonly Forecast[]
  loads: readonly ComparedLoad[]
  missing: readonly ComparedPlace[]
  /** What went wrong with a path, in words. */
  fault: string
  run: AbortController
}

/** Left out where places are listed by how long they are missing, seconds: the first fill. */
const warmUpSeconds = 3
/** Clicks come in a row: a run begins when there has been none for so long, milliseconds. */
const patienceMs = 250

/** Wire as `terrane simulate` takes it where nothing is said. */
export function createPreview(): Preview {
  return {
    wishes: { speed: 10, latencyMs: 80, megabitsPerSecond: 50 },
    route: [],
    paths: [],
    name: '',
    progress: null,
    forecasts: [],
    loads: [],
    missing: [],
    fault: '',
    run: new AbortController(),
  }
}

/** Adds a point where somebody would walk: at eye level above the lowest section there, else as high as the point before it. */
export function addPoint({ route }: Preview, world: TerraneWorld, x: number, z: number): void {
  const { terrane } = world
  const { bounds } = terrane.table
  const floors = sectionsInColumn(world, x, z).map((section) => bounds[6 * rowOf(terrane, section) + 1])
  const y = floors.length > 0 ? Math.min(...floors) + eyeHeight : (route.at(-1)?.[1] ?? eyeHeight)
  route.push([x, y, z])
}

/** The path through the points that were clicked; two of them make one. */
export function followRoute(preview: Preview): void {
  const { route, wishes } = preview
  preview.name = 'Drawn path'
  preview.paths = route.length < 2 ? [] : [walkRoute('drawn', route, wishes.speed)]
}

/** Shows paths of another origin instead of what is drawn. */
export function takePaths(preview: Preview, paths: readonly FocusPath[], name: string): void {
  preview.route.length = 0
  preview.paths = paths
  preview.name = name
}

/**
 * Drops what is known and simulates anew, soon.
 * @param changed Called when there is something new to see.
 */
export function restartPreview(preview: Preview, world: TerraneWorld, changed: () => void): void {
  preview.run.abort()
  const run = (preview.run = new AbortController())
  showForecasts(preview, [])
  preview.fault = ''
  preview.progress = preview.paths.length > 0 ? 0 : null
  changed()
  if (preview.paths.length === 0) return
  const timer = setTimeout(() => void simulate(preview, world, run.signal, changed), patienceMs)
  run.signal.addEventListener('abort', () => clearTimeout(timer))
}

async function simulate(preview: Preview, { terrane }: TerraneWorld, signal: AbortSignal, changed: () => void) {
  const { latencyMs, megabitsPerSecond } = preview.wishes
  const { tickHz, seed } = terrane.settings
  const { budgetBytes } = terrane.ledger
  const options = { latencyMs, megabitsPerSecond, failRate: 0, seed, tickHz, budgetBytes, warmUpSeconds }
  const tell = (share: number) => {
    if (!signal.aborted) preview.progress = share
  }
  const forecasts = await runPreview(terrane.table, preview.paths, options, signal, tell)
  if (!forecasts || signal.aborted) return
  preview.progress = null
  showForecasts(preview, forecasts)
  changed()
}

function showForecasts(preview: Preview, forecasts: readonly Forecast[]): void {
  preview.forecasts = forecasts
  preview.loads = compareLoads(forecasts)
  preview.missing = compareMissing(forecasts, warmUpSeconds)
}
