import { faultOf, sortFaults, type Fault } from './faults'
import type { SectionFacts, WorldFacts } from './facts'
import { findOverlaps, overlapLimit } from './overlaps'
import { findCopies, findCycles, findDuplicates, findRefineOrder } from './relationRules'
import { checkSection } from './sectionRules'

/**
 * Every fault of a world, each once, errors first. Knows no files: what the adapters found while they read goes in as `found`.
 * About 1 s for 100,000 sections.
 */
export function validateFacts(facts: WorldFacts, found: readonly Fault[] = []): Fault[] {
  const { sections } = facts
  return sortFaults([
    ...found,
    ...sections.flatMap((section, index) =>
      checkSection(section).map((finding) => faultOf(section.name, index, finding)),
    ),
    ...findMissing(sections),
    ...findDuplicates(sections),
    ...findCycles(sections, 'requires-cycle'),
    ...findCycles(sections, 'refines-cycle'),
    ...findRefineOrder(sections),
    ...findCopies(sections),
    ...findAllOverlaps(facts),
    ...findPassedLimits(facts),
  ])
}

/** A section without content is only a frame for those that refine it. */
function findMissing(sections: readonly SectionFacts[]): Fault[] {
  const refined = new Set(sections.map(({ parent }) => parent))
  return sections.flatMap((section, index) => {
    if (section.content !== '' || refined.has(index)) return []
    return faultOf(section.name, index, {
      code: 'content-missing',
      message: 'no content, and nothing refines it',
      fix: 'Name its content, or take it out.',
    })
  })
}

/** A box that can be compared. */
const isPlaced = ({ bounds, placeless }: SectionFacts) =>
  !placeless &&
  bounds !== null &&
  bounds.every(Number.isFinite) &&
  [0, 1, 2].every((axis) => bounds[axis] <= bounds[axis + 3])

/**
 * Overlaps are looked for among sections of one kind and one layer that stand side by side: roots among roots, and children among those with the
 * same parent. What lies deeper overlaps only where these do.
 */
function findAllOverlaps({ sections, layers }: WorldFacts): Fault[] {
  const groups = new Map<string, { readonly layer: number; readonly members: number[] }>()
  sections.forEach((section, index) => {
    if (!isPlaced(section)) return
    for (const layer of section.layers) {
      if (!(layers[layer]?.overlap < Infinity)) continue
      const key = `${layer} ${section.parent} ${section.kind}`
      const group = groups.get(key)
      if (group) group.members.push(index)
      else groups.set(key, { layer, members: [index] })
    }
  })
  const needs = createRequirements(sections)
  return [...groups.values()].flatMap(({ layer, members }) => {
    const related = (a: number, b: number) => firstShared(sections, a, b) !== layer || areRelated(sections, needs, a, b)
    return overlapFaults(sections, layers[layer], findOverlaps(sections, members, layers[layer].overlap, related))
  })
}

/** Sections of several layers meet in the first that they share, and nowhere else. */
function firstShared(sections: readonly SectionFacts[], a: number, b: number): number | undefined {
  return sections[a].layers.find((layer) => sections[b].layers.includes(layer))
}

function areRelated(sections: readonly SectionFacts[], needs: Requirements, a: number, b: number): boolean {
  if (sections[a].attachedTo === b || sections[b].attachedTo === a) return true
  return needs(a).has(b) || needs(b).has(a)
}

/** All that a section requires, directly and through others; found out once it is asked for. */
type Requirements = (index: number) => ReadonlySet<number>

function createRequirements(sections: readonly SectionFacts[]): Requirements {
  const known = new Map<number, ReadonlySet<number>>()
  const none: ReadonlySet<number> = new Set()
  return (index) => {
    if (sections[index].requires.length === 0) return none
    const before = known.get(index)
    if (before) return before
    const all = new Set<number>(sections[index].requires)
    for (const other of all) for (const further of sections[other].requires) all.add(further)
    known.set(index, all)
    return all
  }
}

function overlapFaults(
  sections: readonly SectionFacts[],
  layer: WorldFacts['layers'][number],
  { pairs, more }: ReturnType<typeof findOverlaps>,
): Fault[] {
  const allowed = layer.overlap > 0 ? ` (${layer.overlap} m are allowed)` : ''
  const faults = pairs.map(({ first, second, depth }) =>
    faultOf(sections[first].name, first, {
      code: 'overlap',
      message: `overlaps "${sections[second].name}" by ${Math.round(depth * 100) / 100} m${allowed}, and neither refines nor requires the other`,
      fix: `Move or shrink one, or allow it: "overlap": "allow" of layer "${layer.name}".`,
      others: [sections[second].name],
    }),
  )
  if (!more) return faults
  const finding = {
    code: 'too-many',
    message: `more than ${overlapLimit} overlaps in layer "${layer.name}"; the others are not listed`,
    fix: `Correct some and validate again, or allow them: "overlap": "allow" of layer "${layer.name}".`,
  } as const
  return [...faults, faultOf('', -1, finding)]
}

function findPassedLimits({ sections, limits = {} }: WorldFacts): Fault[] {
  const { sections: most = Infinity, sectionBytes = Infinity, sectionTriangles = Infinity } = limits
  const tooMany = {
    code: 'limit-passed',
    message: `${sections.length} sections; the config allows ${most}`,
    fix: 'Use larger cells or fewer radii, or raise limits.sections.',
  } as const
  const faults = sections.length > most ? [faultOf('', -1, tooMany)] : []
  sections.forEach(({ name, decodedBytes = 0, triangles = 0 }, index) => {
    const passed = [
      ...(decodedBytes > sectionBytes ? [`${decodedBytes} bytes decoded; the config allows ${sectionBytes}`] : []),
      ...(triangles > sectionTriangles ? [`${triangles} triangles; the config allows ${sectionTriangles}`] : []),
    ]
    for (const message of passed)
      faults.push(faultOf(name, index, { code: 'limit-passed', message, fix: 'Split it, or simplify it.' }))
  })
  return faults
}
