import { folderStore } from '../../src/state/folderStore'

/** Writes saves of one repeated byte, each a byte higher, until it is killed: `node killedWriter.mjs FOLDER BYTES`. */
const [folder, bytes] = process.argv.slice(2)
const store = folderStore(folder)
for (let value = 1; ; value = (value % 255) + 1) {
  await store.write('game', new Uint8Array(Number(bytes)).fill(value))
  process.stdout.write(`${value}\n`)
}
