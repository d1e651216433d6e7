import { open } from 'node:fs/promises'
import { resolve, sep } from 'node:path'
import { fail } from '../errors'
import { failShort, rangeOf } from './range'
import type { Source } from './source'

/** A world folder on disk (Node). Paths that lead out of it are refused. */
export function directorySource(directory: string): Source {
  const root = resolve(directory)
  return {
    name: directory,
    async read(path, options = {}) {
      options.signal?.throwIfAborted()
      const file = resolve(root, path)
      if (!file.startsWith(root + sep))
        fail(
          'file',
          `the path "${path}"`,
          `one inside ${directory}`,
          'Bake the world again; its paths are relative to it.',
        )
      const bytes = await readPart(file, rangeOf(options))
      options.signal?.throwIfAborted()
      return bytes
    },
  }
}

async function readPart(file: string, range: { offset: number; length: number | undefined }): Promise<ArrayBuffer> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => failFile(file, error))
  try {
    const { size } = await handle.stat()
    const length = range.length ?? size - range.offset
    if (length < 0 || range.offset + length > size) failShort(file, size, range.offset + length)
    const bytes = new Uint8Array(length)
    let filled = 0
    while (filled < length) {
      const { bytesRead } = await handle.read(bytes, filled, length - filled, range.offset + filled)
      if (bytesRead === 0) failShort(file, range.offset + filled, range.offset + length)
      filled += bytesRead
    }
    return bytes.buffer
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EISDIR') failFile(file, error as NodeJS.ErrnoException)
    throw error
  } finally {
    await handle.close()
  }
}

function failFile(file: string, error: NodeJS.ErrnoException): never {
  const got = error.code === 'ENOENT' ? `no file ${file}` : `${file} cannot be read (${error.code})`
  fail('file', got, 'a readable file', 'Check the path, or bake the world again.')
}
