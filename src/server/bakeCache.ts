import { createHash, type Hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readConfigText } from '../baking/configFile'
import type { BakeOptions } from '../baking/options'
import { overridesPath } from '../baking/reading/overrides'

/**
 * Folder name of the bake of this input with these options: a hash of the input's bytes, of the files it refers to, of its overrides, of the
 * config and all it imports, of the options, and of `build`, whatever names the code that bakes. What cannot be read is the bake's to report.
 */
export async function bakeCacheName(input: string, options: BakeOptions, build: string): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([build, input.split(/[\\/]/).pop(), options]))
  const bytes = await readFile(input).catch(() => Buffer.alloc(0))
  hash.update(bytes)
  if (/\.gltf$/i.test(input)) await addFiles(hash, dirname(input), bytes.toString('utf8'))
  hash.update(await readConfigText(input, options.config).catch(() => ''))
  hash.update(await readFile(overridesPath(input)).catch(() => ''))
  return hash.digest('hex').slice(0, 16)
}

/** Buffers and images beside a .gltf. */
async function addFiles(hash: Hash, folder: string, text: string): Promise<void> {
  for (const [, uri] of text.matchAll(/"uri"\s*:\s*"((?!data:)[^"]+)"/g)) {
    const bytes = await readFile(join(folder, decodeURIComponent(uri))).catch(() => Buffer.alloc(0))
    hash.update(uri).update(bytes)
  }
}

/** Names the code of a built bake: its entry names its chunks by their content. Empty where nothing is built. */
export async function buildIdentity(): Promise<string> {
  const text = await readFile(new URL('./bakeWorker.js', import.meta.url)).catch(() => '')
  return text === '' ? '' : createHash('sha256').update(text).digest('hex')
}
