import type { Role, Settings } from '../authoring/settings'
import type { FocusRecord } from '../blobs/sectionRecord'
import type { Bytes } from '../memory/meter'
import type { ComponentSchema, RefTarget } from '../schema/component'
import type { IdHalves } from '../schema/stableId'
import type { Geometry } from './geometry'
import type { Look } from './looks'

/** What a file holds, as the bake goes on with it. */
export interface BakeScene {
  readonly meshes: readonly SourceMesh[]
  readonly looks: readonly Look[]
  /** Images that looks use, each once. */
  readonly images: readonly ImageSource[]
  /** Static instances, in the order of the file's nodes. What moves is in `figures`. */
  readonly parts: readonly Part[]
  readonly focuses: readonly FocusRecord[]
  /** In the order of the file's nodes: a parent comes before its children. */
  readonly entities: readonly SceneEntity[]
  /** Meshes that entities are drawn with, each once. */
  readonly figures: readonly SceneFigure[]
  /** In the order of the file's nodes. */
  readonly colliders: readonly SceneCollider[]
  /** What colliders are made of. Their looks are nothing: they never reach `looks`. */
  readonly colliderMeshes: readonly SourceMesh[]
  /** All that the config lists, and the built-in ones that entities have. */
  readonly schemas: readonly ComponentSchema[]
  readonly metadata: readonly SceneMetadata[]
  /** In the order of the file's nodes. */
  readonly ownPayloads: readonly SceneOwnPayload[]
  readonly report: SceneReport
}

/** One entity that the bake writes into a section's payload. */
export interface SceneEntity {
  readonly id: IdHalves
  readonly path: string
  /** Column-major, to world metres, 64-bit; finite. Its Transform is derived from it. */
  readonly matrix: Float64Array
  readonly settings: Settings
  /** Path of the node that gives a radius; null: the grid's. */
  readonly owner: string | null
  /** Values by schema and column, columns that nobody gave left out. Transform, Parent and Figure are not among them: the plan adds them. */
  readonly components: ReadonlyMap<ComponentSchema, ComponentValues>
  /** Index into the scene's figures. */
  readonly figure: number | null
  /** Index into the scene's entities of the nearest ancestor that is one. */
  readonly parent: number | null
}

export type ComponentValues = Readonly<Record<string, number | string | EntityTarget>>

/** What a reference points at: always an entity of the same scene. */
export type EntityTarget = RefTarget

/** A mesh that moves as one: drawn at its entity's place, never merged with others or cut. */
export interface SceneFigure {
  /** Path of the first node that has it. */
  readonly name: string
  /** Matrices are relative to the entity's node. */
  readonly parts: readonly Part[]
}

/** One solid thing of the world; what it is made of may be drawn as well. */
export interface SceneCollider {
  readonly id: IdHalves
  readonly path: string
  /** Index into the scene's collider meshes. */
  readonly mesh: number
  /** Column-major, to world metres, 64-bit; finite. */
  readonly matrix: Float64Array
  readonly settings: Settings
  /** Path of the node that gives a radius; null: the grid's. */
  readonly owner: string | null
  /** 'box': the box of its mesh in the mesh's own space. */
  readonly shape: 'mesh' | 'box'
}

/** Values of a place that can be read without loading it. */
export interface SceneMetadata {
  readonly path: string
  /** Path of the node that gives a radius: all that streams with it has them. Null: the cells that `box` is in. */
  readonly owner: string | null
  /** Min xyz, max xyz of the node's mesh in the world, or the node's own point; finite. */
  readonly box: Float64Array
  readonly values: Readonly<Record<string, number | string>>
}

/** A payload of a kind of the game's own, as a baker gave it to a node. */
export interface SceneOwnPayload {
  readonly path: string
  readonly kind: string
  readonly bytes: Uint8Array
  /** Once decoded, at most. */
  readonly size: Bytes
  /** Min xyz, max xyz of the node's mesh in the world, or the node's own point. */
  readonly box: Float64Array
  readonly settings: Settings
}

