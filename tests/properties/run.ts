import { mat4 } from 'gl-matrix'
import { Outcome as Outcomes, pushCompletion } from '../../src/backends/backend'
import type { SimulatedParts } from '../../src/backends/simulatedBackend'
import { hasContent } from '../../src/blobs/sectionBlob'
import { setBudget } from '../../src/budgets/setBudget'
import { Reason } from '../../src/components/liveSection'
import { State } from '../../src/components/state'
import { showsBelow } from '../../src/cut/picture'
import type { TerraneWorld } from '../../src/engine'
import { createEventCursor, EventKind, readEvents, type EventCursor } from '../../src/eventReaders'
import { createFocus, moveFocus, removeFocus, type FocusId } from '../../src/focuses'
import { isUpgrade } from '../../src/live/membership'
import { findLive } from '../../src/live/rowTable'
import { isFading } from '../../src/live/shown'
import { shortOf } from '../../src/memory/ledger'
import { signalMemoryPressure } from '../../src/budgets/memoryPressure'
import { hashFraction } from '../../src/math/hash'
import { pinRow, unpin } from '../../src/pins'
import { prefetch } from '../../src/prefetch/prefetch'
import { nullPresenter, type Presenter } from '../../src/presenter'
import { refreshSection } from '../../src/refreshSection'
import { sectionId } from '../../src/sectionId'
import { auditTick, createAudit, type Audit } from '../../src/telemetry/audit'
import { makeWorld, createRandom, openRecords, runTicks, type Random } from '../worlds'
import { tiledScene } from '../../src/tiles/tiledScene'
import { makeForest, type Forest } from './forest'
import { countWronglyRefused, sharpen } from './sharpen'
import { openTiledForest, tiledForestSettings } from './tiledForest'

export interface Outcome extends Audit {
  dwellBreaks: number
  overruns: number
  changesAtRest: number
  unsettled: number
  stuck: number
  leftovers: number
  /** Prefetch that took what is not its own: more than its budget, the picture, or a place in the desired set. */
  misprefetched: number
  prefetched: number
  /** Sections whose picture was going and that were not Loaded any more. */
  tornFades: number
  /** Parts of a load in the picture beside something of the same path; without a load that they are of; and not where the presenter has them. */
  partDoubles: number
  partStrays: number
  partLeaks: number
  parts: number
  takenBack: number
  refreshes: number
  lost: number
  /** Signals of memory pressure. */
  pressures: number
  /** Steps refused for what sharper textures hold; and most of these that were there at once. */
  wronglyRefused: number
  sharp: number
  fades: number
  /** Most steps that each gate refused at once, summed: 0 where the case has no gate. */
  gated: number
  ticks: number
  loads: number
  shows: number
  forced: number
}

interface Walker {
  id: FocusId
  x: number
  z: number
  speed: number
  angle: number
  style: 'slow' | 'fast' | 'zigzag' | 'teleport'
  /** Turns with the walker; null where the case has no gate. */
  view: { view: mat4; projection: mat4 } | null
}

interface Case {
  readonly seed: number
  readonly random: Random
  readonly forest: Forest
  readonly world: TerraneWorld
  readonly outcome: Outcome
  readonly failing: boolean
  readonly gated: boolean
  readonly walkers: Walker[]
  /** Dice of refreshes and lost contexts; null for controls, which break a law without them. */
  readonly mishaps: Random | null
  /** Sections that are to be lost in this tick. */
  losing: number[]
  readonly cursor: EventCursor
  /** Rows of which the presenter draws parts. */
  readonly drawn: Set<number>
  /** The budget was cut below what is resident. */
  draining: boolean
}

/** Protections and pressure that begin and end within a case. */
const budgetsOf = (seed: number) => ({
  protectedMetres: 8,
  protectedSeconds: 1,
  giveUpAtOnce: 1 + (seed % 4),
  pressureSeconds: [1, 2] as const,
  pressureRecoverySeconds: 1,
})

