import { fail } from '../errors'
import { createMeter } from '../memory/meter'
import type { WorkAction } from '../memory/workLog'
import { colliderKind } from '../payloads/colliderKind'
import { MORE, type PayloadKind } from '../payloads/kind'
import { meshKind } from '../payloads/meshKind'
import { textureKind } from '../payloads/textureKind'
import type { Presenter, Row } from '../presenter'
import type { Source } from '../sources/source'
import { browserPool } from '../workers/browserPool'
import type { WorkerPool } from '../workers/pool'
import { addReady, beginLoad } from './assetLoad'
import { pumpAssets } from './assetPump'
import {
  discard,
  end,
  enterHeld,
  leaveHeld,
  releaseBegun,
  releaseHeld,
  stopLoad,
  timed,
  type AssetLoad,
  type AssetState,
  type HeldAsset,
} from './assetState'
import {
  Outcome,
  pushCompletion,
  pushParts,
  pushProgress,
  pushSize,
  type Backend,
  type BackendSite,
  type Completions,
  type Ticket,
} from './backend'

export interface AssetBackendOptions {
  readonly source: Source
  /** Left out, Web Workers of its own, which end with it. A pool that is passed stays its owner's. */
  readonly pool?: WorkerPool
  /** Default 12: two for each of the six connections, so that the wire is busy while results are decoded. */
  readonly transportLoads?: number
}

/**
 * Loads real content: source → decode in the pool → adopt under the meter. Nothing that a source, a payload or a kind does
 * wrong leaves it as a throw: it becomes that section's Failed, in one line.
 * @throws TerraneError 'kind-unknown' for a table with a wanted kind that nobody brought.
 */
export function createAssetBackend(site: BackendSite, options: AssetBackendOptions): Backend {
  const { presenter } = site
  const pool = options.pool ?? browserPool()
  const state = createAssetState(site, options, pool)
  presenter.onLost(() => loseContext(state))
  return {
    transportLoads: options.transportLoads ?? 12,
    tellsArrival: true,
    start: (ticket, row) => startRow(state, ticket, row),
    cancel: (ticket) => cancel(state, ticket),
    release: (ticket, row) => release(state, ticket, row),
    refresh: (ticket, row) => refresh(state, ticket, row),
    watchWork: (watch) => void (state.work = watch),
    enter: (row) => withHeld(state, row, 'enter', enterHeld),
    leave: (row) => void withHeld(state, row, 'leave', leaveHeld),
    isWaiting: (ticket) => (state.loads.get(ticket)?.waitsFor ?? '') !== '',
    waitsFor: (row) => waitsFor(state, row),
    clear: () => clearAssets(state),
    pump: (meter, urgent) => pumpAssets(state, meter, urgent),
    poll: (_tick, out) => poll(state, out),
    dispose() {
      disposeAssets(state)
      if (!options.pool) void pool.dispose()
    },
  }
}

function createAssetState(site: BackendSite, { source }: AssetBackendOptions, pool: WorkerPool): AssetState {
  return {
    site,
    table: site.table,
    source,
    pool,
    kinds: bindKinds(site),
    loads: new Map(),
    ready: [],
    unproved: [],
    uploaded: false,
    held: new Map(),
    releases: [],
    work: null,
    ended: [],
    progress: [],
    sizes: new Map(),
    meter: createMeter(),
    firstTurn: 2,
    tearDowns: 0,
    disposed: false,
  }
}

const builtInKinds = (presenter: Presenter) =>
  [meshKind(presenter), textureKind(presenter), colliderKind] as readonly PayloadKind[]

/** Kinds by name; parts of one name are stacked in the order in which they come. */
function mergeKinds(parts: readonly PayloadKind[]): Map<string, PayloadKind> {
  const kinds = new Map<string, PayloadKind>()
  for (const part of parts) {
    const below = kinds.get(part.name)
    kinds.set(part.name, below ? (part.stack?.(below) ?? refusePart(part)) : part)
  }
  return kinds
}

function refusePart({ name }: PayloadKind): never {
  return fail(
    'argument',
    `a part of kind "${name}" beside another`,
    'one that payload(…) made',
    'Bring it with payload(…).',
  )
}

/** Kinds by the table's number, null where the world does without. Only those that some section with content uses must be known. */
function bindKinds({ table, presenter, kinds, wantsKind }: BackendSite): (PayloadKind | null)[] {
  const known = mergeKinds([...builtInKinds(presenter), ...kinds])
  const names = table.info.kinds
  const missing = new Set([...names.keys()].filter((kind) => wantsKind[kind] && !known.has(names[kind])))
  for (let row = 0; row < table.count && missing.size > 0; row++)
    if (missing.has(table.kind[row]) && table.contentStart[row + 1] > table.contentStart[row])
      fail(
        'kind-unknown',
        `sections of kind "${names[table.kind[row]]}"`,
        `one of ${[...known.keys()].join(', ')}`,
        'Put payload(…) for it into features, or leave it out with streaming({ kinds }).',
      )
  return names.map((name, kind) => (wantsKind[kind] ? (known.get(name) ?? null) : null))
}

