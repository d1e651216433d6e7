import type { Bytes } from '../memory/meter'
import type { ManifestFile } from './manifest'

/**
 * Decoded bytes of a `.glb` that nobody has opened: meshopt and quantization shrink triangles to a fifth at most, and what is stored plain stays as it is.
 * Matrices and boxes of its draws are small beside that.
 */
const decodedOverStored = 5

/** Of a payload whose stored size is not known either: a usual tile. */
const unknownBytes = 4 * 1024 * 1024

export interface TileSizes extends Readonly<Bytes> {
  /** Not measured: the first load will tell. */
  readonly estimated: boolean
}

/** Measured sizes where the manifest has them, estimates from the stored size otherwise. */
export function sizesOf({ fileBytes, own: { cpuBytes, gpuBytes } }: ManifestFile): TileSizes {
  if (cpuBytes !== undefined || gpuBytes !== undefined)
    return { cpuBytes: cpuBytes ?? 0, gpuBytes: gpuBytes ?? 0, estimated: false }
  const gpu = fileBytes > 0 ? Math.min(decodedOverStored * fileBytes, 0xffff_ffff) : unknownBytes
  return { cpuBytes: 0, gpuBytes: gpu, estimated: true }
}