/** One seeded case: 600 to 900 ticks of motion, then rest until calm, then no focus at all until nothing is left. */
export function runCase(
  seed: number,
  install?: (world: TerraneWorld) => void,
  inParts = !install,
  sharp = !install,
): Outcome {
  // One case of seven is of a world without budgets, and so without sharper textures.
  const budgeted = install !== undefined || seed % 7 !== 3
  const drawn = new Set<number>()
  const random = createRandom(seed)
  const blurred = makeForest(random)
  const forest = sharp && budgeted ? { ...blurred, records: sharpen(blurred.records, seed) } : blurred
  const failing = random.chance(0.5)
  const budget = random.chance(0.5) ? Infinity : Math.max(2500, forest.bytes * random.between(0.12, 0.8))
  const slots = random.whole(1, 4)
  const latency = random.pick([1, 5, 20, 60, 200])
  const viewed = random.chance(0.2)
  // Controls take rules from plain worlds only.
  const tiled = !install && seed % 5 < 2
  const gated = viewed || tiled
  const world = makeWorld(tiled ? openTiledForest(forest, seed) : openRecords(forest.records), {
    ...(tiled && { tiled: tiledScene }),
    features: [prefetch({ radiusShare: hashFraction(seed, 2, 5) < 0.3 ? 0 : hashFraction(seed, 3, 5) })],
    budgetBytes: budget,
    budgets: budgeted ? budgetsOf(seed) : null,
    presenter: watchParts(drawn),
    profile: {
      name: 'property',
      concurrent: slots,
      loadsPerTick: slots,
      unloadsPerTick: 2,
      exitRatio: 1.15,
      prefetchBudget: seed % 3 === 0 ? 0 : 1 + (seed % 4),
    },
    settings: {
      seed,
      dwellSeconds: random.pick([0, 10, 60]) / 60,
      fadeSeconds: hashFraction(seed, 1, 3) < 0.5 ? 0 : 0.25,
      graceSeconds: random.pick([0, 30, 180]) / 60,
      forgetSeconds: random.pick([0.5, 10]),
      cooldownSeconds: [0.5, 1, 4],
      querySlack: random.pick([2, 16]),
      watchdogSeconds: inParts ? 8 : 60,
      viewGatePadding: viewed ? 5 : Infinity,
      ...(tiled && tiledForestSettings(seed)),
    },
    backend: {
      seed,
      latencyTicks: (row, attempt) => 1 + Math.floor(latency * (0.5 + hashFraction(seed, row, attempt + 77))),
      fails: (row, attempt) => failing && (hashFraction(seed, row, 0) < 0.06 || hashFraction(seed, row, attempt) < 0.1),
      cancelTicks: random.whole(1, 10),
      unloadTicks: random.whole(1, 10),
      ...(inParts && { parts: (row, attempt) => partsOf(seed, row, attempt) }),
    },
  })
  const outcome: Outcome = {
    ...createAudit(),
    dwellBreaks: 0,
    overruns: 0,
    changesAtRest: 0,
    unsettled: 0,
    stuck: 0,
    leftovers: 0,
    misprefetched: 0,
    prefetched: 0,
    tornFades: 0,
    partDoubles: 0,
    partStrays: 0,
    partLeaks: 0,
    parts: 0,
    takenBack: 0,
    refreshes: 0,
    pressures: 0,
    wronglyRefused: 0,
    sharp: 0,
    lost: 0,
    fades: 0,
    gated: 0,
    ticks: 0,
    loads: 0,
    shows: 0,
    forced: 0,
  }
  const run: Case = {
    seed,
    random,
    forest,
    world,
    outcome,
    failing,
    gated,
    walkers: [],
    draining: false,
    mishaps: install ? null : createRandom(~seed),
    losing: [],
    cursor: createEventCursor(world),
    drawn,
  }
  loseContexts(run)
  if (run.mishaps !== null) splitBudget(run)
  install?.(world)
  move(run, random.whole(600, 900))
  rest(run)
  leave(run)
  outcome.ticks = world.terrane.clock.tick
  outcome.loads = world.terrane.telemetry.loads
  outcome.prefetched = world.terrane.telemetry.prefetched
  outcome.takenBack = world.terrane.telemetry.stuckUploads
  outcome.forced = world.terrane.telemetry.forced
  outcome.pressures = world.terrane.telemetry.pressureSignals
  return outcome
}

function tick(run: Case): void {
  const { world, outcome } = run
  const before = snapshotShown(world)
  for (const s of run.losing) before.delete(s)
  runTicks(world, 1)
  auditTick(world.terrane, outcome)
  checkBudget(run)
  checkDwell(run, before)
  readEvents(world, run.cursor, (kind) => void (kind === EventKind.Refreshed && outcome.refreshes++))
  checkFades(run)
  checkParts(run)
  outcome.misprefetched += countMisprefetched(world)
  outcome.wronglyRefused += countWronglyRefused(world.terrane)
  outcome.sharp = Math.max(outcome.sharp, countSharp(world))
  outcome.gated = Math.max(outcome.gated, ...world.terrane.telemetry.gated)
}

