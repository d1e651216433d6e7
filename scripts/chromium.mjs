// Finds the Chromium that browser tests drive; on Debian and Ubuntu, as root, installs it where it is missing.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const places = [
  '/usr/bin',
  '/usr/local/bin',
  '/opt/google/chrome',
  '/snap/bin',
  ...(process.env.PATH ?? '').split(delimiter).filter(Boolean),
]
const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** The path of a Chromium, or ''. CHROMIUM in the environment wins, whether it exists or not: a wrong one is to be seen. */
export function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM
  const candidates = places.flatMap((place) => names.map((name) => join(place, name)))
  return [...candidates, ...applications].find(existsSync) ?? ''
}

const run = (command, args) =>
  spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0

/** Finds or installs one. @returns Its path, or '' after one line that says what to install. */
export function ensureChromium() {
  const found = findChromium()
  if (found && existsSync(found)) return found
  if (!found && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('no Chromium: installing it (apt-get install chromium)')
    const installed =
      run('apt-get', ['update']) && run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'])
    if (installed && findChromium()) return findChromium()
  }
  const got = found ? `no Chromium at ${found} (CHROMIUM)` : 'no Chromium'
  console.error(`${got}; browser tests need one. Install chromium (Debian: apt-get install chromium), or set CHROMIUM.`)
  return ''
}
