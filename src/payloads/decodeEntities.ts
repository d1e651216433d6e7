import { openEntityBlob, type EntityTable } from '../blobs/entityBlob'
import type { DecodeFunction } from './kind'

/** Checks an entity payload where it costs the game nothing; its views travel with their buffer, nothing is copied. */
const decode: DecodeFunction<EntityTable> = (bytes) => ({ value: openEntityBlob(bytes), transfer: [bytes] })
export default decode
