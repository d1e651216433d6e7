import type { EntityRowsToWrite, EntityTableToWrite } from '../blobs/entityBlobBuild'
import type { BakedSchema } from '../blobs/sectionBlob'
import { fail } from '../errors'
import { Figure, Parent, Transform } from '../schema/builtIn'
import type { ComponentSchema } from '../schema/component'
import type { BakeScene, ComponentValues, SceneEntity } from './bakeScene'
import { transformValues } from './entityTransform'
import type { EntityGroup } from './groupEntities'
import { compareText } from './places'

/** The table of one group: components by name, entities in the group's order. `figurePlace` finds a figure's place in the section's requires. */
export function tabulate(
  scene: BakeScene,
  { members }: EntityGroup,
  figurePlace: (figure: number) => number,
): EntityTableToWrite {
  const rows = new Map<string, { schema: ComponentSchema; entities: number[]; values: ComponentValues[] }>()
  members.forEach((index, entity) => {
    for (const [schema, values] of componentsOf(scene, scene.entities[index], figurePlace)) {
      const known = rows.get(schema.name) ?? { schema, entities: [], values: [] }
      known.entities.push(entity)
      known.values.push(values)
      rows.set(schema.name, known)
    }
  })
  const components: EntityRowsToWrite[] = [...rows.values()]
  components.sort((a, b) => compareText(a.schema.name, b.schema.name))
  return { ids: members.map((index) => scene.entities[index].id), components }
}

/** What its node was given, and what the plan adds. */
function componentsOf(
  { entities }: BakeScene,
  { matrix, components, figure, parent }: SceneEntity,
  figurePlace: (figure: number) => number,
): [ComponentSchema, ComponentValues][] {
  const all: [ComponentSchema, ComponentValues][] = [[Transform, transformValues(matrix)], ...components]
  if (parent !== null) all.push([Parent, { of: { id: entities[parent].id, path: entities[parent].path } }])
  if (figure !== null) all.push([Figure, { section: figurePlace(figure) + 1 }])
  return all
}

/**
 * Schemas of the components that a scene's entities have, by name: what a game that opens the world must declare in the same way.
 * @throws 'bake-input' for two that differ under one name.
 */
export function listSchemas({ entities }: BakeScene): BakedSchema[] {
  const used = new Set(entities.flatMap(({ components }) => [...components.keys()]))
  if (entities.length > 0) used.add(Transform)
  if (entities.some(({ parent }) => parent !== null)) used.add(Parent)
  if (entities.some(({ figure }) => figure !== null)) used.add(Figure)
  const byName = new Map<string, ComponentSchema>()
  for (const schema of used) {
    if ((byName.get(schema.name)?.hash ?? schema.hash) !== schema.hash)
      fail('bake-input', `two components named "${schema.name}"`, 'one for each name', 'Rename one of them.')
    byName.set(schema.name, schema)
  }
  return [...byName.values()]
    .sort((a, b) => compareText(a.name, b.name))
    .map(({ name, hash, fields }) => ({ name, hash, columns: Object.entries(fields) }))
}
