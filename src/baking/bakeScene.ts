import type { Role, Settings } from '../authoring/settings'
import type { FocusRecord } from '../blobs/sectionRecord'
import type { Geometry } from './geometry'
import type { Look } from './looks'

/** What a file holds, as the bake goes on with it. */
export interface BakeScene {
  readonly meshes: readonly SourceMesh[]
  readonly looks: readonly Look[]
  /** Images that looks use, each once. */
  readonly images: readonly ImageSource[]
  /** Static and dynamic instances, in the order of the file's nodes. */
  readonly parts: readonly Part[]
  readonly focuses: readonly FocusRecord[]
  readonly report: SceneReport
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
  /** Likely mistakes: misspelt keys, names that nearly mean something. */
  readonly hints: readonly string[]
  readonly triangles: TriangleSum
}

export interface RoleRow {
  readonly node: string
  readonly role: Role
  /** 'by default', or the key or rule that gave the role. */
  readonly because: string
  /** Dynamic instances are drawn where they stand: nothing moves them yet. */
  readonly drawn: boolean
  readonly triangles: number
}

/** Something of the input that is not in the world. */
export interface NotCarried {
  readonly node: string
  readonly what: string
}

/** How the triangles of the input add up: input = drawn (before cutting) + other roles + zeroArea + notFinite. */
export interface TriangleSum {
  /** As the file draws them, instances counted. */
  readonly input: number
  readonly drawn: number
  /** Not drawn, by role. */
  readonly undrawn: Readonly<Partial<Record<Role, number>>>
  /** Without an area, dropped from what is drawn. */
  readonly zeroArea: number
  /** With a corner that is not a finite number, dropped from what is drawn. */
  readonly notFinite: number
}
