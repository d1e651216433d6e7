import type { Device } from './device'
import { processLimit } from './nodeMemory'

/** The machine that Node runs on, or the container, where that has a limit of its own; for `suggestBudget`. */
export function nodeDevice(): Device {
  return { memoryBytes: processLimit(), isMobile: false, savesData: false }
}
