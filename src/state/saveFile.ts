import { fail } from '../errors'
import { corrupt } from './corrupt'
import { crc32 } from './crc32'
import type { Save, SavedComponents, SavedEntity, SavedValue } from './save'
import { readSaveText } from './saveText'

/**
 * A save as bytes: four u32 (magic, version, bytes of the text, CRC-32 of everything but itself), then UTF-8 JSON. All versions begin
 * like this, so that a newer save is told from a broken one. docs/formats.md is its page.
 */
export const saveMagic = 0x56_4e_52_54 // 'TRNV' in little-endian
export const saveVersion = 1
export const saveHeaderBytes = 16

/** Equal saves give equal bytes. */
export function writeSave(save: Save): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify({ ...save, entities: save.entities.map(spellEntity) }))
  const bytes = new Uint8Array(saveHeaderBytes + text.length)
  const header = new DataView(bytes.buffer)
  header.setUint32(0, saveMagic, true)
  header.setUint32(4, saveVersion, true)
  header.setUint32(8, text.length, true)
  bytes.set(text, saveHeaderBytes)
  header.setUint32(12, sumBytes(bytes), true)
  return bytes
}

/** @throws TerraneError 'save-corrupt' for bytes that are not a whole save, 'save-newer' for one that this version cannot read. */
export function readSave(bytes: Uint8Array): Save {
  if (bytes.length < saveHeaderBytes) corrupt(`a save of ${bytes.length} bytes`, `at least ${saveHeaderBytes}`)
  const header = new DataView(bytes.buffer, bytes.byteOffset, saveHeaderBytes)
  const [magic, version, length, sum] = [0, 4, 8, 12].map((at) => header.getUint32(at, true))
  if (magic !== saveMagic)
    corrupt(`a file that begins with 0x${magic.toString(16)}`, `a save (0x${saveMagic.toString(16)})`)
  if (length !== bytes.length - saveHeaderBytes)
    corrupt(`a save with ${bytes.length - saveHeaderBytes} bytes of text`, `${length}, as its header says`)
  const found = sumBytes(bytes)
  if (found !== sum) corrupt(`a save with checksum ${found.toString(16)}`, `${sum.toString(16)}, as its header says`)
  if (version !== saveVersion)
    fail(
      'save-newer',
      `a save of version ${version}`,
      `version ${saveVersion}`,
      'Update the game, or open an older save.',
    )
  return readSaveText(decodeText(bytes.subarray(saveHeaderBytes)))
}

/** JSON knows neither NaN nor infinities, and forgets the sign of zero: an entity with one of these gets it spelt. */
function spellEntity(entity: SavedEntity): SavedEntity {
  const { components } = entity
  if (!components || !Object.values(components).some((columns) => Object.values(columns).some(needsSpelling)))
    return entity
  const spelt = Object.entries(components).map(([name, columns]) => [
    name,
    Object.fromEntries(Object.entries(columns).map(([column, value]) => [column, spell(value)])),
  ])
  return { ...entity, components: Object.fromEntries(spelt) as SavedComponents }
}

function needsSpelling(value: SavedValue): boolean {
  return typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
}

function spell(value: SavedValue): SavedValue {
  if (!needsSpelling(value)) return value
  return Object.is(value, -0) ? '-0' : String(value)
}

function sumBytes(bytes: Uint8Array): number {
  return crc32(bytes.subarray(saveHeaderBytes), crc32(bytes.subarray(0, 12)))
}

function decodeText(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return corrupt('a save whose text is not JSON', 'UTF-8 JSON')
  }
}
