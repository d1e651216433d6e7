/** −1 or 1 for a matrix's handedness. */
export function handedness(m: Float32Array, at: number): number {
  const x = m[at + 5] * m[at + 10] - m[at + 6] * m[at + 9]
  const y = m[at + 6] * m[at + 8] - m[at + 4] * m[at + 10]
  const z = m[at + 4] * m[at + 9] - m[at + 5] * m[at + 8]
  return m[at] * x + m[at + 1] * y + m[at + 2] * z < 0 ? -1 : 1
}

/** True where some instances are mirrored and others are not: then neither side can be culled. */
export function isMixed(matrices: Float32Array): boolean {
  const first = handedness(matrices, 0)
  for (let at = 16; at < matrices.length; at += 16) if (handedness(matrices, at) !== first) return true
  return false
}
