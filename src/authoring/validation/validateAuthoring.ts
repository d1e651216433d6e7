import { parseText } from '../authoringText'
import { readAuthoring } from './authoringFacts'
import type { FactBox, Limits, WorldFacts } from './facts'
import { faultOf, type Fault } from './faults'
import { validateFacts } from './validateFacts'

/** What is known of the files that an authoring file names; whoever can read files finds it out. */
export interface ContentFacts {
  /** Why a content cannot be read, in a few words ('no such file'); null for one that can. */
  problem(content: string): string | null
  /** Box of what is in it, where it was measured. */
  bounds(content: string): FactBox | null
}

/** Every fault of the text of an authoring file, each once. Runs anywhere; without `contents` nothing is said of the files it names. */
export function validateAuthoring(text: string, contents?: ContentFacts, limits?: Limits): Fault[] {
  const parsed = parseText(text)
  if ('problem' in parsed)
    return [
      faultOf('', -1, { code: 'not-json', message: parsed.problem.message, fix: 'Correct the text there, or before.' }),
    ]
  const { facts, found } = readAuthoring(parsed.value)
  const { known, missing } = contents ? addContents(facts, contents) : { known: facts, missing: [] }
  return validateFacts({ ...known, ...(limits && { limits }) }, [...found, ...missing])
}

/** Sections without bounds get those of their content. */
function addContents(facts: WorldFacts, contents: ContentFacts): { known: WorldFacts; missing: Fault[] } {
  const missing: Fault[] = []
  const sections = facts.sections.map((section, index) => {
    const { name, content, bounds } = section
    const problem = content === '' ? null : contents.problem(content)
    if (problem !== null)
      missing.push(
        faultOf(name, index, {
          code: 'content-unknown',
          message: `content "${content}": ${problem}`,
          fix: 'Correct the path, which is relative to this file, or put the file there.',
        }),
      )
    if (content === '' || problem !== null || bounds) return section
    const measured = contents.bounds(content)
    if (!measured)
      missing.push(
        faultOf(name, index, {
          code: 'bounds-missing',
          message: `no bounds, and "${content}" has nothing to measure them from`,
          fix: 'Write "bounds", or put something into the content.',
        }),
      )
    return measured ? { ...section, bounds: measured } : section
  })
  return { known: { ...facts, sections }, missing }
}
