import { closeSync, openSync, writeSync } from 'node:fs'
import { fail } from '../errors'
import type { RecordingSink } from './sinks'

/**
 * Writes a recording to a file (Node), a line at a time and at once: what a process has recorded when it dies is in the file, up to the last whole line.
 * @throws TerraneError 'file' where the file cannot be made.
 */
export function fileSink(path: string): RecordingSink {
  const file = open(path)
  return {
    write: (line) => void writeSync(file, `${line}\n`),
    close: () => closeSync(file),
  }
}

function open(path: string): number {
  try {
    return openSync(path, 'w')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return fail('file', `${path} cannot be written (${code})`, 'a file in a folder that is there', 'Check the path.')
  }
}
