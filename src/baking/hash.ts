import { createHash } from 'node:crypto'

/** First 16 hex digits of SHA-256: the name of a payload, equal for equal bytes. */
export function contentHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16)
}
