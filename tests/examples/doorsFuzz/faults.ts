import type { OpenedWorld } from '../../../src/openWorld'
import type { AdoptContext, PayloadFeature } from '../../../src/payloads/kind'
import { payload } from '../../../src/payloads/payload'
import { MORE } from '../../../src/payloads/kind'
import type { Source } from '../../../src/sources/source'
import type { Random } from '../../worlds'

/** A far end that is slow, cuts answers short, fails, and does not always hear that nobody waits any more. */
export interface FaultySource {
  readonly opened: OpenedWorld
  /** What is due in this frame answers. */
  frame(): void
}

export function makeFaulty(opened: OpenedWorld, random: Random, rate: number): FaultySource {
  const waiting: { frames: number; go: () => void }[] = []
  const read: Source['read'] = async (path, options = {}) => {
    const { signal, ...rest } = options
    if (random.chance(2 * rate)) await new Promise<void>((go) => waiting.push({ frames: random.whole(1, 30), go }))
    if (random.chance(rate)) throw new Error(`no answer for ${path}`)
    const bytes = await opened.source.read(path, random.chance(0.5) ? { ...rest, signal } : rest)
    return random.chance(rate) ? bytes.slice(0, random.whole(0, bytes.byteLength - 1)) : bytes
  }
  return {
    opened: { ...opened, source: { name: 'faulty', read } },
    frame() {
      for (const one of waiting) one.frames--
      for (const { go } of waiting.filter(({ frames }) => frames <= 0)) go()
      waiting.splice(0, waiting.length, ...waiting.filter(({ frames }) => frames > 0))
    },
  }
}

/** What a part of a kind that is stacked on the engine's has seen: the laws of adopt, enter, leave and release. */
export interface Watch {
  readonly features: readonly PayloadFeature[]
  /** Sections whose content has entered, by row, and kind. */
  readonly entered: ReadonlyMap<string, ReadonlySet<number>>
  /** Rows that had to leave again in the moment in which they entered, since the last look. */
  readonly turnedAway: Set<number>
  /** Loads that were adopted and not released. */
  open(): number
  readonly counts: { adopts: number; releases: number; enters: number; leaves: number }
  /** What broke a law; the engine turns a throw into an error of the section, so that they are kept here. */
  readonly broken: string[]
}

interface Life {
  adopted: boolean
  entered: boolean
  readonly section: string
}

/** Parts that now and then ask for more frames, and throw. */
export function watchKinds(kinds: readonly string[], random: Random, rate: number): Watch {
  const lives = new Map<AdoptContext, Life>()
  const entered = new Map(kinds.map((kind) => [kind, new Set<number>()]))
  const counts = { adopts: 0, releases: 0, enters: 0, leaves: 0 }
  const broken: string[] = []
  const turnedAway = new Set<number>()
  const expectThat = (holds: boolean, context: AdoptContext, what: string) => {
    if (!holds) broken.push(`row ${context.row}: ${what}`)
  }
  const part = (kind: string): PayloadFeature =>
    payload<unknown, Life>(kind, {
      adopt(context) {
        const life = lives.get(context) ?? { adopted: false, entered: false, section: kind }
        expectThat(!life.adopted, context, 'adopted twice')
        if (!lives.has(context)) counts.adopts++
        lives.set(context, life)
        if (random.chance(5 * rate)) return MORE
        if (random.chance(rate)) throw new Error('a part that does not want to')
        life.adopted = true
        return life
      },
      enter(context, life) {
        expectThat(life === lives.get(context) && life.adopted && !life.entered, context, 'entered out of turn')
        expectThat(!entered.get(kind)!.has(context.row), context, 'two of a row entered')
        if (random.chance(rate)) {
          turnedAway.add(context.row)
          throw new Error('a part that does not come in')
        }
        counts.enters++
        life.entered = true
        entered.get(kind)!.add(context.row)
      },
      leave(context, life) {
        expectThat(life === lives.get(context) && life.entered, context, 'left without having entered')
        counts.leaves++
        life.entered = false
        entered.get(kind)!.delete(context.row)
      },
      release(context, life) {
        const known = lives.get(context)
        expectThat(known !== undefined, context, 'released without an adopt')
        expectThat(!known?.entered, context, 'released before it left')
        expectThat((life !== undefined) === known?.adopted, context, 'released as something else')
        if (lives.delete(context)) counts.releases++
      },
    }) as PayloadFeature
  return { features: kinds.map(part), entered, turnedAway, open: () => lives.size, counts, broken }
}
