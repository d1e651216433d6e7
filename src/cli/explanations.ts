import { sectionName } from '../blobs/sectionBlob'
import { fail } from '../errors'
import { explain, explainAt } from '../explain/explain'
import { sectionId, type SectionId } from '../sectionId'
import type { TerraneWorld } from '../engine'

/** A question to a simulation: about a section by name, or about a place, at a moment of its path. */
export interface Question {
  readonly about: string | readonly [x: number, y: number, z: number]
  readonly seconds: number
}

export interface Explanation {
  readonly seconds: number
  /** As it was asked. */
  readonly about: string
  readonly sentences: readonly string[]
}

/** Reads `SECTION@SECONDS`. @throws 'argument'. */
export function readSectionQuestion(value: string): Question {
  const [, about, seconds] = /^(.+)@([\d.]+)$/.exec(value) ?? []
  if (about && Number.isFinite(Number(seconds))) return { about, seconds: Number(seconds) }
  return fail('argument', `--explain ${value}`, 'a section and seconds', 'Pass --explain cell_3_4@12.5.')
}

/** Reads `X,Y,Z@SECONDS`. @throws 'argument'. */
export function readPlaceQuestion(value: string): Question {
  const [place, seconds = ''] = value.split('@')
  const [x, y, z, ...more] = place.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)))
  if (more.length === 0 && Number.isFinite(x + y + z) && seconds !== '' && Number(seconds) >= 0)
    return { about: [x, y, z], seconds: Number(seconds) }
  return fail('argument', `--explain-at ${value}`, 'metres and seconds', 'Pass --explain-at 10,2,-40@12.5.')
}

/** A world at a moment of its path. */
export interface Moment {
  readonly world: TerraneWorld
  readonly seconds: number
}

/** Answers questions as their moments come; `ask` is called after every tick. Those beyond the path are answered at its end. */
export function createExplainer(questions: readonly Question[]) {
  const open = [...questions].sort((a, b) => a.seconds - b.seconds)
  const answers: Explanation[] = []
  const answerUntil = (seconds: number, now: Moment) => {
    while (open.length > 0 && open[0].seconds <= seconds)
      answers.push(answer(now.world, open.shift() as Question, now.seconds))
  }
  return {
    answers,
    ask: (now: Moment) => answerUntil(now.seconds, now),
    finish: (now: Moment) => answerUntil(Infinity, now),
  }
}

function answer(world: TerraneWorld, { about }: Question, seconds: number): Explanation {
  if (typeof about === 'string') return { seconds, about, sentences: [explain(world, sectionNamed(world, about))] }
  const [x, y, z] = about
  return { seconds, about: about.join(','), sentences: explainAt(world, x, y, z) }
}

/** @throws 'argument' for a name that the world does not have, with one that it has. */
export function sectionNamed({ terrane }: TerraneWorld, name: string): SectionId {
  const { table } = terrane
  for (let row = 0; row < table.count; row++) if (sectionName(table, row) === name) return sectionId(terrane, row)
  return fail(
    'argument',
    `a section named "${name}"`,
    table.count > 0 ? `one of ${table.count}, as "${sectionName(table, 0)}"` : 'a world with sections',
    'terrane inspect lists them.',
  )
}