/** An image of the input. */
export interface ImageSource {
  readonly name: string
  readonly bytes: Uint8Array
  readonly mimeType: string
  /** Texels, as its header says. */
  readonly width: number
  readonly height: number
  /** Holds numbers, not colours. */
  readonly linear: boolean
}

/** A mesh that parts share. */
export interface SourceMesh {
  readonly name: string
  readonly surfaces: readonly Surface[]
}

/** Triangles of one look, in the mesh's own space. */
export interface Surface {
  readonly look: number
  readonly geometry: Geometry
}

/** One instance of a mesh in the world. */
export interface Part {
  /** Names from the scene's root down, joined by '/'; stable as long as the nodes keep theirs. */
  readonly path: string
  readonly mesh: number
  /** Column-major, to world metres, 64-bit. */
  readonly matrix: Float64Array
  readonly settings: Settings
  /** Static parts are merged and cut; dynamic ones stay a draw of their own. */
  readonly dynamic: boolean
  /** Path of the node that gives a radius; what shares one becomes one section. Null: the grid's. */
  readonly owner: string | null
}

/** What became of the input, for the people who made it. */
export interface SceneReport {
  /** One row for each instance of a mesh. */
  readonly roles: readonly RoleRow[]
  readonly notCarried: readonly NotCarried[]
  /** Likely mistakes: misspelt keys, names that nearly mean something, overrides of nodes that are gone. */
  readonly hints: readonly string[]
  /** What bakers noted. */
  readonly notes: readonly NotCarried[]
  readonly triangles: TriangleSum
  readonly things: ThingSum
  readonly authoring: AuthoringFiles
}

/** What the world has beside what is drawn where it stands. */
export interface ThingSum {
  readonly entities: number
  /** How many entities have a component, by its name, in the order of the names. */
  readonly components: Readonly<Record<string, number>>
  /** Entities that are drawn. */
  readonly moving: number
  /** Meshes that they are drawn with. */
  readonly figures: number
  readonly colliders: number
  /** Of the colliders, those that are boxes. */
  readonly boxes: number
  /** Nodes that give their place metadata. */
  readonly metadata: number
}

/** What the input was read with. */
export interface AuthoringFiles {
  /** Name of the config; null without one. */
  readonly config: string | null
  /** Bakers by name, in order. */
  readonly bakers: readonly string[]
  /** Name of the overrides file; null without one. */
  readonly overrides: string | null
  /** Nodes that it changed. */
  readonly overridden: number
}

export interface RoleRow {
  readonly node: string
  readonly role: Role
  /** 'by default', or the key or rule that gave the role. */
  readonly because: string
  /** Dynamic instances are drawn with their entity. */
  readonly drawn: boolean
  readonly collides: boolean
  readonly triangles: number
}

/** Something of the input that is not in the world. */
export interface NotCarried {
  readonly node: string
  readonly what: string
}

/** How the triangles of the input add up: input = drawn (before cutting) + dynamic + other roles + zeroArea + notFinite. */
export interface TriangleSum {
  /** As the file draws them, instances counted. */
  readonly input: number
  /** Where they stand. */
  readonly drawn: number
  /** With an entity, each entity counted. */
  readonly dynamic: number
  /** Not drawn, by role. */
  readonly undrawn: Readonly<Partial<Record<Role, number>>>
  /** Without an area, dropped from what is drawn. */
  readonly zeroArea: number
  /** With a corner that is not a finite number, dropped from what is drawn. */
  readonly notFinite: number
  readonly solid: SolidSum
}

/** How the triangles that collide add up: undrawn + drawn = baked + boxed + zeroArea + notFinite + moving. */
export interface SolidSum {
  /** Of the role collider. */
  readonly undrawn: number
  /** Drawn as well. */
  readonly drawn: number
  /** In colliders, before cutting. */
  readonly baked: number
  /** A box stands for them. */
  readonly boxed: number
  /** Without an area. */
  readonly zeroArea: number
  /** With a corner that is not a finite number. */
  readonly notFinite: number
  /** Of what moves, which is no ground. */
  readonly moving: number
}