function countSharp({ terrane: { live } }: TerraneWorld): number {
  let sharp = 0
  for (let i = 0; i < live.count; i++)
    if (isUpgrade(live, live.order[i]) && live.state[live.order[i]] === State.Loaded) sharp++
  return sharp
}

/** What fades is resident until its picture has gone, and not shown. */
function checkFades({ world, outcome }: Case): void {
  const { live } = world.terrane
  for (let k = 0; k < live.fadingCount; k++) {
    const s = live.fading[k]
    if (!isFading(world.terrane, s)) continue
    outcome.fades++
    if (live.state[s] !== State.Loaded || live.shown[s]) outcome.tornFades++
  }
}

/** Parts of a load show alone on their path, only while it loads, and are what the presenter draws. */
function checkParts({ world, outcome, drawn }: Case): void {
  const { live } = world.terrane
  let shown = 0
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    if (!live.partShown[s]) continue
    shown++
    if (live.state[s] !== State.Loading || live.partsDone[s] === 0) outcome.partStrays++
    if (!drawn.has(live.row[s])) outcome.partLeaks++
    for (let up = s; up >= 0; up = live.parent[up])
      if (live.shown[up] || (up !== s && live.partShown[up])) outcome.partDoubles++
    if (showsBelow(live, s)) outcome.partDoubles++
  }
  outcome.parts += shown
  if (shown !== drawn.size || shown !== world.terrane.telemetry.partsShown) outcome.partLeaks++
}

/** A presenter that knows of which rows parts are in the picture. */
function watchParts(drawn: Set<number>): Presenter {
  return {
    ...nullPresenter(),
    showPart: (row) => void drawn.add(row),
    hidePart: (row) => void drawn.delete(row),
    show: (row) => void drawn.delete(row),
  }
}

/** In two cases of three some loads are adopted part by part, and now and then one comes to a halt, until the watchdog takes it back. */
function partsOf(seed: number, row: number, attempt: number): SimulatedParts {
  const count = seed % 3 === 1 || hashFraction(seed, row, 5) < 0.5 ? 1 : 2 + (row % 9)
  const stalls = count > 1 && hashFraction(seed, row, attempt + 9) < 0.02
  return { count, ticksEach: count === 1 ? 0 : 1 + (row % 12), ...(stalls && { stallsAfter: 1 }) }
}

/** I7: resident + in flight stay within the budget; after a cut of the budget only the way down is watched. */
function checkBudget(run: Case): void {
  const { ledger } = run.world.terrane
  if (shortOf(ledger, ledger.paidBytes, ledger.paidTextureBytes) === '') run.draining = false
  if (shortOf(ledger, ledger.residentBytes, ledger.residentTextureBytes) !== '' && !run.draining) run.outcome.overruns++
}

/** What is prefetched is within its budget, not in the picture, and desired by nothing; what is desired has a reason that is no prefetch. */
function countMisprefetched({ terrane }: TerraneWorld): number {
  const { live, profile } = terrane
  const { held } = terrane.prefetch!
  let wrong = held.length > profile.prefetchBudget ? 1 : 0
  for (const s of held) if (live.desired[s] || live.shown[s]) wrong++
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    const reason = live.reason[s]
    if (reason === Reason.Target && !live.active[s]) wrong++
    if (live.desired[s] && live.demand[s] === 0 && (reason === Reason.None || reason === Reason.Prefetched)) wrong++
  }
  return wrong
}

/** Live sections shown and since when. */
function snapshotShown(world: TerraneWorld): Map<number, number> {
  const { live } = world.terrane
  const shown = new Map<number, number>()
  for (let i = 0; i < live.count; i++)
    if (live.shown[live.order[i]]) shown.set(live.order[i], live.shownSince[live.order[i]])
  return shown
}

/** I5: what is replaced was shown for the dwell at least, except leaving range, refusal, attached roots and forced drops. */
function checkDwell(run: Case, before: Map<number, number>): void {
  const { live, clock, ticks, telemetry } = run.world.terrane
  for (const [s, since] of before) {
    if (live.shown[s] || live.row[s] < 0) continue
    run.outcome.shows++
    const root = live.root[s]
    if (!live.inRange[root] || !live.admitted[root] || live.attached[root] || telemetry.forced > run.outcome.forced)
      continue
    if (clock.tick - since < ticks.dwell && !givesWayToFullTiles(run, s)) run.outcome.dwellBreaks++
  }
  run.outcome.forced = telemetry.forced
}

