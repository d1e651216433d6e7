import { fail } from '../errors'
import { formatBytes, formatShare } from './output'

/** A value in a report: most are numbers, some are yes or no, one is a hash. */
export type Figure = number | boolean | string

type Unit = 'bytes' | 'share' | 'ms' | 's' | 'plain'

/** Names say their unit: `peakBytes`, `missingShare`, `loadMs.p95`, `wantedSectionSeconds`. */
function unitOf(figure: string): Unit {
  if (/Bytes$/.test(figure)) return 'bytes'
  if (/Share$/.test(figure)) return 'share'
  if (/Ms(\.|$)/.test(figure)) return 'ms'
  return /[sS]econds$/.test(figure) ? 's' : 'plain'
}

const factors: Readonly<Record<Unit, Readonly<Record<string, number>>>> = {
  bytes: { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, KiB: 1024, MiB: 1_048_576, GiB: 1_073_741_824 },
  share: { '%': 0.01 },
  ms: { ms: 1, s: 1000 },
  s: { s: 1, ms: 0.001 },
  plain: {},
}

const examples: Readonly<Record<Unit, string>> = {
  bytes: 'a number of bytes, as 512MB',
  share: 'a share, as 0.02 or 2%',
  ms: 'milliseconds, as 250 or 0.25s',
  s: 'seconds, as 1.5',
  plain: 'a number',
}

/** Reads the right side of an assertion: a number with the units that its figure may have, `true`, `false` or a text. */
export function readLimit(figure: string, written: string, assertion: string): Figure {
  if (written === 'true' || written === 'false') return written === 'true'
  if (!/^[-+.\d]/.test(written) || /^[0-9a-f]{16}$/.test(written)) return written
  const [, number, suffix = ''] = /^([-+]?[\d.]+(?:e[-+]?\d+)?)(\D*)$/i.exec(written) ?? []
  const unit = unitOf(figure)
  const factor = suffix === '' ? 1 : factors[unit][suffix]
  const value = Number(number) * (factor ?? NaN)
  if (Number.isFinite(value)) return value
  return fail('argument', `--assert "${assertion}"`, `${examples[unit]} after the comparison`, 'Correct the limit.')
}

/** As people read it, in the figure's own unit. */
export function formatFigure(figure: string, value: Figure): string {
  if (typeof value !== 'number') return String(value)
  const unit = unitOf(figure)
  if (unit === 'bytes') return formatBytes(value)
  if (unit === 'share') return formatShare(value)
  const rounded = String(Math.round(value * 1000) / 1000)
  return unit === 'plain' ? rounded : `${rounded} ${unit}`
}
