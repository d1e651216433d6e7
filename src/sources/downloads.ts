import type CachePolicy from 'http-cache-semantics'
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** An answer as it is kept. */
export interface Download {
  readonly url: string
  readonly status: number
  readonly headers: [string, string][]
  readonly policy: CachePolicy.CachePolicyObject
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** A folder of answers by key, bounded in bytes. Nothing that goes wrong with a file reaches the reader: it is as if it was not there. */
export interface Downloads {
  read(key: string): Promise<Download | null>
  write(key: string, download: Download): Promise<void>
}

/** One file an answer: its head as a line of JSON, then its bytes. */
const ending = '.download'
const unfinishedEnding = '.downloading'

/** Unfinished files of writes that ended early are taken away after an hour: no download is written for so long. */
const staleMs = 3_600_000

/** How often the folder is counted anew, in writes: other processes write too. */
const countedEvery = 64

/** Numbers the unfinished files of this process. */
let filesBegun = 0

interface Folder {
  readonly path: string
  readonly maxBytes: number
  /** Bytes that are in it as far as is known; −1 before it was counted. */
  bytes: number
  writes: number
}

export function openDownloads(path: string, maxBytes: number): Downloads {
  const folder: Folder = { path, maxBytes, bytes: -1, writes: 0 }
  return {
    read: (key) => readDownload(folder, key).catch(() => null),
    write: (key, download) => writeDownload(folder, key, download).catch(() => {}),
  }
}

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex')

const fileOf = ({ path }: Folder, key: string) => join(path, sha256(key) + ending)

/** Whatever is not whole to the byte, or of another key, is taken away. */
async function readDownload(folder: Folder, key: string): Promise<Download | null> {
  const file = fileOf(folder, key)
  const all = await readFile(file)
  const download = parse(all, key)
  const now = new Date()
  await (download === null ? rm(file, { force: true }) : utimes(file, now, now))
  return download
}

function parse(all: Buffer, key: string): Download | null {
  try {
    const end = all.indexOf(10)
    const bytes = new Uint8Array(all.subarray(end + 1))
    const { key: kept, sum, ...head } = JSON.parse(all.toString('utf8', 0, end)) as Omit<Download, 'bytes'> & Seal
    return kept === key && sum === sha256(bytes) ? { ...head, bytes } : null
  } catch {
    return null
  }
}

interface Seal {
  readonly key: string
  readonly sum: string
}

/** Written beside its place and renamed: a reader in any process finds the old file, the new one or none. */
async function writeDownload(folder: Folder, key: string, { bytes, ...head }: Download): Promise<void> {
  const file = fileOf(folder, key)
  const seal: Seal = { key, sum: sha256(bytes) }
  const all = Buffer.concat([Buffer.from(`${JSON.stringify({ ...head, ...seal })}\n`), bytes])
  if (all.byteLength > folder.maxBytes) return void (await rm(file, { force: true }))
  await mkdir(folder.path, { recursive: true })
  const unfinished = `${file}.${process.pid}-${++filesBegun}${unfinishedEnding}`
  try {
    await writeFile(unfinished, all, { flag: 'wx' })
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
  if (folder.bytes >= 0) folder.bytes += all.byteLength
  if (folder.bytes < 0 || folder.bytes > folder.maxBytes || ++folder.writes % countedEvery === 0) await makeRoom(folder)
}

/** Counts the folder; what was used longest ago goes until the rest fits. */
async function makeRoom(folder: Folder): Promise<void> {
  const files = await listFiles(folder)
  folder.bytes = files.reduce((sum, { size }) => sum + size, 0)
  for (const { file, size } of files.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
    if (folder.bytes <= folder.maxBytes) return
    await rm(file, { force: true })
    folder.bytes -= size
  }
}

async function listFiles({ path }: Folder) {
  const files: { file: string; size: number; mtimeMs: number }[] = []
  for (const name of await readdir(path)) {
    if (!name.endsWith(ending) && !name.endsWith(unfinishedEnding)) continue
    const file = join(path, name)
    // Another process may have taken it away.
    const { size, mtimeMs } = await stat(file).catch(() => ({ size: 0, mtimeMs: Infinity }))
    if (name.endsWith(ending)) files.push({ file, size, mtimeMs })
    else if (Date.now() - mtimeMs > staleMs) await rm(file, { force: true })
  }
  return files
}
