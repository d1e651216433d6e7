/** The tree of boxes over a collider's triangles: what the bake builds, the blob checks and rays walk. Nodes lie depth first. */

/** 16-bit words of a node: min xyz, max xyz in steps, then its link as a 32-bit word. */
export const nodeBoxStride = 8
export const nodeLinkStride = 4

/**
 * Links. A leaf has the top bit, its triangles less one in the next four bits, and its first triangle in the rest. Of any other node the left
 * child is the next node, and its link is the right one.
 */
export const leafBit = 0x8000_0000
const leafCountShift = 27
export const leafTriangles = 16
export const largestTriangleCount = 2 ** leafCountShift

export const isLeaf = (link: number): boolean => link >= leafBit
export const leafFirst = (link: number): number => link & (largestTriangleCount - 1)
export const leafCount = (link: number): number => ((link >>> leafCountShift) & (leafTriangles - 1)) + 1
export const leafLink = (first: number, count: number): number =>
  (leafBit | ((count - 1) << leafCountShift) | first) >>> 0

/** Nodes from the root to the deepest leaf at most: a ray's stack never holds more. */
export const deepestNode = 64
