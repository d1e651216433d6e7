import { openSectionBlob, SectionFlag, type SectionTable } from '../../src/blobs/sectionBlob'
import { buildSectionBlob } from '../../src/blobs/sectionBlobBuild'
import type { Settings } from '../../src/components/profile'
import { createRandom } from '../worlds'
import type { Forest } from './forest'

/** A forest as a tiled scene: interiors in a zone, floors, nodes and own prefetch radii, all at random. The dice are its own: the forest is the same without it. With `estimated`, the size of every third section is one. */
export function openTiledForest(forest: Forest, seed: number, estimated = false): SectionTable {
  const random = createRandom(seed ^ 0x7117)
  const records = forest.records.map((record, i) => ({
    ...record,
    ...(estimated && { flags: (record.flags ?? 0) | (i % 3 === 0 ? SectionFlag.EstimatedSize : 0) }),
    metadata: {
      interior: random.chance(0.4) ? 1 : 0,
      has_floor: random.chance(0.5) ? 1 : 0,
      quadtree_node_id: random.chance(0.8) ? `F00_Q_${random.whole(0, 2)}_${random.whole(0, 2)}_${i}` : '',
      prefetch_radius: random.chance(0.3) ? random.between(30, 200) : 0,
    },
  }))
  const [x, z] = [random.between(0, forest.size), random.between(0, forest.size)]
  const reach = random.between(10, forest.size)
  const metadata = { interior: 'u8', has_floor: 'u8', quadtree_node_id: 'text', prefetch_radius: 'f32' } as const
  const zone = [x - reach, -10, z - reach, x + reach, 40, z + reach] as const
  return openSectionBlob(
    buildSectionBlob(records, {
      metadata,
      ...(random.chance(0.8) && { interiorZone: zone }),
      hierarchical: random.chance(0.8),
    }),
  )
}

/** Gates, times and bounds of a tiled scene, at random. */
export function tiledForestSettings(seed: number): Partial<Settings> {
  const random = createRandom(seed ^ 0x5e77)
  return {
    steadyTicks: random.pick([1, 6, 7]),
    residenceSeconds: random.pick([0, 0.5, 2]),
    queryCeiling: random.pick([Infinity, 60, 150]),
    fullTilesAtOnce: random.chance(0.5),
    maxParseBytes: random.pick([Infinity, 300, 2000]),
    viewGatePadding: random.pick([Infinity, 0, 20]),
    floorGateMetres: random.pick([Infinity, 1, 5]),
    importance: random.chance(0.8),
    occlusion: random.chance(0.8),
    coveredShare: random.pick([0.3, 0.85]),
    coveredFactor: random.pick([0, 0.005, 1]),
  }
}
