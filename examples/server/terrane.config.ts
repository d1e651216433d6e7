import { defineConfig } from 'terrane/bake'
import { Beacon } from './components'

/** A server needs the ground at its players' feet and what they can reach; pictures may be wanted from afar. */
export default defineConfig({
  components: [Beacon],
  kinds: { collider: { enterRadius: 24 }, entities: { enterRadius: 48 } },
})
