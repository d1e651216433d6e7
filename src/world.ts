import { createWorld, deleteWorld, registerComponent, type World } from 'bitecs'
import type { Backend } from './backends/backend'
import type { Engine, System, TerraneWorld } from './engine'
import { fail } from './errors'
import { dropEntity } from './live/entity'
import { isShedding } from './memory/ledger'
import type { PayloadKind } from './payloads/kind'
import { recordTickMs } from './telemetry/telemetry'

/**
 * A part of a world: streaming itself, a prioritizer, a game's own. With `run` it is a system and may say where it goes; with
 * `attach` it brings the engine (only `streaming` does), with `setup` and `dispose` it holds what must be made and freed.
 */
export interface Feature {
  readonly name: string
  /** Name of the system after which, or before which, `run` goes. Left out: at the end of the tick. */
  readonly after?: string
  readonly before?: string
  readonly reads?: readonly string[]
  readonly writes?: readonly string[]
  /** Parts of payload kinds that it brings, see `payload`. */
  readonly kinds?: readonly PayloadKind[]
  run?(world: TerraneWorld): void
  attach?(ecs: World, id: number, features: readonly Feature[]): Engine
  setup?(world: TerraneWorld): void
  dispose?(world: TerraneWorld): void
}

export interface WorldSpec<Context extends object> {
  /** The bitECS world that the game already has; left out, a new one. */
  readonly world?: World<Context>
  readonly features: readonly Feature[]
}

/** World numbers fit above 40 bits of focus id in a safe integer; after the last they begin again. */
const worldLimit = 0x1fff

/** Worlds made in this process: their numbers make section ids of different worlds differ. */
let worldsMade = 0

/** Backends that serve a world: tickets and rows of two worlds would meet in one. */
const serving = new WeakSet<Backend>()

/**
 * Attaches the features to a bitECS world, and orders their systems. The world returned is the one passed in.
 * @throws 'argument' for a world that has streaming already or a spec without it, 'feature-order' for unknown or contradictory places.
 */
export function composeWorld<Context extends object = object>(spec: WorldSpec<Context>): TerraneWorld<Context> {
  const ecs = spec.world ?? createWorld<Context>()
  if (engineOf(ecs))
    fail('argument', 'a world that streams already', 'a world without streaming', 'Call disposeWorld first.')
  const attachers = spec.features.filter((feature) => feature.attach)
  if (attachers.length !== 1)
    fail(
      'argument',
      `${attachers.length} features that attach an engine`,
      'exactly one streaming(…)',
      'Put streaming(…) into features.',
    )
  const engine = attachers[0].attach!(ecs, (worldsMade++ % worldLimit) + 1, spec.features)
  if (serving.has(engine.backend))
    fail('foreign-world', 'a backend of another world', 'one of its own', 'Make a new backend for each world.')
  serving.add(engine.backend)
  const world = ecs as TerraneWorld<Context>
  try {
    engine.systems = orderSystems(engine.systems, spec.features)
    for (const component of Object.values(engine.components)) registerComponent(ecs, component)
    Object.defineProperty(ecs, 'terrane', { value: engine, configurable: true, enumerable: false })
    for (const feature of spec.features) {
      feature.setup?.(world)
      engine.features = [...engine.features, feature]
    }
  } catch (error) {
    detach(world, engine)
    delete (ecs as { terrane?: Engine }).terrane
    throw error
  }
  return world
}

function engineOf(ecs: object): Engine | undefined {
  return Object.getOwnPropertyDescriptor(ecs, 'terrane')?.value as Engine | undefined
}

/** Features in their order in the spec, each right after or before the system it names. */
function orderSystems(pipeline: readonly System[], features: readonly Feature[]): readonly System[] {
  const systems = [...pipeline]
  const lastAfter = new Map<string, string>()
  for (const feature of features) {
    if (!feature.run) continue
    const system: System = {
      name: feature.name,
      reads: feature.reads ?? [],
      writes: feature.writes ?? [],
      run: feature.run,
    }
    if (systems.some((other) => other.name === system.name))
      fail(
        'feature-order',
        `two systems named "${system.name}"`,
        'unique names',
        'List the feature once, or rename it.',
      )
    systems.splice(placeOf(systems, feature, lastAfter), 0, system)
    if (feature.after) lastAfter.set(feature.after, feature.name)
  }
  checkReaders(systems)
  return systems
}

