/**
 * Every kind of fault that the validator knows, with its severity. Codes are stable: scripts rely on them. docs/authoring.md says what each means
 * and what to do; a test provokes each.
 */
export const faultCodes = {
  'bounds-crossed': 'error',
  'bounds-missing': 'error',
  'content-missing': 'error',
  'content-unknown': 'error',
  'cost-negative': 'error',
  'exit-below-enter': 'error',
  'format-newer': 'error',
  'format-unknown': 'error',
  'id-duplicate': 'error',
  'layer-unknown': 'error',
  'limit-passed': 'error',
  'name-duplicate': 'error',
  'name-missing': 'error',
  'not-finite': 'error',
  'not-json': 'error',
  overlap: 'error',
  'priority-range': 'error',
  'profile-unusable': 'error',
  'radius-zero': 'error',
  'reference-unknown': 'error',
  'refines-cycle': 'error',
  'requires-cycle': 'error',
  'table-broken': 'error',
  'too-many': 'error',
  'value-type': 'error',
  'key-unknown': 'warning',
  'name-odd': 'warning',
  'radius-ignored': 'warning',
  'radius-small': 'warning',
  'refine-order': 'warning',
  'same-twice': 'warning',
} as const satisfies Record<string, 'error' | 'warning'>

export type FaultCode = keyof typeof faultCodes
export type Severity = (typeof faultCodes)[FaultCode]

/** A correction that a program can make: a field of the section gets another value; undefined takes it out. */
export interface FaultEdit {
  readonly field: string
  readonly after: unknown
}

/** One thing that is wrong, said once. */
export interface Fault {
  readonly code: FaultCode
  readonly severity: Severity
  /** Name of the section, or of what else is meant: 'focus "spawn"', 'layer "night"'; '' for the file or world as a whole. */
  readonly section: string
  /** Index of the section in what was validated; −1 for what is no section. Tools select offenders by it. */
  readonly index: number
  /** Names of the other sections that have a part in it. */
  readonly others: readonly string[]
  /** What was found and what is wanted, without the section's name. */
  readonly message: string
  /** What to do. */
  readonly fix: string
  /** How "fix common issues" corrects it; null where only a person can decide. */
  readonly edit: FaultEdit | null
}

/** What a rule finds: a fault without what follows from its code and its section. */
export interface Finding {
  readonly code: FaultCode
  readonly message: string
  readonly fix: string
  readonly others?: readonly string[]
  readonly edit?: FaultEdit
}

/** A fault of section `index`. */
export function faultOf(section: string, index: number, finding: Finding): Fault {
  const { code, message, fix, others = [], edit = null } = finding
  return { code, severity: faultCodes[code], section, index, others, message, fix, edit }
}

/** Errors first, then in the order of what was validated; what belongs to no section comes before. */
export function sortFaults(faults: readonly Fault[]): Fault[] {
  const rank = ({ severity }: Fault) => (severity === 'error' ? 0 : 1)
  return [...faults].sort((a, b) => rank(a) - rank(b) || a.index - b.index || compare(a.code, b.code))
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** One line: '"Harbour/Quay": exit radius 80 is not above the enter radius 120. Leave it out. [exit-below-enter]'. */
export function formatFault({ section, message, fix, code }: Fault): string {
  return `${section === '' ? '' : `"${section}": `}${message}. ${fix} [${code}]`
}
