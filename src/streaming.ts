import { createAssetBackend } from './backends/assetBackend'
import type { SectionTable } from './blobs/sectionBlob'
import { engineFeature, type BackendFactory, type EngineOptions } from './engineFeature'
import { fail } from './errors'
import type { OpenedWorld } from './openWorld'
import type { PayloadKind } from './payloads/kind'
import type { WorkerPool } from './workers/pool'
import type { Feature } from './world'

export interface StreamingOptions extends Omit<EngineOptions, 'table' | 'backend'> {
  /** What `openWorld` opened; or a bare table, and then a `backend`. */
  readonly sections: OpenedWorld | SectionTable
  /** A game's own payload kinds, made with `payload(…)`. */
  readonly kinds?: readonly PayloadKind[]
  /** Kinds that this world does without (a server: 'mesh', 'texture'): not a byte of them is read. */
  readonly skipKinds?: readonly string[]
  /** Workers that decode; left out, Web Workers of this world's own. Node brings `nodePool()` from 'terrane/node'. */
  readonly pool?: WorkerPool
  /** Loads otherwise than from the world's source: simulated, procedural, a game's own. */
  readonly backend?: BackendFactory
}

/**
 * The feature that makes a world stream: `composeWorld({ features: [streaming({ sections: await openWorld('/town/'), presenter })] })`.
 * @throws TerraneError 'argument' for a bare table without a backend, and what `createAssetBackend` throws.
 */
export function streaming(options: StreamingOptions): Feature {
  const { sections, kinds, skipKinds, pool, ...engine } = options
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
    options.backend ??
    ((rows, presenter) =>
      createAssetBackend({ table: rows, source: (sections as OpenedWorld).source, presenter, kinds, skipKinds, pool }))
  return engineFeature({ ...engine, table, backend })
}
