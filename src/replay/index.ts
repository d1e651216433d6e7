/** The './replay' entry: recordings of all that goes into a world and comes out of it, and worlds that play them. */
export { startRecording, type RunningRecording } from './startRecording'
export { createBlackBox, type BlackBox, type BlackBoxOptions } from './blackBox'
export { downloadRecording, memorySink, type MemorySink, type RecordingSink } from './sinks'
export { lastTick, readRecording, type Recording, type RecordingEnd } from './recording'
export { hashTable, recordingFormat, recordingVersion, type RecordedKind, type RecordingHeader } from './header'
export type { RecordedCompletion, RecordedInput, RecordedTick } from './recordedTick'
export { advanceReplay, createReplay, runReplay, type Replay, type ReplayOptions } from './replay'
export type { Difference, Outputs } from './compare'
