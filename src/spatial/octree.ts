import { boxStride, growBox, emptyBox, squaredDistanceToBox } from '../math/box'

/**
 * A dynamic octree over boxes, for sections that come and go at run time (the baked index is read in place, see
 * `sectionIndex`). Loose: an item lies in the node whose cell holds its centre, as deep as its size allows, and a node's reach box
 * covers what its items really cover; so inserting and removing touch one path, never a neighbour.
 */
export interface Octree {
  /** Edge of the root's cell, metres, and its low corner. Centres outside are kept in the root. */
  readonly size: number
  readonly origin: readonly [number, number, number]
  readonly depthLimit: number
  /** Items, by handle: box, node, and a doubly linked list within the node; −1 ends it. */
  boxes: Float64Array
  node: Int32Array
  next: Int32Array
  previous: Int32Array
  items: number
  freeItem: number
  /** Nodes: eight child slots each, −1 for none; first item; items at and below; reach box. */
  child: Int32Array
  firstItem: Int32Array
  below: Int32Array
  parent: Int32Array
  reach: Float64Array
  nodes: number
  freeNode: number
}

/** @param depthLimit levels below the root at most, 1 … 20. */
export function createOctree(origin: readonly [number, number, number], size: number, depthLimit = 12): Octree {
  const octree: Octree = {
    size,
    origin,
    depthLimit,
    boxes: new Float64Array(64 * boxStride),
    node: new Int32Array(64),
    next: new Int32Array(64),
    previous: new Int32Array(64),
    items: 0,
    freeItem: -1,
    child: new Int32Array(64 * 8).fill(-1),
    firstItem: new Int32Array(64).fill(-1),
    below: new Int32Array(64),
    parent: new Int32Array(64).fill(-1),
    reach: new Float64Array(64 * boxStride),
    nodes: 0,
    freeNode: -1,
  }
  addNode(octree, -1)
  return octree
}

/** Adds a box (six numbers at `box[at]`) and returns its handle: small, dense, reused after removal. */
export function insertBox(octree: Octree, box: ArrayLike<number>, at = 0): number {
  const item = takeItem(octree)
  for (let i = 0; i < boxStride; i++) octree.boxes[item * boxStride + i] = box[at + i]
  const node = descend(octree, item)
  octree.node[item] = node
  octree.previous[item] = -1
  octree.next[item] = octree.firstItem[node]
  if (octree.next[item] >= 0) octree.previous[octree.next[item]] = item
  octree.firstItem[node] = item
  for (let up = node; up >= 0; up = octree.parent[up]) {
    octree.below[up]++
    growBox(octree.reach, up * boxStride, octree.boxes, item * boxStride)
  }
  return item
}

/** Takes a box out again; nodes left empty are given back, and reach boxes on its path shrink to what is left. */
export function removeBox(octree: Octree, item: number): void {
  const { next, previous, node, firstItem } = octree
  if (previous[item] >= 0) next[previous[item]] = next[item]
  else firstItem[node[item]] = next[item]
  if (next[item] >= 0) previous[next[item]] = previous[item]
  for (let up = node[item]; up >= 0;) {
    const parent = octree.parent[up]
    octree.below[up]--
    if (octree.below[up] === 0 && parent >= 0) dropNode(octree, up)
    else refit(octree, up)
    up = parent
  }
  node[item] = -1
  next[item] = octree.freeItem
  octree.freeItem = item
}

/** Calls `visit(item)` for every box within `radius` of the point; allocates nothing. */
export function visitWithin(
  octree: Octree,
  x: number,
  y: number,
  z: number,
  radius: number,
  visit: (item: number) => void,
): void {
  visitNode(octree, 0, x, y, z, radius * radius, visit)
}

function visitNode(
  octree: Octree,
  node: number,
  x: number,
  y: number,
  z: number,
  squared: number,
  visit: (item: number) => void,
): void {
  if (octree.below[node] === 0) return
  if (squaredDistanceToBox(octree.reach, node * boxStride, x, y, z) > squared) return
  for (let item = octree.firstItem[node]; item >= 0; item = octree.next[item])
    if (squaredDistanceToBox(octree.boxes, item * boxStride, x, y, z) <= squared) visit(item)
  for (let octant = 0; octant < 8; octant++) {
    const child = octree.child[node * 8 + octant]
    if (child >= 0) visitNode(octree, child, x, y, z, squared, visit)
  }
}

