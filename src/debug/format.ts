const thousand = 1000
const bytesPerMegabyte = 1024 * 1024

/** Bytes as people read them: '80 B', '812 KB', '96.4 MB'; '∞' for Infinity. Binary multiples. */
export function formatBytes(bytes: number): string {
  if (bytes === Infinity) return '∞'
  if (bytes > 0 && bytes < 1024) return `${Math.round(bytes)} B`
  if (bytes < bytesPerMegabyte) return `${Math.round(bytes / 1024)} KB`
  const megabytes = bytes / bytesPerMegabyte
  return megabytes < 1000 ? `${megabytes.toFixed(1)} MB` : `${(megabytes / 1024).toFixed(2)} GB`
}

/** A whole number in at most five characters: '940', '12.4k', '3.1M'. */
export function formatCount(count: number): string {
  if (count < 10 * thousand) return String(count)
  if (count < 999.5 * thousand) return `${(count / thousand).toFixed(count < 99.95 * thousand ? 1 : 0)}k`
  return `${(count / thousand ** 2).toFixed(1)}M`
}

/** Milliseconds with the digits that matter: '0.042', '3.81', '16.7', '120'; '<0.1' where the browser's coarse clock saw nothing. */
export function formatMs(milliseconds: number): string {
  if (milliseconds <= 0) return '<0.1'
  if (milliseconds < 1) return milliseconds.toFixed(3)
  if (milliseconds < 10) return milliseconds.toFixed(2)
  return milliseconds < 100 ? milliseconds.toFixed(1) : String(Math.round(milliseconds))
}

/** Waits side by side in one unit, short however long they were: '17 · 840 ms', '0.4 · 12.6 s'. Milliseconds. */
export function formatWaits(...waits: readonly number[]): string {
  const seconds = Math.max(...waits) >= 999.5
  const texts = waits.map((wait) => (seconds ? (wait / 1000).toFixed(1) : String(Math.round(wait))))
  return `${texts.join(' · ')} ${seconds ? 's' : 'ms'}`
}

/** 0.0213 → '2.1 %'. */
export function formatShare(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`
}

/** The end of a path-like name, whole parts where they fit: '…/Buildings/Tower 4'. A last part that is too long is cut at its front. */
export function tailOf(name: string, most: number): string {
  if (name.length <= most) return name
  const parts = name.split('/')
  let tail = parts.pop() ?? ''
  if (tail.length > most - 1) return `…${tail.slice(tail.length - most + 1)}`
  while (parts.length > 0 && tail.length + parts[parts.length - 1].length + 3 <= most) tail = `${parts.pop()}/${tail}`
  return `…/${tail}`
}

/** Metres with the digits that matter: '4.2 m', '137 m', '2.4 km'. */
export function formatMetres(metres: number): string {
  if (metres === Infinity) return '∞'
  if (metres >= 10_000) return `${(metres / 1000).toFixed(1)} km`
  return metres < 10 ? `${metres.toFixed(1)} m` : `${Math.round(metres)} m`
}
