import { totalmem } from 'node:os'
import type { Device } from './device'

/** The machine that Node runs on, for `suggestBudget`. A container's own limit is not seen: pass that as `memoryBytes`. */
export function nodeDevice(): Device {
  return { memoryBytes: totalmem(), isMobile: false, savesData: false }
}
