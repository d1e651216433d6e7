import { editText, parseText, type TextEdit } from './authoringText'
import { readAuthoring } from './validation/authoringFacts'
import type { Fault, FaultCode } from './validation/faults'
import { isRecord } from './validation/shapes'
import { validateFacts } from './validation/validateFacts'

/** A correction as people look at it before it is made. */
export interface Fix {
  readonly code: FaultCode
  readonly section: string
  readonly field: string
  /** undefined: not there. */
  readonly before: unknown
  readonly after: unknown
}

/** One line: '"Harbour/Quay": exitRadius 80 → left out [exit-below-enter]'. */
export function formatFix({ section, field, before, after, code }: Fix): string {
  const show = (value: unknown) => (value === undefined ? 'left out' : JSON.stringify(value))
  return `"${section}": ${field} ${show(before)} → ${show(after)} [${code}]`
}

export interface FixedText {
  readonly text: string
  readonly fixes: readonly Fix[]
}

/** Each round makes one correction a section; no section has more fields than this. */
const mostRounds = 16

/**
 * "Fix common issues": the text of an authoring file with everything corrected that a program can correct: radii that are missing or too small, exit
 * radii that end before enter, priorities, names and ids that are taken, crossed bounds. All else stays as it was, to the blank. What
 * it answers for its own answer is the same text and no fix.
 */
export function fixAuthoring(text: string): FixedText {
  const fixes: Fix[] = []
  for (let round = 0; round < mostRounds; round++) {
    const parsed = parseText(text)
    if ('problem' in parsed) break
    const { facts, found } = readAuthoring(parsed.value)
    const chosen = onePerSection(validateFacts(facts, found))
    if (chosen.length === 0) break
    const edits = chosen.flatMap((fault) => editsOf(parsed.value, fault, fixes))
    text = editText(text, edits)
  }
  return { text, fixes }
}

/** Names last: they are replaced where they stand, in references too, and so may meet in one section; other edits may not. */
function onePerSection(faults: readonly Fault[]): Fault[] {
  const fixable = faults.filter(({ edit, index }) => edit !== null && index >= 0)
  const others = fixable.filter(({ edit }) => edit?.field !== 'name')
  const first = new Map<number, Fault>()
  for (const fault of others.length > 0 ? others : fixable) if (!first.has(fault.index)) first.set(fault.index, fault)
  return [...first.values()]
}

function editsOf(document: unknown, fault: Fault, fixes: Fix[]): TextEdit[] {
  const sections = isRecord(document) && Array.isArray(document.sections) ? (document.sections as unknown[]) : []
  const { code, index, edit } = fault
  const section = sections[index]
  if (!edit || !isRecord(section)) return []
  const before = section[edit.field]
  fixes.push({ code, section: fault.section, field: edit.field, before, after: edit.after })
  const own = { path: ['sections', index], key: edit.field, after: edit.after }
  return [own, ...(edit.field === 'name' ? renamed(sections, index, before, edit.after) : [])]
}

/** References to a section by the name that it had; those mean the first one that has the name. */
function renamed(sections: readonly unknown[], index: number, before: unknown, after: unknown): TextEdit[] {
  const first = sections.findIndex((section) => isRecord(section) && (section.id === before || section.name === before))
  if (first !== index) return []
  return sections.flatMap((section, i) => {
    if (!isRecord(section)) return []
    const { refines, requires } = section
    const listed = Array.isArray(requires) ? requires : []
    return [
      ...(refines === before ? [{ path: ['sections', i], key: 'refines', after }] : []),
      ...listed.flatMap((key, k) => (key === before ? [{ path: ['sections', i, 'requires'], key: k, after }] : [])),
    ]
  })
}
