import type { NotCarried, SceneOwnPayload } from '../bakeScene'
import type { Baking } from '../bakers/baking'
import { worldBox } from './collectMetadata'
import type { NodeTree } from './nodeTree'

/** Payloads of the game's own kinds, in the order of the file's nodes. Of a node of the role none as well: what is not drawn may still sound. */
export function collectPayloads(tree: NodeTree, { payloads }: Baking, notCarried: NotCarried[]): SceneOwnPayload[] {
  return tree.nodes.flatMap((node) => {
    const given = payloads.get(node)
    if (!given) return []
    const box = worldBox(node)
    return [...given].flatMap(([kind, { bytes, size }]) => {
      if (box.every(Number.isFinite)) return { path: node.path, kind, bytes, size, box, settings: node.settings }
      notCarried.push({ node: node.path, what: `payload of kind ${kind}: its place is not a finite number` })
      return []
    })
  })
}
