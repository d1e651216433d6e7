/** Remainders of the bytes 0 … 255 for the reversed polynomial 0xEDB88320 (IEEE 802.3, as in zip and PNG): 1 KB, the same for all. */
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1
  return rest
})

/** CRC-32 of bytes. `before` is that of what precedes them: the parts of one text may be summed one after another. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ remainders[(crc ^ bytes[i]) & 0xff]
  return ~crc >>> 0
}
