import type { FactBox, SectionFacts } from './facts'
import type { Finding } from './faults'

/** Enter radii below this are walked through before anything can load: a walker of 1.5 m/s needs 0.75 m for half a second of loading. Metres. */
export const leastRadius = 2

/** Where nothing is known of a section's size: four cells of 64 m. */
const defaultRadius = 256

/**
 * Four times the longest side of the ground plan, as the bake takes four cells; at least 32 m, at most 512 m. Whole metres.
 */
export function usualRadius({ bounds }: SectionFacts): number {
  if (!bounds || !bounds.every(Number.isFinite)) return defaultRadius
  const side = Math.max(bounds[3] - bounds[0], bounds[5] - bounds[2])
  return Math.round(Math.min(512, Math.max(32, 4 * side)))
}

type Rule = (section: SectionFacts) => Finding | null

/** What is wrong with one section by itself. Each number is found at fault by one rule at most. */
export function checkSection(section: SectionFacts): Finding[] {
  return rules.map((rule) => rule(section)).filter((finding) => finding !== null)
}

const isRoot = ({ parent }: SectionFacts) => parent < 0

/** Roots that have a place. */
const hasRange = (section: SectionFacts) => isRoot(section) && !section.placeless

const name: Rule = (section) => {
  if (section.name === '')
    return { code: 'name-missing', message: 'a section without a name', fix: 'Give it one: "District/Place".' }
  const plain = section.name.replaceAll(/\p{Cc}/gu, ' ').trim()
  if (plain === section.name) return null
  const shown = JSON.stringify(section.name)
  const edit = { field: 'name', after: plain }
  return {
    code: 'name-odd',
    message: `the name ${shown} has spaces around it or control characters in it`,
    fix: `Call it ${JSON.stringify(plain)}.`,
    ...(plain !== '' && { edit }),
  }
}

/** One finding for all of them, in the order of the fields. */
const finite: Rule = (section) => {
  const numbers: [string, number | null][] = [
    ...(section.bounds ?? []).map((value): [string, number] => ['bounds', value]),
    ...(section.rangeBox ?? []).map((value): [string, number] => ['range box', value]),
    ['enter radius', section.enterRadius],
    ['exit radius', section.exitRadius],
    ['refine distance', section.refineDistance],
    ['priority', section.priority],
    ...Object.entries(section.costs),
  ]
  const wrong = numbers.filter(([, value]) => value !== null && !Number.isFinite(value))
  if (wrong.length === 0) return null
  const listed = [...new Map(wrong)].map(([field, value]) => `${field} ${value}`)
  return { code: 'not-finite', message: listed.join(', '), fix: 'Write finite numbers, in metres.' }
}

const crossed: Rule = ({ bounds, placeless }) => {
  if (!bounds || placeless || !bounds.every(Number.isFinite)) return null
  const axis = [0, 1, 2].find((at) => bounds[at] > bounds[at + 3])
  if (axis === undefined) return null
  const swapped = [0, 1, 2].map((at) => [Math.min(bounds[at], bounds[at + 3]), Math.max(bounds[at], bounds[at + 3])])
  const after = { min: swapped.map(([low]) => low), max: swapped.map(([, high]) => high) }
  return {
    code: 'bounds-crossed',
    message: `bounds that end before they begin: ${'xyz'[axis]} from ${bounds[axis]} to ${bounds[axis + 3]}`,
    fix: 'Swap min and max.',
    edit: { field: 'bounds', after },
  }
}

const zeroRadius: Rule = (section) => {
  const { enterRadius } = section
  if (!hasRange(section)) return null
  if (enterRadius !== null && (enterRadius > 0 || !Number.isFinite(enterRadius))) return null
  const after = usualRadius(section)
  return {
    code: 'radius-zero',
    message: enterRadius === null ? 'no enter radius' : `enter radius ${enterRadius}`,
    fix: `Write the metres from which it is wanted, ${after} for example.`,
    edit: { field: 'enterRadius', after },
  }
}

