import { corrupt } from './corrupt'

/** What an image's first bytes say. */
export interface ImageHeader {
  readonly type: 'image/png' | 'image/jpeg' | 'image/webp'
  readonly width: number
  readonly height: number
}

/** Reads the size of a PNG, JPEG or WebP. @throws TerraneError 'payload-corrupt' for anything else. */
export function readImageHeader(bytes: ArrayBuffer): ImageHeader {
  const view = new DataView(bytes)
  const header = view.byteLength >= 12 ? (readPng(view) ?? readWebp(view) ?? readJpeg(view)) : null
  if (!header)
    return corrupt(
      `an image of ${bytes.byteLength} bytes that is no PNG, JPEG or WebP, or is cut short`,
      'one of these',
    )
  if (header.width === 0 || header.height === 0)
    corrupt(`an image of ${header.width} × ${header.height}`, 'at least one pixel')
  return header
}

function readPng(view: DataView): ImageHeader | null {
  if (view.getUint32(0) !== 0x89504e47 || view.getUint32(4) !== 0x0d0a1a0a || view.byteLength < 24) return null
  return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) }
}

/** Lossy, lossless and extended files each keep their size elsewhere. */
function readWebp(view: DataView): ImageHeader | null {
  if (view.getUint32(0) !== 0x52494646 || view.getUint32(8) !== 0x57454250 || view.byteLength < 30) return null
  const type = 'image/webp'
  const chunk = view.getUint32(12)
  if (chunk === 0x56503820)
    return { type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
  if (chunk === 0x5650384c) {
    const bits = view.getUint32(21, true)
    return { type, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
  }
  if (chunk !== 0x56503858) return null
  const at24 = (offset: number) => view.getUint16(offset, true) + (view.getUint8(offset + 2) << 16) + 1
  return { type, width: at24(24), height: at24(27) }
}

/** Walks the segments to the first frame header (SOF0 … SOF15 without the tables that share the range). */
function readJpeg(view: DataView): ImageHeader | null {
  if (view.getUint16(0) !== 0xffd8) return null
  for (let at = 2; at + 9 < view.byteLength;) {
    if (view.getUint8(at) !== 0xff) return null
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) {
      at++
      continue
    }
    const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (frame) return { type: 'image/jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    at += 2 + Math.max(2, view.getUint16(at + 2))
  }
  return null
}
