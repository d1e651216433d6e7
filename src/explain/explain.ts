import { sectionName } from '../blobs/sectionBlob'
import { Reason } from '../components/liveSection'
import { toScene } from '../components/sceneRoot'
import { State } from '../components/state'
import { scoreNeeds } from '../cut/needs'
import type { Engine, TerraneWorld } from '../engine'
import { shownReason } from '../live/demand'
import { graceOver, rangeGraceOver } from '../live/grace'
import { listLoads, listUnloads } from '../live/queues'
import { isHeldAhead } from '../live/pending'
import { findLive } from '../live/rowTable'
import { visitAwaited } from '../readiness/awaited'
import { visualOf } from '../live/visual'
import { rowOf, sectionId, type SectionId } from '../sectionId'
import { countOf, metres, ordinal, secondsOf } from './words'
import { whyBlocked, whyDeferred, whyNotStarted } from './whyWaiting'
import { rangeOf, whyUnwanted } from './whyUnwanted'

/**
 * In one sentence, why a section is or is not loaded at this moment: out of range by how much, waiting behind what, cooling down until when
 * after which error, refused by which budget, held by which pin. Allocates: for people and tools.
 * @throws 'foreign-world' for another world's section.
 */
export function explain(world: TerraneWorld, section: SectionId): string {
  const { terrane } = world
  const row = rowOf(terrane, section)
  const s = findLive(terrane.rows, row)
  return `"${sectionName(terrane.table, row)}" ${s < 0 ? `is not loaded: ${whyUnwanted(terrane, row, s)}` : sayState(terrane, s)}.`
}

/** The sections whose bounds hold a point of the world, smallest first: "why is nothing here?" is `explain` of these. */
export function sectionsAt(world: TerraneWorld, x: number, y: number, z: number): SectionId[] {
  const { terrane } = world
  const { bounds, count, flags } = terrane.table
  const found: number[] = []
  const point = new Float64Array(3)
  toScene(point, terrane.root, x, y, z)
  for (let row = 0; row < count; row++) {
    const holds = point.every((value, axis) => value >= bounds[6 * row + axis] && value <= bounds[6 * row + 3 + axis])
    if (holds && (flags[row] & 1) === 0) found.push(row)
  }
  const volume = (row: number) =>
    [0, 1, 2].reduce((v, axis) => v * (bounds[6 * row + 3 + axis] - bounds[6 * row + axis]), 1)
  return found.sort((a, b) => volume(a) - volume(b) || a - b).map((row) => sectionId(terrane, row))
}

/** `explain` of every section whose bounds hold a point, smallest first; one sentence that says so where there is none. */
export function explainAt(world: TerraneWorld, x: number, y: number, z: number): string[] {
  const sentences = sectionsAt(world, x, y, z).map((section) => explain(world, section))
  return sentences.length > 0 ? sentences : ['No section is here.']
}

function sayState(engine: Engine, s: number): string {
  const { live } = engine
  switch (live.state[s] as State) {
    case State.Idle:
      return live.desired[s]
        ? `waits: ${whyBlocked(engine, s)}`
        : `is not loaded: ${whyUnwanted(engine, live.row[s], s)}`
    case State.QueuedLoad:
      return sayQueued(engine, s)
    case State.Loading:
      return sayLoading(engine, s)
    case State.Loaded:
      return sayLoaded(engine, s)
    case State.QueuedUnload:
      return `waits to be unloaded, ${place(engine, listUnloads(engine), s)}: ${whyUnwanted(engine, live.row[s], s)}`
    case State.Unloading:
      return live.cancelled[s]
        ? `is not wanted any more (${whyUnwanted(engine, live.row[s], s)}); its load was cancelled and the backend has not said so yet`
        : `is being unloaded: ${whyUnwanted(engine, live.row[s], s)}`
    case State.Error:
      return sayError(engine, s)
  }
}

/** While no load can start nobody makes scores. */
function sayQueued(engine: Engine, s: number): string {
  if (engine.cut.scoredTick !== engine.clock.tick) scoreNeeds(engine)
  return `waits to load, ${place(engine, listLoads(engine), s)}: ${sayWaiting(engine, s)}`
}

function place({ table, live }: Engine, queue: readonly number[], s: number): string {
  const at = queue.indexOf(s)
  const behind = at > 0 ? `, behind "${sectionName(table, live.row[queue[at - 1]])}"` : ''
  return `${ordinal(at + 1)} of ${queue.length}${behind}`
}

/** What it waits for, and what puts it behind others. */
function sayWaiting(engine: Engine, s: number): string {
  const why = whyNotStarted(engine, s)
  const deferred = whyDeferred(engine, s)
  return deferred === '' || deferred === why ? why : `${why}; ${deferred}`
}

