/** A table shared by benchmarks: tiles in a quadtree of four levels, with LODs and HLODs, some of them interior. */
import { openSectionBlob, type SectionTable } from '../src/blobs/sectionBlob'
import { convertManifest } from '../src/manifest/convertManifest'

export const tileMetres = 24

export const tileSide = (tiles: number): number => Math.ceil(Math.sqrt(tiles))

/** The path from the root to a tile's node: which quarter, four times. */
function nodeOf(column: number, row: number, side: number): string {
  const half = (value: number, level: number) => Math.floor((value / side) * 2 ** level) % 2
  return [1, 2, 3, 4].map((level) => half(column, level) + 2 * half(row, level)).join('_')
}

export function makeTiledTable(tiles: number): SectionTable {
  const side = tileSide(tiles)
  const level = (path: string, distance: number) => ({ path, switch_distance: distance })
  const manifest = {
    version: 4,
    interior_zone: { min: [0, 0, 0], max: [side * tileMetres, 20, side * tileMetres] },
    tiles: Array.from({ length: tiles }, (_, i) => {
      const [column, row] = [i % side, Math.floor(i / side)]
      const [x, z] = [column * tileMetres, row * tileMetres]
      return {
        tile_id: `tile_${column}_${row}`,
        path_relative_to_manifest: `tiles/${i}.glb`,
        file_size_bytes: 40_000,
        bounds: { min: [x, 0, z], max: [x + tileMetres, 9, z + tileMetres] },
        center: [x + tileMetres / 2, 4.5, z + tileMetres / 2],
        streaming_radius: 120,
        unload_radius: 160,
        quadtree_node_id: `F00_Q_${nodeOf(column, row, side)}`,
        interior: i % 5 === 0,
        lod_levels: i % 3 ? [] : [level(`lods/${i}.glb`, 120)],
        hlod_levels: i % 3 ? [] : [level(`hlods/${i}.glb`, 320)],
      }
    }),
  }
  return openSectionBlob(convertManifest(new TextEncoder().encode(JSON.stringify(manifest)).buffer).blob!)
}
