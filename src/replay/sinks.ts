/** Where the lines of a recording go, one a call and without the line break. What it throws ends the recording, never a frame. */
export interface RecordingSink {
  write(line: string): void
  /** After the last line. */
  close(): void
}

export interface MemorySink extends RecordingSink {
  /** The recording so far, as a file would hold it. */
  text(): string
}

export function memorySink(): MemorySink {
  const lines: string[] = []
  return {
    write: (line) => void lines.push(line),
    close() {},
    text: () => lines.map((line) => `${line}\n`).join(''),
  }
}

/** Hands a recording to the person at the browser, as a file. */
export function downloadRecording(text: string, name = 'recording.jsonl'): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/jsonl' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