function placeOf(systems: readonly System[], feature: Feature, lastAfter: Map<string, string>): number {
  const indexOf = (name: string) => {
    const at = systems.findIndex((system) => system.name === name)
    if (at >= 0) return at
    return fail(
      'feature-order',
      `feature "${feature.name}" next to "${name}"`,
      `one of ${systems.map((system) => system.name).join(', ')}`,
      'Correct the name, or put the feature that brings it earlier in the list.',
    )
  }
  const least = feature.after ? indexOf(lastAfter.get(feature.after) ?? feature.after) + 1 : 0
  if (feature.after) indexOf(feature.after)
  const most = feature.before ? indexOf(feature.before) : systems.length
  if (least > most)
    fail(
      'feature-order',
      `feature "${feature.name}" after "${feature.after}" and before "${feature.before}"`,
      'a place that exists',
      'Swap or drop one of the two.',
    )
  return feature.after ? least : most
}

/** What a system reads must have an earlier writer, unless it flows from the last tick or from outside (a pipeline system writes it at all). */
function checkReaders(systems: readonly System[]): void {
  const written = new Set(systems.flatMap((system) => system.writes))
  const outside = new Set(['table', 'pins', 'clock', 'follow', 'focus.given', 'ledger', 'backend'])
  for (const system of systems)
    for (const name of system.reads)
      if (!written.has(name) && !outside.has(name))
        fail(
          'feature-order',
          `"${system.name}" reads "${name}"`,
          'something that a system writes',
          `Known: ${[...written].join(', ')}.`,
        )
}

/** Longest time that one `step` looks at, seconds: a hidden tab that comes back does not replay its sleep. */
const longestStepSeconds = 600

/**
 * Advances streaming by real time: clears the frame's events, lets the backend adopt finished work under the meter, then runs as
 * many fixed ticks as have come due, `maxTicksPerStep` at most; the rest is dropped and counted. Less than no time is none: the first frame of
 * a page may be dated before the script that asked for it.
 * @returns ticks that ran.
 */
export function step(world: TerraneWorld, seconds: number): number {
  const { terrane } = world
  if (!(seconds >= 0 || seconds < 0))
    fail('argument', `a step of ${seconds} s`, 'a number', 'Pass the seconds since the last frame.')
  const { clock, settings } = terrane
  terrane.events.frameStart = terrane.events.written
  terrane.meter.begin(Math.max(0, seconds))
  terrane.backend.pump(terrane.meter, isShedding(terrane.ledger))
  clock.accumulated += Math.max(0, Math.min(seconds, longestStepSeconds))
  // A frame of exactly one tick must not lose it to rounding: due ticks are counted with a millionth of a tick to spare.
  const due = Math.floor(clock.accumulated * settings.tickHz + 1e-6)
  clock.dueInStep = due
  clock.ticksInStep = Math.min(due, settings.maxTicksPerStep)
  clock.accumulated = Math.max(0, clock.accumulated - due / settings.tickHz)
  clock.dropped += due - clock.ticksInStep
  for (clock.tickInStep = 0; clock.tickInStep < clock.ticksInStep; clock.tickInStep++) runTick(world, terrane)
  return clock.ticksInStep
}

/** One tick as the clock stands: for `step`, and for a replay, which knows when its ticks came due. A system may dispose the world: nothing runs after that. */
export function runTick(world: TerraneWorld, terrane: Engine): void {
  const { clock, systems, telemetry } = terrane
  if (terrane.disposed) return
  clock.tick++
  const started = telemetry.timing ? performance.now() : 0
  for (clock.running = 0; clock.running < systems.length && !terrane.disposed; clock.running++)
    systems[clock.running].run(world)
  clock.running = -1
  judgeBarriers(terrane)
  if (terrane.recorder !== null) terrane.recorder.endTick()
  if (telemetry.timing) recordTickMs(telemetry, performance.now() - started)
}

/** Last first: what is settled leaves the list. */
function judgeBarriers(engine: Engine): void {
  for (let i = engine.barriers.length - 1; i >= 0; i--) engine.barriers[i].judge(engine)
}

/** Takes streaming out of the world again: every payload released, features disposed (last first), every entity removed; the bitECS world stays as the game's. */
export function disposeWorld(world: TerraneWorld, options: { readonly deleteEcs?: boolean } = {}): void {
  const terrane = engineOf(world)
  if (!terrane) return
  detach(world, terrane)
  if (options.deleteEcs) deleteWorld(world)
}

/** Afterwards `world.terrane` answers with an error that says so, until the world is composed again. */
function detach(world: TerraneWorld, engine: Engine): void {
  engine.disposed = true
  engine.backend.dispose()
  for (const feature of [...engine.features].reverse()) feature.dispose?.(world)
  for (let i = 0; i < engine.live.count; i++) dropEntity(engine, engine.live.order[i])
  engine.focuses.alive.length = 0
  engine.stopWatching()
  judgeBarriers(engine)
  Object.defineProperty(world, 'terrane', { get: refuseDisposed, configurable: true, enumerable: false })
}

function refuseDisposed(): never {
  return fail('argument', 'a disposed world', 'a world that is alive', 'Compose it again with composeWorld.')
}
