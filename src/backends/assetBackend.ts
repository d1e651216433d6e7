import type { SectionTable } from '../blobs/sectionBlob'
import { fail } from '../errors'
import type { PayloadKind } from '../payloads/kind'
import { meshKind } from '../payloads/meshKind'
import { textureKind } from '../payloads/textureKind'
import { nullPresenter, type Presenter, type Row } from '../presenter'
import type { Source } from '../sources/source'
import { browserPool } from '../workers/browserPool'
import type { WorkerPool } from '../workers/pool'
import { beginLoad } from './assetLoad'
import { pumpAssets } from './assetPump'
import { discard, end, releaseNow, stopLoad, type AssetState } from './assetState'
import { Outcome, pushCompletion, type Backend, type Completions, type Ticket } from './backend'

export interface AssetBackendOptions {
  readonly table: SectionTable
  readonly source: Source
  /** Draws meshes and textures; left out, nothing is drawn. */
  readonly presenter?: Presenter
  /** A game's own kinds; one named 'mesh' or 'texture' takes the place of the engine's. */
  readonly kinds?: readonly PayloadKind[]
  /** Kinds that this world leaves out (a server: 'mesh', 'texture'): they count as loaded, and not a byte of them is read. */
  readonly skipKinds?: readonly string[]
  /** Left out, Web Workers of its own, which end with it. A pool that is passed stays its owner's. */
  readonly pool?: WorkerPool
  /** Default 12: two for each of the six connections, so that the wire is busy while results are decoded. */
  readonly transportLoads?: number
}

/**
 * Loads real content: source → decode in the pool → adopt under the meter. Nothing that a source, a payload or a kind does
 * wrong leaves it as a throw: it becomes that section's Failed, in one line.
 * @throws TerraneError 'kind-unknown' for a table with a kind that is neither known nor skipped.
 */
export function createAssetBackend(options: AssetBackendOptions): Backend {
  const presenter = options.presenter ?? nullPresenter()
  const pool = options.pool ?? browserPool()
  const state = createAssetState(options, presenter, pool)
  presenter.onLost(() => loseContext(state))
  return {
    transportLoads: options.transportLoads ?? 12,
    start: (ticket, row) => startRow(state, ticket, row),
    cancel: (ticket) => cancel(state, ticket),
    release: (ticket, row) => release(state, ticket, row),
    refresh: (ticket, row) => refresh(state, ticket, row),
    pump: (meter) => pumpAssets(state, meter),
    poll: (_tick, out) => poll(state, out),
    dispose() {
      disposeAssets(state)
      if (!options.pool) void pool.dispose()
    },
  }
}

function createAssetState(options: AssetBackendOptions, presenter: Presenter, pool: WorkerPool): AssetState {
  const { table, source } = options
  const known = new Map<string, PayloadKind | null>()
  for (const kind of [meshKind(presenter), textureKind(presenter), ...(options.kinds ?? [])])
    known.set(kind.name, kind as PayloadKind)
  for (const name of options.skipKinds ?? []) known.set(name, null)
  return {
    table,
    source,
    pool,
    kinds: bindKinds(table, known),
    loads: new Map(),
    ready: [],
    held: new Map(),
    releases: [],
    ended: [],
    adoptFirst: false,
    disposed: false,
  }
}

/** Kinds by the table's number. Only those that some section with content uses must be known. */
function bindKinds(table: SectionTable, known: ReadonlyMap<string, PayloadKind | null>): (PayloadKind | null)[] {
  const names = table.info.kinds
  const missing = new Set([...names.keys()].filter((kind) => !known.has(names[kind])))
  for (let row = 0; row < table.count && missing.size > 0; row++)
    if (missing.has(table.kind[row]) && table.contentStart[row + 1] > table.contentStart[row])
      fail(
        'kind-unknown',
        `sections of kind "${names[table.kind[row]]}"`,
        `one of ${[...known.keys()].join(', ')}`,
        'Pass it in kinds: [payload(…)], or name it in skipKinds.',
      )
  return names.map((name) => known.get(name) ?? null)
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
  if (held) releaseNow(row, held.kind, held.adopted)
}

/** Ends what is still on its way for a row, so that a release which waits cannot take away what comes after it. */
function settleOperations(state: AssetState, row: Row): void {
  for (const load of state.loads.values()) if (load.row === row) stopLoad(state, load)
  for (let i = state.releases.length - 1; i >= 0; i--) {
    if (state.releases[i].row !== row) continue
    const [old] = state.releases.splice(i, 1)
    end(state, old.ticket, row, Outcome.Gone, releaseNow(row, old.kind, old.adopted))
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
  if (held) state.releases.push({ ticket, row, kind: held.kind, adopted: held.adopted })
  else end(state, ticket, row, Outcome.Gone)
}

function refresh(state: AssetState, ticket: Ticket, row: Row): void {
  if (state.disposed) return
  settleOperations(state, row)
  if (state.held.has(row)) beginLoad(state, ticket, row, true)
  else end(state, ticket, row, Outcome.Failed, 'a refresh of a section that is not loaded')
}

function poll(state: AssetState, out: Completions): void {
  let count = 0
  for (const { ticket, row, outcome, message } of state.ended) {
    if (!pushCompletion(out, ticket, row, outcome, message)) break
    count++
  }
  if (count > 0) state.ended.splice(0, count)
}

/** The graphics context is gone, and what it held with it. What was being adopted begins again from its decoded data. */
function loseContext(state: AssetState): void {
  for (const load of state.loads.values()) {
    if (load.refresh && load.kind.onGpu) stopLoad(state, load)
    else if (load.begun && load.kind.onGpu) {
      load.begun = false
      releaseNow(load.row, load.kind, undefined)
    }
  }
  for (const [row, { ticket, kind, adopted }] of state.held) {
    if (!kind?.onGpu) continue
    state.held.delete(row)
    end(state, ticket, row, Outcome.Lost, releaseNow(row, kind, adopted))
  }
}

function disposeAssets(state: AssetState): void {
  if (state.disposed) return
  state.disposed = true
  for (const load of state.loads.values()) {
    load.controller.abort()
    if (load.begun) releaseNow(load.row, load.kind, undefined)
    discard(load)
  }
  for (const { row, kind, adopted } of state.releases) releaseNow(row, kind, adopted)
  for (const [row, { kind, adopted }] of state.held) releaseNow(row, kind, adopted)
  state.loads.clear()
  state.held.clear()
  state.ready.length = state.releases.length = state.ended.length = 0
}
