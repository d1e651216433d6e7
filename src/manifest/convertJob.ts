import { convertManifest, type ConvertedManifest, type ManifestOptions } from './convertManifest'

export interface ConvertInput {
  readonly bytes: ArrayBuffer
  readonly options: ManifestOptions
}

/** The job 'terrane:manifest'. */
export default function convert({ bytes, options }: ConvertInput): {
  value: ConvertedManifest
  transfer: Transferable[]
} {
  const value = convertManifest(bytes, options)
  return { value, transfer: value.blob ? [value.blob] : [] }
}
