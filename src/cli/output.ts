import type { CommandIo } from './bake'

export type { CommandIo }

/** The process's own streams. A reader that went away (`| head`) ends the command quietly. */
export function processIo(): CommandIo {
  process.stdout.on('error', () => {})
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    terminal: process.stderr.isTTY === true,
  }
}

/** One JSON document. Typed arrays become arrays; Infinity, which JSON lacks, becomes null. */
export function writeJson(io: CommandIo, value: unknown): void {
  const plain = (_key: string, part: unknown) => (ArrayBuffer.isView(part) ? [...(part as Float64Array)] : part)
  io.out(`${JSON.stringify(value, plain)}\n`)
}

/** Pairs are a label and a text; in wider rows all but the first column are right-aligned. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)))
  const pad = (cell: string, i: number) =>
    i === 0 || widths.length === 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])
  return rows.map((row) => `  ${row.map(pad).join('  ').trimEnd()}\n`).join('')
}

/** 1234567 → '1.2 MB'; decimal units. */
export function formatBytes(bytes: number): string {
  if (bytes === Infinity) return 'no limit'
  if (bytes < 1e3) return `${bytes} B`
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`
}

/** 1234567 → '1,234,567'. */
export function formatCount(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** A length in metres, to the millimetre where that says something. */
export function formatMetres(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 1000) / 1000) : '–'
}

/** 0.0213 → '2.13 %'. */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(2)} %`
}
