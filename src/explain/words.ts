import type { Engine } from '../engine'

export function metres(distance: number): string {
  return `${distance < 10 ? Math.round(distance * 10) / 10 : Math.round(distance)} m`
}

export function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}

export function mebibytes(bytes: number): string {
  return `${Math.round((bytes / 2 ** 20) * 10) / 10} MiB`
}

export function secondsOf(engine: Engine, ticks: number): string {
  return `${Math.round((ticks / engine.settings.tickHz) * 10) / 10} s`
}

export function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

/** 1st, 2nd, 3rd, 4th … 11th … 21st. */
export function ordinal(n: number): string {
  const last = n % 10
  const teen = Math.floor(n / 10) % 10 === 1
  return `${n}${teen || last > 3 || last === 0 ? 'th' : (['st', 'nd', 'rd'] as const)[last - 1]}`
}
