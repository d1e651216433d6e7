import { openSectionBlob } from '../blobs/sectionBlob'
import { convertManifest, type ManifestOptions } from './convertManifest'

export interface ConvertInput {
  readonly bytes: ArrayBuffer
  readonly options: ManifestOptions
}

/** What a conversion in a worker sends back: buffers, which cost the receiver nothing. */
export interface ConvertOutput {
  /** Checked; null where an error keeps the manifest from being opened. */
  readonly blob: ArrayBuffer | null
  /** UTF-8 JSON of a list of `ManifestFault`: there may be one for every tile. */
  readonly faults: ArrayBuffer
}

/** The job 'terrane:manifest'. */
export default function convert({ bytes, options }: ConvertInput): { value: ConvertOutput; transfer: Transferable[] } {
  const { blob, faults } = convertManifest(bytes, options)
  if (blob) openSectionBlob(blob)
  const value = { blob, faults: new TextEncoder().encode(JSON.stringify(faults)).buffer }
  return { value, transfer: blob ? [blob, value.faults] : [value.faults] }
}
