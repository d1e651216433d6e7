/** What is known of a machine before anything is loaded. */
export interface Device {
  /** Main memory, bytes; null where nobody tells (most browsers do not). */
  readonly memoryBytes: number | null
  /** Its user agent, or a coarse pointer, says phone or tablet: memory is shared with the graphics, and the system ends pages that take much. */
  readonly isMobile: boolean
  /** Its user asked for little data. */
  readonly savesData: boolean
}

/** For `budgets(suggestBudget(device))` and `setBudget`, bytes. */
export interface SuggestedBudget {
  readonly budgetBytes: number
  readonly geometryBytes: number
  readonly textureBytes: number
}

const mebibyte = 2 ** 20
/** */
const mostBytes = 2048 * mebibyte
const leastBytes = 64 * mebibyte
/** Where nobody tells: a usual phone, and the same for a desktop, so that an unknown one is not overrun. */
const unknownMemoryBytes = 4096 * mebibyte
/** Of main memory: a page is not alone, and decoded content is held once on either side of the bus. */
const desktopShare = 1 / 8
const mobileShare = 1 / 16
/** Of the ceiling, each: together more than all, so that neither lies idle where the other is not used. */
const classShare = 3 / 4

/**
 * T-17: budgets for a machine, probed at start. An eighth of its memory, a sixteenth on a phone, half of that where data is to be saved; 64 MiB at least and 2 GiB
 * at most; three quarters of it for textures, and three for all else. Whole mebibytes.
 */
export function suggestBudget({ memoryBytes, isMobile, savesData }: Device): SuggestedBudget {
  const memory = memoryBytes !== null && memoryBytes > 0 ? memoryBytes : unknownMemoryBytes
  const share = (isMobile ? mobileShare : desktopShare) * (savesData ? 0.5 : 1)
  const budgetBytes = wholeMebibytes(Math.min(mostBytes, Math.max(leastBytes, memory * share)))
  const classBytes = wholeMebibytes(budgetBytes * classShare)
  return { budgetBytes, geometryBytes: classBytes, textureBytes: classBytes }
}

const wholeMebibytes = (bytes: number) => Math.floor(bytes / mebibyte) * mebibyte

/** What browsers tell beyond the standard library's types; Chromium alone tells all of it. */
interface Hints {
  readonly deviceMemory?: number
  readonly connection?: { readonly saveData?: boolean }
  readonly userAgentData?: { readonly mobile?: boolean }
}

/** Asks the browser; where there is none, or it does not tell, nothing is known. In Node, `nodeDevice` of 'terrane/node' knows. */
export function probeDevice(): Device {
  const hints: Hints = typeof navigator === 'undefined' ? {} : (navigator as unknown as Hints)
  const coarse = typeof matchMedia === 'undefined' ? false : matchMedia('(pointer: coarse)').matches
  return {
    memoryBytes: hints.deviceMemory === undefined ? null : hints.deviceMemory * 1024 * mebibyte,
    isMobile: hints.userAgentData?.mobile ?? coarse,
    savesData: hints.connection?.saveData ?? false,
  }
}
