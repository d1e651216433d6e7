import { metadataTypes } from './blobs/metadataColumns'
import { SectionFlag, type SectionTable } from './blobs/sectionBlob'
import { fail } from './errors'
import type { OpenedWorld } from './openWorld'
import type { MeshPayload } from './payloads/draw'

/** Where a scene stands. A point p of it is at p × scale + position. */
export interface Placement {
  /** World metres. Default 0, 0, 0. */
  readonly position?: readonly [number, number, number]
  /** Above 0, default 1. Radii, switch distances and errors grow with it: a house twice as large is seen from twice as far. */
  readonly scale?: number
}

/**
 * The scene as it stands elsewhere or in another size: all its stubs hang under one root (spec T-3), and this moves it. What is given is not changed, shares its source with
 * what is answered, and can be placed again; a scene that is being streamed moves by composing its world anew over another placement, which asks for nothing twice that the
 * cache has. For scenes of meshes and textures: worlds that want entities or colliders of it refuse it.
 * @throws TerraneError 'argument'.
 */
export function placeScene<World extends OpenedWorld>(world: World, placement: Placement): World {
  const { position = [0, 0, 0], scale = 1 } = placement
  checkPlacement(position, scale)
  const before = world.place
  const place = (mesh: MeshPayload) => {
    before?.(mesh)
    placeMesh(mesh, position, scale)
  }
  return { ...world, table: placeTable(world.table, position, scale), place }
}

function checkPlacement(position: readonly number[], scale: number): void {
  if (position.length !== 3 || !position.every(Number.isFinite))
    fail('argument', `a position ${JSON.stringify(position)}`, 'three finite numbers in metres', 'Pass [x, y, z].')
  if (!(scale > 0 && scale < Infinity))
    fail('argument', `a scale ${scale}`, 'a number above 0', 'Leave it out for 1; nothing is mirrored or turned.')
}

function placeTable(table: SectionTable, position: readonly number[], scale: number): SectionTable {
  const { flags, count, info } = table
  const boxes = (values: Float64Array, isPlaced: (box: number) => boolean) =>
    values.map((value, i) => (isPlaced(Math.floor(i / 6)) ? value * scale + position[i % 3] : value))
  const lengths = (values: Float32Array<ArrayBuffer>) => (scale === 1 ? values : values.map((value) => value * scale))
  const hasPlace = (row: number) => (flags[row] & SectionFlag.Placeless) === 0
  const { interiorZone: zone } = info
  return {
    ...table,
    bounds: boxes(table.bounds, hasPlace),
    rangeBox: table.rangeBox && boxes(table.rangeBox, hasPlace),
    nodeBox: boxes(table.nodeBox, () => true),
    enterRadius: lengths(table.enterRadius),
    exitRadius: lengths(table.exitRadius),
    refineDistance: lengths(table.refineDistance),
    coarsenDistance: lengths(table.coarsenDistance),
    error: lengths(table.error),
    nodeReach: lengths(table.nodeReach),
    focusPoint: table.focusPoint.map((value, i) => (i % 4 < 3 ? value * scale + position[i % 4] : value)),
    metadata: placeMetadata(table, scale, count),
    info: zone ? { ...info, interiorZone: boxes(Float64Array.from(zone), () => true) as never } : info,
  }
}

/** The one column of lengths that the engine reads: T-7's prefetch radius. */
function placeMetadata({ metadata, info }: SectionTable, scale: number, count: number): SectionTable['metadata'] {
  const column = info.metadata.find(({ name, type }) => name === 'prefetch_radius' && type === 'f32')
  if (!metadata || !column || scale === 1) return metadata
  const copy = metadata.slice()
  const radii = new metadataTypes.f32(copy.buffer, column.offset, count)
  for (let row = 0; row < count; row++) radii[row] *= scale
  return copy
}

/** Every part of a matrix but its last row is scaled: turned and skewed parts stay what they are, larger. */
function placeMesh(mesh: MeshPayload, position: readonly number[], scale: number): void {
  const origin = mesh.origin as [number, number, number]
  for (let axis = 0; axis < 3; axis++) origin[axis] = origin[axis] * scale + position[axis]
  if (scale === 1) return
  for (const { matrices, box } of mesh.draws) {
    for (let i = 0; i < matrices.length; i++) if (i % 4 !== 3) matrices[i] *= scale
    for (let i = 0; i < 6; i++) box[i] *= scale
  }
}
