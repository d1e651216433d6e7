import { buildSectionBlob } from '../blobs/sectionBlobBuild'
import { defaultFarPlane, defaultQueryCeiling, type RangeOptions } from './distances'
import { createFaultList, type ManifestFault } from './faults'
import type { Manifest } from './manifest'
import { parseManifest } from './readManifest'
import { recordScene, type SceneRecords } from './records'

export type ManifestOptions = Partial<RangeOptions>

export interface ConvertedManifest {
  /** For `openSectionBlob`; null where an error keeps the manifest from being opened. */
  readonly blob: ArrayBuffer | null
  readonly faults: readonly ManifestFault[]
}

/** A manifest's text as records. Never throws for what a manifest says; `manifest` is null where an error keeps it from being opened. */
export function readScene(
  text: string,
  options: ManifestOptions = {},
): {
  readonly manifest: Manifest | null
  readonly scene: SceneRecords | null
  readonly faults: readonly ManifestFault[]
} {
  const { manifest, faults } = parseManifest(text)
  if (!manifest) return { manifest, scene: null, faults }
  const list = createFaultList()
  const { queryCeiling = defaultQueryCeiling, farPlane = defaultFarPlane } = options
  const scene = recordScene(manifest, { queryCeiling, farPlane }, list)
  return { manifest, scene, faults: [...faults, ...list.faults] }
}

/** Bytes of a manifest to bytes of a section blob: the slow part of opening one, for a worker. */
export function convertManifest(bytes: ArrayBuffer, options: ManifestOptions = {}): ConvertedManifest {
  const { scene, faults } = readScene(new TextDecoder().decode(bytes), options)
  return { blob: scene && buildSectionBlob(scene.records, scene.about), faults }
}
