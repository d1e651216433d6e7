import { fail } from '../errors'
import { sliceOf } from './range'
import type { Source } from './source'

/** Files by path, held in memory: for tests, generated worlds and worlds that were downloaded as one. Every read answers a copy. */
export function memorySource(
  files: ReadonlyMap<string, ArrayBuffer | Uint8Array> | Readonly<Record<string, ArrayBuffer | Uint8Array>>,
  name = 'memory',
): Source {
  const find = (path: string) => (files instanceof Map ? files.get(path) : (files as Record<string, Uint8Array>)[path])
  return {
    name,
    async read(path, options = {}) {
      options.signal?.throwIfAborted()
      const file = find(path)
      if (!file)
        fail('file', `no file "${path}" in ${name}`, 'a path that the source holds', 'Check the world that names it.')
      const bytes = file instanceof Uint8Array ? file : new Uint8Array(file)
      return sliceOf(bytes, options, `"${path}" in ${name}`)
    },
  }
}
