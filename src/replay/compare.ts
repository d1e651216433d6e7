import { sectionName, type SectionTable } from '../blobs/sectionBlob'
import { stateNames } from '../components/state'
import type { RecordedTick } from './recordedTick'

/** What came out of one tick, as a recording says it. */
export type Outputs = Pick<RecordedTick, 'states' | 'shown' | 'hidden' | 'partShown' | 'partHidden' | 'timeline'>

/** The first tick at which a replay is not what was recorded, with both sides. */
export interface Difference {
  readonly tick: number
  readonly seconds: number
  /** In words: the first thing that differs. */
  readonly recorded: string
  readonly happened: string
  /** All that came out of that tick. */
  readonly outputs: { readonly recorded: Outputs; readonly happened: Outputs }
}

/** The first thing of a tick that differs, as [recorded, happened]; null where all is the same. */
export function compareTick(table: SectionTable, recorded: Outputs, happened: Outputs): [string, string] | null {
  const states = compareLists(
    recorded.states,
    happened.states,
    ([row, from, to]) => `${nameOf(table, row)} from ${stateNames[from] ?? from} to ${stateNames[to] ?? to}`,
  )
  if (states) return states
  const shown = compareLists(recorded.shown, happened.shown, (row) => `${nameOf(table, row)} shown`)
  if (shown) return shown
  const hidden = compareLists(recorded.hidden, happened.hidden, (row) => `${nameOf(table, row)} hidden`)
  if (hidden) return hidden
  const parts = (verb: string) => (row: number) => `parts of ${nameOf(table, row)} ${verb}`
  const partShown = compareLists(recorded.partShown, happened.partShown, parts('shown'))
  if (partShown) return partShown
  const partHidden = compareLists(recorded.partHidden, happened.partHidden, parts('hidden'))
  if (partHidden) return partHidden
  if (recorded.timeline === happened.timeline) return null
  const say = (hash: string | undefined) => (hash === undefined ? 'no timeline' : `timeline ${hash}`)
  return [say(recorded.timeline), say(happened.timeline)]
}

export function outputsOf(tick: RecordedTick): Outputs {
  const { states = [], shown = [], hidden = [], partShown, partHidden, timeline } = tick
  return {
    ...{ states, shown, hidden },
    ...(partShown && { partShown }),
    ...(partHidden && { partHidden }),
    ...(timeline !== undefined && { timeline }),
  }
}

function nameOf(table: SectionTable, row: number): string {
  return row < table.count ? `"${sectionName(table, row)}"` : `section row ${row}`
}

/** The first position at which two lists differ, in words; an end of one list is 'nothing'. */
function compareLists<Item>(
  recorded: readonly Item[] = [],
  happened: readonly Item[] = [],
  say: (item: Item) => string,
): [string, string] | null {
  const words = (list: readonly Item[], at: number) => (at < list.length ? say(list[at]) : 'nothing more')
  for (let at = 0; at < Math.max(recorded.length, happened.length); at++) {
    const [one, other] = [words(recorded, at), words(happened, at)]
    if (one !== other) return [one, other]
  }
  return null
}
