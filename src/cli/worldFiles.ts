import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sectionContent, sectionName, type SectionTable } from '../blobs/sectionBlob'
import type { FileFault } from './checkWorld'

/** A file that sections need, as it has to be. */
export interface ListedFile {
  readonly path: string
  readonly bytes: number
  /** False: at least so many bytes (a pack ends after its last payload). */
  readonly exact: boolean
  /** First 16 hex digits of SHA-256; null where nothing says it. */
  readonly hash: string | null
  readonly rows: readonly number[]
  readonly sections: readonly string[]
  /** Payloads in a pack. */
  readonly parts: readonly PackPart[]
}

export interface PackPart {
  readonly name: string
  readonly offset: number
  readonly bytes: number
  readonly hash: string
}

/** What the manifest says of payloads, by row. */
export interface Listing {
  readonly hashes: ReadonlyMap<number, string>
  readonly faults: readonly FileFault[]
}

interface ManifestEntry {
  readonly row?: number
  readonly path_relative_to_manifest?: string
  readonly byte_offset?: number
  readonly file_size_bytes?: number
  readonly content_hash?: string
}

/** Reads what the manifest says of every section, and compares it with the table: the two are of one bake. */
export async function readListing(folder: string, path: string, table: SectionTable): Promise<Listing> {
  const entries = entriesOf(parse(await readFile(join(folder, path), 'utf8')))
  const hashes = new Map<number, string>()
  const differing: string[] = []
  for (const entry of entries) {
    const { row, content_hash: hash } = entry
    if (row === undefined || !(row >= 0 && row < table.count)) continue
    if (hash) hashes.set(row, hash)
    const same =
      entry.path_relative_to_manifest === sectionContent(table, row) && entry.file_size_bytes === table.fileBytes[row]
    if (!same) differing.push(sectionName(table, row))
  }
  if (differing.length === 0) return { hashes, faults: [] }
  const message = 'it says another path or size than the section table'
  return { hashes, faults: [{ code: 'listing-differs', path, sections: differing, message }] }
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(text) ?? {}) as Readonly<Record<string, unknown>>
  } catch {
    return {}
  }
}

/** Every object of a manifest that names a payload, however deep: tiles, their levels, shared assets. */
function entriesOf(value: unknown): ManifestEntry[] {
  if (Array.isArray(value)) return value.flatMap(entriesOf)
  if (typeof value !== 'object' || value === null) return []
  const own = 'path_relative_to_manifest' in value && 'row' in value ? [value as ManifestEntry] : []
  return [...own, ...Object.values(value).flatMap(entriesOf)]
}

/** The files that sections need, each once, by path. */
export function listFiles(table: SectionTable, listing: Listing | null): ListedFile[] {
  const rowsOf = new Map<string, number[]>()
  for (let row = 0; row < table.count; row++) {
    const path = sectionContent(table, row)
    if (path === '') continue
    const rows = rowsOf.get(path)
    if (rows) rows.push(row)
    else rowsOf.set(path, [row])
  }
  return [...rowsOf].map(([path, rows]) => listed(table, listing, path, rows))
}

function listed(table: SectionTable, listing: Listing | null, path: string, rows: readonly number[]): ListedFile {
  const { fileBytes, contentOffset } = table
  const named = /([0-9a-f]{16})\.[\w-]+$/.exec(path)?.[1] ?? null
  const packed = contentOffset !== null && path.endsWith('.pack')
  const ends = rows.map((row) => (contentOffset?.[row] ?? 0) + fileBytes[row])
  return {
    path,
    bytes: Math.max(...ends),
    exact: !packed,
    hash: named ?? listing?.hashes.get(rows[0]) ?? null,
    rows,
    sections: rows.map((row) => sectionName(table, row)),
    parts: packed ? partsOf(table, listing, rows) : [],
  }
}

function partsOf(table: SectionTable, listing: Listing | null, rows: readonly number[]): PackPart[] {
  return rows.flatMap((row) => {
    const hash = listing?.hashes.get(row)
    if (!hash) return []
    return [{ name: sectionName(table, row), offset: table.contentOffset![row], bytes: table.fileBytes[row], hash }]
  })
}
