import { basename } from 'node:path'
import { createReplay, lastTick, readRecording } from '../replay/index'
import { disposeWorld } from '../world'
import { openTable, readText } from './openInput'

/** A recording that is served beside its world. */
export interface ServedReplay {
  readonly file: string
  /** Of the recorded world's time, in seconds: where it begins and where it ends. */
  readonly from: number
  readonly to: number
  readonly ticks: number
  /** It was ended, not cut off; its last line was not whole and is left out. */
  readonly ended: boolean
  readonly torn: boolean
}

/**
 * Reads a recording and tries it on the world, before a browser does.
 * @throws TerraneError 'file', 'recording-corrupt', 'recording-newer', and 'recording-world' for one of another world.
 */
export async function openServedReplay(file: string, world: string): Promise<ServedReplay> {
  const recording = readRecording(await readText(file), file)
  disposeWorld(createReplay(await openTable(world), recording).world, { deleteEcs: true })
  const { header, end, torn } = recording
  const [from, to] = [header.tick, lastTick(recording)]
  const { tickHz } = header.settings
  return { file, from: from / tickHz, to: to / tickHz, ticks: to - from, ended: end !== null, torn }
}

export function sayServedReplay({ file, from, to, ended, torn }: ServedReplay): string {
  const cut = torn ? ', its last line is not whole and was left out' : ended ? '' : ', cut off'
  return `${basename(file)}, ${(to - from).toFixed(1)} s${cut}`
}
