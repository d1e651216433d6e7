import { createAssetBackend } from './backends/assetBackend'
import type { SectionTable } from './blobs/sectionBlob'
import { engineFeature, type BackendFactory, type EngineOptions } from './engineFeature'
import { fail } from './errors'
import { readEntityIndex, type OpenedWorld } from './openWorld'
import type { WorkerPool } from './workers/pool'
import type { Feature } from './world'

export interface StreamingOptions extends Omit<EngineOptions, 'table' | 'backend'> {
  /** What `openWorld` opened; or a bare table, and then a `backend`. */
  readonly sections: OpenedWorld | SectionTable
  /**
   * Kinds of payload that this world wants (a server: ['entities', 'collider']): of others not a byte is read. Left out, all that are
   * there; entities and colliders only where a feature takes them up (`entities`, `colliders`, `payload('collider', …)`).
   */
  readonly kinds?: readonly string[]
  /** Workers that decode; left out, Web Workers of this world's own. Node brings `nodePool()` from 'terrane/node'. */
  readonly pool?: WorkerPool
  /** Loads otherwise than from the world's source: simulated, procedural, a game's own. */
  readonly backend?: BackendFactory
}

/** Kinds that a world does without unless somebody asks for them. */
const onDemand = ['entities', 'collider']

/**
 * The feature that makes a world stream: `composeWorld({ features: [streaming({ sections: await openWorld('/town/'), presenter })] })`.
 * @throws TerraneError 'argument' for a bare table without a backend, and what `createAssetBackend` throws.
 */
export function streaming(options: StreamingOptions): Feature {
  const { sections, pool, ...engine } = options
  const opened = 'source' in sections
  const table = opened ? sections.table : sections
  if (!opened && !options.backend)
    fail(
      'argument',
      'a section table without a source',
      'what openWorld gives, or a backend',
      'Pass streaming({ sections, backend }).',
    )
  const backend: BackendFactory =
    options.backend ?? ((site) => createAssetBackend(site, { source: (sections as OpenedWorld).source, pool }))
  const index = opened ? { readEntityIndex: () => readEntityIndex(sections), tiled: sections.tiled } : {}
  const feature = (kinds: readonly string[]) => engineFeature({ ...engine, ...index, table, backend, kinds })
  return {
    ...feature([]),
    attach(ecs, id, features) {
      const kinds = options.kinds ?? wantedKinds(table, features)
      return feature(kinds).attach!(ecs, id, features)
    },
  }
}

function wantedKinds({ info }: SectionTable, features: readonly Feature[]): string[] {
  const parts = features.flatMap(({ kinds = [] }) => kinds)
  return info.kinds.filter((name) => !onDemand.includes(name) || parts.some((part) => part.name === name))
}
