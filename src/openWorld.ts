import { openSectionBlob, type SectionTable } from './blobs/sectionBlob'
import { fail } from './errors'
import { httpSource } from './sources/httpSource'
import type { Source } from './sources/source'
import type { TiledScene } from './tiles/tileRules'

/** A file that `world.json` names. */
export interface PointedFile {
  readonly path: string
  readonly bytes: number
}

/** `world.json`: the small uncached file that names everything of one bake. */
export interface WorldPointer {
  readonly format: 'terrane-world'
  readonly version: number
  readonly name: string
  readonly sections: PointedFile
  readonly manifest: PointedFile
  /** Which section each entity was baked to; left out where a world has none. */
  readonly entities?: PointedFile
}

export const worldPointerPath = 'world.json'
export const worldPointerVersion = 1

/** What `streaming({ sections })` takes: the read-only table of a world, and where its payloads come from. */
export interface OpenedWorld {
  readonly name: string
  readonly table: SectionTable
  readonly source: Source
  /** What its `world.json` says; null for a scene that was opened from its manifest. */
  readonly pointer: WorldPointer | null
  /** It is streamed as a tiled scene (spec T): with its gates, its order and its settings. `openManifest` says so, and `tiled(…)`. */
  readonly tiled?: TiledScene
}

/** A world folder. */
export interface BakedWorld extends OpenedWorld {
  readonly pointer: WorldPointer
}

/**
 * Opens a baked world: reads `world.json` past any cache, then the section blob it names. No payload is read.
 * A URL is read over HTTP; a folder on disk is opened with `openWorld(directorySource(path))`.
 * @throws TerraneError 'network' or 'file' where it is not there, 'world-format' where it is no world or of a newer version,
 * 'blob-…' where its table is broken.
 */
export async function openWorld(
  from: string | URL | Source,
  options: { readonly signal?: AbortSignal } = {},
): Promise<BakedWorld> {
  const source = typeof from === 'string' || from instanceof URL ? httpSource(worldFolder(from)) : from
  const bytes = await source.read(worldPointerPath, { cache: 'reload', signal: options.signal })
  const pointer = readWorldPointer(bytes, source.name)
  const blob = await readPointed(source, pointer.sections, options.signal)
  return { name: pointer.name, table: openSectionBlob(blob), source, pointer }
}

/** Bytes of the index of which section each entity was baked to, for `openEntityIndex`; none where a world has no entities. @throws as `openWorld` does. */
export async function readEntityIndex({ source, pointer }: OpenedWorld): Promise<ArrayBuffer> {
  const entities = pointer?.entities
  return entities ? readPointed(source, entities) : new ArrayBuffer(0)
}

async function readPointed(source: Source, { path, bytes }: PointedFile, signal?: AbortSignal): Promise<ArrayBuffer> {
  const found = await source.read(path, { signal })
  if (found.byteLength !== bytes)
    fail(
      'blob-truncated',
      `${path} of ${found.byteLength} bytes`,
      `${bytes}, as world.json says`,
      'Copy or upload the world again, whole.',
    )
  return found
}

/** '/town/world.json' and '/town/' are the same world. */
function worldFolder(url: string | URL): string {
  return String(url).replace(/(^|\/)world\.json(?=$|\?)/, '$1') || './'
}

/** Checks a `world.json`. @throws TerraneError 'world-format'. */
export function readWorldPointer(bytes: ArrayBuffer, name: string): WorldPointer {
  const pointer = parse(bytes)
  if (pointer?.format !== 'terrane-world')
    fail(
      'world-format',
      `a world.json in ${name} that is not of terrane`,
      '"format": "terrane-world"',
      'Point at a folder that terrane bake wrote.',
    )
  if (pointer.version !== worldPointerVersion)
    fail(
      'world-format',
      `${name}: world version ${pointer.version}`,
      `version ${worldPointerVersion}`,
      'Update terrane, or bake with this version.',
    )
  for (const part of ['sections', 'manifest', 'entities'] as const)
    if (!isPointedFile(pointer[part]) && (part !== 'entities' || pointer[part] !== undefined))
      fail(
        'world-format',
        `${name}: a world.json without ${part}`,
        `"${part}": { "path", "bytes" }`,
        'Bake the world again.',
      )
  return { ...pointer, name: String(pointer.name ?? '') } as WorldPointer
}

function isPointedFile(file: Partial<PointedFile> | null | undefined): boolean {
  return typeof file?.path === 'string' && Number.isSafeInteger(file.bytes)
}

function parse(bytes: ArrayBuffer): Partial<WorldPointer> | null {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Partial<WorldPointer> | null
  } catch {
    return null
  }
}