/** T-15, where the settings say so: what is finest need not wait. */
function givesWayToFullTiles({ world: { terrane } }: Case, s: number): boolean {
  const { live, table, settings } = terrane
  if (!settings.fullTilesAtOnce || live.firstChild[s] < 0) return false
  for (let child = live.firstChild[s]; child >= 0; child = live.nextSibling[child])
    if (!live.shown[child] || table.childCount[live.row[child]] > 0) return false
  return true
}

function addWalker(run: Case): void {
  const { random, world, forest } = run
  const x = random.between(-20, forest.size + 20)
  const z = random.between(-20, forest.size + 20)
  const style = random.pick(['slow', 'fast', 'zigzag', 'teleport'] as const)
  const speed = style === 'slow' ? 2 : random.between(15, 60)
  const view = run.gated
    ? { view: mat4.create(), projection: mat4.perspective(mat4.create(), 1.2, 1.6, 0.1, 1000) as mat4 }
    : null
  run.walkers.push({
    id: createFocus(world, { position: [x, 1, z], view: view ?? undefined }),
    view,
    x,
    z,
    speed,
    angle: random.between(0, 6.28),
    style,
  })
}

function move(run: Case, ticks: number): void {
  const { random, world } = run
  const most = random.whole(1, 4)
  addWalker(run)
  const pinned: number[] = []
  for (let i = 0; i < ticks; i++) {
    if (run.walkers.length < most && random.chance(0.02)) addWalker(run)
    if (run.walkers.length > 1 && random.chance(0.004)) removeFocus(world, run.walkers.pop()!.id)
    for (const walker of run.walkers) moveWalker(run, walker)
    if (random.chance(0.004)) pinned.push(pinRandom(run))
    if (pinned.length > 0 && random.chance(0.01)) unpinRow(run, pinned.pop()!)
    if (random.chance(0.001)) cutBudget(run)
    suffer(run)
    tick(run)
  }
  for (const row of pinned) unpinRow(run, row)
}

/** One case of four has budgets of its own for textures and for the rest, which together are more or less than that for all. */
function splitBudget({ world, seed, forest, mishaps }: Case): void {
  if (seed % 4 !== 1 || mishaps === null || world.terrane.budgets === null) return
  const share = () => Math.max(2500, forest.bytes * mishaps.between(0.1, 0.6))
  setBudget(world, { geometryBytes: share(), textureBytes: share() })
}

/** New versions of what is there, memory that is short, and in one case of three a graphics context that goes with all or with some of it. */
function suffer(run: Case): void {
  const { mishaps, world, seed } = run
  const { live, table } = world.terrane
  if (mishaps === null) return
  if (mishaps.chance(0.02) && table.count > 0)
    refreshSection(world, sectionId(world.terrane, mishaps.whole(0, table.count - 1)))
  if (mishaps.chance(0.001) && world.terrane.budgets !== null) {
    signalMemoryPressure(world, mishaps.pick(['moderate', 'critical']))
    run.draining = true
  }
  if (seed % 3 !== 0 || !mishaps.chance(0.002)) return
  const share = mishaps.pick([0.3, 1])
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    const stands = live.state[s] === State.Loaded || live.state[s] === State.QueuedUnload
    if (stands && mishaps.chance(share)) run.losing.push(s)
  }
}

/** The backend says what was lost: places that showed it are empty through no fault of the engine. */
function loseContexts(run: Case): void {
  const { backend, live } = run.world.terrane
  const poll = backend.poll
  backend.poll = (now, out) => {
    poll(now, out)
    for (const s of run.losing.splice(0)) {
      if (!pushCompletion(out, live.ticket[s], live.row[s], Outcomes.Lost)) return
      if (live.shown[s]) run.outcome.covered.clear()
      run.outcome.lost++
    }
  }
}

function cutBudget(run: Case): void {
  const { world, random, forest } = run
  if (world.terrane.budgets === null) return
  setBudget(world, Math.max(2500, forest.bytes * random.between(0.12, 1)))
  run.draining = true
}

function pinRandom(run: Case): number {
  const { table } = run.world.terrane
  let row = run.random.whole(0, table.count - 1)
  while (!hasContent(table, row)) row = run.random.whole(0, table.count - 1)
  pinRow(run.world.terrane, row)
  return row
}

function unpinRow(run: Case, row: number): void {
  unpin(run.world, sectionId(run.world.terrane, row))
}

