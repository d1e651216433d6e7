import { payload, sectionName, type AdoptContext, type PayloadFeature, type SectionTable } from 'terrane'
import { measureSound, type Sound } from './sound'

/** A sound that is in memory, and sounds while `playing` is there. */
export interface Zone {
  readonly name: string
  readonly row: number
  readonly sound: Sound
  /** Between enter and leave, once somebody has allowed the page to make noise. */
  playing: Playing | null
  entered: boolean
}

interface Playing {
  readonly source: AudioBufferSourceNode
  readonly gain: GainNode
}

/** All that the game knows of its zones. */
export interface Ears {
  /** Loaded, by row. */
  readonly zones: Map<number, Zone>
  /** Null until the first key or click: browsers let no page begin by itself. */
  output: AudioContext | null
  /** What has happened, in order. */
  readonly log: string[]
}

export const createEars = (): Ears => ({ zones: new Map(), output: null, log: [] })

/** The node's name, which the bake made the section's. */
export const zoneName = (table: SectionTable, row: number) => sectionName(table, row).replace(/-noimp\/audio$/, '')

/** The game's own kind of payload: what its baker wrote, decoded by its own module in Terrane's workers. */
export function audioZones(ears: Ears): PayloadFeature {
  const said = (what: string, { name }: Zone) => ears.log.push(`${name} ${what}`)
  return payload('audio', {
    decode: new URL('./decodeSound.js', import.meta.url),
    measure: measureSound,
    adopt({ world, row }: AdoptContext, sound: Sound): Zone {
      const name = zoneName(world.terrane.table, row)
      const zone: Zone = { name, row, sound, playing: null, entered: false }
      ears.zones.set(row, zone)
      said('loaded', zone)
      return zone
    },
    enter(_, zone) {
      zone.entered = true
      if (ears.output) zone.playing = play(ears.output, zone.sound)
      said('entered', zone)
    },
    leave(_, zone) {
      zone.entered = false
      stop(zone)
      said('left', zone)
    },
    release(_, zone) {
      if (!zone) return
      ears.zones.delete(zone.row)
      said('released', zone)
    },
  })
}

/** From the first key or click on. */
export function openEars(ears: Ears): void {
  if (ears.output) return
  ears.output = new AudioContext()
  for (const zone of ears.zones.values()) if (zone.entered) zone.playing = play(ears.output, zone.sound)
}

/** How loud a zone is for somebody so many metres from its box. */
export const loudness = (metres: number) => Math.max(0, 1 - metres / 25) ** 2

/** Every frame: zones are as loud as they are near. */
export function listen({ zones, output }: Ears, metresTo: (row: number) => number): void {
  for (const { row, playing } of zones.values())
    if (output && playing) playing.gain.gain.setTargetAtTime(loudness(metresTo(row)), output.currentTime, 0.05)
}

function play(output: AudioContext, { rate, samples }: Sound): Playing {
  const buffer = new AudioBuffer({ length: samples.length, sampleRate: rate })
  buffer.copyToChannel(samples as Float32Array<ArrayBuffer>, 0)
  const gain = new GainNode(output, { gain: 0 })
  const source = new AudioBufferSourceNode(output, { buffer, loop: true })
  source.connect(gain).connect(output.destination)
  source.start()
  return { source, gain }
}

function stop(zone: Zone): void {
  zone.playing?.source.stop()
  zone.playing?.gain.disconnect()
  zone.playing = null
}
