import { query, removeQuery } from 'bitecs'
import type { Engine, System, TerraneWorld } from '../engine'
import { pin, pinCount, unpin } from '../pins'
import { Figure, Transform } from '../schema/builtIn'
import type { ComponentSchema, Store } from '../schema/component'
import { rowsPerWorld, sectionId, type SectionId } from '../sectionId'
import type { EntityWorld } from './entityWorld'
import { composeInto } from '../payloads/transform'
import { addFigure, placedStride, removeFigure, type PlacedFigures } from './placedFigures'
import { noOwner } from './tracking'

/**
 * True afterwards: every entity with a Figure and a Transform is a copy of its figure's section, under its entity id, where the Transform
 * says; no other is. A figure that the entity's own section does not require (a mover away from home, or one that the game made) is
 * pinned for as long. Costs a look at every such entity; the presenter hears of those that changed.
 */
export const FigurePlacement: System = {
  name: 'FigurePlacement',
  reads: ['state'],
  writes: ['pins'],
  run: (world) => placeFigures(world),
}

/**
 * What FigurePlacement does at the end of every tick. A game that moves entities after `step` calls it before drawing, so that what is drawn stands
 * where it is now and not where it was a tick ago. Nothing in a world without entities or without meshes.
 */
export function placeFigures(world: TerraneWorld): void {
  const { terrane } = world
  const { entities } = terrane
  if (!entities || !drawsMeshes(terrane)) return
  const figure = storeIn(entities, Figure)
  const transform = storeIn(entities, Transform)
  if (!figure || !transform) return
  const { figures, capacity } = entities
  figures.sweep++
  for (const eid of query(entities.ecs, [figure, transform])) {
    if (eid >= capacity) continue
    const slot = figures.slots[eid] ? figures.slots[eid] - 1 : addFigure(figures, eid, capacity)
    figures.seen[slot] = figures.sweep
    follow(world, entities, slot, figure, transform)
  }
  for (let slot = figures.count - 1; slot >= 0; slot--) if (figures.seen[slot] !== figures.sweep) drop(world, slot)
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

/** What an entity should be placed as now. Scratch of `follow`. */
const now = new Float64Array(placedStride)
const matrix = new Float64Array(16)

function follow(
  world: TerraneWorld,
  entities: EntityWorld,
  slot: number,
  figure: Store<typeof Figure>,
  transform: Store<typeof Transform>,
): void {
  const { figures } = entities
  const { presenter } = world.terrane
  const eid = figures.eids[slot]
  now[0] = figure.section[eid]
  now[1] = ownerOfFigure(entities, eid)
  readTransform(now, transform, eid)
  const changed = takeOver(figures.columns, slot * placedStride)
  if (changed & sectionChanged) changeRow(world, slot, rowOfFigure(world.terrane, now[0]))
  const row = figures.rows[slot]
  if (changed) holdFigure(world, slot, row >= 0 && !isRequiredBy(world.terrane, now[1], row))
  if (changed && row >= 0) presenter.place(eid, row, composeInto(matrix, now, 2))
}

function ownerOfFigure({ handles, tracked }: EntityWorld, eid: number): number {
  return handles.eid[tracked.handle[eid]] === eid ? tracked.owner[eid] : noOwner
}

function readTransform(out: Float64Array, transform: Store<typeof Transform>, eid: number): void {
  out[2] = transform.x[eid]
  out[3] = transform.y[eid]
  out[4] = transform.z[eid]
  out[5] = transform.qx[eid]
  out[6] = transform.qy[eid]
  out[7] = transform.qz[eid]
  out[8] = transform.qw[eid]
  out[9] = transform.sx[eid]
  out[10] = transform.sy[eid]
  out[11] = transform.sz[eid]
}

const sectionChanged = 1
const restChanged = 2

/** Copies `now` over what was placed, and says what differed. */
function takeOver(columns: Float64Array, at: number): number {
  let changed = columns[at] === now[0] ? 0 : sectionChanged
  for (let k = 1; k < placedStride; k++) if (columns[at + k] !== now[k]) changed |= restChanged
  if (changed) columns.set(now, at)
  return changed
}

/** −1 for none, for what is no section of this world, and for what is no mesh. */
function rowOfFigure({ id, table }: Engine, section: number): number {
  const row = section - id * rowsPerWorld
  if (!(row >= 0 && row < table.count) || !Number.isInteger(row)) return -1
  return table.info.kinds[table.kind[row]] === 'mesh' ? row : -1
}

/** Does the section that owns an entity keep this row resident? */
function isRequiredBy({ table }: Engine, owner: number, row: number): boolean {
  if (owner < 0) return false
  for (let i = table.requireStart[owner]; i < table.requireStart[owner + 1]; i++)
    if (table.requires[i] === row) return true
  return false
}

function changeRow(world: TerraneWorld, slot: number, row: number): void {
  const { entities, presenter } = world.terrane
  const { rows, eids } = entities!.figures
  holdFigure(world, slot, false)
  if (row < 0 && rows[slot] >= 0) presenter.unplace(eids[slot])
  rows[slot] = row
}

/** Pins a figure's section for its entity, or takes that back: once each. Where the live sections do not carry it, it is tried again later. */
function holdFigure(world: TerraneWorld, slot: number, hold: boolean): void {
  const { rows, pinned } = world.terrane.entities!.figures
  if ((pinned[slot] === 1) === hold) return
  const section = sectionId(world.terrane, rows[slot])
  if (hold && !tryPin(world, section)) return retry(world.terrane.entities!.figures, slot)
  if (!hold && pinCount(world, section) > 0) unpin(world, section)
  pinned[slot] = hold ? 1 : 0
}

/** Too many live sections are a fact of the world, and this a tick. */
function tryPin(world: TerraneWorld, section: SectionId): boolean {
  try {
    pin(world, section)
    return true
  } catch {
    return false
  }
}

/** The next tick finds the owner changed. */
function retry({ columns }: PlacedFigures, slot: number): void {
  columns[slot * placedStride + 1] = NaN
}

function drop(world: TerraneWorld, slot: number): void {
  changeRow(world, slot, -1)
  removeFigure(world.terrane.entities!.figures, slot)
}
