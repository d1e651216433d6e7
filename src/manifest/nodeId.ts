/** Where a tile lies in the partition of its floor. */
export interface NodeId {
  readonly floor: number
  /** Q: quadtree, K: kd-tree. */
  readonly tree: 'Q' | 'K'
  /** Turns taken from the floor's root. */
  readonly path: readonly number[]
}

const shape = /^F(-?\d+)(?:_([QK])((?:_\d+)*)|([QK])(\d*))$/

/** Reads `F02_Q_0_0_0`, `F02_K_0_1_0` or the compact `F02Q100`; null for any other shape, which is no place in a tree then. */
export function parseNodeId(id: string): NodeId | null {
  const parts = shape.exec(id)
  if (!parts) return null
  const [, floor, longTree, longPath, shortTree, shortPath] = parts
  const path = longTree ? longPath.split('_').slice(1) : [...shortPath]
  return { floor: Number(floor), tree: (longTree ?? shortTree) as 'Q' | 'K', path: path.map(Number) }
}

/** The same text for the same node, however its id was spelled. */
export function nodeKey({ floor, tree, path }: NodeId): string {
  return [floor, tree, ...path].join('/')
}

/** Keys of the nodes above, nearest first: the id without its last part, and so on up to the floor itself (T-9). */
export function listAncestors({ floor, tree, path }: NodeId): string[] {
  return path.map((_, i) => nodeKey({ floor, tree, path: path.slice(0, path.length - 1 - i) }))
}
