import { Lane, type SectionTable } from '../blobs/sectionBlob'
import { Gate } from '../components/gates'
import { defaultSettings, type Settings } from '../components/profile'
import { viewRules } from '../cut/views'
import type { Engine } from '../engine'
import { createImportance } from './importance'
import { findInteriors, gateInterior, metadataOf } from './interiors'
import { learnSizes } from './learnSizes'
import { createNearby } from './nearby'
import { coveredShareOf, createOcclusion } from './occlusion'
import type { TiledScene, TileRules } from './tileRules'

/** The numbers of T-5 to T-17 that are not the engine's own defaults. docs/tiles.md lists all. */
export const tiledSettings = {
  steadyTicks: 6,
  residenceSeconds: 8,
  queryCeiling: 500,
  fullTilesAtOnce: true,
  maxParseBytes: 200_000_000,
  viewGatePadding: 20,
  floorGateMetres: 5,
  lanes: { ...defaultSettings.lanes, asset: { concurrent: 8, loadsPerTick: 8, unloadsPerTick: 4 } },
} as const satisfies Partial<Settings>

/** Tiles, LODs and HLODs by the rules of spec T: gates before a load, the order on screen, and the settings above. */
export const tiledScene: TiledScene = {
  settings: (table) => ({ ...tiledSettings, queryCeiling: raiseCeiling(table, tiledSettings.queryCeiling) }),
  createRules,
}

/** What streams a baked world as a tiled scene: `streaming({ sections: tiled(await openWorld('/town/')) })`. A manifest's scene is one as it is. */
export function tiled<World extends { readonly table: SectionTable }>(world: World): World & { tiled: TiledScene } {
  return { ...world, tiled: tiledScene }
}

/** T-5: raised to the largest unload radius, and past the largest switch distance. An HLOD has no end, and raises nothing. */
function raiseCeiling(table: SectionTable, least: number): number {
  let ceiling = least
  for (let row = 0; row < table.count; row++) {
    const enter = table.lane[row] === Lane.Proxy ? 0 : Math.max(table.enterRadius[row], table.exitRadius[row])
    const leaves = Math.max(table.coarsenDistance[row], table.refineDistance[row] * defaultSettings.refineHysteresis)
    ceiling = Math.max(ceiling, enter, leaves)
  }
  return ceiling
}

function createRules(table: SectionTable, settings: Settings): TileRules {
  const interiors = findInteriors(table)
  const occlusion = createOcclusion(table)
  const forbids =
    settings.coveredFactor === 0 && settings.occlusion && settings.importance && occlusion.regions !== null
  const isForbidden = (engine: Engine, row: number, focus: number, refine: boolean) =>
    forbids && coveredShareOf(engine, occlusion, row, focus, refine) >= settings.coveredShare
  return {
    scorer: createImportance(occlusion),
    views: viewRules,
    sizes: new Map(),
    learnSizes,
    gated: interiors !== null || forbids,
    viewed: forbids,
    gateOf(engine, row, focus, refine) {
      const gate = interiors === null ? Gate.None : gateInterior(engine, interiors, row, refine)
      return gate === Gate.None && isForbidden(engine, row, focus, refine) ? Gate.Covered : gate
    },
    visitNear: createNearby(metadataOf(table, 'prefetch_radius')),
    coveredShareOf: (engine, row, focus, refine) => coveredShareOf(engine, occlusion, row, focus, refine),
  }
}
