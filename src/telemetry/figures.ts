/** What the overlay, `simulate` and a game's own HUD read: one snapshot, filled in place by `measureFigures`. */
export interface StreamingFigures {
  tick: number
  /** Sections by state, indexed by `State` (Idle, QueuedLoad, Loading, Loaded, QueuedUnload, Unloading, Error). */
  readonly byState: Uint32Array
  sections: number
  live: number
  focuses: number
  desired: number
  shown: number
  /** Sections of which only parts are in the picture, as nothing else stands there; and loads taken back after their uploads came to a halt. */
  partsShown: number
  stuckUploads: number
  pinned: number
  /** Bytes resident and in flight, by the ledger; exact upper bounds from the bake. */
  residentBytes: number
  peakBytes: number
  /** Of those, textures; the rest is geometry. */
  residentTextureBytes: number
  peakTextureBytes: number
  /** In force: the game's, or less under memory pressure. Infinity: no budget. */
  budgetBytes: number
  geometryBudgetBytes: number
  textureBudgetBytes: number
  /** Memory pressure in force, and signals so far. */
  pressure: 'none' | 'moderate' | 'critical'
  pressureSignals: number
  loads: number
  unloads: number
  cancels: number
  failures: number
  /** Loads begun ahead of demand; of those, there in time, still loading when wanted; file bytes of those never wanted. */
  prefetched: number
  prefetchedUsed: number
  prefetchedLate: number
  prefetchedWastedBytes: number
  /** Loaded again within 10 s of the unload; and the section to which that happened most, '' for none, with its share. */
  reloads: number
  worstReloader: string
  worstReloads: number
  /** In Loading now, and most at once: over all lanes, and in one. */
  activeLoads: number
  maxActiveLoads: number
  maxConcurrentLoads: number
  /** Queues now, and at their longest. */
  queuedLoads: number
  maxQueuedLoads: number
  queuedUnloads: number
  maxQueuedUnloads: number
  /** Ticks of the first load and the first unload that began, −1 before. */
  firstLoadTick: number
  firstUnloadTick: number
  /** From the start of a load to Loaded, milliseconds of world time: over all loads, and the 95th of a hundred of the last 512. */
  loadMeanMs: number
  loadP95Ms: number
  /** Steps that gates refuse at present (T-7): outside the view, outside the interior zone, away from the floor, covered; and loads that wait for parse memory. */
  gatedByView: number
  gatedByZone: number
  gatedByFloor: number
  gatedByCover: number
  gatedByMemory: number
  /** Of what is lacking: sections put last because closer tiles cover their region (T-9). */
  deferred: number
  /** Steps the plan refused this tick, and places dropped because their coarser sections fail (ever). */
  refused: number
  forced: number
  /** Sharper textures that the plan refuses: what is shed first. */
  upgradesRefused: number
  /** Ticks that were dropped because a step was too long. */
  droppedTicks: number
  /** Wall time of the pipeline's last ticks, milliseconds. */
  tickMedianMs: number
  tickP99Ms: number
  /** What stopped the work meter in the last step. */
  meterStop: 'bytes' | 'milliseconds' | 'operations' | null
}
