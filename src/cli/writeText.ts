import { writeFile } from 'node:fs/promises'
import { fail } from '../errors'

/** Writes a file that an option asked for. @throws TerraneError 'file', in the words of the command line. */
export async function writeText(flag: string, file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: NodeJS.ErrnoException) =>
    fail(
      'file',
      `${flag} ${file} cannot be written (${error.code})`,
      'a file in a folder that is there',
      'Check the path.',
    ),
  )
}