const exitBelow: Rule = (section) => {
  const { enterRadius, exitRadius } = section
  if (!hasRange(section) || exitRadius === null || !Number.isFinite(exitRadius)) return null
  const least = Math.max(0, Number.isFinite(enterRadius) ? (enterRadius as number) : 0)
  if (exitRadius > least) return null
  return {
    code: 'exit-below-enter',
    message: `exit radius ${exitRadius} is not above the enter radius ${enterRadius ?? 0}`,
    fix: "Leave it out: then it is enter × the profile's ratio.",
    edit: { field: 'exitRadius', after: undefined },
  }
}

/** Of a radius that is measured to a point, what it must reach to: the farthest corner of the bounds. */
const smallRadius: Rule = (section) => {
  const { enterRadius, bounds, rangeBox } = section
  if (!hasRange(section) || enterRadius === null || !(enterRadius > 0) || !Number.isFinite(enterRadius)) return null
  const reach = bounds && rangeBox ? reachOf(bounds, rangeBox) : 0
  const least = Math.max(leastRadius, Number.isFinite(reach) ? reach : 0)
  if (enterRadius >= least) return null
  const after = Math.max(Math.ceil(least), usualRadius(section))
  const why =
    reach > leastRadius
      ? `does not cover its own bounds, which reach ${Math.ceil(reach)} m from where distance is measured`
      : `is walked through before anything can load`
  return {
    code: 'radius-small',
    message: `enter radius ${enterRadius} ${why}`,
    fix: `Raise it to ${Math.ceil(least)} at least, ${after} for example.`,
    edit: { field: 'enterRadius', after },
  }
}

/** Largest distance from the range box to a corner of the bounds. */
function reachOf(bounds: FactBox, range: FactBox): number {
  let squared = 0
  for (let axis = 0; axis < 3; axis++) {
    const beyond = Math.max(0, range[axis] - bounds[axis], bounds[axis + 3] - range[axis + 3])
    squared += beyond * beyond
  }
  return Math.sqrt(squared)
}

/** Only the root of a tree has an outer range. */
const ignoredRadius: Rule = (section) => {
  if (isRoot(section)) return null
  const { enterRadius, exitRadius } = section
  const stated = [enterRadius ? `enter radius ${enterRadius}` : '', exitRadius ? `exit radius ${exitRadius}` : '']
  const listed = stated.filter((text) => text !== '')
  if (listed.length === 0) return null
  return {
    code: 'radius-ignored',
    message: `${listed.join(' and ')} inside a tree ${listed.length > 1 ? 'are' : 'is'} ignored`,
    fix: 'Leave it out; write refineDistance on the section that this one refines.',
  }
}

const priority: Rule = ({ priority: value }) => {
  if (value === null || !Number.isFinite(value)) return null
  if (Number.isInteger(value) && Math.abs(value) <= 8) return null
  const after = Math.max(-8, Math.min(8, Math.round(value)))
  return {
    code: 'priority-range',
    message: `priority ${value}`,
    fix: `Write a whole number from -8 to 8, ${after} for example.`,
    edit: { field: 'priority', after },
  }
}

const cost: Rule = ({ costs, refineDistance }) => {
  const all: [string, number][] = [...Object.entries(costs), ['refine distance', refineDistance ?? 0]]
  const wrong = all.filter(([, value]) => Number.isFinite(value) && value < 0)
  if (wrong.length === 0) return null
  const listed = wrong.map(([field, value]) => `${field} ${value}`).join(', ')
  return { code: 'cost-negative', message: listed, fix: 'Write 0 or more, or leave it out: the bake measures it.' }
}

const rules: readonly Rule[] = [
  name,
  finite,
  crossed,
  zeroRadius,
  exitBelow,
  smallRadius,
  ignoredRadius,
  priority,
  cost,
]
