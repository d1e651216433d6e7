import { metresTo, type QuayMap } from './map'
import { loudness, zoneName, type Ears } from './zones'

const linesOfLog = 9

/** What the page says in words: each zone's state, and what happened last. */
export function writePanel({ table, rows }: QuayMap, listener: { x: number; z: number }, { zones, log }: Ears): void {
  const state = rows.map((row) => {
    const zone = zones.get(row)
    const percent = Math.round(100 * loudness(metresTo(table, row, listener)))
    const what = !zone ? 'not here' : !zone.entered ? 'loaded' : percent > 0 ? `heard at ${percent} %` : 'entered'
    return `${zoneName(table, row)}: ${what}`
  })
  say('zones', state)
  say('log', log.slice(-linesOfLog))
}

function say(id: string, lines: readonly string[]): void {
  const element = document.getElementById(id)!
  const text = lines.join('\n')
  if (element.textContent !== text) element.textContent = text
}
