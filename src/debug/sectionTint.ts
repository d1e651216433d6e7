import { findLive } from '../live/rowTable'
import { State } from '../components/state'
import type { TerraneWorld } from '../engine'
import type { Tint } from '../render/tinting'
import type { Choice } from './choice'
import { levelColors, levelOf, type Rgb } from './sectionColor'
import { stateColors } from './stateColors'

/** Display values to linear ones, a little brighter: what they multiply is darker than white. */
function toLinear(color: Rgb): Float32Array {
  return Float32Array.from(color, (value) => 1.5 * (value / 255) ** 2.2)
}

const stateTints = stateColors.map(toLinear)
const levelTints = levelColors.map(toLinear)

/** Paints what is drawn by state or by level, for a presenter's `setTint`. Asked for every section in every frame: allocates nothing. */
export function createSectionTint({ terrane }: TerraneWorld, choice: Choice): Tint {
  const { table, rows, live } = terrane
  return (row) => {
    if (choice.colorBy === 'level') return levelTints[levelOf(table, row)]
    const s = findLive(rows, row)
    return stateTints[s < 0 ? State.Idle : live.state[s]]
  }
}
