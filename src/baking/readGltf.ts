import type { Document, JSONDocument, NodeIO } from '@gltf-transform/core'
import { access, readFile } from 'node:fs/promises'
import { basename, dirname, extname, resolve } from 'node:path'
import { MeshoptDecoder } from 'meshoptimizer/decoder'
import { fail, TerraneError } from '../errors'
import { needPackage } from './packages'

/**
 * Reads a glTF 2.0 file with everything it refers to: .glb or .gltf, Draco, meshopt, quantized and sparse alike.
 * @throws TerraneError 'bake-input', naming the file and what is wrong with it.
 */
export async function readGltf(path: string): Promise<Document> {
  const json = await readHead(path)
  await checkResources(path, json)
  const io = await createReader(path, json)
  try {
    return await io.read(path)
  } catch (error) {
    if (error instanceof TerraneError) throw error
    return refuse(path, (error as Error).message.split('\n')[0])
  }
}

type Head = Partial<JSONDocument['json']>

const exportAgain = 'Export it again.'

const refuse = (path: string, what: string, next = exportAgain): never =>
  fail('bake-input', `"${basename(path)}": ${what}`, 'a whole glTF 2.0 file', next)

/** Parses the JSON part and checks what glTF-Transform would only trip over. */
async function readHead(path: string): Promise<Head> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) =>
    fail(
      'bake-input',
      error.code === 'ENOENT' ? `no file "${path}"` : `"${path}" cannot be read (${error.code})`,
      'a .glb or .gltf file',
      'Check the path.',
    ),
  )
  if (bytes.length === 0) refuse(path, 'an empty file')
  const text = isBinary(path, bytes) ? binaryJson(path, bytes) : bytes.toString('utf8')
  const json = parseHead(path, text)
  if (!String(json.asset?.version ?? '').startsWith('2.'))
    refuse(path, `glTF version ${json.asset?.version ?? 'none'}`, 'Export it as glTF 2.0.')
  return json
}

function parseHead(path: string, text: string): Head {
  try {
    const json = JSON.parse(text) as unknown
    if (json && typeof json === 'object' && !Array.isArray(json)) return json
  } catch {
    return refuse(path, 'its JSON cannot be parsed')
  }
  return refuse(path, 'its JSON is not an object')
}

const glbMagic = 0x46546c67
const jsonChunk = 0x4e4f534a

function isBinary(path: string, bytes: Buffer): boolean {
  if (bytes.length >= 4 && bytes.readUInt32LE(0) === glbMagic) return true
  if (extname(path).toLowerCase() !== '.glb') return false
  return refuse(path, 'it does not begin as a .glb does')
}

function binaryJson(path: string, bytes: Buffer): string {
  if (bytes.length < 20) refuse(path, `${bytes.length} bytes, cut short`)
  const version = bytes.readUInt32LE(4)
  if (version !== 2) refuse(path, `.glb version ${version}`, 'Export it as glTF 2.0.')
  const length = bytes.readUInt32LE(8)
  if (length > bytes.length) refuse(path, `${bytes.length} bytes of ${length}, cut short`)
  const jsonLength = bytes.readUInt32LE(12)
  if (bytes.readUInt32LE(16) !== jsonChunk || 20 + jsonLength > bytes.length)
    refuse(path, 'its first chunk is not whole JSON')
  return bytes.toString('utf8', 20, 20 + jsonLength)
}

async function checkResources(path: string, json: Head): Promise<void> {
  const uris = [
    ...(json.buffers ?? []).map((buffer) => ({ uri: buffer.uri, what: 'buffer' })),
    ...(json.images ?? []).map((image) => ({ uri: image.uri, what: 'image' })),
  ]
  for (const { uri, what } of uris) {
    if (uri === undefined || uri.startsWith('data:')) continue
    if (/^[a-z][a-z0-9+.-]+:/i.test(uri)) refuse(path, `its ${what} "${uri}" is not a file`, 'Save it beside the file.')
    const file = resolve(dirname(path), decodeURIComponent(uri))
    await access(file).catch(() =>
      refuse(path, `its ${what} "${uri}" is missing`, 'Put it beside the file, or export as .glb.'),
    )
  }
}

async function createReader(path: string, json: Head): Promise<NodeIO> {
  const reading = 'reading glTF'
  const { NodeIO, Logger } = await needPackage('@gltf-transform/core', reading, () => import('@gltf-transform/core'))
  const { ALL_EXTENSIONS } = await needPackage(
    '@gltf-transform/extensions',
    reading,
    () => import('@gltf-transform/extensions'),
  )
  const known = new Set<string>(ALL_EXTENSIONS.map((extension) => extension.EXTENSION_NAME))
  const foreign = (json.extensionsRequired ?? []).find((name) => !known.has(name))
  if (foreign) refuse(path, `it requires the extension ${foreign}`, 'Export it without that extension.')
  await MeshoptDecoder.ready
  const io = new NodeIO()
    .setLogger(new Logger(Logger.Verbosity.SILENT))
    .registerExtensions(ALL_EXTENSIONS)
    .registerDependencies({ 'meshopt.decoder': MeshoptDecoder })
  if (json.extensionsUsed?.includes('KHR_draco_mesh_compression'))
    io.registerDependencies({ 'draco3d.decoder': await createDracoDecoder() })
  return io
}

async function createDracoDecoder(): Promise<unknown> {
  const draco = await needPackage('draco3dgltf', 'reading Draco', () => import('draco3dgltf'))
  return draco.default.createDecoderModule()
}
