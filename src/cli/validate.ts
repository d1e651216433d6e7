import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { fixAuthoring, type Fix } from '../authoring/fixes'
import type { Limits } from '../authoring/validation/facts'
import type { Fault } from '../authoring/validation/faults'
import { validateAuthoring } from '../authoring/validation/validateAuthoring'
import { validateTable } from '../authoring/validation/tableFacts'
import { sectionBlobMagic } from '../blobs/sectionBlob'
import { fail } from '../errors'
import { readWorldPointer, worldPointerPath } from '../openWorld'
import { directorySource } from '../sources/directorySource'
import { readContents } from './authoredContents'
import { describeFaults, describeFixes } from './describeFaults'
import { readText } from './openInput'
import { writeJson, type CommandIo } from './output'

export interface ValidateOptions {
  /** Corrects what a program can, and writes it. */
  readonly fix?: boolean
  /** With `fix`: lists the corrections and writes nothing. */
  readonly dryRun?: boolean
  readonly config?: string
  readonly json?: boolean
}

/** What was validated, and what came of it. */
interface Validated {
  readonly what: 'authoring' | 'world' | 'sections'
  readonly faults: readonly Fault[]
  readonly fixes: readonly Fix[]
}

/**
 * The body of `terrane validate WORLD_OR_AUTHORING`. Prints every fault once.
 * @returns Whether there is no error; warnings are none.
 * @throws TerraneError for what cannot be looked at at all.
 */
export async function runValidate(path: string, options: ValidateOptions, io: CommandIo): Promise<boolean> {
  const { what, faults, fixes } = await validatePath(path, options)
  const errors = faults.filter(({ severity }) => severity === 'error').length
  const sums = { errors, warnings: faults.length - errors }
  if (options.json) writeJson(io, { what, path, valid: errors === 0, ...sums, faults, ...(options.fix && { fixes }) })
  else io.out(describeFixes(fixes, options.dryRun === true) + describeFaults(path, faults))
  return errors === 0
}

async function validatePath(path: string, options: ValidateOptions): Promise<Validated> {
  const found = await stat(path).catch(() => null)
  const folder = found?.isDirectory() ? path : basename(path) === worldPointerPath ? dirname(path) : null
  if (folder !== null) return validateWorld(folder, options)
  const text = await readText(path)
  const magic = (await readFile(path)).subarray(0, 4)
  if (magic.length === 4 && magic.readUInt32LE() === sectionBlobMagic)
    return validateBlob('sections', new Uint8Array(await readFile(path)).buffer, options)
  if (['.glb', '.gltf'].includes(extname(path).toLowerCase()))
    return fail(
      'argument',
      `${path}, a model`,
      'a world or an authoring file',
      `Bake it first: terrane bake ${path} --out world.`,
    )
  return validateFile(path, text, options)
}

async function validateWorld(folder: string, options: ValidateOptions): Promise<Validated> {
  const bytes = await readFile(join(folder, worldPointerPath)).catch(() =>
    fail(
      'world-format',
      `${folder}, a folder without ${worldPointerPath}`,
      'a world folder or an authoring file',
      'Pass the folder that terrane bake wrote.',
    ),
  )
  const { sections } = readWorldPointer(new Uint8Array(bytes).buffer, folder)
  return validateBlob('world', await directorySource(folder).read(sections.path), options)
}

async function validateBlob(
  what: 'world' | 'sections',
  blob: ArrayBuffer,
  options: ValidateOptions,
): Promise<Validated> {
  if (options.fix)
    fail(
      'argument',
      '--fix of a baked world',
      'an authoring file',
      'Correct the source and bake again; "town.overrides.json" beside "town.glb" takes radii and priorities by node.',
    )
  return { what, faults: validateTable(blob, await readLimits(options)), fixes: [] }
}

async function validateFile(path: string, text: string, options: ValidateOptions): Promise<Validated> {
  const { text: fixed, fixes } = options.fix ? fixAuthoring(text) : { text, fixes: [] }
  const now = options.dryRun ? text : fixed
  if (now !== text) await replaceText(path, now)
  const contents = await readContents(path, now)
  return { what: 'authoring', faults: validateAuthoring(now, contents, await readLimits(options)), fixes }
}

async function readLimits({ config }: ValidateOptions): Promise<Limits | undefined> {
  if (config === undefined) return undefined
  const { loadConfig } = await import('../baking/configFile')
  return (await loadConfig(config, config)).limits
}

/** Written beside its place and renamed: whoever reads sees the old text or the new one. */
async function replaceText(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${process.pid}.tmp`
  try {
    const { mode } = await stat(path)
    await writeFile(unfinished, text, { mode })
    await rename(unfinished, path)
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {})
    const { code } = error as NodeJS.ErrnoException
    fail('file', `${path} cannot be written (${code})`, 'room and permission in its folder', 'Nothing was changed.')
  }
}
