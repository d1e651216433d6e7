import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { openSectionBlob, sectionBlobMagic, type SectionTable } from '../blobs/sectionBlob'
import { fail } from '../errors'
import { convertManifest } from '../manifest/convertManifest'
import { refuseFaulty, type ManifestFault } from '../manifest/faults'
import { openWorld, worldPointerPath, type WorldPointer } from '../openWorld'
import { readRecording, recordingFormat, type Recording } from '../replay/index'
import { directorySource } from '../sources/directorySource'
import type { TiledScene } from '../tiles/tileRules'
import { tiledScene } from '../tiles/tiledScene'

/** What a path on the command line turned out to be. */
export type Input =
  | { readonly what: 'world'; readonly directory: string; readonly pointer: WorldPointer; readonly table: SectionTable }
  | { readonly what: 'sections'; readonly table: SectionTable }
  | ManifestInput
  | { readonly what: 'glb'; readonly bytes: ArrayBuffer }
  | { readonly what: 'recording'; readonly recording: Recording }

/** How the first line of a recording begins. */
const recordingStart = `{"format":"${recordingFormat}"`

/** A tile manifest; without a table where one of its faults is an error. */
export interface ManifestInput {
  readonly what: 'manifest'
  readonly table: SectionTable | null
  readonly faults: readonly ManifestFault[]
}

const glbMagic = 0x46546c67

/**
 * Opens a world folder (or its world.json), a section blob or a .glb by what it holds, not by its name; any other .json is a tile manifest.
 * @throws TerraneError 'file' where there is nothing to read, 'argument' for anything else, and what opening throws.
 */
export async function openInput(path: string): Promise<Input> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => failMissing(path, error))
  if (found.isDirectory()) return openFolder(path)
  if (basename(path) === worldPointerPath) return openFolder(dirname(path))
  const bytes = await readBuffer(path)
  const magic = bytes.byteLength >= 4 ? new DataView(bytes).getUint32(0, true) : 0
  if (magic === sectionBlobMagic) return { what: 'sections', table: openSectionBlob(bytes) }
  if (magic === glbMagic) return { what: 'glb', bytes }
  const start = new TextDecoder().decode(bytes.slice(0, 64))
  if (start.startsWith(recordingStart))
    return { what: 'recording', recording: readRecording(new TextDecoder().decode(bytes), path) }
  if (/\.json$/i.test(path)) return openManifestFile(bytes)
  return fail(
    'argument',
    `${path}, which begins with "${printable(bytes)}"`,
    'a world folder, a sections file, a tile manifest, a .glb or a recording',
    'Pass the folder that terrane bake wrote.',
  )
}

function openManifestFile(bytes: ArrayBuffer): ManifestInput {
  const { blob, faults } = convertManifest(bytes)
  return { what: 'manifest', table: blob && openSectionBlob(blob), faults }
}

/** What streams: a table, and whether it is a tiled scene, as those of manifests are. */
export interface StreamedInput {
  readonly table: SectionTable
  readonly tiled?: TiledScene
}

/** The section table of a world folder, of a sections file or of a tile manifest. */
export async function openTable(path: string): Promise<SectionTable> {
  return (await openStreamed(path)).table
}

export async function openStreamed(path: string): Promise<StreamedInput> {
  const input = await openInput(path)
  if (input.what === 'manifest') refuseFaulty(input.faults, path)
  if (input.what === 'recording')
    fail(
      'argument',
      `${path}, a recording`,
      'a baked world',
      'Pass the recording first: terrane replay RECORDING WORLD.',
    )
  if (input.what === 'manifest') return { table: input.table!, tiled: tiledScene }
  if (input.what !== 'glb') return { table: input.table }
  return fail('argument', `${path}, a .glb`, 'a baked world', `Bake it first: terrane bake ${path} --out world.`)
}

async function openFolder(directory: string): Promise<Input> {
  const pointer = join(directory, worldPointerPath)
  await stat(pointer).catch(() =>
    fail(
      'world-format',
      `${directory}, a folder without ${worldPointerPath}`,
      'a world folder',
      'Pass the folder that terrane bake wrote.',
    ),
  )
  const opened = await openWorld(directorySource(directory))
  return { what: 'world', directory, pointer: opened.pointer, table: opened.table }
}

/** A file as a buffer of its own: tables are opened in place. */
async function readBuffer(path: string): Promise<ArrayBuffer> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => failMissing(path, error))
  return new Uint8Array(bytes).buffer
}

/** Reads a text file. @throws TerraneError 'file'. */
export async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => failMissing(path, error))
}

function failMissing(path: string, error: NodeJS.ErrnoException): never {
  const got = error.code === 'ENOENT' ? `no file or folder ${path}` : `${path} cannot be read (${error.code})`
  return fail('file', got, 'one that is there', 'Check the path.')
}

function printable(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes.slice(0, 8))]
    .map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '·'))
    .join('')
}
