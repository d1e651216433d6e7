import { fail } from '../../errors'
import { readRecording, type Recording } from '../../replay'

/** Where the page says that a recording lies, relative to itself; null where it says nothing. `terrane serve --replay` writes it there. */
export function recordingPath(): string | null {
  return document.querySelector<HTMLMetaElement>('meta[name="terrane-replay"]')?.content ?? null
}

/** Reads a recording, and gives it with the name of its file. @throws TerraneError 'network' and what `readRecording` throws. */
export async function readServedRecording(path: string): Promise<[recording: Recording, name: string]> {
  const name = decodeURIComponent(path.split('/').pop() ?? path)
  const answer = await fetch(path, { cache: 'no-cache' }).catch(() => null)
  if (!answer?.ok)
    fail(
      'network',
      `${name} cannot be read (${answer ? answer.status : 'no answer'})`,
      'the recording that the page names',
      'Start terrane serve --replay again.',
    )
  return [readRecording(await answer.text(), name), name]
}
