import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '../errors'
import type { WorldPointer } from '../openWorld'

/** The uncached pointer to one bake's files; its format is `WorldPointer`. */
export const pointerName = 'world.json'
export const payloadFolder = 'payloads'

/** What a bake writes; a folder that holds nothing else may be baked into again, finished or not. */
const ownFiles =
  /^(payloads|sections\.[0-9a-f]{16}\.bin|manifest\.[0-9a-f]{16}\.json|entities\.[0-9a-f]{16}\.idx|payloads\.[0-9a-f]{16}\.pack|world\.json|.*\.baking)$/

/**
 * Makes sure that a bake may write here: a new or empty folder, or one that holds a world.
 * @throws TerraneError 'bake-output'.
 */
export async function openWorldFolder(folder: string): Promise<void> {
  const names: string[] = await readdir(folder).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT'
      ? []
      : refuse(folder, error.code === 'ENOTDIR' ? 'a file' : `a folder that cannot be read (${error.code})`),
  )
  const isWorld = names.includes(pointerName) && (await holdsPointer(folder))
  const foreign = names.find((name) => !ownFiles.test(name))
  if (!isWorld && (foreign || names.includes(pointerName)))
    refuse(folder, `a folder with other things in it ("${foreign ?? pointerName}")`)
  await mkdir(join(folder, payloadFolder), { recursive: true }).catch((error: NodeJS.ErrnoException) =>
    refuse(folder, `a folder that cannot be written (${error.code})`),
  )
}

function refuse(folder: string, what: string): never {
  return fail('bake-output', `"${folder}" is ${what}`, 'a world folder, or an empty or new one', 'Pass another --out.')
}

async function holdsPointer(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, pointerName), 'utf8').catch(() => '')
  try {
    return (JSON.parse(text) as Partial<WorldPointer>).format === 'terrane-world'
  } catch {
    return false
  }
}

/** Numbers the unfinished files of this process. */
let filesBegun = 0

/**
 * Ending of a file that is still being written, another one at each call: neither two bakes into one folder nor two writers of one name meet, such as two
 * jobs that make the same from the same.
 */
export const unfinishedEnding = () => `.${process.pid}-${++filesBegun}.baking`

/** Writes a file under another name and renames it when it is whole: whoever opens the final name sees all of it. */
export async function writeWhole(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  const target = join(folder, path)
  const unfinished = target + unfinishedEnding()
  try {
    await writeFile(unfinished, bytes)
    await rename(unfinished, target)
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {})
    refuseWrite(`"${path}"`, error as Error)
  }
}

/** @throws TerraneError 'bake-output', always. */
export function refuseWrite(what: string, error: NodeJS.ErrnoException): never {
  return fail(
    'bake-output',
    `${what} cannot be written (${error.code ?? error.message})`,
    'room and permission in the folder',
    'Free some space, or pass another --out.',
  )
}

/** The same for a file that is named by its content: one that is there already, at full length, is not written again. */
export async function writeOnce(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  const existing = await stat(join(folder, path)).catch(() => null)
  if (existing?.size !== bytes.byteLength) await writeWhole(folder, path, bytes)
}
