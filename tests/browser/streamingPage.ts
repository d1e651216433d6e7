import { siteOf } from '../worlds'
import { createAssetBackend } from '../../src/backends/assetBackend'
import { createCompletions, Outcome } from '../../src/backends/backend'
import { createMeter } from '../../src/memory/meter'
import { openWorld } from '../../src/openWorld'
import type { DrawPayload } from '../../src/payloads/draw'
import { nullPresenter, type Presenter, type Row } from '../../src/presenter'
import { browserPool } from '../../src/workers/browserPool'

/** What the test reads: how every row ended, and what the presenter was given. */
export interface StreamingReport {
  readonly ended: string[]
  readonly given: Record<Row, string>
  readonly crashed: string
  readonly missingWorker: string
  readonly afterwards: number
}

function describe(payload: DrawPayload): string {
  if (payload.kind === 'mesh') return `${payload.primitives[0].indices.length} indices at ${payload.origin.join(' ')}`
  const { pixels, width, height } = payload
  return pixels instanceof ImageBitmap ? `bitmap ${width} × ${height}, first pixel ${firstPixel(pixels)}` : 'no bitmap'
}

function firstPixel(bitmap: ImageBitmap): string {
  const context = new OffscreenCanvas(1, 1).getContext('2d')
  context?.drawImage(bitmap, 0, 0)
  return Array.from(context?.getImageData(0, 0, 1, 1).data ?? []).join(' ')
}

async function stream(): Promise<StreamingReport> {
  const { table, source } = await openWorld('/world/')
  const given: Record<Row, string> = {}
  const presenter: Presenter = {
    ...nullPresenter(),
    adopt(row, payload) {
      given[row] = describe(payload)
      return 'done'
    },
  }
  const pool = browserPool({ size: 2, worker: '/worker.js' })
  const backend = createAssetBackend(siteOf(table, { presenter }), { source, pool })
  for (let row = 0; row < table.count; row++) backend.start(row + 1, row)
  const ended: string[] = []
  const meter = createMeter()
  while (ended.length < table.count) {
    await new Promise(requestAnimationFrame)
    meter.begin()
    backend.pump(meter)
    const out = createCompletions()
    backend.poll(0, out)
    for (let i = 0; i < out.count; i++)
      ended[out.row[i]] = out.outcome[i] === Outcome.Loaded ? 'loaded' : `failed: ${out.message[i]}`
  }
  const lineOf = (error: unknown) => (error as Error).message
  const crashed = await pool.run({ module: new URL('/crash.js', location.href), input: 0 }).catch(lineOf)
  const afterwards = await pool.run<number>({ module: new URL('/double.js', location.href), input: 21 })
  const lost = browserPool({ size: 1, worker: '/nowhere.js' })
  const missingWorker = await lost.run({ module: 'terrane:mesh', input: 0 }).catch(lineOf)
  backend.dispose()
  await Promise.all([pool.dispose(), lost.dispose()])
  return { ended, given, crashed: String(crashed), missingWorker: String(missingWorker), afterwards }
}

declare global {
  interface Window {
    report: Promise<StreamingReport>
  }
}
window.report = stream()
