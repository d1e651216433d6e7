/** Runs in Terrane's workers, which load it by its URL: the payload as baked → samples, moved and not copied. */
import type { DecodeFunction } from 'terrane'
import { readSound, type Sound } from './sound'

const decodeSound: DecodeFunction<Sound> = (bytes) => {
  const value = readSound(bytes)
  return { value, transfer: [value.samples.buffer as ArrayBuffer] }
}
export default decodeSound
