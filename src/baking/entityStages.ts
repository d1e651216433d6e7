import { fail } from '../errors'
import { formatHash } from '../schema/stableId'
import type { BakeScene } from './bakeScene'
import { hardTargets, type EntityGroup } from './groupEntities'

/** Textures have stage 0, meshes and figures 1. */
const firstStage = 2
/** The section blob holds stages in 8 bits. */
const lastStage = 255

/** One hard reference from a section to another: paths of both ends. */
interface HardLink {
  readonly to: number
  readonly fromPath: string
  readonly toPath: string
}

export interface EntityStages {
  /** By group: the groups that it requires, in the order of their first reference. */
  readonly requires: readonly (readonly number[])[]
  /** By group: one above the highest of what it requires, so that what is required loads first. */
  readonly stages: readonly number[]
}

/**
 * What hard references between sections mean for their order. Those inside one section mean nothing.
 * @throws 'bake-input' for references that go round, naming their nodes, and for chains longer than stages can say.
 */
export function orderGroups(scene: BakeScene, groups: readonly EntityGroup[]): EntityStages {
  const links = linkGroups(scene, groups)
  const stages = new Array<number>(groups.length).fill(firstStage)
  const waiting = links.map((some) => some.length)
  const dependants = groups.map((): number[] => [])
  links.forEach((some, group) => some.forEach(({ to }) => dependants[to].push(group)))
  const ready = [...groups.keys()].filter((group) => waiting[group] === 0)
  for (const group of ready)
    for (const dependant of dependants[group]) {
      stages[dependant] = Math.max(stages[dependant], stages[group] + 1)
      if (--waiting[dependant] === 0) ready.push(dependant)
    }
  if (ready.length < groups.length) refuseCycle(links, groups, waiting)
  const deepest = stages.findIndex((stage) => stage > lastStage)
  if (deepest >= 0) refuseChain(groups[deepest], stages[deepest])
  return { requires: links.map((some) => some.map(({ to }) => to)), stages }
}

/** Links from each group to others, one for each other group. */
function linkGroups(scene: BakeScene, groups: readonly EntityGroup[]): HardLink[][] {
  const groupOf = new Map<string, number>()
  groups.forEach(({ members }, group) =>
    members.forEach((index) => groupOf.set(formatHash(scene.entities[index].id), group)),
  )
  return groups.map(({ members }, group) => {
    const links = new Map<number, HardLink>()
    for (const { path, target } of members.flatMap((index) => hardLinks(scene, index))) {
      const to = groupOf.get(formatHash(target.id))
      if (to === undefined) return refuseDangling(path, target.path)
      if (to !== group && !links.has(to)) links.set(to, { to, fromPath: path, toPath: target.path })
    }
    return [...links.values()]
  })
}

const hardLinks = ({ entities }: BakeScene, index: number) =>
  hardTargets(entities[index]).map((target) => ({ path: entities[index].path, target }))

function refuseDangling(from: string, to: string): never {
  return fail(
    'bake-input',
    `a hard reference from "${from}" to "${to}"`,
    'an entity there',
    'Point it at another node.',
  )
}

/** Every group that still waits requires one that still waits, so following those leads into a cycle. */
function refuseCycle(links: readonly HardLink[][], groups: readonly EntityGroup[], waiting: readonly number[]): never {
  const way: number[] = []
  let group = waiting.findIndex((count) => count > 0)
  while (!way.includes(group)) {
    way.push(group)
    group = waitingLink(links[group], waiting).to
  }
  const cycle = way.slice(way.indexOf(group))
  const named = cycle.map((at) => {
    const { fromPath, toPath } = waitingLink(links[at], waiting)
    return `"${fromPath}" (${groups[at].name}) → "${toPath}"`
  })
  return fail(
    'bake-input',
    `hard references that go round: ${named.join(', ')}`,
    'sections that can load one after the other',
    'Make one of them an entityRef, or give their nodes a common parent with terrane_enterRadius.',
  )
}

const waitingLink = (links: readonly HardLink[], waiting: readonly number[]) =>
  links.find(({ to }) => waiting[to] > 0) as HardLink

function refuseChain({ name }: EntityGroup, stage: number): never {
  return fail(
    'bake-input',
    `a chain of hard references through ${stage - firstStage + 1} sections, the last being "${name}"`,
    `at most ${lastStage - firstStage + 1}`,
    'Make some of them entityRefs.',
  )
}
