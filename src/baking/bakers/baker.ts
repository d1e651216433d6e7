import type { Role } from '../../authoring/settings'
import type { Bytes } from '../../memory/meter'
import type { ComponentSchema, RefTarget, Values } from '../../schema/component'

/**
 * Turns what an artist made into what a game needs: called for every node of the input, parents before children, and gives
 * components to those it knows. It must not depend on anything but the node, so that the same input gives the same bytes.
 */
export type Baker = (node: BakeNode, bake: Bake) => void

/** A node of the input, as bakers see it. Matrices, positions and rotations are of the world, 64-bit. */
export interface BakeNode {
  /** As in the file; may be empty, or the name of others too. */
  readonly name: string
  /** Names from the root, joined by '/'; unique, and stable as long as the nodes keep theirs. */
  readonly path: string
  /** Custom properties: those of the mesh, of the node over them, of the overrides file over both. */
  readonly extras: Readonly<Record<string, unknown>>
  /** As keys, names and the bakers before say it, an ancestor's where nothing of its own does. */
  readonly role: Role
  /** Column-major 4 × 4, to world metres. */
  readonly matrix: ArrayLike<number>
  readonly position: readonly [x: number, y: number, z: number]
  /** Unit quaternion x, y, z, w. */
  readonly rotation: readonly [x: number, y: number, z: number, w: number]
  readonly scale: readonly [x: number, y: number, z: number]
  readonly mesh: BakeMesh | null
  readonly parent: BakeNode | null
  readonly children: readonly BakeNode[]
}

/** Geometry in the node's own space, before its matrix. */
export interface BakeMesh {
  readonly name: string
  /** Names of the materials that its primitives have, each once. */
  readonly materials: readonly string[]
  /** xyz of every vertex, metres; made anew at every call. */
  positions(): Float32Array
  /** Three vertices a triangle; points and lines are left out. Made anew at every call. */
  indices(): Uint32Array
  /** Min xyz, max xyz; null where no vertex is finite. */
  readonly box: readonly number[] | null
}

/** What a baker can do. */
export interface Bake {
  /**
   * Gives the node's entity a component; columns left out are 0, '' or no reference. A second call for the same component changes the columns
   * that it names. @throws TerraneError 'bake-input' for columns that are not there and values of the wrong type.
   */
  add<Schema extends ComponentSchema>(node: BakeNode, schema: Schema, values?: Values<Schema>): void
  /**
   * Another node's entity, for a reference column: a node, or its path, its `terrane_id`, or a name that only one node has.
   * What is referred to becomes an entity, if nothing else makes it one.
   * @throws TerraneError 'bake-input' for what is not there or not unique, naming both ends.
   */
  ref(target: BakeNode | string): RefTarget
  /** The same; nothing where there is no such node. */
  ref(target: BakeNode | string, options: { readonly optional: boolean }): RefTarget | undefined
  /** Decides what the node, and what is below it without a role of its own, is for. */
  claim(node: BakeNode, role: Role): void
  /** Values for the section that the node streams with; names and types are the config's `metadata`. */
  metadata(node: BakeNode, values: Readonly<Record<string, number | string>>): void
  /**
   * Gives the node a payload of a kind of the game's own: these bytes, as they are, become a section at the node's mesh or point, which the game
   * takes up with `payload(kind, …)`. It is wanted from the config's `kinds[kind].enterRadius`, or the node's own. `size`: bytes that it takes
   * once decoded, at most, where these are not those that are stored.
   * @throws TerraneError 'bake-input' for a kind of the engine's, for no bytes, and for a second payload of a kind.
   */
  payload(node: BakeNode, kind: string, bytes: Uint8Array, size?: Partial<Bytes>): void
  /** A line for whoever reads what the bake prints. */
  note(node: BakeNode, text: string): void
}
