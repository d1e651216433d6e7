/** A part of an upload that runs whole: one buffer, one slice of one, one image. */
export interface UploadStep {
  /** What it moves to the GPU, for the meter. */
  readonly bytes: number
  run(): void
}

/** The largest slice of one buffer or raw image that is uploaded at once: what a frame can carry beside drawing. */
export const sliceBytes = 1 << 20

/** Calls `each` with the start and end of every slice of `length` bytes, cut at multiples of `unit`. */
export function forSlices(length: number, unit: number, each: (start: number, end: number) => void): void {
  const stride = Math.max(unit, Math.floor(sliceBytes / unit) * unit)
  for (let start = 0; start < length; start += stride) each(start, Math.min(length, start + stride))
}

const groupBytes = 1 << 18
const groupParts = 16

/**
 * Joins neighbouring small steps, so that the meter counts operations worth counting: a section of forty small primitives
 * has some two hundred buffers of a few microseconds each.
 */
export function groupSteps(steps: readonly UploadStep[]): UploadStep[] {
  const groups: UploadStep[] = []
  let parts: UploadStep[] = []
  let bytes = 0
  for (const step of steps) {
    if (parts.length === groupParts || (parts.length > 0 && bytes + step.bytes > groupBytes)) {
      groups.push(joinSteps(parts, bytes))
      parts = []
      bytes = 0
    }
    parts.push(step)
    bytes += step.bytes
  }
  if (parts.length > 0) groups.push(joinSteps(parts, bytes))
  return groups
}

function joinSteps(parts: readonly UploadStep[], bytes: number): UploadStep {
  return { bytes, run: () => parts.forEach((part) => part.run()) }
}
