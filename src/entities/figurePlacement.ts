import { query, removeQuery } from 'bitecs'
import type { Engine, System, TerraneWorld } from '../engine'
import { composeInto } from '../payloads/transform'
import { Figure, Transform } from '../schema/builtIn'
import type { ComponentSchema, Store } from '../schema/component'
import { rowsPerWorld } from '../sectionId'
import type { EntityWorld } from './entityWorld'
import { holdFigure, isRequiredBy } from './figurePins'
import { findMoved, ownerOfFigure, writePlaced } from './movedFigures'
import { placedStride, removeFigure } from './placedFigures'

/**
 * True afterwards: every entity with a Figure and a Transform is a copy of its figure's section, under its entity id, where the Transform
 * says; no other is. A figure that the entity's own section does not require (a mover away from home, or one that the game made) is
 * pinned for as long. Costs a look at every such entity; the presenter hears of those that changed.
 */
export const FigurePlacement: System = {
  name: 'FigurePlacement',
  reads: ['state'],
  writes: ['pins'],
  run: placeFigures,
}

/**
 * What FigurePlacement does at the end of every tick. A game that moves entities after `step` calls it before drawing, so that they are drawn
 * where they are now and not where they were in the last tick. Does nothing in a world without entities or without meshes.
 */
export function placeFigures(world: TerraneWorld): void {
  const { entities } = world.terrane
  if (!entities || !drawsMeshes(world.terrane)) return
  const figure = storeIn(entities, Figure)
  const transform = storeIn(entities, Transform)
  if (!figure || !transform) return
  const { figures } = entities
  const eids = query(entities.ecs, [figure, transform])
  findMoved(entities, eids, figure, transform)
  for (let k = 0; k < figures.movedCount; k++) follow(world, entities, figures.moved[k], figure, transform)
  for (let slot = figures.count - 1; figures.count > figures.found; slot--)
    if (figures.seen[slot] !== figures.sweep) dropFigure(world, slot)
}

/** Takes back every copy; the pins go with the world. */
export function unplaceFigures({ terrane }: TerraneWorld): void {
  const { entities, presenter } = terrane
  if (!entities) return
  const { figures } = entities
  for (let slot = 0; slot < figures.count; slot++) if (figures.rows[slot] >= 0) presenter.unplace(figures.eids[slot])
  const figure = storeIn(entities, Figure)
  const transform = storeIn(entities, Transform)
  if (figure && transform) removeQuery(entities.ecs, [figure, transform])
}

/** A server that wants no meshes places nothing. */
function drawsMeshes({ table, kinds }: Engine): boolean {
  return kinds.wanted[table.info.kinds.indexOf('mesh')] === 1
}

/** Null while nobody has such a component. */
function storeIn<Schema extends ComponentSchema>(
  { schemas, stores }: EntityWorld,
  schema: Schema,
): Store<Schema> | null {
  return (stores.get(schemas.get(schema.name)!) as Store<Schema> | undefined) ?? null
}

/** Scratch: read by the presenter during `place`. */
const matrix = new Float64Array(16)

/** Places one that is not what it was placed as. */
function follow(
  world: TerraneWorld,
  entities: EntityWorld,
  slot: number,
  { section }: Store<typeof Figure>,
  transform: Store<typeof Transform>,
): void {
  const { eids, columns, rows } = entities.figures
  const eid = eids[slot]
  const at = slot * placedStride
  const owner = ownerOfFigure(entities, eid)
  if (columns[at] !== section[eid]) changeRow(world, slot, rowOfFigure(world.terrane, section[eid]))
  writePlaced(columns, at, section[eid], owner, transform, eid)
  const row = rows[slot]
  holdFigure(world, slot, row >= 0 && !isRequiredBy(world.terrane, owner, row))
  if (row >= 0) world.terrane.presenter.place(eid, row, composeInto(matrix, columns, at + 2))
}

/** −1 for none, for what is no section of this world, and for what is no mesh. */
function rowOfFigure({ id, table }: Engine, section: number): number {
  const row = section - id * rowsPerWorld
  if (!(row >= 0 && row < table.count) || !Number.isInteger(row)) return -1
  return table.info.kinds[table.kind[row]] === 'mesh' ? row : -1
}

function changeRow(world: TerraneWorld, slot: number, row: number): void {
  const { entities, presenter } = world.terrane
  const { rows, eids } = entities!.figures
  holdFigure(world, slot, false)
  if (row < 0 && rows[slot] >= 0) presenter.unplace(eids[slot])
  rows[slot] = row
}

function dropFigure(world: TerraneWorld, slot: number): void {
  changeRow(world, slot, -1)
  removeFigure(world.terrane.entities!.figures, slot)
}
