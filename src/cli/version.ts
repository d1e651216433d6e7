import { readFileSync } from 'node:fs'

/** The version in Terrane's own package.json, above this file whether it is bundled (dist) or not (src/cli). */
export function readVersion(): string {
  for (const path of ['../package.json', '../../package.json']) {
    try {
      const found = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as {
        name?: string
        version?: string
      }
      if (found.name === 'terrane') return found.version ?? 'unknown'
    } catch {
      continue
    }
  }
  return 'unknown'
}
