import type { SectionTable } from '../blobs/sectionBlob'

/** What a data layer does at present: streams, streams unseen (loaded, not shown, not entered), or is left out. */
export const layerModes = ['on', 'hidden', 'off'] as const
export type LayerMode = (typeof layerModes)[number]

/** Data layers of one world, as masks over the bits of the table's `layer` column. A section of several layers follows the most visible. */
export interface Layers {
  /** Bits that are on or hidden. */
  wanted: number
  /** Bits that are on. */
  visible: number
  /** Tick that follows the last switch. */
  switchedTick: number
}

/** Every layer as the bake says, on where it says nothing. */
export function createLayers({ info }: SectionTable): Layers {
  const layers: Layers = { wanted: ~0, visible: ~0, switchedTick: 0 }
  info.layerModes.forEach((mode, bit) => setLayerMode(layers, bit, mode))
  return layers
}

export function setLayerMode(layers: Layers, bit: number, mode: LayerMode): void {
  const mask = 1 << bit
  layers.wanted = mode === 'off' ? layers.wanted & ~mask : layers.wanted | mask
  layers.visible = mode === 'on' ? layers.visible | mask : layers.visible & ~mask
}

export function modeOfLayer(layers: Layers, bit: number): LayerMode {
  const mask = 1 << bit
  return layers.visible & mask ? 'on' : layers.wanted & mask ? 'hidden' : 'off'
}
