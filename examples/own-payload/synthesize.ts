import type { Sound } from './sound'

const rate = 11_025

/** What an artist wrote on a zone, as custom properties. */
export interface Recipe {
  /** 'bells': one note after the other. 'sea': noise that swells. */
  readonly sound: string
  /** Hertz, separated by blanks. */
  readonly notes?: string
  readonly seconds?: number
}

/** Stands in for a recording: a loop made of what the recipe says. */
export function synthesize({ sound, notes = '', seconds = 4 }: Recipe): Sound {
  const samples = new Float32Array(Math.round(rate * seconds))
  if (sound === 'sea') addSwell(samples)
  else addNotes(samples, notes.split(' ').map(Number))
  return { rate, samples }
}

/** Each note begins as loud as it gets and dies away; what has not died at the end goes on at the beginning. */
function addNotes(samples: Float32Array, notes: readonly number[]): void {
  const each = samples.length / notes.length
  for (const [n, hertz] of notes.entries())
    for (let i = 0; i < samples.length; i++) {
      const seconds = i / rate
      const tone = Math.sin(2 * Math.PI * hertz * seconds) + 0.4 * Math.sin(2 * Math.PI * 2.76 * hertz * seconds)
      const at = Math.floor(n * each + i) % samples.length
      samples[at] += 0.3 * tone * Math.exp(-3 * seconds) * Math.min(1, i / 40)
    }
}

/** Noise, smoothed, once louder and once softer a loop. */
function addSwell(samples: Float32Array): void {
  let [seed, smooth] = [7, 0]
  for (let i = 0; i < samples.length; i++) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    smooth += 0.15 * (seed / 2 ** 31 - 1 - smooth)
    samples[i] = smooth * (0.5 - 0.35 * Math.cos((2 * Math.PI * i) / samples.length))
  }
}
