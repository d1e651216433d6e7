import { fail } from '../errors'

/**
 * Keeps saves under names. Writing is atomic: whatever ends it early (a crash, a power cut, a full disk), `read` answers the bytes of the last write that
 * was done, whole. Writes of one store come one after another, in the order of the calls.
 */
export interface SaveStore {
  /** The bytes last written under a name, null for none. Rejects with TerraneError 'file' where the store cannot be read. */
  read(name: string): Promise<Uint8Array | null>
  /** Resolves once they would survive a crash. Rejects with TerraneError 'file' where they cannot be kept; then the old ones are. */
  write(name: string, bytes: Uint8Array): Promise<void>
}

/** Any text may name a save, but it must be one. @throws 'argument'. */
export function checkSaveName(name: string): string {
  if (typeof name === 'string' && name !== '' && !/\p{Surrogate}/u.test(name)) return name
  return fail('argument', `a save named ${JSON.stringify(name)}`, 'a name in Unicode', 'Pass one, as in "autosave".')
}
