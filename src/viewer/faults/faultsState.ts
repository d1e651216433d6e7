import type { FixedText } from '../../authoring/fixes'
import type { Fault } from '../../authoring/validation/faults'
import type { SectionTable } from '../../blobs/sectionBlob'
import { indexNames, orderFaults, type FaultOrder, type RowsByName } from './faultList'
import { writeTextFile, type TextFile } from './textFile'

/** What writing the file would change. */
export interface FixPlan extends FixedText {
  /** One a fix, as people read it. */
  readonly lines: readonly string[]
}

/** What the page of faults remembers. */
export interface FaultsState {
  /** What is looked at; null for the world that is shown. */
  file: TextFile | null
  /** Not looked at yet. */
  stale: boolean
  /** In the order of the list. */
  faults: readonly Fault[]
  order: FaultOrder
  readonly chosen: Set<Fault>
  /** The fault that is told in full. */
  told: Fault | null
  /** Null until it is asked for. */
  plan: FixPlan | null
  /** Of the world that is shown; empty until faults are first looked for. */
  names: RowsByName
  /** What is going on, or what went wrong; '' for nothing. */
  status: string
}

export function createFaultsState(): FaultsState {
  const order = { by: 'severity', descending: false } as const
  const nothing = { file: null, told: null, plan: null, faults: [], status: '' }
  return { ...nothing, stale: true, order, chosen: new Set(), names: new Map() }
}

/** From now on this is looked at: an authoring file, or the world again. */
export function lookAt(state: FaultsState, file: TextFile | null): void {
  Object.assign(state, { file, stale: true, faults: [], told: null, plan: null, status: 'Looking for faults …' })
  state.chosen.clear()
}

/** Finds the faults. The validator is loaded when it is first needed. */
export async function findFaults(state: FaultsState, table: SectionTable): Promise<void> {
  const { file } = state
  state.stale = false
  const found = file ? await faultsOfText(file.text) : await faultsOfWorld(table)
  if (state.names.size === 0) state.names = indexNames(table)
  if (state.file !== file) return
  state.faults = orderFaults(found, state.order)
  state.status = ''
}

async function faultsOfText(text: string): Promise<Fault[]> {
  const { validateAuthoring } = await import('../../authoring/validation/validateAuthoring')
  return validateAuthoring(text)
}

async function faultsOfWorld(table: SectionTable): Promise<Fault[]> {
  const { validateSections } = await import('../../authoring/validation/tableFacts')
  return validateSections(table)
}

export function sortFaultsBy(state: FaultsState, order: FaultOrder): void {
  state.order = order
  state.faults = orderFaults(state.faults, order)
}

/** Chooses a fault, or no longer. */
export function toggleFault({ chosen }: FaultsState, fault: Fault): void {
  if (!chosen.delete(fault)) chosen.add(fault)
}

/** The faults that were chosen; where none was, all. */
export function chosenFaults({ faults, chosen }: FaultsState): readonly Fault[] {
  return chosen.size > 0 ? faults.filter((fault) => chosen.has(fault)) : faults
}

/** Works out what a program can correct in the file, and writes nothing. */
export async function planFixes(state: FaultsState): Promise<void> {
  const { file } = state
  if (!file) return
  const { fixAuthoring, formatFix } = await import('../../authoring/fixes')
  const fixed = fixAuthoring(file.text)
  if (state.file === file) state.plan = { ...fixed, lines: fixed.fixes.map(formatFix) }
}

/** Writes what was planned; a file that was written is looked at again. @throws TerraneError 'file', as `writeTextFile` does. */
export async function writePlan(state: FaultsState): Promise<void> {
  const { file, plan } = state
  if (!file || !plan) return
  const written = await writeTextFile(file, plan.text)
  if (written === file) state.status = `${file.name} was downloaded: put it in place of the old one.`
  else lookAt(state, written)
}
