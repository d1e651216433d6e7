import { isInterior } from '../../authoring/tiers'
import type { Group } from '../partition'
import { squareAbove } from '../partitions/grid'
import type { PartitionNode } from '../partitions/nodes'
import { hlodDistance } from './levelRules'

/** A node that gets an HLOD. */
export interface LevelNode {
  readonly id: string
  /** Metres. */
  readonly side: number
  /** Distance that its HLOD is made for, metres. */
  readonly distance: number
  readonly nodes: LevelNode[]
  /** Indices of groups whose tiles stand right below it. */
  readonly tiles: number[]
}

/** What decides which nodes get an HLOD. */
export interface TreeOptions {
  readonly cell: number
  readonly enterRadius: number
  /** Metres that the picture reaches. */
  readonly horizon: number
}

/**
 * The nodes that HLODs are made for, as trees; a node without anything below it is not there, nor is one that would only be seen beyond the horizon. Of a
 * kd-tree, whose nodes have two children, every second level is used.
 */
export function levelTree(
  groups: readonly Group[],
  nodes: readonly PartitionNode[],
  options: TreeOptions,
): LevelNode[] {
  const all = new Map<string, LevelNode>()
  const roots: LevelNode[] = []
  const parentOf = new Map(nodes.map(({ id, parent }) => [id, parent]))
  for (const { id, parent, side } of nodes) {
    const distance = hlodDistance(side, options.cell, options.enterRadius)
    if (distance >= options.horizon || isBetween(id)) continue
    const node = { id, side, distance, nodes: [], tiles: [] }
    all.set(id, node)
    const above = nearest(parent, all, parentOf)
    if (above) above.nodes.push(node)
    else roots.push(node)
  }
  groups.forEach((group, index) => {
    if (joinsFar(group)) nearest(nodeAbove(group), all, parentOf)?.tiles.push(index)
  })
  return roots.map(pruned).filter((node) => node !== null)
}

/** Of a kd-tree, nodes at odd depth: `F00_K_0`, `F00_K_0_1_0`. */
const isBetween = (id: string) => id.includes('_K_') && (id.split('_').length - 2) % 2 === 1

function nearest(id: string | null, all: ReadonlyMap<string, LevelNode>, parentOf: ReadonlyMap<string, string | null>) {
  let at = id
  while (at !== null && !all.has(at)) at = parentOf.get(at) ?? null
  return at === null ? undefined : all.get(at)
}

/** Id of the node right above a group's cell or leaf; null where the leaf is the whole tree. */
function nodeAbove({ cell, leaf }: Group): string | null {
  if (cell) return squareAbove(cell)
  const parts = leaf?.id.split('_') ?? []
  return parts.length > 2 ? parts.slice(0, -1).join('_') : null
}

/**
 * Part of the far picture is what stands in the base layer by its place's radius, and is seen from outside. Layers may be hidden, what has a radius of its own has an end of its own, and what
 * is pinned is always there: they stay trees of their own.
 */
export function joinsFar({ cell, leaf, settings }: Group): boolean {
  const { layer = 'base', alwaysLoaded } = settings
  return (cell !== null || leaf !== undefined) && layer === 'base' && !alwaysLoaded && !isInterior(settings)
}

function pruned(node: LevelNode): LevelNode | null {
  const nodes = node.nodes.map(pruned).filter((below) => below !== null)
  return nodes.length + node.tiles.length > 0 ? { ...node, nodes } : null
}
