import type { BakeResult } from '../baking/bakeWorld'
import { formatBytes, formatCount, formatMetres, formatTable } from './output'

/** Sums over the sections of one level: full tiles, a LOD, or HLODs of one width. */
export interface LevelSummary {
  readonly level: string
  readonly sections: number
  readonly triangles: number
  /** Of the largest section. */
  readonly mostTriangles: number
  readonly draws: number
  readonly payloadBytes: number
  /** Metres, of the finest and the coarsest. */
  readonly error: readonly [least: number, most: number]
  /** Metres from which it is good enough. */
  readonly distance: readonly [least: number, most: number]
  /** Side of the largest picture, and metres in its largest texel; null without pictures. */
  readonly atlas: { readonly side: number; readonly texel: number } | null
}

/** What a bake made, level by level, full tiles first; empty for a world without levels. */
export function summarizeLevels({ sections, bytes }: BakeResult): LevelSummary[] {
  if (!sections.some(({ level }) => level)) return []
  const sums = new Map<string, LevelSummary>()
  sections.forEach(({ record, triangles, draws, level, tile }, i) => {
    if (!level && !tile) return
    const { error = 0, refineDistance = 0 } = record
    const name = !level ? 'full' : level.kind === 'lod' ? `LOD ${level.level}` : `HLOD ${depthOf(level.nodeId)}`
    const known = sums.get(name)
    const atlas = level?.kind === 'hlod' ? { side: level.atlas, texel: level.texel } : null
    sums.set(name, {
      level: name,
      sections: (known?.sections ?? 0) + 1,
      triangles: (known?.triangles ?? 0) + triangles,
      mostTriangles: Math.max(known?.mostTriangles ?? 0, triangles),
      draws: (known?.draws ?? 0) + draws,
      payloadBytes: (known?.payloadBytes ?? 0) + bytes[i],
      error: widened(known?.error, error),
      distance: widened(known?.distance, refineDistance),
      atlas: atlas && {
        side: Math.max(known?.atlas?.side ?? 0, atlas.side),
        texel: Math.max(known?.atlas?.texel ?? 0, atlas.texel),
      },
    })
  })
  return [...sums.values()].sort((a, b) => rankOf(a) - rankOf(b) || (a.level < b.level ? -1 : 1))
}

const rankOf = ({ level }: LevelSummary) => ['full', 'LOD', 'HLOD'].indexOf(level.split(' ')[0])

const widened = (range: readonly [number, number] | undefined, value: number): [number, number] => [
  Math.min(range?.[0] ?? value, value),
  Math.max(range?.[1] ?? value, value),
]

/** Squares of a grid say their level, the finest is 1; nodes of trees their depth, the root is 0. */
function depthOf(nodeId: string): string {
  const square = /^hlod(\d+)_/.exec(nodeId)
  return square ? square[1] : `depth ${nodeId.split('_').length - 2}`
}

/** As a table; nothing for a world without levels. */
export function describeLevels(levels: readonly LevelSummary[], leftOut: number): string[] {
  if (levels.length === 0) return []
  const range = ([least, most]: readonly [number, number]) =>
    least === most ? formatMetres(most) : `${formatMetres(least)} … ${formatMetres(most)}`
  const rows = levels.map((sum) => [
    sum.level,
    formatCount(sum.sections),
    formatCount(sum.triangles),
    formatCount(sum.mostTriangles),
    formatCount(sum.draws),
    formatBytes(sum.payloadBytes),
    range(sum.error),
    range(sum.distance),
    sum.atlas ? `${sum.atlas.side}², ${formatMetres(sum.atlas.texel)} m a texel` : '',
  ])
  const header = ['level', 'sections', 'triangles', 'most', 'draws', 'files', 'error, m', 'from, m', 'picture']
  const left = leftOut > 0 ? [`${formatCount(leftOut)} LODs saved too little and were left out`] : []
  return [formatTable([header, ...rows]).trimEnd(), ...left]
}
