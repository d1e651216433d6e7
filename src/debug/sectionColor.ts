import { Lane, type SectionTable } from '../blobs/sectionBlob'
import { State } from '../components/state'
import type { Choice } from './choice'
import { stateColors } from './stateColors'

/** Red, green, blue, 0 … 255. */
export type Rgb = readonly [number, number, number]

/** Full detail, LOD 1 (green), LOD 2 (blue), coarser ones, and proxies of many tiles (cyan). */
export const levelColors: readonly Rgb[] = [
  [222, 228, 236],
  [94, 214, 148],
  [84, 140, 255],
  [176, 140, 255],
  [64, 224, 230],
]
export const levelNames = ['full', 'LOD 1', 'LOD 2', 'coarser', 'HLOD'] as const
const proxyLevel = 4
const coarsest = 3

/** Index into `levelNames`: how many steps of its tree lie below it. */
export function levelOf(table: SectionTable, row: number): number {
  if (table.lane[row] === Lane.Proxy) return proxyLevel
  let level = 0
  for (let at = row; table.childCount[at] > 0 && level < coarsest; at = table.firstChild[at]) level++
  return level
}

/** The colour of a section by what was chosen. A failure is always seen as one. */
export function colorOf(table: SectionTable, row: number, state: State, choice: Choice): Rgb {
  if (choice.colorBy === 'state' || state === State.Error) return stateColors[state]
  return levelColors[levelOf(table, row)]
}

/** 1, or less for what steps back while failures are looked for. */
export function strengthOf(state: State, choice: Choice): number {
  return choice.failures && state !== State.Error ? 0.22 : 1
}

export function toCss([r, g, b]: Rgb, alpha = 1): string {
  return `rgb(${r} ${g} ${b} / ${alpha})`
}
