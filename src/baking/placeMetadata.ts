import type { MetadataValues } from '../blobs/metadataColumns'
import type { SceneMetadata } from './bakeScene'
import { cellAt, compareText, ownerOf, type Cell, type Place } from './places'

/** Metadata of a scene, sorted by where it counts. */
export interface MetadataMap {
  readonly cell: number
  /** By owner. */
  readonly owned: ReadonlyMap<string, readonly SceneMetadata[]>
  /** By column and row, as `1 -2`: of nodes that are not larger than a cell. */
  readonly small: ReadonlyMap<string, readonly SceneMetadata[]>
  /** Of nodes that reach over several cells. */
  readonly large: readonly SceneMetadata[]
}

const cellKey = ([x, z]: Cell) => `${x} ${z}`

export function mapMetadata(metadata: readonly SceneMetadata[], cell: number): MetadataMap {
  const owned = new Map<string, SceneMetadata[]>()
  const small = new Map<string, SceneMetadata[]>()
  const large: SceneMetadata[] = []
  for (const entry of metadata) {
    if (entry.owner !== null) append(owned, entry.owner, entry)
    else if (isLarge(entry, cell)) large.push(entry)
    else append(small, cellKey(cellAt(middle(entry, 0), middle(entry, 2), cell)), entry)
  }
  return { cell, owned, small, large }
}

function append(map: Map<string, SceneMetadata[]>, key: string, entry: SceneMetadata): void {
  const known = map.get(key)
  if (known) known.push(entry)
  else map.set(key, [entry])
}

const middle = ({ box }: SceneMetadata, axis: number) => (box[axis] + box[axis + 3]) / 2

const isLarge = ({ box }: SceneMetadata, cell: number) => box[3] - box[0] > cell || box[5] - box[2] > cell

/**
 * What a place says of itself, value by value. Of what has a radius of its own, the node that gives it comes before those below it; of nodes in one
 * cell, the one nearest to its middle, and of several around the middle the smallest. Undefined where nobody says anything.
 */
export function metadataAt(map: MetadataMap, place: Place): MetadataValues | undefined {
  const cell = place.cell ?? place.leaf?.cell
  const entries = cell ? entriesOfCell(map, cell) : entriesOfOwner(map, ownerOf(place))
  if (entries.length === 0) return undefined
  return Object.assign({}, ...entries.reverse().map(({ values }) => values)) as MetadataValues
}

/** What counts most comes first. */
function entriesOfOwner({ owned }: MetadataMap, owner: string): SceneMetadata[] {
  const entries = [...(owned.get(owner) ?? [])]
  return entries.sort((a, b) => Number(b.path === owner) - Number(a.path === owner) || compareText(a.path, b.path))
}

function entriesOfCell({ cell, small, large }: MetadataMap, at: Cell): SceneMetadata[] {
  const [x, z] = [(at[0] + 0.5) * cell, (at[1] + 0.5) * cell]
  const reach = ({ box }: SceneMetadata) =>
    [Math.max(box[0] - x, 0, x - box[3]), Math.max(box[2] - z, 0, z - box[5])] as const
  const near = large.filter((entry) => Math.max(...reach(entry)) < cell / 2)
  const ranked = [...(small.get(cellKey(at)) ?? []), ...near].map((entry) => {
    const [dx, dz] = reach(entry)
    const { box } = entry
    return { entry, distance: dx * dx + dz * dz, area: (box[3] - box[0]) * (box[5] - box[2]) }
  })
  ranked.sort((a, b) => a.distance - b.distance || a.area - b.area || compareText(a.entry.path, b.entry.path))
  return ranked.map(({ entry }) => entry)
}

/** Places with what they say of themselves. */
export function addMetadata<Somewhere extends Place>(places: readonly Somewhere[], map: MetadataMap): Somewhere[] {
  return places.map((place) => ({ ...place, metadata: metadataAt(map, place) }))
}
