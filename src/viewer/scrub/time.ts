/** 741 ticks at 60 a second → '0:12.35'. Rounded down, so that a moment that is read and typed again is the same. */
export function formatMoment(tick: number, tickHz: number): string {
  const hundredths = Math.floor((100 * tick) / tickHz + 1e-6)
  const [minutes, rest] = [Math.floor(hundredths / 6000), hundredths % 6000]
  return `${minutes}:${String(Math.floor(rest / 100)).padStart(2, '0')}.${String(rest % 100).padStart(2, '0')}`
}

const speeds = [0.25, 0.5, 1, 2, 4]

/** Speeds in turn. */
export function nextSpeed(speed: number): number {
  return speeds[(speeds.indexOf(speed) + 1) % speeds.length]
}
