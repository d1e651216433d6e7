import { expect } from 'vitest'
import type { Engine, System, TerraneWorld } from '../../src/engine'

type Names = Readonly<Record<string, readonly string[]>>

/** Which declared name covers a column. Lists of work to be looked at, and scratch, belong to nobody. */
const owners: Readonly<Record<'live' | 'focuses' | 'courses' | 'budgets' | 'cut' | 'loader' | 'ledger', Names>> = {
  live: {
    live: 'count order free freeCount row eid box enterSquared exitSquared refineInSquared refineOutSquared upgradeInSquared upgradeOutSquared bytes textureBytes priority lane kindBit structural simple requiring rank parent firstChild nextSibling root depth attached holders'.split(
      ' ',
    ),
    sizes: ['bytes', 'textureBytes'],
    cut: 'rangeSquared detailSquared bestFocus inRange limitSquared cutRefined reached leftAt'.split(' '),
    plan: 'admitted refined refused active dropped planned stepKey'.split(' '),
    desired: 'desired reason wanting demand demanding held missingBelow lastWanted lastActive'.split(' '),
    score: 'score nudge bestFocus'.split(' '),
    pins: ['pins'],
    prefetch: 'prefetch demanding held'.split(' '),
    state: 'state since ticket cancelled parked unloadedAt lastActive'.split(' '),
    ledger: ['paid'],
    parts: 'partsDone partsTotal partsTick partShown inParts inPartsCount'.split(' '),
    failing: 'failing failures cooldownUntil'.split(' '),
    shown: 'shown shownSince wakeAt fadingUntil fading fadingCount'.split(' '),
    nobody: 'pendingAt pending pendingCount isTouched touched touchedCount dirty dirtyRoots dirtyCount stamp'.split(
      ' ',
    ),
  },
  focuses: {
    'focus.position': 'x y z lastX lastY lastZ jumped'.split(' '),
    'focus.velocity': 'velocityX velocityY velocityZ teleported'.split(' '),
    'focus.ahead': 'aheadX aheadY aheadZ looksAhead'.split(' '),
    'focus.share': ['finish'],
    live: 'queryX queryY queryZ queryScale'.split(' '),
    cut: ['planes'],
    outside:
      'lastSerial serial inScene captureVelocity radiusScale detailScale weight kindMask barriers follow view alive'.split(
        ' ',
      ),
  },
  courses: {
    'focus.course': 'serial courseX courseY courseZ pace hasGhost ghostX ghostY ghostZ askedX askedY askedZ'.split(' '),
    outside: ['path'],
  },
  budgets: {
    plan: ['replanAt'],
    outside: ['settings', 'ticks'],
    nobody: ['steps'],
    pressure: 'signalled pressureLimitBytes pressureStepBytes pressureStepsLeft pressureUntil'.split(' '),
  },
  cut: {
    sizes: 'sharedBytes sharedTextureBytes pinnedBytes pinnedTextureBytes'.split(' '),
    live: 'trees parents attachments upgradable sharedBytes sharedTextureBytes capacityRefusals starved'.split(' '),
    cut: 'wantedBytes wantedTextureBytes pixelsPerRadian gated viewGated resting'.split(' '),
    plan: ['overBudget'],
    score: ['scoredTick'],
    shown: ['wakeAt'],
    pins: ['pinnedBytes', 'pinnedTextureBytes'],
    'cut.grace': ['graceEndsBefore'],
    nobody: 'moved stale stamp'.split(' '),
  },
  loader: {
    state: 'nextTicket busy parsingBytes'.split(' '),
    queues: 'queued startedThisTick unloadedThisTick pressure'.split(' '),
    'focus.share': ['virtualTime'],
    curtain: ['curtain'],
  },
  ledger: {
    ledger: 'residentBytes residentTextureBytes paidBytes paidTextureBytes peakBytes peakTextureBytes'.split(' '),
    pressure: 'budgetBytes pressure'.split(' '),
    outside: 'ceilingBytes geometryBudgetBytes textureBudgetBytes'.split(' '),
  },
}

const groups = Object.keys(owners) as (keyof typeof owners)[]

const covering = new Map<string, readonly string[]>()

/** Names that cover a column, as 'group.column'; throws for one that nobody has thought of. */
function ownersOf(key: string): readonly string[] {
  const known = covering.get(key)
  if (known) return known
  const [group, column] = key.split('.') as [keyof typeof owners, string]
  const found = Object.keys(owners[group]).filter((name) => owners[group][name].includes(column))
  if (found.length === 0) throw new Error(`${key} is a new column: say in tests/contracts/columns.ts whose it is`)
  covering.set(key, found)
  return found
}

export type Snapshot = Map<string, ArrayBufferView | number | boolean>

const partOf = (engine: Engine, group: keyof typeof owners) =>
  (group === 'courses' ? engine.prefetch?.courses : engine[group]) ?? {}

/** Copies of all columns and numbers. */
export function takeSnapshot(engine: Engine): Snapshot {
  const snapshot: Snapshot = new Map()
  for (const group of groups)
    for (const [column, value] of Object.entries(partOf(engine, group)) as [string, unknown][]) {
      if (column === 'capacity' || typeof value === 'function') continue
      ownersOf(`${group}.${column}`)
      if (ArrayBuffer.isView(value)) snapshot.set(`${group}.${column}`, (value as Float64Array).slice())
      else if (typeof value === 'number' || typeof value === 'boolean') snapshot.set(`${group}.${column}`, value)
    }
  return snapshot
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
}

/** Columns that differ; per-section columns are compared only where the same section lived before and after. */
export function listChanges(before: Snapshot, after: Snapshot): string[] {
  const rowsBefore = before.get('live.row') as Int32Array
  const rowsAfter = after.get('live.row') as Int32Array
  const stayed = (s: number) => rowsBefore[s] >= 0 && rowsBefore[s] === rowsAfter[s]
  return [...after.keys()].filter((key) => {
    const [a, b] = [before.get(key)!, after.get(key)!]
    if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b)) return !Object.is(a, b)
    if (Buffer.compare(bytesOf(a), bytesOf(b)) === 0) return false
    const [x, y] = [a as Float64Array, b as Float64Array]
    const perSection = key.startsWith('live.') && x.length === rowsBefore.length
    return x.some((value, s) => !Object.is(value, y[s]) && (!perSection || stayed(s)))
  })
}

/** Wraps every system so that a write which it does not declare fails the test. */
export function holdSystemsToTheirWrites(world: TerraneWorld, seen: Map<string, Set<string>>): void {
  const { terrane } = world
  terrane.systems = terrane.systems.map((system): System => ({
    ...system,
    run(running) {
      const before = takeSnapshot(terrane)
      const clock = { ...terrane.clock }
      system.run(running)
      expect(terrane.clock).toEqual(clock)
      for (const key of listChanges(before, takeSnapshot(terrane))) {
        const names = ownersOf(key)
        if (names.includes('nobody')) continue
        expect(
          names.filter((name) => system.writes.includes(name)),
          `${system.name} writes ${key}`,
        ).not.toEqual([])
        const own = seen.get(system.name) ?? new Set()
        seen.set(system.name, own)
        for (const name of names) own.add(name)
      }
    },
  }))
}
