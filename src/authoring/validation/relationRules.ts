import type { SectionFacts } from './facts'
import { faultOf, type Fault } from './faults'

/** Sections of one id or of one name: a fault for each but the first of them. A world's ids come from its names, so equal ones are said once, as the id. */
export function findDuplicates(sections: readonly SectionFacts[]): Fault[] {
  const faults: Fault[] = []
  const ids = new Map<string, number>()
  const names = new Map<string, number>()
  const given = new Set(sections.map(({ name }) => name))
  sections.forEach((section, index) => {
    const sameId = firstOf(ids, section.id, index)
    const sameName = firstOf(names, section.name, index)
    if (sameId !== undefined && section.id !== '') faults.push(sameIdFault(sections, index, sameId))
    else if (sameName !== undefined && section.name !== '')
      faults.push(sameNameFault(section, index, freeName(section.name, given)))
  })
  return faults
}

/** Index of who had the key first; undefined where it is new. */
function firstOf(seen: Map<string, number>, key: string, index: number): number | undefined {
  const first = seen.get(key)
  if (first === undefined) seen.set(key, index)
  return first
}

function sameIdFault(sections: readonly SectionFacts[], index: number, first: number): Fault {
  const { name, id } = sections[index]
  return faultOf(name, index, {
    code: 'id-duplicate',
    message: `the id ${id} is that of "${sections[first].name}" (section ${first + 1}) too`,
    fix: 'Give it an id of its own, or leave the id out: then it comes from the name.',
    others: [sections[first].name],
    edit: { field: 'id', after: undefined },
  })
}

function sameNameFault({ name }: SectionFacts, index: number, free: string): Fault {
  return faultOf(name, index, {
    code: 'name-duplicate',
    message: `another section is called "${name}" too`,
    fix: `Call it "${free}".`,
    edit: { field: 'name', after: free },
  })
}

/** The name with the first number that nobody has, as a bake numbers equal names. Takes it. */
function freeName(name: string, given: Set<string>): string {
  for (let copy = 2; ; copy++) {
    const free = `${name}#${copy}`
    if (given.has(free)) continue
    given.add(free)
    return free
  }
}

type Links = (index: number) => readonly number[]

/** What requires, or refines, itself in the end: each ring once, at its first section, with all its members in their order. */
export function findCycles(sections: readonly SectionFacts[], code: 'requires-cycle' | 'refines-cycle'): Fault[] {
  const links: Links =
    code === 'requires-cycle'
      ? (index) => sections[index].requires
      : (index) => (sections[index].parent >= 0 ? [sections[index].parent] : [])
  const verb = code === 'requires-cycle' ? 'requires' : 'refines'
  return ringsOf(sections.length, links).map((ring) => {
    const names = ring.map((index) => `"${sections[index].name}"`)
    return faultOf(sections[ring[0]].name, ring[0], {
      code,
      message: `it ${verb} itself: ${[...names, names[0]].join(` ${verb} `)}`,
      fix: `Take out one ${verb}.`,
      others: ring.slice(1).map((index) => sections[index].name),
    })
  })
}

/** Rings that a walk along the links comes upon; a section is in one of them at most. Without recursion: chains may be long. */
function ringsOf(count: number, links: Links): number[][] {
  const [fresh, open, done] = [0, 1, 2]
  const state = new Uint8Array(count)
  const ringed = new Uint8Array(count)
  const rings: number[][] = []
  for (let start = 0; start < count; start++) {
    if (state[start] !== fresh) continue
    const way: { readonly at: number; next: number }[] = [{ at: start, next: 0 }]
    state[start] = open
    while (way.length > 0) {
      const top = way[way.length - 1]
      const to = links(top.at)[top.next++]
      if (to === undefined) {
        state[top.at] = done
        way.pop()
      } else if (state[to] === fresh) {
        state[to] = open
        way.push({ at: to, next: 0 })
      } else if (state[to] === open) {
        const ring = way.slice(way.findIndex(({ at }) => at === to)).map(({ at }) => at)
        if (!ring.some((at) => ringed[at])) rings.push(fromFirst(ring))
        for (const at of ring) ringed[at] = 1
      }
    }
  }
  return rings
}

/** The same ring from its lowest index on. */
function fromFirst(ring: readonly number[]): number[] {
  const first = ring.indexOf(Math.min(...ring))
  return [...ring.slice(first), ...ring.slice(0, first)]
}

/** Refine distances fall from the root down, and lie inside what the root is wanted from. */
export function findRefineOrder(sections: readonly SectionFacts[]): Fault[] {
  const faults: Fault[] = []
  const limitOf = ({ parent, enterRadius }: SectionFacts) =>
    parent < 0 ? enterRadius : sections[parent].refineDistance
  sections.forEach((section, index) => {
    const { refineDistance, parent, placeless } = section
    const limit = limitOf(section)
    if (placeless || !isDistance(refineDistance) || !isDistance(limit) || refineDistance < limit) return
    const of = parent < 0 ? 'its enter radius' : `that of "${sections[parent].name}", which it refines`
    faults.push(
      faultOf(section.name, index, {
        code: 'refine-order',
        message: `refine distance ${refineDistance} is not below ${of} (${limit}), so it is never shown by itself`,
        fix: `Lower it to ${limit / 2}, for example.`,
        edit: { field: 'refineDistance', after: limit / 2 },
      }),
    )
  })
  return faults
}

const isDistance = (value: number | null): value is number => value !== null && value > 0 && Number.isFinite(value)

/** The same payload in the same place twice: it is loaded and drawn twice, and nobody sees it. */
export function findCopies(sections: readonly SectionFacts[]): Fault[] {
  const seen = new Map<string, number>()
  const faults: Fault[] = []
  sections.forEach((section, index) => {
    if (section.content === '' || section.placeless || !section.bounds) return
    const first = firstOf(seen, `${section.content}\n${section.bounds.join(' ')}\n${section.layers.join(' ')}`, index)
    if (first === undefined) return
    faults.push(
      faultOf(section.name, index, {
        code: 'same-twice',
        message: `it has the content and the bounds of "${sections[first].name}"`,
        fix: 'Take one of them out.',
        others: [sections[first].name],
      }),
    )
  })
  return faults
}