function sayLoading(engine: Engine, s: number): string {
  const { live, clock } = engine
  const waits = engine.backend.waitsFor?.(live.row[s]) ?? ''
  const tries = live.failures[s] > 0 ? `, try ${live.failures[s] + 1} after "${engine.errors.get(live.row[s])}"` : ''
  const since = secondsOf(engine, clock.tick - live.since[s])
  const how = [sayParts(engine, s), waits && `it waits for ${waits}`].filter(Boolean).join(', ')
  return `has been loading for ${since}${tries}${how && `: ${how}`} (${whyWanted(engine, s)})`
}

/** Of a load that is adopted part by part. */
function sayParts(engine: Engine, s: number): string {
  const { live } = engine
  const [done, total] = [live.partsDone[s], live.partsTotal[s]]
  if (total === 0) return ''
  const seen = live.partShown[s] ? 'in the picture' : 'not in the picture'
  return `${done} of ${total} meshes are there (${Math.floor((100 * done) / total)} %, ${visualOf(engine, s)}) and ${seen}`
}

function sayLoaded(engine: Engine, s: number): string {
  const { live, clock, ticks } = engine
  if (live.desired[s])
    return `is loaded${live.shown[s] ? ' and shown' : `, not shown${whyNotShown(engine, s)}`}: ${whyWanted(engine, s)}`
  if (isHeldAhead(live, s)) return `is loaded ahead: ${whyWanted(engine, s)}`
  const grace = graceOver(engine, s) ? 0 : live.lastWanted[s] + ticks.grace - clock.tick
  const left = Math.max(0, grace, live.since[s] + ticks.residence - clock.tick)
  return `is loaded for another ${secondsOf(engine, left)}: ${whyUnwanted(engine, live.row[s], s)}`
}

function whyNotShown({ table, layers, live }: Engine, s: number): string {
  if ((table.layer[live.row[s]] & layers.visible) === 0) return ' while its data layer is hidden'
  return ''
}

function sayError(engine: Engine, s: number): string {
  const { live, clock } = engine
  const again = secondsOf(engine, Math.max(0, live.cooldownUntil[s] - clock.tick))
  return `failed ${countOf(live.failures[s], 'time')} and tries again in ${again}: ${engine.errors.get(live.row[s])}`
}

/** What wants it. */
function whyWanted(engine: Engine, s: number): string {
  const { live } = engine
  const pins = live.pins[s] > 0 ? `${countOf(live.pins[s], 'pin')} ${live.pins[s] === 1 ? 'holds' : 'hold'} it` : ''
  switch (shownReason(engine, s)) {
    case Reason.Target:
      return [sayRange(engine, live.root[s]), pins, sayAwaited(engine, s)].filter(Boolean).join(', and ')
    case Reason.StandIn:
      return `it stands in while ${live.missingBelow[s] < 0 ? 'a finer section fails' : `${live.missingBelow[s]} finer sections are missing`}`
    case Reason.Kept:
      return 'the coarser section that would take its place fails'
    case Reason.Pinned:
      return pins
    case Reason.Required:
      return `${sayRequirers(engine, s)} it`
    case Reason.Fading:
      return 'its picture fades out'
    case Reason.Shown:
      return whyStillShown(engine, s)
    case Reason.Upgrade:
      return `a picture that uses it is ${metres(Math.sqrt(live.detailSquared[live.parent[s]]))} away`
    case Reason.Prefetched:
      return 'nothing wants it yet; it is prefetched, as a focus is expected near it'
    case Reason.None:
      return 'nothing wants it'
  }
}

function sayAwaited(engine: Engine, s: number): string {
  let awaited = false
  for (const barrier of engine.barriers)
    visitAwaited(engine, barrier, (other, _, standing) => (awaited ||= other === s && standing === 'waiting'))
  return awaited ? 'a readiness barrier waits for it' : ''
}

function whyStillShown(engine: Engine, s: number): string {
  const { live, clock, ticks } = engine
  const root = live.root[s]
  if (live.inRange[root]) return 'it stays until another picture can take its place'
  const left = rangeGraceOver(engine, root) ? 0 : live.leftAt[root] + ticks.grace - clock.tick
  return `it goes in ${secondsOf(engine, left)}, as it is ${whyUnwanted(engine, live.row[root], root)}`
}

function sayRange(engine: Engine, root: number): string {
  const { distance, enter, exit } = rangeOf(engine, engine.live.row[root], root)
  return distance <= enter
    ? `${metres(distance)} from the nearest focus, wanted within ${metres(enter)}`
    : `${metres(distance)} from the nearest focus, kept until ${metres(exit)}`
}

function sayRequirers({ live, table }: Engine, s: number): string {
  const row = live.row[s]
  const names: string[] = []
  for (let i = 0; i < live.count; i++) {
    const other = live.order[i]
    if (!live.demanding[other]) continue
    const { requireStart, requires } = table
    const at = live.row[other]
    if (requires.subarray(requireStart[at], requireStart[at + 1]).includes(row)) names.push(sectionName(table, at))
  }
  const more = names.length > 1 ? ` and ${names.length - 1} more require` : ' requires'
  return `"${names[0] ?? 'something'}"${more}`
}
