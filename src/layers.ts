import { forgetQueries } from './components/focus'
import { modeOfLayer, setLayerMode, layerModes, type LayerMode } from './components/layers'
import type { Engine, TerraneWorld } from './engine'
import { fail } from './errors'
import { applyRadii } from './live/membership'
import { markDirty } from './live/pending'
import { Input, noteInput } from './live/recorder'

/**
 * Switches a data layer: 'on' streams it, 'hidden' keeps it resident and unseen (loaded, not shown, its entities not in the world) so that
 * 'on' shows it in the next tick, 'off' lets it go after its grace. What is hidden leaves the tick after its SectionHidden.
 * @throws 'argument' for a layer that the world does not have, naming those it has.
 */
export function setLayer(world: TerraneWorld, name: string, mode: LayerMode): void {
  const { terrane } = world
  const bit = bitOf(terrane, name)
  if (!layerModes.includes(mode)) fail('argument', `layer mode "${mode}"`, layerModes.join(', '), 'Pass one of these.')
  if (modeOfLayer(terrane.layers, bit) === mode) return
  noteInput(terrane, Input.setLayer, bit, layerModes.indexOf(mode))
  setLayerMode(terrane.layers, bit, mode)
  const { live, focuses, cut, layers, clock } = terrane
  layers.switchedTick = clock.tick + 1
  for (let i = 0; i < live.count; i++) {
    applyRadii(terrane, live.order[i])
    markDirty(terrane, live.order[i])
  }
  for (const focus of focuses.alive) forgetQueries(focuses, focus)
  cut.moved = cut.stale = true
}

/** What a data layer does at present. */
export function layerMode(world: TerraneWorld, name: string): LayerMode {
  return modeOfLayer(world.terrane.layers, bitOf(world.terrane, name))
}

function bitOf({ table }: Engine, name: string): number {
  const bit = table.info.layers.indexOf(name)
  if (bit >= 0) return bit
  return fail(
    'argument',
    `layer "${name}"`,
    `one of ${table.info.layers.join(', ')}`,
    'Correct the name, or bake it with terrane_layer.',
  )
}
