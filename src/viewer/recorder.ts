import type { TerraneWorld } from '../engine'
import { createBlackBox, downloadRecording, memorySink, startRecording, type RunningRecording } from '../replay'

/** What the page records of a visit: the last minute always, and more from a key to the next. */
export interface VisitRecorder {
  /** Begins a recording, or ends it and hands it out. @returns What to tell the visitor. */
  toggle(): string
  /** Hands out the last minute. */
  saveLastMinute(): string
}

/** `name` goes into the names of the files. */
export function createVisitRecorder(world: TerraneWorld, name: string): VisitRecorder {
  const box = createBlackBox(world)
  const file = (what: string) => `${name.replace(/[^\w-]+/g, '-') || 'world'}-${what}.jsonl`
  let sink = memorySink()
  let running: RunningRecording | null = null
  return {
    toggle() {
      if (running === null) {
        sink = memorySink()
        running = startRecording(world, sink)
        return 'Recording. The same key ends it.'
      }
      running.stop()
      running = null
      downloadRecording(sink.text(), file('recording'))
      return `Recorded: terrane replay ${file('recording')} WORLD`
    },
    saveLastMinute() {
      downloadRecording(box.save('saved in the viewer'), file('last-minute'))
      return `The last ${Math.round(box.seconds)} s: terrane replay ${file('last-minute')} WORLD`
    },
  }
}
