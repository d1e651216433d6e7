import { fail } from '../../errors'

/** A text file that the visitor gave to the page. */
export interface TextFile {
  readonly name: string
  readonly text: string
  /** What writes it where it lies; null where the browser lets nobody, and a download is all there is. */
  readonly handle: FileSystemFileHandle | null
}

/** The browser's picker of files that can be written; Chromium has it. */
type Picker = (options: object) => Promise<FileSystemFileHandle[]>

/** Lets the visitor choose a JSON file. @returns null where they think better of it. */
export async function pickTextFile(): Promise<TextFile | null> {
  const { showOpenFilePicker } = window as { showOpenFilePicker?: Picker }
  if (!showOpenFilePicker) return pickReadOnly()
  const types = [{ description: 'Authoring files', accept: { 'application/json': ['.json', '.jsonc'] } }]
  const [handle] = await showOpenFilePicker.call(window, { types }).catch(nothingChosen)
  return handle ? readTextFile(await handle.getFile(), handle) : null
}

function nothingChosen(error: Error): FileSystemFileHandle[] {
  if (error.name === 'AbortError') return []
  throw error
}

function pickReadOnly(): Promise<TextFile | null> {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = '.json,.jsonc'
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve(input.files?.[0] ? readTextFile(input.files[0], null) : null))
    input.addEventListener('cancel', () => resolve(null))
    input.click()
  })
}

/** The file with its text to the byte: a byte-order mark is a part of it. */
export async function readTextFile(file: File, handle: FileSystemFileHandle | null): Promise<TextFile> {
  return { name: file.name, text: await decode(file), handle }
}

const decode = async (file: File) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(await file.arrayBuffer())

/**
 * Writes a new text in place of the one that was read: whole, or not at all. Without a handle the browser downloads it.
 * @returns What lies there now.
 * @throws TerraneError 'file' where somebody else has changed the file meanwhile, or the browser may not write it.
 */
export async function writeTextFile(file: TextFile, text: string): Promise<TextFile> {
  const { name, handle } = file
  if (!handle) {
    download(name, text)
    return file
  }
  if ((await decode(await handle.getFile())) !== file.text)
    fail('file', `${name}, which has changed since it was opened`, 'the text that was looked at', 'Open it again.')
  try {
    const stream = await handle.createWritable()
    await stream.write(text)
    await stream.close()
  } catch (error) {
    fail('file', `${name} cannot be written (${(error as Error).name})`, 'leave to write it', 'Nothing was changed.')
  }
  return { ...file, text }
}

/** A browser has begun a download by then, milliseconds. */
const downloadMs = 10_000

function download(name: string, text: string): void {
  const link = document.createElement('a')
  link.download = name
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), downloadMs)
}
