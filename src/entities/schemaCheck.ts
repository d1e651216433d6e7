import type { BakedSchema } from '../blobs/sectionBlob'
import { fail } from '../errors'
import { builtInSchemas } from '../schema/builtIn'
import type { ComponentSchema } from '../schema/component'

/**
 * The game's components and the built-in ones, by name. @throws 'argument' for two that are declared differently under one name.
 */
export function gatherSchemas(listed: readonly ComponentSchema[]): Map<string, ComponentSchema> {
  const schemas = new Map(builtInSchemas)
  for (const schema of listed) {
    const known = schemas.get(schema.name)
    if (known && known.hash !== schema.hash)
      fail('argument', `two components "${schema.name}"`, 'one declaration for a name', 'Rename one of them.')
    schemas.set(schema.name, schema)
  }
  return schemas
}

/**
 * Does the game know a component as it was baked? Answers its schema, or null for one to leave out.
 * @throws 'schema-mismatch' naming component and column.
 */
export function matchSchema(
  baked: BakedSchema,
  schemas: ReadonlyMap<string, ComponentSchema>,
  ignoresUnknown: boolean,
): ComponentSchema | null {
  const schema = schemas.get(baked.name)
  if (schema?.hash === baked.hash) return schema
  if (schema) return refuseColumns(baked, schema)
  if (ignoresUnknown) return null
  return fail(
    'schema-mismatch',
    `component ${baked.name} in the world, which the game does not list`,
    `one of ${[...schemas.keys()].join(', ')}`,
    "Add it to entities([…]), or pass { unknown: 'ignore' }.",
  )
}

function refuseColumns(baked: BakedSchema, { name, fields }: ComponentSchema): never {
  const declared = Object.entries(fields).map(([column, type]) => `${name}.${column}: ${type}`)
  const stored = baked.columns.map(([column, type]) => `${name}.${column}: ${type}`)
  const at = stored.findIndex((column, i) => column !== declared[i])
  const place = at < 0 ? stored.length : at
  return fail(
    'schema-mismatch',
    `${stored[place] ?? `no column after ${stored.length}`} in the world, ${declared[place] ?? `no column after ${declared.length}`} in the game`,
    'the same columns in the same order',
    'Bake the world again with this declaration, or take back the change.',
  )
}