/** Calls `visit(item)` for every box that a frustum (or any test of boxes) lets pass; whole nodes are dropped at once. */
export function visitPassing(
  octree: Octree,
  passes: (boxes: Float64Array, at: number) => boolean,
  visit: (item: number) => void,
  node = 0,
): void {
  if (octree.below[node] === 0 || !passes(octree.reach, node * boxStride)) return
  for (let item = octree.firstItem[node]; item >= 0; item = octree.next[item])
    if (passes(octree.boxes, item * boxStride)) visit(item)
  for (let octant = 0; octant < 8; octant++) {
    const child = octree.child[node * 8 + octant]
    if (child >= 0) visitPassing(octree, passes, visit, child)
  }
}

/** The node that an item belongs to, made on the way: the cell halves while it is still as large as the item. */
function descend(octree: Octree, item: number): number {
  const { boxes, origin } = octree
  const at = item * boxStride
  const extent = Math.max(boxes[at + 3] - boxes[at], boxes[at + 4] - boxes[at + 1], boxes[at + 5] - boxes[at + 2])
  let node = 0
  let half = octree.size / 2
  let x = (boxes[at] + boxes[at + 3]) / 2 - origin[0]
  let y = (boxes[at + 1] + boxes[at + 4]) / 2 - origin[1]
  let z = (boxes[at + 2] + boxes[at + 5]) / 2 - origin[2]
  const inside = x >= 0 && y >= 0 && z >= 0 && x < octree.size && y < octree.size && z < octree.size
  if (!inside) return node
  for (let depth = 0; depth < octree.depthLimit && extent <= half; depth++) {
    const octant = (x >= half ? 1 : 0) | (y >= half ? 2 : 0) | (z >= half ? 4 : 0)
    if (octant & 1) x -= half
    if (octant & 2) y -= half
    if (octant & 4) z -= half
    const known = octree.child[node * 8 + octant]
    const child = known >= 0 ? known : addNode(octree, node)
    octree.child[node * 8 + octant] = child
    node = child
    half /= 2
  }
  return node
}

function refit(octree: Octree, node: number): void {
  emptyBox(octree.reach, node * boxStride)
  for (let item = octree.firstItem[node]; item >= 0; item = octree.next[item])
    growBox(octree.reach, node * boxStride, octree.boxes, item * boxStride)
  for (let octant = 0; octant < 8; octant++) {
    const child = octree.child[node * 8 + octant]
    if (child >= 0) growBox(octree.reach, node * boxStride, octree.reach, child * boxStride)
  }
}

function takeItem(octree: Octree): number {
  const free = octree.freeItem
  if (free >= 0) {
    octree.freeItem = octree.next[free]
    return free
  }
  if (octree.items === octree.node.length) growItems(octree)
  return octree.items++
}

function addNode(octree: Octree, parent: number): number {
  let node = octree.freeNode
  if (node >= 0) octree.freeNode = octree.parent[node]
  else {
    if (octree.nodes === octree.firstItem.length) growNodes(octree)
    node = octree.nodes++
  }
  octree.parent[node] = parent
  octree.firstItem[node] = -1
  octree.below[node] = 0
  octree.child.fill(-1, node * 8, node * 8 + 8)
  emptyBox(octree.reach, node * boxStride)
  return node
}

function dropNode(octree: Octree, node: number): void {
  const parent = octree.parent[node]
  for (let octant = 0; octant < 8; octant++)
    if (octree.child[parent * 8 + octant] === node) octree.child[parent * 8 + octant] = -1
  octree.parent[node] = octree.freeNode
  octree.freeNode = node
}

function growItems(octree: Octree): void {
  octree.boxes = doubled(octree.boxes)
  octree.node = doubled(octree.node)
  octree.next = doubled(octree.next)
  octree.previous = doubled(octree.previous)
}

function growNodes(octree: Octree): void {
  octree.child = doubled(octree.child)
  octree.firstItem = doubled(octree.firstItem)
  octree.below = doubled(octree.below)
  octree.parent = doubled(octree.parent)
  octree.reach = doubled(octree.reach)
}

function doubled<T extends Float64Array | Int32Array>(array: T): T {
  const larger = new (array.constructor as new (length: number) => T)(array.length * 2)
  larger.set(array)
  return larger
}
