/**
 * What is worth a look in a recording: a load that failed, a place that showed something and then nothing (hole), a section that was wanted for a second and not
 * there (late), a focus that jumped (teleport), the tick from which the replay is not what was recorded (differs).
 */
export const markKinds = ['error', 'hole', 'late', 'teleport', 'differs'] as const
export type MarkKind = (typeof markKinds)[number]

/** Things of one kind that happened together. */
export interface Mark {
  readonly kind: MarkKind
  /** Of the first of them. */
  readonly tick: number
  count: number
  /** What people are told of the first few, one sentence each. */
  readonly texts: string[]
}

export interface Marks {
  /** In order. */
  readonly list: Mark[]
  readonly last: Map<MarkKind, Mark>
  /** Of one kind and nearer to each other than this, ticks, is one mark. */
  readonly together: number
}

const mostTexts = 4

export function createMarks(together: number): Marks {
  return { list: [], last: new Map(), together }
}

/** Ticks must not decrease. */
export function addMark({ list, last, together }: Marks, kind: MarkKind, tick: number, text: string): void {
  const before = last.get(kind)
  if (before && tick - before.tick < together) {
    before.count++
    if (before.texts.length < mostTexts) before.texts.push(text)
    return
  }
  const mark: Mark = { kind, tick, count: 1, texts: [text] }
  list.push(mark)
  last.set(kind, mark)
}

/** All that happened, of one kind. */
export function countMarks({ list }: Marks, kind: MarkKind): number {
  return list.reduce((sum, mark) => sum + (mark.kind === kind ? mark.count : 0), 0)
}

/** The next mark after a tick, or before it; of one kind, or of any; null where there is none. */
export function findMark({ list }: Marks, from: number, way: 1 | -1, kind?: MarkKind): Mark | null {
  const fits = (mark: Mark) => (kind === undefined || mark.kind === kind) && (mark.tick - from) * way > 0
  return (way > 0 ? list.find(fits) : list.filter(fits).pop()) ?? null
}

/** One line for people. */
export function describeMark({ count, texts }: Mark): string {
  const more = count - texts.length
  return texts.join('\n') + (more > 0 ? `\nand ${more} more` : '')
}
