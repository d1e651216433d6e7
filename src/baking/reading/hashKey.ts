import type { IdHalves } from '../../schema/stableId'

/** A 64-bit hash as the key of a map: four UTF-16 units, made in a fraction of the time of 16 hex digits. Not for eyes. */
export const hashKey = ([low, high]: IdHalves) =>
  String.fromCharCode(low & 0xffff, low >>> 16, high & 0xffff, high >>> 16)
