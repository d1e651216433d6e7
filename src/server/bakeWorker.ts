import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { writeWorld } from '../baking/bakeWorld'
import { createFiles } from '../baking/payloadStore'
import { planBake, type BakedPayload, type BakePlan } from '../baking/plan'
import { openWorldFolder } from '../baking/worldFolder'
import { buildSectionBlob } from '../blobs/sectionBlobBuild'
import { toWire } from '../workers/protocol'
import { livePath, type BakeTask, type FromBake, type Want } from './bakeMessages'

function post(message: FromBake): void {
  parentPort?.postMessage(message)
}

/** The thread that bakes while its world is served: built as `dist/bakeWorker.js`. */
async function bake({ input, options, out }: BakeTask): Promise<void> {
  const asked: number[] = []
  parentPort?.on('message', ({ section }: Want) => asked.push(section))
  await openWorldFolder(out)
  const plan = await planBake(input, options)
  const blob = buildSectionBlob(plan.records(livePath), plan.about)
  post({ type: 'planned', name: plan.settings.name, blob, sections: plan.sections.length })
  const stored = await encodeAll(plan, asked, out)
  await writeWorld(fromFiles(plan, stored, out), out)
  post({ type: 'finished' })
}

/** A payload that lies in the world folder. */
type Stored = Omit<BakedPayload, 'bytes'> & { readonly path: string }

/** Encodes what is asked for first, in the order of asking, and the rest in the plan's order. Payloads are not kept in memory. */
async function encodeAll(plan: BakePlan, asked: number[], out: string): Promise<Stored[]> {
  const store = createFiles(out)
  const stored: Stored[] = []
  let next = 0
  for (let left = plan.sections.length; left > 0; left--) {
    // Encoding may never leave the microtask queue; messages come in here.
    await setImmediate()
    let section = asked.shift()
    while (section !== undefined && stored[section]) section = asked.shift()
    if (section === undefined) {
      while (stored[next]) next++
      section = next
    }
    const { bytes, ...payload } = await plan.encode(section)
    const { path } = await store.add({ ...payload, bytes })
    plan.forget(section)
    stored[section] = { ...payload, path }
    post({ type: 'encoded', section, path })
  }
  return stored
}

/** The same plan, its payloads read back instead of encoded again. */
function fromFiles(plan: BakePlan, stored: readonly Stored[], out: string): BakePlan {
  return {
    ...plan,
    encode: async (section) => ({ ...stored[section], bytes: await readFile(join(out, stored[section].path)) }),
    forget: () => {},
  }
}

await bake(workerData as BakeTask).catch((error: unknown) => post({ type: 'failed', error: toWire(error) }))
parentPort?.close()
