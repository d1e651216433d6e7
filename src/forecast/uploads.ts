import type { SimulatedParts } from '../backends/simulatedBackend'
import { Lane, type SectionTable } from '../blobs/sectionBlob'
import { defaultSettings } from '../components/profile'
import { defaultMeterLimits } from '../memory/meter'
import type { Row } from '../presenter'

/** Frames that the work meter's limits are for, a second. */
const framesPerSecond = 60

/**
 * How the meshes of a large tile come into the picture (T-11), as far as it follows from the table: by the rule of `isLarge`, as fast as the meter's bytes and operations let
 * them, when no other load takes of these. What a machine needs for them, and in which order, is not in a table. Undefined: whole, within a frame.
 */
export function uploadOf(
  { lane, draws, gpuBytes }: SectionTable,
  tickHz: number,
  row: Row,
): SimulatedParts | undefined {
  const { wholeUploadMeshes, wholeUploadShare } = defaultSettings
  const [count, bytes] = [draws[row], gpuBytes[row] / defaultMeterLimits.bytes]
  if (lane[row] !== Lane.Base || count <= wholeUploadMeshes || bytes <= wholeUploadShare) return undefined
  const frames = Math.max(bytes, count / defaultMeterLimits.operations)
  return { count, ticksEach: (frames / count) * (tickHz / framesPerSecond) }
}
