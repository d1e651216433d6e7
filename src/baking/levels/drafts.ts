import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { serialize } from 'node:v8'
import { refuseWrite, writeWhole } from '../worldFolder'

/** Finished work of a bake that is not over, by the hash of all it was made from: a bake that was killed goes on from it. */
export interface DraftStore {
  /** Null where it is not there. */
  get(key: string): Promise<Uint8Array | null>
  put(key: string, bytes: Uint8Array): Promise<void>
  /** The bake is over. */
  clear(): Promise<void>
}

/** A part of the key: raised where the same input is to give something else. */
const version = 4

/** Names a task by its content. */
export function draftKey(task: unknown): string {
  return createHash('sha256').update(`${version}`).update(serialize(task)).digest('hex').slice(0, 32)
}

/** What a task makes: as an earlier bake, or this one, left it under its key; made and kept where none did. */
export async function makeOnce(drafts: DraftStore, key: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
  const drafted = await drafts.get(key)
  if (drafted) return drafted
  const bytes = await make()
  await drafts.put(key, bytes)
  return bytes
}

/**
 * Drafts as files of a world folder, until the bake is over. One that cannot be read is made again. Bakes into one folder share them: each leaves a file with its process' number
 * there, and the last one that lives clears up.
 */
export async function folderDrafts(out: string): Promise<DraftStore> {
  const folder = join(out, 'drafts.baking')
  await mkdir(folder, { recursive: true }).catch((error: Error) => refuseWrite('the folder of drafts', error))
  await writeWhole(folder, activeName(process.pid), new Uint8Array())
  return {
    get: async (key) => readFile(join(folder, key)).catch(() => null),
    put: (key, bytes) => writeWhole(folder, key, bytes),
    async clear() {
      await rm(join(folder, activeName(process.pid)), { force: true })
      if (!(await isInUse(folder))) await rm(folder, { recursive: true, force: true })
    },
  }
}

const activeName = (pid: number) => `${pid}.active`

/** Is another bake alive that works here? One that was killed is not. */
async function isInUse(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => [])
  return names.some((name) => name.endsWith('.active') && isAlive(parseInt(name, 10)))
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** For a plan that is written nowhere. */
export function memoryDrafts(): DraftStore {
  const kept = new Map<string, Uint8Array>()
  return {
    get: async (key) => kept.get(key) ?? null,
    async put(key, bytes) {
      kept.set(key, bytes)
    },
    async clear() {
      kept.clear()
    },
  }
}
