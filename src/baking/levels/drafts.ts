import { createHash } from 'node:crypto'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { serialize } from 'node:v8'
import { writeWhole } from '../worldFolder'

/** Finished work of a bake that is not over, by the hash of all it was made from: a bake that was killed goes on from it. */
export interface DraftStore {
  /** Null where it is not there. */
  get(key: string): Promise<Uint8Array | null>
  put(key: string, bytes: Uint8Array): Promise<void>
  /** The bake is over. */
  clear(): Promise<void>
}

/** A part of the key: raised where the same input is to give something else. */
const version = 1

/** Names a task by its content. */
export function draftKey(task: unknown): string {
  return createHash('sha256').update(`${version}`).update(serialize(task)).digest('hex').slice(0, 32)
}

/** Drafts as files of a world folder, until the bake is over. One that cannot be read is made again. */
export function folderDrafts(out: string): DraftStore {
  const folder = join(out, 'drafts.baking')
  return {
    get: async (key) => readFile(join(folder, key)).catch(() => null),
    async put(key, bytes) {
      await mkdir(folder, { recursive: true }).catch(() => {})
      await writeWhole(folder, key, bytes)
    },
    clear: () => rm(folder, { recursive: true, force: true }),
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
