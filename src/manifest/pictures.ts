import type { FaultList } from './faults'
import { report } from './fields'
import {
  identityOf,
  type Box,
  type Manifest,
  type ManifestFile,
  type ManifestLevel,
  type ManifestTile,
} from './manifest'
import { listAncestors, nodeKey, parseNodeId } from './nodeId'

/** A box that can still grow. */
export type Extent = [number, number, number, number, number, number]

/** One picture of a place: a full tile, one of its levels, or a level that several tiles share. A section in the making; all have the same fields. */
export interface Picture {
  readonly what: 'tile' | 'lod' | 'hlod'
  readonly name: string
  readonly file: ManifestFile
  /** The tile that brought it; of a shared level the first. */
  readonly tile: ManifestTile
  readonly priority: number
  /** Where it begins, metres; 0 for a tile. Of a shared level the largest that was written. */
  switchDistance: number
  /** The coarser picture that it refines. */
  coarser: Picture | null
  readonly finer: Picture[]
  /** What the manifest says; null: those of what it refines into. */
  readonly ownBounds: Box | null
  /** Measured from the finest up: bounds, and what distance is measured to. */
  readonly bounds: Extent
  readonly range: Extent
  /** Where it hands over to the finer ones going in, and takes their place again going out; metres, 0 without finer ones. */
  refine: number
  coarsen: number
  /** Among all of a scene, coarser ones first. */
  place: number
}

/**
 * Tiles and their levels as trees of refinement: HLODs over LODs over the full tile, only children of one another. An HLOD that several tiles
 * list is one picture over all of them; so is the HLOD of a tile whose node lies above another's (`hangNodes`). Answers finer ones after the
 * coarser ones they refine.
 */
export function plantPictures(manifest: Manifest, list: FaultList): Picture[] {
  const pictures: Picture[] = []
  const hlods = new Map<string, Picture>()
  const tops = manifest.tiles.map((tile) => plantTile(pictures, hlods, list, tile))
  if (manifest.mode !== 'uniform_grid') hangNodes(manifest.tiles, tops)
  return coarserFirst(pictures)
}

/** @returns the coarsest picture that is the tile's alone. */
function plantTile(pictures: Picture[], hlods: Map<string, Picture>, list: FaultList, tile: ManifestTile): Picture {
  let top = add(pictures, 'tile', tile.id, tile, tile, 0, tile.bounds, tile.priority)
  for (let i = 0; i < tile.lods.length; i++) {
    const lod = tile.lods[i]
    top = hang(top, addLevel(pictures, 'lod', lod.own.sectionId ?? `${tile.id}/lod${i}`, tile, lod))
  }
  const own = top
  for (const hlod of tile.hlods) {
    const shared = shareHlod(pictures, hlods, list, tile, hlod)
    if (top.coarser && top.coarser !== shared) reportParents(list, tile, top, shared)
    else if (!top.coarser && isAbove(shared, top)) reportRing(list, tile, shared)
    else if (!top.coarser) hang(top, shared)
    top = shared
  }
  return own
}

function addLevel(
  pictures: Picture[],
  what: Picture['what'],
  name: string,
  tile: ManifestTile,
  level: ManifestLevel,
): Picture {
  const { switchDistance, bounds, priority } = level
  return add(pictures, what, name, level, tile, switchDistance, bounds, priority ?? tile.priority)
}

function add(
  pictures: Picture[],
  what: Picture['what'],
  name: string,
  file: ManifestFile,
  tile: ManifestTile,
  switchDistance: number,
  ownBounds: Box | null,
  priority: number,
): Picture {
  const picture: Picture = {
    what,
    name,
    file,
    tile,
    priority,
    switchDistance,
    coarser: null,
    finer: what === 'tile' ? nothingFiner : [],
    ownBounds,
    bounds: noExtent(),
    range: noExtent(),
    refine: 0,
    coarsen: 0,
    place: 0,
  }
  pictures.push(picture)
  return picture
}

/** Nothing hangs below a full tile. */
const nothingFiner: Picture[] = []

export const noExtent = (): Extent => [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity]

/** @returns the coarser one. */
function hang(finer: Picture, coarser: Picture): Picture {
  finer.coarser = coarser
  coarser.finer.push(finer)
  return coarser
}

function shareHlod(
  pictures: Picture[],
  hlods: Map<string, Picture>,
  list: FaultList,
  tile: ManifestTile,
  level: ManifestLevel,
): Picture {
  const identity = identityOf(level)
  const known = hlods.get(identity)
  if (!known) {
    const made = addLevel(pictures, 'hlod', level.own.sectionId ?? level.path, tile, level)
    hlods.set(identity, made)
    return made
  }
  if (known.switchDistance !== level.switchDistance) {
    const got = `HLOD ${level.path} from ${level.switchDistance} m, which tile "${known.tile.id}" has from ${known.switchDistance} m`
    report({ list, tile: tile.id }, 'warning', 'hlod-distance', got, 'one distance', 'The larger one is taken.')
    known.switchDistance = Math.max(known.switchDistance, level.switchDistance)
  }
  return known
}

/** Would hanging `finer` below `coarser` close a ring? */
function isAbove(coarser: Picture, finer: Picture): boolean {
  for (let up: Picture | null = coarser; up; up = up.coarser) if (up === finer) return true
  return false
}

function reportParents(list: FaultList, tile: ManifestTile, { name, coarser }: Picture, other: Picture): void {
  const got = `"${name}" below ${other.file.path}, which tile "${coarser!.tile.id}" has below ${coarser!.file.path}`
  report({ list, tile: tile.id }, 'warning', 'hlod-parents', got, 'one next coarser level', 'The first is taken.')
}

function reportRing(list: FaultList, tile: ManifestTile, shared: Picture): void {
  const got = `HLOD ${shared.file.path}, finer than itself by what other tiles say`
  report({ list, tile: tile.id }, 'warning', 'hlod-ring', got, 'one order of levels', 'It is left where it is.')
}

/**
 * The HLOD of a node stands for everything of its tier below the node: tiles of the nodes below become what it refines into, each under the
 * nearest such node. A tile whose own levels reach farther than that HLOD begins is none of its business, and stays a root.
 */
function hangNodes(tiles: readonly ManifestTile[], tops: readonly Picture[]): void {
  const owners = new Map<string, Picture>()
  tiles.forEach((tile, i) => {
    const node = tile.nodeId && tops[i].coarser ? parseNodeId(tile.nodeId) : null
    if (!node) return
    const key = `${nodeKey(node)} ${tile.tier}`
    if (!owners.has(key)) owners.set(key, tops[i].coarser!)
  })
  if (owners.size === 0) return
  tiles.forEach((tile, i) => {
    const node = parseNodeId(tile.nodeId)
    if (!node) return
    const above = listAncestors(node).map((key) => owners.get(`${key} ${tile.tier}`))
    const owner = above.find((picture) => picture !== undefined)
    const root = rootOf(tops[i])
    if (owner && root.switchDistance <= owner.switchDistance && !isAbove(owner, root)) hang(root, owner)
  })
}

function rootOf(picture: Picture): Picture {
  let root = picture
  while (root.coarser) root = root.coarser
  return root
}

/** Level by level, so that no tree is too deep; numbers the places. */
function coarserFirst(pictures: readonly Picture[]): Picture[] {
  const order = pictures.filter(({ coarser }) => coarser === null)
  for (let i = 0; i < order.length; i++) {
    order[i].place = i
    for (const finer of order[i].finer) order.push(finer)
  }
  return order
}
