import type { RolePattern } from '../authoring/roles'
import { roles } from '../authoring/settings'
import { metadataTypes, type MetadataFields } from '../blobs/metadataColumns'
import { fail } from '../errors'
import { builtInSchemas } from '../schema/builtIn'
import { hashSchema, type ComponentSchema } from '../schema/component'
import type { Baker } from './bakers/baker'
import { isKindName, layerStates, type CheckedConfig, type LayerStart, type NamedBaker } from './config'

/**
 * Checks what a config says. `where` names it in messages.
 * @throws TerraneError 'bake-input' for whatever is not what `BakeConfig` says.
 */
export function checkConfig(value: unknown, where: string): CheckedConfig {
  if (!isRecord(value)) refuse(where, 'is no object', 'export default defineConfig({ … })')
  for (const key of Object.keys(value))
    if (!Object.hasOwn(checks, key)) refuse(where, `has "${key}"`, `some of ${Object.keys(checks).join(', ')}`)
  const listed = checks.components(value.components ?? [], where)
  return {
    file: null,
    place: () => null,
    components: new Map([...builtInSchemas, ...listed.map((schema) => [schema.name, schema] as const)]),
    listed,
    bakers: checks.bakers(value.bakers ?? [], where),
    rolePatterns: checks.rolePatterns(value.rolePatterns ?? [], where),
    kinds: checks.kinds(value.kinds ?? {}, where),
    metadata: checks.metadata(value.metadata ?? {}, where),
    layers: checks.layers(value.layers ?? {}, where),
    limits: checks.limits(value.limits ?? {}, where),
  }
}

type Plain = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const limitNames: readonly string[] = [
  'sections',
  'sectionBytes',
  'sectionTriangles',
] satisfies (keyof CheckedConfig['limits'])[]

function refuse(where: string, what: string, wanted: string): never {
  fail('bake-input', `${where} ${what}`, wanted, 'Correct the config and bake again.')
}

function listOf(value: unknown, what: string, where: string): readonly unknown[] {
  return Array.isArray(value) ? value : refuse(where, `has ${what} that are no list`, `${what}: [ … ]`)
}

const checks = {
  components(value: unknown, where: string): ComponentSchema[] {
    const names = new Set<string>()
    const schemas = listOf(value, 'components', where).map((item, i) =>
      isSchema(item) ? item : refuse(where, `has components[${i}], which is no component`, "component('Door', { … })"),
    )
    for (const { name, hash } of schemas) {
      if ((builtInSchemas.get(name)?.hash ?? hash) !== hash)
        refuse(where, `has a component "${name}"`, 'a name that no built-in component has')
      if (names.has(name)) refuse(where, `has two components "${name}"`, 'each name once')
      names.add(name)
    }
    return schemas.filter(({ name }) => !builtInSchemas.has(name))
  },
  bakers(value: unknown, where: string): NamedBaker[] {
    return listOf(value, 'bakers', where).map((item, i) => {
      if (typeof item !== 'function') refuse(where, `has bakers[${i}], which is no function`, '(node, bake) => { … }')
      const run = item as Baker
      return { name: run.name || `bakers[${i}]`, run }
    })
  },
  rolePatterns(value: unknown, where: string): RolePattern[] {
    return listOf(value, 'rolePatterns', where).map((item, i) => {
      const { pattern, role } = isRecord(item) ? item : {}
      const fits = pattern instanceof RegExp && roles.includes(role as (typeof roles)[number])
      if (!fits) refuse(where, `has rolePatterns[${i}], which is no pattern`, "{ pattern: /^LIGHT_/, role: 'none' }")
      return item as RolePattern
    })
  },
  kinds(value: unknown, where: string): CheckedConfig['kinds'] {
    for (const [kind, options] of recordOf(value, 'kinds', where)) {
      if (kind === 'texture' || !isKindName(kind))
        refuse(where, `has kinds.${kind}`, "mesh, collider, entities or a kind of the game's own")
      for (const [key, radius] of recordOf(options, `kinds.${kind}`, where))
        if (key !== 'enterRadius' || !(typeof radius === 'number' && radius > 0 && radius < Infinity))
          refuse(where, `has kinds.${kind}.${key} ${String(radius)}`, 'enterRadius, a length above 0 in metres')
    }
    return value as CheckedConfig['kinds']
  },
  metadata(value: unknown, where: string): MetadataFields {
    for (const [name, type] of recordOf(value, 'metadata', where)) {
      if (!/^[A-Za-z_]\w*$/.test(name)) refuse(where, `has metadata "${name}"`, 'an identifier')
      if (!Object.hasOwn(metadataTypes, String(type)))
        refuse(
          where,
          `has metadata "${name}" of type ${JSON.stringify(type)}`,
          `one of ${Object.keys(metadataTypes).join(', ')}`,
        )
    }
    return value as MetadataFields
  },
  layers(value: unknown, where: string): Readonly<Record<string, LayerStart>> {
    for (const [name, state] of recordOf(value, 'layers', where))
      if (!layerStates.includes(state as LayerStart))
        refuse(where, `has layer "${name}" ${JSON.stringify(state)}`, `one of ${layerStates.join(', ')}`)
    return value as Readonly<Record<string, LayerStart>>
  },
  limits(value: unknown, where: string): CheckedConfig['limits'] {
    for (const [name, limit] of recordOf(value, 'limits', where)) {
      if (!limitNames.includes(name)) refuse(where, `has limits.${name}`, `some of ${limitNames.join(', ')}`)
      if (!(typeof limit === 'number' && limit > 0))
        refuse(where, `has limits.${name} ${String(limit)}`, 'a number above 0')
    }
    return value as CheckedConfig['limits']
  },
}

function recordOf(value: unknown, what: string, where: string): [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : refuse(where, `has ${what} that is no object`, `${what}: { … }`)
}

/** Made with `component`, by whatever copy of this package. */
function isSchema(value: unknown): value is ComponentSchema {
  if (!isRecord(value) || typeof value.name !== 'string' || !isRecord(value.fields)) return false
  return value.hash === hashSchema(value.name, Object.entries(value.fields) as [string, string][])
}
