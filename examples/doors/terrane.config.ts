import { defineConfig, type Baker } from 'terrane/bake'
import { components, Door } from './components'

/** A node called Door is one. Its key, where it has one, is named by the node's custom property `key`: the path of another node. */
const doors: Baker = (node, bake) => {
  if (node.name !== 'Door') return
  const [, y, , w] = node.rotation
  const key = typeof node.extras.key === 'string' ? { key: bake.ref(node.extras.key), locked: 1 } : {}
  bake.add(node, Door, { facing: 2 * Math.atan2(y, w), ...key })
}

export default defineConfig({
  components,
  bakers: [doors],
  kinds: { collider: { enterRadius: 40 }, entities: { enterRadius: 56 } },
})
