import { Reason } from '../../src/components/liveSection'
import { Prefetch } from '../../src/components/prefetch'
import { isOccupied, State } from '../../src/components/state'
import type { Engine, System, TerraneWorld } from '../../src/engine'
import { isUpgrade } from '../../src/live/membership'
import { setReason } from '../../src/live/demand'
import { showPart } from '../../src/live/parts'
import { markDirty } from '../../src/live/pending'
import { addPaid } from '../../src/live/paid'
import { hide, show } from '../../src/live/shown'
import { isOutOfView } from '../../src/cut/views'
import { transition } from '../../src/live/transition'

/**
 * Controls: the same engine with one rule of CUT.md taken away. Nothing in src knows of them; each is a system that undoes what the
 * rule did, put right after or before the system that follows it. A property test that a control does not fail proves nothing.
 */
export interface Control {
  readonly name: string
  /** Laws of which at least one must break. */
  readonly breaks: readonly string[]
  /** Seed at which the search for a break begins: rare ones (1 of 600) are known. Default 1. */
  readonly from?: number
  /** Some loads are adopted part by part. */
  readonly inParts?: true
  /** Shared assets have sharper versions. */
  readonly sharp?: true
  install(world: TerraneWorld): void
}

function insert(world: TerraneWorld, where: 'after' | 'before', name: string, run: (engine: Engine) => void): void {
  const { terrane } = world
  const at = terrane.systems.findIndex((system) => system.name === name) + (where === 'after' ? 1 : 0)
  const system: System = { name: `control ${where} ${name}`, reads: [], writes: [], run: () => run(terrane) }
  terrane.systems = [...terrane.systems.slice(0, at), system, ...terrane.systems.slice(at)]
}

function forEachLive(engine: Engine, visit: (s: number) => void): void {
  for (let i = 0; i < engine.live.count; i++) visit(engine.live.order[i])
}

/** Bits of a column are kept aside while one system runs without them. */
function without(world: TerraneWorld, name: string, column: 'failures' | 'failing', value: number): void {
  const { live } = world.terrane
  const kept = live[column].slice()
  insert(world, 'before', name, () => {
    kept.set(live[column])
    live[column].fill(value)
  })
  insert(world, 'after', name, () => live[column].set(kept))
}