/** Inside a tick: it belongs to the frame that was pumped last. */
function withHeld(state: AssetState, row: Row, action: WorkAction, act: (held: HeldAsset) => string): string {
  const held = state.held.get(row)
  return held ? timed(state, action, row, held.kind, () => act(held)) : ''
}

function waitsFor(state: AssetState, row: Row): string {
  for (const load of state.loads.values()) if (load.row === row) return load.waitsFor
  return ''
}

function startRow(state: AssetState, ticket: Ticket, row: Row): void {
  if (state.disposed) return
  settleRow(state, row)
  beginLoad(state, ticket, row, false)
}

/** A watchdog may have given up on an operation that is still on its way here: it ends before the row begins anew. */
function settleRow(state: AssetState, row: Row): void {
  settleOperations(state, row)
  const held = state.held.get(row)
  state.held.delete(row)
  if (held) releaseHeld(held)
}

/** Ends what is still on its way for a row, so that a release which waits cannot take away what comes after it. */
function settleOperations(state: AssetState, row: Row): void {
  for (const load of state.loads.values()) if (load.row === row) stopLoad(state, load)
  for (let i = state.releases.length - 1; i >= 0; i--) {
    if (state.releases[i].row !== row) continue
    const [old] = state.releases.splice(i, 1)
    end(state, old.ticket, row, Outcome.Gone, releaseHeld(old))
  }
}

function cancel(state: AssetState, ticket: Ticket): void {
  const load = state.loads.get(ticket)
  if (load) stopLoad(state, load)
}

function release(state: AssetState, ticket: Ticket, row: Row): void {
  if (state.disposed) return
  for (const load of state.loads.values()) if (load.row === row) stopLoad(state, load)
  const held = state.held.get(row)
  state.held.delete(row)
  if (held) state.releases.push({ ...held, ticket, row })
  else end(state, ticket, row, Outcome.Gone)
}

function refresh(state: AssetState, ticket: Ticket, row: Row): void {
  if (state.disposed) return
  settleOperations(state, row)
  if (state.held.has(row)) beginLoad(state, ticket, row, true)
  else end(state, ticket, row, Outcome.Failed, 'a refresh of a section that is not loaded')
}

function poll(state: AssetState, out: Completions): void {
  pollProgress(state, out)
  for (const [row, bytes] of state.sizes) if (pushSize(out, row, bytes)) state.sizes.delete(row)
  if (state.loads.size > 0) pollParts(state, out)
  let count = 0
  for (const { ticket, row, outcome, message } of state.ended) {
    if (!pushCompletion(out, ticket, row, outcome, message)) break
    count++
  }
  if (count > 0) state.ended.splice(0, count)
}

function pollProgress({ progress }: AssetState, out: Completions): void {
  let count = 0
  while (
    count < progress.length &&
    pushProgress(out, progress[count].ticket, progress[count].row, progress[count].stage)
  )
    count++
  if (count > 0) progress.splice(0, count)
}

/** Parts that stand; none where they went with the graphics context. Of a refresh nobody needs to know: the old version is what stands. */
function pollParts({ loads }: AssetState, out: Completions): void {
  for (const load of loads.values()) {
    const done = load.partsDone < 0 ? 0 : (load.context.parts?.done ?? 0)
    if (load.refresh || done === load.partsDone) continue
    const total = load.context.parts?.total ?? load.partsTotal
    if (!pushParts(out, load.ticket, load.row, done, total)) return
    load.partsDone = done
    load.partsTotal = total
  }
}

/** The graphics context is gone, and what it held with it. What was being adopted begins again from its decoded data. */
function loseContext(state: AssetState): void {
  state.unproved.length = 0
  for (const load of state.loads.values()) {
    if (load.refresh && load.kind.onGpu) stopLoad(state, load)
    else if (load.begun && load.kind.onGpu) {
      load.begun = false
      if (load.partsDone > 0) load.partsDone = -1
      releaseBegun(load)
      beginAgain(state, load)
    }
  }
  for (const [row, held] of state.held) {
    if (!held.kind?.onGpu) continue
    state.held.delete(row)
    end(state, held.ticket, row, Outcome.Lost, releaseHeld(held))
  }
}

/** One that was done and not yet counted as loaded is adopted once more. */
function beginAgain({ ready }: AssetState, load: AssetLoad): void {
  if (load.adopted === MORE) return
  load.adopted = MORE
  addReady(ready, load)
}

function disposeAssets(state: AssetState): void {
  if (state.disposed) return
  state.disposed = true
  clearAssets(state)
}

function clearAssets(state: AssetState): void {
  for (const load of state.loads.values()) {
    load.controller.abort()
    if (load.begun) releaseBegun(load)
    discard(load)
  }
  for (const held of [...state.releases, ...state.held.values()]) releaseHeld(held)
  state.loads.clear()
  state.held.clear()
  state.ready.length = state.unproved.length = state.releases.length = state.ended.length = state.progress.length = 0
}
