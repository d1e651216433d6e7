import { viewSectionBlob } from './blobs/sectionBlob'
import type { ManifestOptions } from './manifest/convertManifest'
import type { ConvertInput, ConvertOutput } from './manifest/convertJob'
import { refuseFaulty, type ManifestFault } from './manifest/faults'
import type { OpenedWorld } from './openWorld'
import { httpSource, readHttpFile, type HttpSourceOptions } from './sources/httpSource'
import type { Source } from './sources/source'
import { tiledScene } from './tiles/tiledScene'
import { browserPool } from './workers/browserPool'
import type { WorkerPool } from './workers/pool'

export interface OpenManifestOptions extends ManifestOptions {
  /** Of a source: where in it the manifest is. Default 'manifest.json'. */
  readonly path?: string
  /** Where it is converted; left out, a Web Worker that ends with it. A pool that is passed stays its owner's. */
  readonly pool?: WorkerPool
  /** Where `manifestJob.js` is; left out, the file beside the package's modules. */
  readonly job?: string | URL
  /** Of an address: how it and the payloads are asked for. */
  readonly http?: HttpSourceOptions
  readonly signal?: AbortSignal
}

/** A scene that streams straight from its tile manifest; `streaming({ sections })` takes it as it takes a world. */
export interface OpenedManifest extends OpenedWorld {
  readonly pointer: null
  /** What the manifest does not have as it should, each once; none of it kept the scene from being opened. Parsed when first asked for. */
  readonly faults: readonly ManifestFault[]
}

/**
 * Opens a tile manifest (spec T-1, version 3 or 4): reads it and turns it into a section table, in a worker. No payload is read. Paths are relative to
 * the manifest's own address, where it lay after redirects. A manifest on disk is opened with `openManifest(directorySource(folder), { path })`.
 * @throws TerraneError 'network' or 'file' where it is not there, 'manifest' for the first thing that keeps it from being opened.
 */
export async function openManifest(
  from: string | URL | Source,
  options: OpenManifestOptions = {},
): Promise<OpenedManifest> {
  const { name, bytes, source } = await readManifestFile(from, options)
  const { blob, faults } = await convert(bytes, options)
  if (!blob) refuseFaulty(readFaults(faults), name)
  let read: readonly ManifestFault[] | null = null
  return {
    name: nameOf(name),
    table: viewSectionBlob(blob!),
    source,
    pointer: null,
    tiled: tiledScene,
    get faults() {
      return (read ??= readFaults(faults))
    },
  }
}

const readFaults = (json: ArrayBuffer) => JSON.parse(new TextDecoder().decode(json)) as readonly ManifestFault[]

interface ManifestFile {
  readonly name: string
  readonly bytes: ArrayBuffer
  readonly source: Source
}

async function readManifestFile(from: string | URL | Source, options: OpenManifestOptions): Promise<ManifestFile> {
  const { path = 'manifest.json', signal, http } = options
  if (typeof from !== 'string' && !(from instanceof URL))
    return { name: path, bytes: await from.read(path, { signal }), source: folderOf(from, path) }
  const { bytes, url } = await readHttpFile(from, http, { signal })
  const base = new URL('.', url)
  base.search = new URL(url).search
  return { name: url, bytes, source: httpSource(base, http) }
}

/** The source as seen from a file in it. */
function folderOf(source: Source, path: string): Source {
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  if (folder === '') return source
  return { ...source, name: `${source.name}/${folder}`, read: (file, options) => source.read(folder + file, options) }
}

async function convert(bytes: ArrayBuffer, options: OpenManifestOptions): Promise<ConvertOutput> {
  const { pool = browserPool({ size: 1 }), job = new URL('./manifestJob.js', import.meta.url), signal } = options
  const { queryCeiling, farPlane } = options
  const input: ConvertInput = { bytes, options: { queryCeiling, farPlane } }
  try {
    return await pool.run<ConvertOutput>({ module: job, input, transfer: [bytes], signal })
  } finally {
    if (!options.pool) await pool.dispose()
  }
}

/** Of the file, or of its folder where the file is called after what it is. */
function nameOf(address: string): string {
  const parts = address.replace(/[?#].*$/, '').split('/')
  const file = (parts.pop() ?? '').replace(/\.json$/i, '')
  return decodeName(file === 'manifest' ? (parts.pop() ?? file) : file) || 'manifest'
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
