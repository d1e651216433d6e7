import { SectionFlag, sectionContent, type SectionTable } from '../blobs/sectionBlob'
import { Stage } from '../components/stageTimes'
import { fail } from '../errors'
import type { Bytes } from '../memory/meter'
import { MORE } from '../payloads/kind'
import type { Row } from '../presenter'
import { rowsPerWorld, type SectionId } from '../sectionId'
import { discard, end, failLoad, lineOf, type AssetLoad, type AssetState } from './assetState'
import { Outcome, type Ticket } from './backend'

/** Begins a load; it goes on by itself until it is in `ready` or has failed. */
export function beginLoad(state: AssetState, ticket: Ticket, row: Row, refresh: boolean): void {
  const { table } = state
  const kind = state.kinds[table.kind[row]]
  if (!kind) {
    state.held.set(row, { ticket, kind, context: null, adopted: undefined, entered: false })
    end(state, ticket, row, Outcome.Loaded)
    return
  }
  const load: AssetLoad = {
    ticket,
    row,
    kind,
    context: {
      world: state.site.world,
      section: (state.site.worldId * rowsPerWorld + row) as SectionId,
      row,
      requires: Array.from(table.requires.subarray(table.requireStart[row], table.requireStart[row + 1])),
      get meter() {
        return state.meter
      },
      waits: (why) => void (load.waitsFor = why),
    },
    waitsFor: '',
    refresh,
    controller: new AbortController(),
    decoded: undefined,
    bytes: 0,
    begun: false,
    adopted: MORE,
    partsDone: 0,
    partsTotal: 0,
  }
  state.loads.set(ticket, load)
  void prepare(state, load)
}

async function prepare(state: AssetState, load: AssetLoad): Promise<void> {
  let named = ''
  try {
    const bytes = await readPayload(state, load)
    tell(state, load, Stage.Arrived)
    named = `${load.kind.name}: `
    load.decoded = await decode(state, load, bytes)
    if (!state.loads.has(load.ticket)) return void discard(load)
    load.bytes = checkSize(state.table, load)
    if (state.table.flags[load.row] & SectionFlag.EstimatedSize) state.sizes.set(load.row, load.bytes)
    tell(state, load, Stage.Decoded)
    addReady(state.ready, load)
  } catch (error) {
    failLoad(state, load, named + lineOf(error))
  }
}

function tell(state: AssetState, { ticket, row }: AssetLoad, stage: Stage): void {
  if (state.loads.has(ticket)) state.progress.push({ ticket, row, stage })
}

async function readPayload(state: AssetState, load: AssetLoad): Promise<ArrayBuffer> {
  const { table } = state
  const path = sectionContent(table, load.row)
  const length = table.fileBytes[load.row]
  const packed = table.contentOffset ? { offset: table.contentOffset[load.row], length: length || undefined } : {}
  const bytes = await state.source.read(path, {
    ...packed,
    signal: load.controller.signal,
    onFirstByte: () => tell(state, load, Stage.FirstByte),
  })
  const baked = !(table.flags[load.row] & SectionFlag.EstimatedSize)
  if (baked && length > 0 && bytes.byteLength !== length)
    fail(
      'payload-corrupt',
      `${path} of ${bytes.byteLength} bytes`,
      `${length}, as baked`,
      'Upload the world again, whole.',
    )
  return bytes
}

function decode(state: AssetState, load: AssetLoad, bytes: ArrayBuffer): Promise<unknown> | ArrayBuffer {
  const { kind, ticket, controller } = load
  if (kind.decode === undefined) return bytes
  const { signal } = controller
  return state.pool.run({ module: kind.decode, input: bytes, transfer: [bytes], priority: ticket, signal })
}

/** Bytes of a payload, CPU + GPU. Tables without sizes (both 0) or with estimates promise nothing, so nothing is held against them. */
function checkSize(table: SectionTable, load: AssetLoad): number {
  const { cpuBytes, gpuBytes } = measured(table, load)
  const cpuLimit = table.cpuBytes[load.row]
  const gpuLimit = table.gpuBytes[load.row]
  const promised = cpuLimit + gpuLimit > 0 && !(table.flags[load.row] & SectionFlag.EstimatedSize)
  if (promised && (cpuBytes > cpuLimit || gpuBytes > gpuLimit))
    fail(
      'payload-too-large',
      `${sectionContent(table, load.row)} of ${cpuBytes} CPU and ${gpuBytes} GPU bytes`,
      `at most ${cpuLimit} and ${gpuLimit}, as baked`,
      'Bake the world again.',
    )
  return cpuBytes + gpuBytes
}

function measured(table: SectionTable, { kind, row, decoded }: AssetLoad): Bytes {
  if (!kind.measure) return { cpuBytes: table.fileBytes[row], gpuBytes: 0 }
  const bytes = kind.measure(decoded)
  if (!(bytes.cpuBytes >= 0 && bytes.gpuBytes >= 0))
    fail(
      'argument',
      `a measure of ${bytes.cpuBytes} CPU and ${bytes.gpuBytes} GPU bytes`,
      'two sizes',
      'Check measure().',
    )
  return bytes
}

/** Oldest ticket first. New ones are nearly always last. */
export function addReady(ready: AssetLoad[], load: AssetLoad): void {
  let at = ready.length
  while (at > 0 && ready[at - 1].ticket > load.ticket) at--
  ready.splice(at, 0, load)
}
