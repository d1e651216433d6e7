import { fail, type Problem } from '../errors'

/** What is wrong with a manifest. An error keeps it from being opened; a warning says what was ignored, put right or looks unintended. */
export interface ManifestFault extends Problem {
  readonly severity: 'error' | 'warning'
  /** Stable name of the rule, kebab-case. */
  readonly rule: string
  /** `tile_id` of the tile, or where it has none `tiles[17]`; '' for the scene as a whole. */
  readonly tile: string
}

/** Collects faults, each once. */
export interface FaultList {
  readonly faults: ManifestFault[]
  readonly seen: Set<string>
}

export const createFaultList = (): FaultList => ({ faults: [], seen: new Set() })

/** Adds a fault unless the same rule was found broken by the same tile with the same words. */
export function addFault(list: FaultList, fault: ManifestFault): void {
  const key = `${fault.rule}\n${fault.tile}\n${fault.got}`
  if (list.seen.has(key)) return
  list.seen.add(key)
  list.faults.push(fault)
}

/** One line for people: `warning: tile "a": levels out of order; expected … .` */
export function formatFault({ severity, tile, got, wanted, next }: ManifestFault): string {
  return `${severity}: ${tile ? `tile "${tile}": ` : ''}${got}; expected ${wanted}. ${next}`
}

export const hasErrors = (faults: readonly ManifestFault[]) => faults.some(({ severity }) => severity === 'error')

/** @throws TerraneError 'manifest' with the first error in its line, where there is one. `name`: of the manifest. */
export function refuseFaulty(faults: readonly ManifestFault[], name: string): void {
  const errors = faults.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return
  const [{ tile, got, wanted, next }] = errors
  const where = tile ? `${name}, tile "${tile}"` : name
  const more = errors.length > 1 ? ` ${errors.length - 1} more like it: terrane inspect lists them.` : ''
  fail('manifest', `${where}: ${got}`, wanted, next + more)
}
