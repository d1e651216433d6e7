/** Finds the Chromium that browser tests drive, and installs it where that can be done without asking. */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** Path of a Chromium, or null. `CHROMIUM` goes first; one that is set and wrong is not silently replaced. */
export function findChromium() {
  if (process.env.CHROMIUM) return isProgram(process.env.CHROMIUM) ? process.env.CHROMIUM : null
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)]
  const candidates = [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...places]
  return candidates.find(isProgram) ?? null
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The same, after `apt-get install chromium` where we are root on a Debian. Null, and one line that says what to do, where it is missing. */
export function ensureChromium() {
  const found = findChromium()
  if (found) return found
  if (
    !process.env.CHROMIUM &&
    process.getuid?.() === 0 &&
    existsSync('/usr/bin/apt-get') &&
    existsSync('/etc/debian_version')
  )
    installWithApt()
  const installed = findChromium()
  if (!installed)
    console.error(
      process.env.CHROMIUM
        ? `CHROMIUM is "${process.env.CHROMIUM}", which cannot be run; expected the path of a Chromium. Correct or unset it.`
        : 'no Chromium; browser tests need one. Install it (Debian: apt-get install chromium), or set CHROMIUM to its path.',
    )
  return installed
}

function installWithApt() {
  console.log('installing Chromium for browser tests (apt-get install chromium)')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const options = { stdio: ['ignore', 'ignore', 'inherit'], env }
  spawnSync('apt-get', ['update', '-q'], options)
  spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], options)
}
