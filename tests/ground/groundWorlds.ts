import { draftCollider, encodeCollider, mostColliderBytes, type SolidShape } from '../../src/baking/colliderDraft'
import { openSectionBlob } from '../../src/blobs/sectionBlob'
import { buildSectionBlob } from '../../src/blobs/sectionBlobBuild'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import type { TerraneWorld } from '../../src/engine'
import { colliders, type CollidersOptions } from '../../src/ground/colliders'
import { memorySource } from '../../src/sources/memorySource'
import { streaming, type StreamingOptions } from '../../src/streaming'
import { inlinePool } from '../../src/workers/inlinePool'
import { composeWorld, step, type Feature } from '../../src/world'
import { testStep } from './colliders'

/** Solid things of one section. */
export interface GroundSection extends Partial<Omit<SectionRecord, 'bounds'>> {
  readonly shapes: readonly SolidShape[]
}

export interface GroundOptions extends Partial<StreamingOptions> {
  readonly colliders?: CollidersOptions
  readonly features?: readonly Feature[]
  readonly layers?: readonly string[]
}

/** A world whose sections are colliders, loaded by the real backend from memory and decoded by the real job. */
export function makeGround(sections: readonly GroundSection[], options: GroundOptions = {}): TerraneWorld {
  const { features = [], layers, colliders: about, ...engine } = options
  const files: Record<string, ArrayBuffer> = {}
  const records = sections.map((section, i) => recordOf(section, `colliders/${i}`, files))
  const table = openSectionBlob(buildSectionBlob(records, { layers }))
  const pointer = { format: 'terrane-world', version: 1, name: '', sections: { path: '', bytes: 0 } } as never
  return composeWorld({
    features: [
      streaming({
        sections: { name: 'ground', table, source: memorySource(files), pointer },
        pool: inlinePool(),
        settings: { graceSeconds: 0, dwellSeconds: 0 },
        ...engine,
      }),
      colliders(about),
      ...features,
    ],
  })
}

function recordOf(
  { shapes, ...record }: GroundSection,
  content: string,
  files: Record<string, ArrayBuffer>,
): SectionRecord {
  const draft = draftCollider(shapes, testStep)!
  files[content] = encodeCollider(draft)
  const decoded = 12 * (draft.positions.length / 3) + 4 * draft.indices.length
  return {
    name: content,
    bounds: [...draft.box] as unknown as SectionRecord['bounds'],
    enterRadius: 1000,
    kind: 'collider',
    content,
    fileBytes: files[content].byteLength,
    cpuBytes: decoded + mostColliderBytes(draft),
    gpuBytes: 0,
    ...record,
  }
}

/** Lets reads and jobs end between the ticks. */
export async function runGround(world: TerraneWorld, ticks: number): Promise<void> {
  for (let i = 0; i < ticks; i++) {
    await new Promise((done) => setImmediate(done))
    step(world, 1 / 60)
  }
}

/** Runs until nothing loads or waits any more. */
export async function settle(world: TerraneWorld): Promise<void> {
  const { busy, queued } = world.terrane.loader
  for (let calm = 0, ticks = 0; calm < 4; ticks++) {
    await runGround(world, 1)
    calm = busy.every((count) => count === 0) && queued.every((count) => count === 0) ? calm + 1 : 0
    if (ticks > 2000) throw new Error('sections that never load')
  }
}
