import { fail } from '../errors'
import { checkSaveName, type SaveStore } from './saveStore'

/** The one object store of the database: bytes by name. */
const storeName = 'saves'

/**
 * Saves in the browser's IndexedDB, each written in one transaction that the browser flushes to the disk. Every origin has databases of its own.
 * The browser may drop them when the disk is full, unless the page asks `navigator.storage.persist()`.
 */
export function browserStore(database = 'terrane'): SaveStore {
  let last: Promise<unknown> = Promise.resolve()
  return {
    async read(name) {
      checkSaveName(name)
      const found = await transact(
        database,
        'readonly',
        (store) => store.get(name) as IDBRequest<Uint8Array | undefined>,
      )
      return found ?? null
    },
    async write(name, bytes) {
      checkSaveName(name)
      const copy = bytes.slice()
      const written = last.then(() => transact(database, 'readwrite', (store) => store.put(copy, name)))
      last = written.catch(() => {})
      await written
    },
  }
}

/** Answers what was asked once its transaction is over. The database is closed after each, so that no tab stands in another's way. */
async function transact<Value>(
  database: string,
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest<Value>,
): Promise<Value> {
  if (typeof indexedDB === 'undefined')
    fail('file', 'a place without IndexedDB', 'a browser', "In Node, use folderStore from 'terrane/node'.")
  try {
    const opened = await openDatabase(database)
    try {
      return await finish(opened.transaction(storeName, mode, { durability: 'strict' }), ask)
    } finally {
      opened.close()
    }
  } catch (error) {
    return failStore(database, error)
  }
}

function openDatabase(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1)
    request.onupgradeneeded = () => void request.result.createObjectStore(storeName)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

function finish<Value>(transaction: IDBTransaction, ask: (store: IDBObjectStore) => IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const request = ask(transaction.objectStore(storeName))
    transaction.oncomplete = () => resolve(request.result)
    transaction.onabort = () => reject(transaction.error ?? request.error)
  })
}

function failStore(database: string, error: unknown): never {
  const { name, message } = (error ?? {}) as Partial<DOMException>
  const cause = `${name ?? 'unknown cause'}${message ? `: ${message}` : ''}`.replace(/\s+/g, ' ')
  return fail(
    'file',
    `the database "${database}" cannot be used (${cause})`,
    'IndexedDB with room',
    'Ask for room with navigator.storage.persist(), or allow this site to keep data.',
  )
}
