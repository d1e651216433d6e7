import { probeDevice, suggestBudget, type Device, type SuggestedBudget } from '../index'

/** What a visit may keep in memory, and why so much, for the overlay. */
export interface VisitBudget extends SuggestedBudget {
  readonly why: string
}

const gibibyte = 2 ** 30

/** As asked for (Infinity: none), in all; otherwise what the machine suggests. */
export function chooseBudget(askedBytes: number | null, device: Device = probeDevice()): VisitBudget {
  if (askedBytes === null) return { ...suggestBudget(device), why: `for ${describeDevice(device)}` }
  const bytes = { budgetBytes: askedBytes, geometryBytes: Infinity, textureBytes: Infinity }
  return { ...bytes, why: askedBytes === Infinity ? 'none, as asked for' : 'as asked for' }
}

function describeDevice({ memoryBytes, isMobile, savesData }: Device): string {
  const size = memoryBytes === null ? 'that hides its memory' : `of ${memoryBytes / gibibyte} GiB`
  return `a ${isMobile ? 'phone' : 'machine'} ${size}${savesData ? ', saving data' : ''}`
}