const cutControls: readonly Control[] = [
  {
    name: 'shown is not retained',
    breaks: ['holes', 'unbacked'],
    install: (world) =>
      insert(world, 'after', 'DesiredSetBuild', (engine) =>
        forEachLive(engine, (s) => {
          if (engine.live.reason[s] === Reason.Shown) setReason(engine, s, Reason.None)
        }),
      ),
  },
  {
    name: 'the budget evicts the farthest resident instead of shaping the plan',
    breaks: ['unbacked', 'holes', 'changesAtRest'],
    install: (world) =>
      insert(world, 'before', 'StreamingLoader', (engine) => {
        const { live, ledger } = engine
        if (ledger.paidBytes < ledger.budgetBytes * 0.9) return
        let farthest = -1
        forEachLive(engine, (s) => {
          if (live.state[s] !== State.Loaded || live.demand[s] > 0) return
          if (farthest < 0 || live.rangeSquared[s] > live.rangeSquared[farthest]) farthest = s
        })
        if (farthest >= 0) transition(engine, farthest, State.QueuedUnload)
      }),
  },
  {
    name: 'no plan: everything is wanted, only loads are reserved',
    breaks: ['unsettled', 'stuck', 'changesAtRest'],
    install(world) {
      const { ledger } = world.terrane
      let budget = ledger.budgetBytes
      insert(world, 'before', 'DesiredSetBuild', () => {
        budget = ledger.budgetBytes
        ledger.budgetBytes = Infinity
      })
      insert(world, 'after', 'DesiredSetBuild', () => (ledger.budgetBytes = budget))
    },
  },
  {
    name: 'sharper textures come before refinements and places, not after them',
    breaks: ['wronglyRefused'],
    sharp: true,
    install(world) {
      const { ledger, live } = world.terrane
      let budget = ledger.budgetBytes
      insert(world, 'before', 'DesiredSetBuild', (engine) => {
        budget = ledger.budgetBytes
        let sharp = 0
        forEachLive(
          engine,
          (s) => (sharp += isUpgrade(live, s) && isOccupied(live.state[s] as State) ? live.bytes[s] : 0),
        )
        ledger.budgetBytes = Math.max(1, budget - sharp)
      })
      insert(world, 'after', 'DesiredSetBuild', () => (ledger.budgetBytes = budget))
    },
  },
  {
    name: 'no return ticket: only what is resident is paid',
    breaks: ['stuck', 'unsettled', 'overruns'],
    from: 44,
    install(world) {
      insert(world, 'before', 'StreamingLoader', (engine) => recountPaid(engine, (s) => engine.live.paid[s]++))
      insert(world, 'after', 'StreamingLoader', (engine) => recountPaid(engine, (s) => addPaid(engine, s)))
    },
  },
  {
    name: 'no keep: a failing section coarsens over what shows',
    breaks: ['stuck', 'unsettled', 'holes'],
    from: 310,
    install: (world) => without(world, 'DesiredSetBuild', 'failing', 0),
  },
  {
    name: 'what failed is not last',
    breaks: ['stuck'],
    from: 11,
    install: (world) => without(world, 'StreamingLoader', 'failures', 0),
  },
  {
    name: 'children appear one by one under a shown parent',
    breaks: ['doubles'],
    install: (world) =>
      insert(world, 'after', 'HandOver', (engine) =>
        forEachLive(engine, (s) => {
          if (engine.live.reason[s] === Reason.Target && engine.live.state[s] === State.Loaded) show(engine, s)
        }),
      ),
  },
  {
    name: 'a parent goes when its children are wanted, not when they can stand',
    breaks: ['holes'],
    install: (world) =>
      insert(world, 'after', 'HandOver', (engine) =>
        forEachLive(engine, (s) => {
          if (engine.live.refined[s] && engine.live.shown[s]) hide(engine, s)
        }),
      ),
  },
  {
    name: 'the gate refuses single loads, not steps',
    breaks: ['stuck', 'unsettled'],
    install: (world) =>
      insert(world, 'before', 'StreamingLoader', (engine) =>
        forEachLive(engine, (s) => {
          if (engine.live.state[s] === State.QueuedLoad && isOutOfView(engine, engine.live.row[s]))
            transition(engine, s, State.Idle)
        }),
      ),
  },
  {
    name: 'what fades is not retained',
    breaks: ['tornFades'],
    install: (world) =>
      insert(world, 'after', 'DesiredSetBuild', (engine) =>
        forEachLive(engine, (s) => {
          if (engine.live.reason[s] === Reason.Fading) setReason(engine, s, Reason.None)
        }),
      ),
  },
  {
    name: 'no dwell',
    breaks: ['dwellBreaks'],
    install: (world) =>
      insert(world, 'before', 'HandOver', (engine) => {
        engine.live.shownSince.fill(-1_000_000)
        forEachLive(engine, (s) => markDirty(engine, s))
      }),
  },
]

const prefetchControls: readonly Control[] = [
  {
    name: 'what is prefetched counts as wanted',
    breaks: ['misprefetched'],
    install: (world) =>
      insert(world, 'after', 'PrefetchAhead', (engine) => {
        for (const s of [...engine.prefetch!.held]) setReason(engine, s, Reason.Target)
      }),
  },
  {
    name: 'what is prefetched is kept until it is wanted',
    breaks: ['leftovers'],
    install: (world) =>
      insert(world, 'before', 'StreamingDiff', (engine) =>
        forEachLive(engine, (s) => {
          if (engine.live.prefetch[s] & Prefetch.Unused) engine.live.lastWanted[s] = engine.clock.tick
        }),
      ),
  },
]

const partControls: readonly Control[] = [
  {
    name: 'parts of a load show whatever else stands',
    breaks: ['partDoubles'],
    inParts: true,
    install: (world) =>
      insert(world, 'after', 'HandOver', (engine) => {
        const { live } = engine
        for (let k = 0; k < live.inPartsCount; k++) showPart(engine, live.inParts[k])
      }),
  },
  {
    name: 'parts stay when their load ends',
    breaks: ['partStrays', 'partLeaks'],
    inParts: true,
    install: (world) =>
      insert(world, 'before', 'HandOver', ({ live }) => {
        for (let k = live.inPartsCount - 1; k >= 0; k--)
          if (live.state[live.inParts[k]] !== State.Loading) live.inParts[k] = live.inParts[--live.inPartsCount]
      }),
  },
]

export const controls: readonly Control[] = [...cutControls, ...prefetchControls, ...partControls]

/** Paid from nothing: every occupied section is booked by `book`. */
function recountPaid(engine: Engine, book: (s: number) => void): void {
  const { live, ledger } = engine
  live.paid.fill(0)
  ledger.paidBytes = ledger.paidTextureBytes = 0
  forEachLive(engine, (s) => {
    if (isOccupied(live.state[s] as State)) book(s)
  })
  if (ledger.paidBytes > 0) return
  ledger.paidBytes = ledger.residentBytes
  ledger.paidTextureBytes = ledger.residentTextureBytes
}
