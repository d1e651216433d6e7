import type { SectionTable } from '../blobs/sectionBlob'
import type { Gate } from '../components/gates'
import type { Settings } from '../components/profile'
import type { ViewRules } from '../cut/views'
import type { Engine, Scorer } from '../engine'
import type { PrefetchingEngine } from '../live/prefetch'

/** What an opened world brings to be streamed as a tiled scene: `openManifest` gives one, `tiled(await openWorld(…))` makes one of a baked world. */
export interface TiledScene {
  /** The settings of spec T that are not the engine's defaults, for this table. */
  settings(table: SectionTable): Partial<Settings>
  createRules(table: SectionTable, settings: Settings): TileRules
}

/** Would a row be refined: going by where a focus will be, or by how far prefetch reaches? */
export type Refines = (engine: PrefetchingEngine, focus: number, row: number) => boolean

/** What the engine asks of a tiled scene; other worlds have none, and do not carry its code. */
export interface TileRules {
  /** The order of loads where no other scorer is set (T-8). */
  readonly scorer: Scorer
  /** Tiles are gated by what focuses see. */
  readonly views: ViewRules
  /** Decoded bytes by row, CPU + GPU, of sections whose size nobody had promised, from their first load on for as long as the world lives (CUT.md, rule 14). */
  readonly sizes: Map<number, number>
  /** Takes up what the backend has measured in this tick. */
  learnSizes(engine: Engine): void
  /** Some gate of the scene can refuse a step at all; and one of them may change its mind without a focus that moves. */
  readonly gated: boolean
  readonly viewed: boolean
  /** The gate that refuses to begin a row (`refine` false), or all that it refines into, now; as `focus`, the one that is nearest to it, sees it. */
  gateOf(engine: Engine, row: number, focus: number, refine: boolean): Gate
  /** Visits the roots within whose prefetch radius a focus is: `metres` is how much nearer it has to come for one to be wanted. */
  visitNear(
    engine: PrefetchingEngine,
    focus: number,
    visit: (row: number, metres: number, refines: Refines) => void,
  ): void
  /** The largest share of a region around a row, or (`refine`) around all that it refines into, that closer tiles cover at present. */
  coveredShareOf(engine: Engine, row: number, focus: number, refine: boolean): number
}
