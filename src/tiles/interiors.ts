import { viewMetadata } from '../blobs/metadataColumns'
import type { SectionTable } from '../blobs/sectionBlob'
import { Gate } from '../components/gates'
import type { Engine } from '../engine'

type Box = readonly number[]

/** Where interiors are: flags by row, views into the blob. */
export interface Interiors {
  readonly zone: Box | null
  readonly interior: ArrayLike<number>
  /** Of an interior row: it says on which floor it is. null: none does. */
  readonly floored: ArrayLike<number> | null
}

/** Null for a scene where no tile is interior: it has no such gates. */
export function findInteriors(table: SectionTable): Interiors | null {
  const interior = metadataOf(table, 'interior')
  if (interior === null) return null
  return { zone: table.info.interiorZone, interior, floored: metadataOf(table, 'has_floor') }
}

/** A column of the manifest's own words; null where the table has none. */
export function metadataOf(table: SectionTable, name: string): ArrayLike<number> | null {
  const column = table.info.metadata.find((candidate) => candidate.name === name)
  return column ? viewMetadata(table, column) : null
}

/**
 * The gate that keeps a row from being begun (T-7). One focus has to pass both: to be inside the zone, and near the height of the tile's centre.
 * Of a refinement all that it brings has to be refused: a place is refined as a whole.
 */
export function gateInterior(engine: Engine, interiors: Interiors, row: number, refine: boolean): Gate {
  const { table } = engine
  if (!refine) return gateRow(engine, interiors, row)
  let gate: Gate = Gate.None
  const end = table.firstChild[row] + table.childCount[row]
  for (let child = table.firstChild[row]; child < end; child++) {
    gate = gateRow(engine, interiors, child)
    if (gate === Gate.None) return gate
  }
  return gate
}

function gateRow({ focuses, table, settings }: Engine, interiors: Interiors, row: number): Gate {
  if (interiors.interior[row] === 0) return Gate.None
  const reach = interiors.floored !== null && interiors.floored[row] !== 0 ? settings.floorGateMetres : Infinity
  const ranges = table.rangeBox ?? table.bounds
  const height = (ranges[6 * row + 1] + ranges[6 * row + 4]) / 2
  let gate: Gate = Gate.Zone
  for (const focus of focuses.alive) {
    if (!holds(interiors.zone, focuses.x[focus], focuses.y[focus], focuses.z[focus])) continue
    if (Math.abs(focuses.y[focus] - height) <= reach) return Gate.None
    gate = Gate.Floor
  }
  return gate
}

/** No zone holds everything. */
function holds(zone: Box | null, x: number, y: number, z: number): boolean {
  if (zone === null) return true
  return x >= zone[0] && x <= zone[3] && y >= zone[1] && y <= zone[4] && z >= zone[2] && z <= zone[5]
}
