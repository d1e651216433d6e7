import type { BakeScene, ImageSource, Part, SceneReport } from '../bakeScene'
import type { FocusRecord } from '../../blobs/sectionRecord'
import { contentHash } from '../hash'
import type { Look } from '../looks'

/** What one authored section has in it. */
export interface OwnedScene {
  /** Name of the section: the one place of all that is in the scene. */
  readonly owner: string
  readonly scene: BakeScene
}

/**
 * Several scenes as one, each of them whole in a place of its own: radii, layers and priorities that their nodes state do not count. Images of equal bytes that are
 * sampled alike are one.
 */
export function joinScenes(scenes: readonly OwnedScene[], focuses: readonly FocusRecord[]): BakeScene {
  const joined = emptyScene()
  const images = new Map<string, number>()
  for (const { owner, scene } of scenes) {
    const [meshes, solids, figures] = [joined.meshes.length, joined.colliderMeshes.length, joined.figures.length]
    const [looks, entities] = [joined.looks.length, joined.entities.length]
    const imageOf = scene.images.map((image, i) => addImage(joined.images, images, image, samplingOf(scene.looks, i)))
    const here = { settings: {}, owner }
    const moved = (part: Part): Part => ({ ...part, ...here, mesh: part.mesh + meshes })
    joined.looks.push(...scene.looks.map((look) => withImages(look, imageOf)))
    joined.meshes.push(
      ...scene.meshes.map((mesh) => ({
        ...mesh,
        surfaces: mesh.surfaces.map((surface) => ({ ...surface, look: surface.look + looks })),
      })),
    )
    joined.parts.push(...scene.parts.map(moved))
    joined.figures.push(...scene.figures.map((figure) => ({ ...figure, parts: figure.parts.map(moved) })))
    joined.colliderMeshes.push(...scene.colliderMeshes)
    joined.colliders.push(
      ...scene.colliders.map((collider) => ({ ...collider, ...here, mesh: collider.mesh + solids })),
    )
    joined.entities.push(
      ...scene.entities.map((entity) => ({
        ...entity,
        ...here,
        figure: entity.figure === null ? null : entity.figure + figures,
        parent: entity.parent === null ? null : entity.parent + entities,
      })),
    )
    joined.ownPayloads.push(
      ...scene.ownPayloads.map((payload) => ({ ...payload, settings: {}, path: `${owner}/${payload.path}` })),
    )
    joined.metadata.push(...scene.metadata.map((entry) => ({ ...entry, owner })))
    for (const schema of scene.schemas)
      if (!joined.schemas.some(({ name }) => name === schema.name)) joined.schemas.push(schema)
  }
  return { ...joined, focuses, report: joinReports(scenes) }
}

type Growing<Value> = { -readonly [Key in keyof Value]: Value[Key] extends readonly (infer Item)[] ? Item[] : never }

function emptyScene(): Growing<Omit<BakeScene, 'report' | 'focuses'>> {
  const [meshes, looks, images, parts, entities, figures]: never[][] = [[], [], [], [], [], []]
  const [colliders, colliderMeshes, schemas, metadata, ownPayloads]: never[][] = [[], [], [], [], []]
  const things = { entities, figures, colliders, colliderMeshes, schemas, metadata, ownPayloads }
  return { meshes, looks, images, parts, ...things }
}

/** How the looks of a scene sample an image: renderers keep that with the image. */
const samplingOf = (looks: readonly Look[], image: number) =>
  JSON.stringify(looks.flatMap((look) => look.images).find((use) => use.image === image)?.sampler ?? null)

function addImage(all: ImageSource[], known: Map<string, number>, image: ImageSource, sampling: string): number {
  const key = `${contentHash(image.bytes)} ${image.linear} ${sampling}`
  const before = known.get(key)
  if (before !== undefined) return before
  known.set(key, all.length)
  return all.push(image) - 1
}

/** The key says what the look is; images are named in it by their number. */
function withImages(look: Look, imageOf: readonly number[]): Look {
  const { key: _key, name, notCarried, ...seen } = look
  const images = look.images.map((use) => ({ ...use, image: imageOf[use.image] }))
  return { ...seen, images, name, notCarried, key: JSON.stringify({ ...seen, images }) }
}

function joinReports(scenes: readonly OwnedScene[]): SceneReport {
  const reports = scenes.map(({ owner, scene: { report } }) => ({ owner, report }))
  const named = <Row extends { readonly node: string }>(rows: (report: SceneReport) => readonly Row[]) =>
    reports.flatMap(({ owner, report }) => rows(report).map((row) => ({ ...row, node: `${owner}: ${row.node}` })))
  const [first, ...others] = reports.map(({ report }) => report)
  return {
    roles: named(({ roles }) => roles),
    notCarried: named(({ notCarried }) => notCarried),
    notes: named(({ notes }) => notes),
    hints: reports.flatMap(({ owner, report }) => report.hints.map((hint) => `${owner}: ${hint}`)),
    triangles: others.reduce((sum, { triangles }) => addNumbers(sum, triangles), first.triangles),
    things: others.reduce((sum, { things }) => addNumbers(sum, things), first.things),
    authoring: first.authoring,
  }
}

/** Numbers of two objects of one shape, added up however deep they are. */
function addNumbers<Sum extends object>(a: Sum, b: Sum): Sum {
  const sum = { ...a } as Record<string, unknown>
  for (const [key, value] of Object.entries(b)) {
    const before = sum[key]
    if (typeof value === 'number') sum[key] = value + (typeof before === 'number' ? before : 0)
    else if (typeof value === 'object' && value !== null) sum[key] = addNumbers((before ?? {}) as object, value)
  }
  return sum as Sum
}
