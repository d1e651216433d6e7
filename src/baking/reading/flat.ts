import type { Role } from '../../authoring/settings'
import type { FocusRecord } from '../../blobs/sectionRecord'
import type { NotCarried, Part, RoleRow, SceneCollider } from '../bakeScene'
import type { Baking } from '../bakers/baking'
import { createMeshLibrary, type MeshLibrary } from '../readMesh'
import type { NodeTree, TreeNode } from './nodeTree'
import { createSolidLibrary, type SolidLibrary } from './solidMesh'

/** What the walk over the nodes fills. */
export interface Flat {
  readonly tree: NodeTree
  readonly baking: Baking
  readonly library: MeshLibrary
  readonly solids: SolidLibrary
  readonly parts: Part[]
  /** Parts that are drawn with an entity, by the node that moves, relative to it. */
  readonly moving: Map<TreeNode, Part[]>
  readonly colliders: SceneCollider[]
  readonly focuses: FocusRecord[]
  readonly roles: RoleRow[]
  readonly notCarried: NotCarried[]
  readonly sum: FlatSum
}

/** A triangle sum that is being counted. */
export interface FlatSum {
  input: number
  drawn: number
  dynamic: number
  undrawn: Partial<Record<Role, number>>
  zeroArea: number
  notFinite: number
  solid: {
    undrawn: number
    drawn: number
    baked: number
    boxed: number
    zeroArea: number
    notFinite: number
    moving: number
  }
}

export function createFlat(tree: NodeTree, baking: Baking): Flat {
  const solid = { undrawn: 0, drawn: 0, baked: 0, boxed: 0, zeroArea: 0, notFinite: 0, moving: 0 }
  return {
    tree,
    baking,
    library: createMeshLibrary(),
    solids: createSolidLibrary(),
    parts: [],
    moving: new Map(),
    colliders: [],
    focuses: [],
    roles: [],
    notCarried: [],
    sum: { input: 0, drawn: 0, dynamic: 0, undrawn: {}, zeroArea: 0, notFinite: 0, solid },
  }
}

/** How a node stands to what moves. */
export interface Standing {
  readonly because: string
  /** The node that it moves with, if it is drawn with it; itself where it moves by itself. */
  readonly root: TreeNode | null
  /** Under something that moves, drawn with it or not. */
  readonly carried: boolean
  /** Column-major, to the space of `root`. */
  readonly relative: Float64Array
}
