import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { openEntityIndex } from '../blobs/entityIndex'
import { viewMetadata } from '../blobs/metadataColumns'
import { openSectionBlob, type SectionTable } from '../blobs/sectionBlob'
import { fail, TerraneError } from '../errors'
import { readWorldPointer, worldPointerPath, type PointedFile, type WorldPointer } from '../openWorld'
import { listFiles, readListing, type ListedFile } from './worldFiles'

/** What can be wrong with a file of a world. Codes are stable; docs/cli.md says what each means. */
export const fileFaultCodes = [
  'file-missing',
  'file-unreadable',
  'file-truncated',
  'file-too-long',
  'file-altered',
  'listing-differs',
  'table-broken',
  'entities-broken',
] as const
export type FileFaultCode = (typeof fileFaultCodes)[number]

/** One file that is not what the world says, once, whatever refers to it. */
export interface FileFault {
  readonly code: FileFaultCode
  /** Relative to the world. */
  readonly path: string
  /** Names of the sections that need it. */
  readonly sections: readonly string[]
  readonly message: string
}

export interface WorldCheck {
  readonly name: string
  readonly sections: number
  /** Files that were looked at, and their bytes. */
  readonly files: number
  readonly bytes: number
  /** Files beside them that nothing refers to; they harm nobody. */
  readonly unused: readonly string[]
  readonly faults: readonly FileFault[]
}

/** Files that are read at a time: enough to keep a disk busy, few enough for its handles. */
const readsAtOnce = 16

/**
 * The prebuild check: every file that a world refers to is there, with the size and the content that the bake wrote. Reads all of it once.
 * @throws TerraneError 'world-format' for a folder that is no world; what is wrong inside one is a fault.
 */
export async function checkWorld(folder: string): Promise<WorldCheck> {
  const pointer = await readPointer(folder)
  const named = [pointer.sections, pointer.manifest, ...(pointer.entities ? [pointer.entities] : [])]
  const faults = (await Promise.all(named.map((file) => checkFile(folder, asListed(file))))).flat()
  const known = new Set([worldPointerPath, ...named.map(({ path }) => path)])
  const sums = { name: pointer.name, sections: 0, files: named.length, bytes: sumOf(named), unused: [] }
  if (faults.some(({ path }) => path === pointer.sections.path)) return { ...sums, faults }
  const opened = await openTable(folder, pointer)
  if ('fault' in opened) return { ...sums, faults: [...faults, opened.fault] }
  const { table } = opened
  const sound = (path: string) => !faults.some((fault) => fault.path === path)
  const listing = sound(pointer.manifest.path) ? await readListing(folder, pointer.manifest.path, table) : null
  const files = listFiles(table, listing)
  for (const { path } of files) known.add(path)
  if (listing) faults.push(...listing.faults)
  if (pointer.entities && sound(pointer.entities.path)) faults.push(...(await checkEntities(folder, pointer, table)))
  faults.push(...(await checkAll(folder, files)))
  return {
    ...sums,
    sections: table.count,
    files: named.length + files.length,
    bytes: sums.bytes + sumOf(files),
    unused: await listUnused(folder, known),
    faults: faults.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
  }
}

const sumOf = (files: readonly { readonly bytes: number }[]) => files.reduce((sum, { bytes }) => sum + bytes, 0)

async function readPointer(folder: string): Promise<WorldPointer> {
  const bytes = await readFile(join(folder, worldPointerPath)).catch((error: NodeJS.ErrnoException) =>
    fail(
      'world-format',
      `${folder}, ${error.code === 'ENOTDIR' ? 'no folder' : `a folder without ${worldPointerPath}`}`,
      'a world folder',
      'Pass the folder that terrane bake wrote.',
    ),
  )
  return readWorldPointer(new Uint8Array(bytes).buffer, folder)
}

/** Files of the world itself carry their hash in their name. */
const asListed = ({ path, bytes }: PointedFile): ListedFile => ({
  path,
  bytes,
  exact: true,
  hash: /\.([0-9a-f]{16})\.[a-z]+$/.exec(path)?.[1] ?? null,
  rows: [],
  sections: [],
  parts: [],
})

async function openTable(
  folder: string,
  { sections }: WorldPointer,
): Promise<{ readonly table: SectionTable } | { readonly fault: FileFault }> {
  try {
    const table = openSectionBlob(new Uint8Array(await readFile(join(folder, sections.path))).buffer)
    for (const column of table.info.metadata) viewMetadata(table, column)
    return { table }
  } catch (error) {
    return { fault: broken('table-broken', sections.path, error) }
  }
}

async function checkEntities(folder: string, { entities }: WorldPointer, table: SectionTable): Promise<FileFault[]> {
  if (!entities) return []
  try {
    openEntityIndex(new Uint8Array(await readFile(join(folder, entities.path))).buffer, table.count)
    return []
  } catch (error) {
    return [broken('entities-broken', entities.path, error)]
  }
}

function broken(code: FileFaultCode, path: string, error: unknown): FileFault {
  if (!(error instanceof TerraneError)) throw error
  return { code, path, sections: [], message: `${error.problem.got}; expected ${error.problem.wanted}` }
}

/** A few at a time, in the order of the list. */
async function checkAll(folder: string, files: readonly ListedFile[]): Promise<FileFault[]> {
  const faults: FileFault[][] = []
  let next = 0
  const work = async () => {
    for (let at = next++; at < files.length; at = next++) faults[at] = await checkFile(folder, files[at])
  }
  await Promise.all(Array.from({ length: readsAtOnce }, work))
  return faults.flat()
}

async function checkFile(folder: string, file: ListedFile): Promise<FileFault[]> {
  const fault = (code: FileFaultCode, message: string, sections = file.sections): FileFault[] => [
    { code, path: file.path, sections, message },
  ]
  const path = join(folder, file.path)
  try {
    const { size } = await stat(path)
    if (size < file.bytes) return fault('file-truncated', `${size} bytes of ${file.bytes}`)
    if (file.exact && size > file.bytes) return fault('file-too-long', `${size} bytes, and ${file.bytes} were written`)
    if (file.hash === null || (await hashFile(path)) === file.hash) return []
    return fault('file-altered', `its bytes are not those that were written`, await alteredSections(path, file))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return fault('file-missing', 'it is not there')
    return fault('file-unreadable', `it cannot be read (${code})`)
  }
}

async function hashFile(path: string, range?: { readonly start: number; readonly end: number }): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of createReadStream(path, { highWaterMark: 1 << 20, ...range })) hash.update(part as Buffer)
  return hash.digest('hex').slice(0, 16)
}

/** Of a pack, those whose own part is another; of a file, all that need it. */
async function alteredSections(path: string, { parts, sections }: ListedFile): Promise<readonly string[]> {
  const altered: string[] = []
  for (const { name, offset, bytes, hash } of parts)
    if (bytes > 0 && (await hashFile(path, { start: offset, end: offset + bytes - 1 })) !== hash) altered.push(name)
  return parts.length > 0 ? altered : sections
}

async function listUnused(folder: string, known: ReadonlySet<string>): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath ?? entry.path, entry.name)
        .slice(join(folder, '/').length)
        .replaceAll('\\', '/'),
    )
  return paths.filter((path) => !known.has(path)).sort()
}
