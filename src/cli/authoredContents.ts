import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parseText } from '../authoring/authoringText'
import type { FactBox } from '../authoring/validation/facts'
import { readAuthoring } from '../authoring/validation/authoringFacts'
import type { ContentFacts } from '../authoring/validation/validateAuthoring'
import { TerraneError } from '../errors'

/** What one file came to. */
interface LookedAt {
  readonly problem: string | null
  readonly bounds: FactBox | null
}

/** Looks at the files that an authoring file names, each once; those of sections without bounds are read to measure them. */
export async function readContents(path: string, text: string): Promise<ContentFacts> {
  const parsed = parseText(text)
  const sections = 'problem' in parsed ? [] : readAuthoring(parsed.value).file.sections
  const measured = new Set(sections.filter(({ bounds }) => !bounds).map(({ content }) => content))
  const seen = new Map<string, LookedAt>()
  for (const content of new Set(sections.map((section) => section.content)))
    if (content !== '') seen.set(content, await lookAt(join(dirname(path), content), measured.has(content)))
  return {
    problem: (content) => seen.get(content)?.problem ?? null,
    bounds: (content) => seen.get(content)?.bounds ?? null,
  }
}

async function lookAt(file: string, measure: boolean): Promise<LookedAt> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => error.code ?? 'unreadable')
  if (typeof found === 'string')
    return { problem: found === 'ENOENT' ? 'no such file' : `it cannot be read (${found})`, bounds: null }
  if (!found.isFile()) return { problem: 'it is no file', bounds: null }
  if (!measure) return { problem: null, bounds: null }
  const { measureContent } = await import('../baking/contentBounds')
  try {
    return { problem: null, bounds: await measureContent(file) }
  } catch (error) {
    if (!(error instanceof TerraneError)) throw error
    return { problem: error.problem.got, bounds: null }
  }
}
