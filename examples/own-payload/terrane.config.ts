import { defineConfig, type Baker } from 'terrane/bake'
import { writeSound } from './sound'
import { synthesize, type Recipe } from './synthesize'

/** A node with the property `sound` is a zone: what is heard there becomes a payload of the game's own kind. */
const audioZones: Baker = (node, bake) => {
  if (typeof node.extras.sound !== 'string') return
  const sound = synthesize(node.extras as unknown as Recipe)
  bake.payload(node, 'audio', writeSound(sound), { cpuBytes: sound.samples.byteLength })
}

export default defineConfig({
  bakers: [audioZones],
  kinds: { audio: { enterRadius: 25 } },
})
