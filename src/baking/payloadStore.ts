import { createHash } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BakedPayload } from './plan'
import { payloadFolder, refuseWrite, unfinishedEnding, writeOnce } from './worldFolder'

/** Where payloads go, one after another. */
export interface PayloadStore {
  /** Answers the path relative to the world's root, and the byte where the payload begins in a pack. */
  add(payload: BakedPayload): Promise<{ path: string; offset: number | null }>
  /** Ends the store; a pack's path, null for files. */
  finish(): Promise<string | null>
  /** Gives up: leaves nothing half written. */
  abandon(): Promise<void>
}

/** A file each, named by content. */
export function createFiles(out: string): PayloadStore {
  return {
    async add({ file, bytes }) {
      const path = `${payloadFolder}/${file}`
      await writeOnce(out, path, bytes)
      return { path, offset: null }
    },
    finish: async () => null,
    abandon: async () => {},
  }
}

/** Payloads begin at multiples of this in a pack, so that readers may view them in place. */
const packAlignment = 8

/** All in one file, equal ones once; it is renamed to its hash when it is whole. */
export async function createPack(out: string): Promise<PayloadStore> {
  const draft = join(out, `payloads${unfinishedEnding()}`)
  const handle = await open(draft, 'w').catch((error: Error) => refuseWrite('the pack', error))
  const hash = createHash('sha256')
  const offsets = new Map<string, number>()
  let length = 0
  const abandon = async () => {
    await handle.close().catch(() => {})
    await rm(draft, { force: true })
  }
  const refuse = (error: Error) => refuseWrite('the pack', error)
  return {
    async add({ file, bytes }) {
      const known = offsets.get(file)
      if (known !== undefined) return { path: '', offset: known }
      const offset = length
      offsets.set(file, offset)
      for (const part of [bytes, new Uint8Array(-bytes.byteLength & (packAlignment - 1))]) {
        hash.update(part)
        await handle.write(part, 0, part.byteLength, length).catch(refuse)
        length += part.byteLength
      }
      return { path: '', offset }
    },
    async finish() {
      const path = `payloads.${hash.digest('hex').slice(0, 16)}.pack`
      await handle.close().catch(refuse)
      await rename(draft, join(out, path)).catch(refuse)
      return path
    },
    abandon,
  }
}