function moveWalker(run: Case, walker: Walker): void {
  const { random, world, forest } = run
  const size = forest.size
  if (walker.style === 'zigzag' && random.chance(0.05)) walker.angle += Math.PI
  else walker.angle += random.between(-0.1, 0.1)
  walker.x += (Math.cos(walker.angle) * walker.speed) / 60
  walker.z += (Math.sin(walker.angle) * walker.speed) / 60
  const away = Math.abs(walker.x - size / 2) > size || Math.abs(walker.z - size / 2) > size
  if (away || (walker.style === 'teleport' && random.chance(0.01))) {
    walker.x = random.between(0, size)
    walker.z = random.between(0, size)
  }
  if (walker.view) mat4.fromYRotation(walker.view.view, walker.angle)
  moveFocus(world, walker.id, walker.x, 1, walker.z)
}

/** Ticks without any change after which a world counts as at rest: longer than any latency, grace and dwell of the cases. */
const calmTicks = 800

/** Stand still until nothing changes; then I6 and I8. What fails for ever keeps retrying, so there only the healthy are held to it. */
function rest(run: Case): void {
  const { world, outcome } = run
  const { telemetry } = world.terrane
  let calm = 0
  for (let i = 0; i < 40_000 && calm < calmTicks; i++) {
    const hash = telemetry.timelineLow
    const shown = telemetry.shown
    tick(run)
    calm = telemetry.timelineLow === hash && telemetry.shown === shown ? calm + 1 : 0
    if (run.failing && i > 2000 && countStuck(world) === 0) return
  }
  if (calm < calmTicks && !run.failing) outcome.changesAtRest++
  outcome.stuck += countStuck(world)
  if (!run.failing) outcome.unsettled += countUnsettled(world)
}

/** Healthy targets that are not Loaded. */
function countStuck(world: TerraneWorld): number {
  const { live } = world.terrane
  let stuck = 0
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    const target = live.active[s] && !live.refined[s] && !live.structural[s]
    if (target && live.failures[s] === 0 && !requiresFailed(world, s) && live.state[s] !== State.Loaded) stuck++
  }
  return stuck
}

function requiresFailed(world: TerraneWorld, s: number): boolean {
  const { live, table, rows } = world.terrane
  const row = live.row[s]
  for (let i = table.requireStart[row]; i < table.requireStart[row + 1]; i++) {
    const required = findLive(rows, table.requires[i])
    if (live.failures[required] > 0 || requiresFailed(world, required)) return true
  }
  return false
}

/** I6: at rest shown = targets (of what is admitted and not attached to something hidden). */
function countUnsettled(world: TerraneWorld): number {
  const { live } = world.terrane
  let unsettled = 0
  for (let i = 0; i < live.count; i++) {
    const s = live.order[i]
    if (live.attached[live.root[s]]) continue
    const target = live.active[s] === 1 && !live.refined[s] && !live.structural[s]
    if (target !== (live.shown[s] === 1)) unsettled++
  }
  return unsettled
}

/** With no focus left everything leaves, and the live set returns to nothing. */
function leave(run: Case): void {
  const { world, outcome } = run
  const { terrane } = world
  for (const walker of run.walkers.splice(0)) removeFocus(world, walker.id)
  // A refresh that outlives its section holds its slot until the backend has answered.
  const isBusy = () => terrane.live.count > 0 || (terrane.refreshes?.running.size ?? 0) > 0
  for (let i = 0; i < 9000 && (i < 10 || isBusy()); i++) tick(run)
  if (terrane.ledger.residentBytes !== 0 || terrane.byState[State.Loaded] !== 0) outcome.leftovers++
  if (!run.failing && terrane.live.count !== 0) outcome.leftovers++
  if ((terrane.refreshes?.running.size ?? 0) + (terrane.refreshes?.waiting.size ?? 0) !== 0) outcome.leftovers++
  if (terrane.live.inPartsCount !== 0) outcome.leftovers++
  if (terrane.ledger.paidBytes !== 0 || terrane.loader.busy.some((busy) => busy !== 0)) outcome.leftovers++
}

/** All counters that must be zero, by name. */
export function broken(outcome: Outcome): string[] {
  const laws = [
    'holes',
    'doubles',
    'unbacked',
    'dwellBreaks',
    'overruns',
    'changesAtRest',
    'unsettled',
    'stuck',
    'leftovers',
    'misprefetched',
    'tornFades',
    'wronglyRefused',
    'partDoubles',
    'partStrays',
    'partLeaks',
  ] as const
  return laws.filter((law) => outcome[law] > 0).map((law) => `${law}: ${outcome[law]}`)
}
