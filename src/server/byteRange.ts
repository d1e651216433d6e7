/** Bytes `start` to `end`, both included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * The one range that a `Range` header asks for. Null: answer the whole file (no range, several of them, or nothing we understand,
 * which RFC 9110 lets a server ignore). 'unsatisfiable': no byte of it is in the file.
 */
export function parseByteRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | null {
  const parts = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (!parts || (parts[1] === '' && parts[2] === '')) return null
  const [from, to] = [Number(parts[1]), Number(parts[2])]
  if (parts[1] === '') return to > 0 && size > 0 ? { start: Math.max(0, size - to), end: size - 1 } : 'unsatisfiable'
  if (parts[2] !== '' && to < from) return null
  if (from >= size) return 'unsatisfiable'
  return { start: from, end: parts[2] === '' ? size - 1 : Math.min(to, size - 1) }
}
