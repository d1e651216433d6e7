import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '../errors'
import { checkSaveName, type SaveStore } from './saveStore'

/** Unfinished files of writes that ended early are taken away after an hour: no save takes that long. */
const staleMs = 3_600_000

/** Numbers the unfinished files of this process. */
let filesBegun = 0

/**
 * Saves as files in a folder (Node): `NAME.save`, with what a file name cannot hold as %XX. A save is written beside its place, flushed to the disk and
 * then renamed over the old one. The folder is made by the first write.
 */
export function folderStore(folder: string): SaveStore {
  let last: Promise<unknown> = Promise.resolve()
  return {
    async read(name) {
      const path = join(folder, fileNameOf(name))
      return readFile(path).then(
        (bytes) => new Uint8Array(bytes),
        (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? null : failStore(path, 'read', error)),
      )
    },
    async write(name, bytes) {
      const file = fileNameOf(name)
      const copy = bytes.slice()
      const written = last.then(() => replaceFile(folder, file, copy))
      last = written.catch(() => {})
      await written
    },
  }
}

function fileNameOf(name: string): string {
  return `${encodeURIComponent(checkSaveName(name)).replaceAll('*', '%2A')}.save`
}

async function replaceFile(folder: string, file: string, bytes: Uint8Array): Promise<void> {
  const unfinished = join(folder, `.${file}.${process.pid}-${++filesBegun}.tmp`)
  try {
    await mkdir(folder, { recursive: true })
    await writeThrough(unfinished, bytes)
    await rename(unfinished, join(folder, file))
    await flushFolder(folder)
    await removeStale(folder, file)
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {})
    failStore(join(folder, file), 'written', error as NodeJS.ErrnoException)
  }
}

/** The bytes are on the disk when it resolves, not only in the system's cache. */
async function writeThrough(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx')
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A rename lasts once its folder is on the disk. Windows cannot flush a folder, and does not need to. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function removeStale(folder: string, file: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`.${file}.`) || !name.endsWith('.tmp')) continue
    const path = join(folder, name)
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }))
    if (Date.now() - mtimeMs > staleMs) await rm(path, { force: true })
  }
}

function failStore(path: string, what: string, error: NodeJS.ErrnoException): never {
  return fail(
    'file',
    `${path} cannot be ${what} (${error.code ?? error.message})`,
    'a folder with room and permission',
    'Pass another folder, or free some room.',
  )
}
