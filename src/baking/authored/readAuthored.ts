import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { AuthoringFile } from '../../authoring/authoringFile'
import { parseText } from '../../authoring/authoringText'
import { readAuthoring } from '../../authoring/validation/authoringFacts'
import { formatFault, type Fault } from '../../authoring/validation/faults'
import { isRecord } from '../../authoring/validation/shapes'
import { validateAuthoring } from '../../authoring/validation/validateAuthoring'
import { fail, TerraneError } from '../../errors'
import type { BakeScene } from '../bakeScene'
import { boxOfScene } from '../contentBounds'
import type { BakeSettings } from '../options'
import { readGltf } from '../readGltf'
import { readScene } from '../readScene'
import { readOverrides } from '../reading/overrides'

/** An authoring file with all that its sections name. */
export interface AuthoredWorld {
  readonly file: AuthoringFile
  /** By section. */
  readonly scenes: readonly BakeScene[]
}

/** Is this a JSON file that is not a tile manifest? What is wrong with it is for `readAuthored` to say. */
export async function isAuthoring(input: string): Promise<boolean> {
  if (!/\.json$/i.test(input)) return false
  const text = await readFile(input, 'utf8').catch(() => null)
  if (text === null) return false
  const parsed = parseText(text)
  return 'problem' in parsed || !isRecord(parsed.value) || !('tiles' in parsed.value)
}

/**
 * Reads an authoring file and its contents, and validates it: a world with an error is not baked.
 * @throws TerraneError 'bake-input' with the first error.
 */
export async function readAuthored(
  input: string,
  settings: Pick<BakeSettings, 'config' | 'rolePatterns'>,
): Promise<AuthoredWorld> {
  const text = await readFile(input, 'utf8')
  const parsed = parseText(text)
  const { file } = readAuthoring('problem' in parsed ? null : parsed.value)
  const read = await readContents(input, file, settings)
  const boxes = new Map(file.sections.map(({ content }, i) => [content, read[i].scene && boxOfScene(read[i].scene)]))
  const problems = new Map(file.sections.map(({ content }, i) => [content, read[i].problem]))
  const faults = validateAuthoring(text, {
    problem: (content) => problems.get(content) ?? null,
    bounds: (content) => boxes.get(content) ?? null,
  })
  refuseErrors(input, faults)
  return { file, scenes: read.map(({ scene }) => scene as BakeScene) }
}

function refuseErrors(input: string, faults: readonly Fault[]): void {
  const [first, ...more] = faults.filter(({ severity }) => severity === 'error')
  if (!first) return
  const others = more.length > 0 ? ` and ${more.length} more errors` : ''
  fail(
    'bake-input',
    `${basename(input)}: ${formatFault(first)}${others}`,
    'an authoring file without an error',
    `Run terrane validate ${input}.`,
  )
}

interface ReadContent {
  readonly scene: BakeScene | null
  readonly problem: string | null
}

/** A section's entities are its own: their ids come from its id, or its name, even where two sections share a file. */
async function readContents(
  input: string,
  { sections }: AuthoringFile,
  { config, rolePatterns }: Pick<BakeSettings, 'config' | 'rolePatterns'>,
): Promise<ReadContent[]> {
  const contents: ReadContent[] = []
  for (const { name, id, content } of sections) {
    const path = join(dirname(input), content)
    try {
      const options = { source: id ?? name, config, rolePatterns, overrides: await readOverrides(path) }
      contents.push({ scene: content === '' ? null : readScene(await readGltf(path), options), problem: null })
    } catch (error) {
      if (!(error instanceof TerraneError)) throw error
      contents.push({ scene: null, problem: error.problem.got })
    }
  }
  return contents
}
