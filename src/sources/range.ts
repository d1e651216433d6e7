import { fail } from '../errors'
import type { ReadOptions } from './source'

/** The part of a file that a read asks for: `offset` 0 and no `length` is all of it. */
export function rangeOf(options: ReadOptions): { offset: number; length: number | undefined } {
  return { offset: options.offset ?? 0, length: options.length }
}

/** A copy of the asked-for part. @throws TerraneError 'file' where the file is shorter than that. */
export function sliceOf(bytes: Uint8Array, options: ReadOptions, what: string): ArrayBuffer {
  const { offset, length = bytes.byteLength - offset } = rangeOf(options)
  if (length < 0 || offset + length > bytes.byteLength) failShort(what, bytes.byteLength, offset + length)
  return bytes.slice(offset, offset + length).buffer as ArrayBuffer
}

export function failShort(what: string, found: number, wanted: number): never {
  fail(
    'file',
    `${what} of ${found} bytes`,
    `at least ${wanted}`,
    'The file is cut short; bake or copy the world again.',
  )
}
