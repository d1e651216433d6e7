import { browserStore } from '../../src/state/browserStore'

/** What the test asks of the page. Bytes go to and fro as lists. */
const page = {
  async read(database: string, name: string): Promise<number[] | null> {
    const bytes = await browserStore(database).read(name)
    return bytes && [...bytes]
  },
  write: (database: string, name: string, bytes: number[]) => browserStore(database).write(name, new Uint8Array(bytes)),

  /** Writes twenty saves without waiting, changes their bytes meanwhile, and answers what stands in the end. */
  async writeMany(database: string): Promise<number[] | null> {
    const store = browserStore(database)
    const bytes = new Uint8Array(100)
    const writes = Array.from({ length: 20 }, (_, i) => store.write('game', bytes.fill(i).subarray(0, 40)))
    bytes.fill(99)
    await Promise.all(writes)
    return page.read(database, 'game')
  },

  /** Begins a write and does not wait for it. */
  beginWrite(database: string, value: number, length: number): void {
    void browserStore(database).write('game', new Uint8Array(length).fill(value))
  },

  /** First value and length of a save, and whether all its bytes are the same. */
  async summary(database: string): Promise<{ value: number; length: number; same: boolean } | null> {
    const bytes = await browserStore(database).read('game')
    return bytes && { value: bytes[0], length: bytes.length, same: bytes.every((byte) => byte === bytes[0]) }
  },

  /** A database of this name that is newer than ours, or that holds something else. */
  occupy: (database: string, version: number) =>
    new Promise<void>((resolve, reject) => {
      const request = indexedDB.open(database, version)
      request.onsuccess = () => resolve(request.result.close())
      request.onerror = () => reject(request.error!)
    }),

  async refusal(database: string): Promise<string> {
    return browserStore(database)
      .write('game', new Uint8Array(4))
      .then(() => 'written', String)
  },
}

export type BrowserStorePage = typeof page
declare global {
  interface Window {
    saves: BrowserStorePage
  }
}
window.saves = page
