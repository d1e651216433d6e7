/** One loop of sound. */
export interface Sound {
  /** Samples a second. */
  readonly rate: number
  /** −1 … 1, mono. */
  readonly samples: Float32Array
}

const magic = 0x5a44_4e53 // 'SNDZ', little-endian
const headerBytes = 12
const full = 32_767

/** The payload of this game's kind 'audio': magic, sample rate, count, then 16-bit samples. */
export function writeSound({ rate, samples }: Sound): Uint8Array {
  const bytes = new Uint8Array(headerBytes + 2 * samples.length)
  new Uint32Array(bytes.buffer, 0, 3).set([magic, rate, samples.length])
  new Int16Array(bytes.buffer, headerBytes).set(samples.map((sample) => Math.round(sample * full)))
  return bytes
}

/** @throws Error for bytes that are no sound; the section then fails with it. */
export function readSound(bytes: ArrayBuffer): Sound {
  const [found, rate, count] = bytes.byteLength >= headerBytes ? new Uint32Array(bytes, 0, 3) : []
  if (found !== magic || bytes.byteLength !== headerBytes + 2 * count)
    throw new Error(`${bytes.byteLength} bytes that are no sound; expected SNDZ and its samples. Bake again.`)
  const samples = Float32Array.from(new Int16Array(bytes, headerBytes), (sample) => sample / full)
  return { rate, samples }
}

/** What the worker hands over, for the engine's ledger. */
export const measureSound = ({ samples }: Sound) => ({ cpuBytes: samples.byteLength, gpuBytes: 0 })
