import type { AuthoringFiles, RoleRow, SceneReport, SolidSum, ThingSum, TriangleSum } from '../baking/bakeScene'

/** Longer lists are cut; `--json` has all of them. */
const listLimit = 20

/** A title and what is under it; nothing where there is nothing. */
export function listed(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return []
  const more = items.length > listLimit ? [`  … and ${items.length - listLimit} more (--json lists all)`] : []
  return [`${title}:`, ...items.slice(0, listLimit).map((item) => `  ${item}`), ...more]
}

/** 1 file, 2 files. */
export const counted = (count: number, thing: string, many = `${thing}s`) => `${count} ${count === 1 ? thing : many}`

/** The files beside the input that had a say. */
export function describeAuthoring({ config, bakers, overrides, overridden }: AuthoringFiles): string[] {
  const run = bakers.length > 0 ? `, bakers ${bakers.join(', ')}` : ''
  return [
    ...(config ? [`config ${config}${run}`] : []),
    ...(overrides ? [`${overrides}: ${counted(overridden, 'node')} changed`] : []),
  ]
}

const kindNames: Readonly<Record<string, readonly [one: string, many: string]>> = {
  entities: ['entity section', 'entity sections'],
  collider: ['collider section', 'collider sections'],
}

/** How many sections a bake made. */
export interface SectionCounts {
  readonly meshSections: number
  readonly figureSections: number
  readonly textureSections: number
  readonly sectionsByKind: Readonly<Record<string, number>>
}

/** What was made, kind by kind. */
export function describeKinds({
  meshSections,
  figureSections,
  textureSections,
  sectionsByKind,
}: SectionCounts): string {
  const { mesh: _mesh, texture: _texture, ...others } = sectionsByKind
  return [
    counted(meshSections, 'mesh section'),
    ...(figureSections > 0 ? [counted(figureSections, 'figure')] : []),
    counted(textureSections, 'texture'),
    ...Object.entries(others).map(([kind, count]) => counted(count, ...(kindNames[kind] ?? sectionsOf(kind)))),
  ].join(', ')
}

const sectionsOf = (kind: string) => [`section of kind ${kind}`, `sections of kind ${kind}`] as const

/** How the triangles of the input add up. */
export function describeTriangles({ input, drawn, dynamic, undrawn, zeroArea, notFinite }: TriangleSum): string {
  const moving = dynamic > 0 ? `, ${dynamic} drawn with entities` : ''
  const others = Object.entries(undrawn).map(([role, count]) => `, ${count} ${role}`)
  return `${input} triangles in: ${drawn} drawn${moving}${others.join('')}, ${zeroArea} without an area, ${notFinite} not finite`
}

/** What the world has beside what is drawn where it stands. */
export function describeThings({ things, triangles }: SceneReport): string[] {
  const { entities, components, moving, figures, metadata } = things
  const kinds = Object.entries(components).map(([name, count]) => `${count} ${name}`)
  const drawn = moving > 0 ? [`${moving} drawn with ${counted(figures, 'figure')}`] : []
  const having = [...kinds, ...drawn].join(', ')
  return [
    ...(entities > 0 ? [`${counted(entities, 'entity', 'entities')}${having && `: ${having}`}`] : []),
    ...describeColliders(things, triangles.solid),
    ...(metadata > 0 ? [`metadata of ${counted(metadata, 'place')}`] : []),
  ]
}

function describeColliders({ colliders, boxes }: ThingSum, solid: SolidSum): string[] {
  const { undrawn, drawn, baked, boxed, zeroArea, notFinite, moving } = solid
  if (undrawn + drawn === 0) return []
  const parts = [
    ...(baked > 0 || boxes === 0 ? [counted(baked, 'triangle')] : []),
    ...(boxes > 0 ? [`${counted(boxes, 'box', 'boxes')} for ${boxed}`] : []),
    ...(zeroArea > 0 ? [`${zeroArea} without an area`] : []),
    ...(notFinite > 0 ? [`${notFinite} not finite`] : []),
    ...(moving > 0 ? [`${moving} of what moves left out`] : []),
  ]
  const also = drawn > 0 ? `; ${drawn} of the ${undrawn + drawn} are drawn too` : ''
  return [`${counted(colliders, 'collider')}: ${parts.join(', ')}${also}`]
}

/** How many of each role, and by name those that somebody or something chose. */
export function describeRoles(roles: readonly RoleRow[]): string[] {
  const counts = new Map<string, number>()
  for (const { role } of roles) counts.set(role, (counts.get(role) ?? 0) + 1)
  const chosen = roles.filter(({ because, collides }) => because !== 'by default' || collides)
  return [
    `roles: ${[...counts].map(([role, count]) => `${count} ${role}`).join(', ')}`,
    ...listed(
      'roles by name, key or baker',
      chosen.map((row) => `${row.node}: ${row.role}, ${fateOf(row)} (${row.because})`),
    ),
  ]
}

function fateOf({ role, drawn, collides }: RoleRow): string {
  if (role === 'trigger') return 'a box of its entity'
  const seen = drawn ? (role === 'dynamic' ? 'drawn with its entity' : 'drawn') : collides ? '' : 'not drawn'
  return [seen, collides ? 'collides' : ''].filter((word) => word !== '').join(', ')
}
