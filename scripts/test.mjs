/** `npm test`: build, lint, types, all tests. Arguments go to vitest. The last line is `N passed, N failed`. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureChromium } from './chromium.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const report = join(root, '.cache', 'tests.json')
const chromium = ensureChromium()
const env = { ...process.env, ...(chromium && { CHROMIUM: chromium }) }

/** Runs a program of node_modules or of ours on this Node; true where it went well. */
function run(title, file, ...args) {
  console.log(`\n— ${title}`)
  const { status } = spawnSync(process.execPath, [join(root, file), ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env,
  })
  return { title, ok: status === 0 }
}

/** Tests by outcome, as vitest wrote them down; null where it did not get that far. */
function readReport() {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(report, 'utf8'))
    const brokenFiles = testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    ).length
    return { passed: numPassedTests, failed: numFailedTests + brokenFiles, skipped: numPendingTests }
  } catch {
    return null
  }
}

mkdirSync(join(root, '.cache'), { recursive: true })
rmSync(report, { force: true })
const checks = [
  run('build', 'scripts/build.mjs'),
  run('lint', 'node_modules/eslint/bin/eslint.js', '.'),
  run('format', 'node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
  run('types', 'node_modules/typescript/bin/tsc', '--noEmit'),
]
const tests = run(
  'tests',
  'node_modules/vitest/vitest.mjs',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
)
const counts = readReport()
const broken = [...checks, ...(counts?.failed ? [] : [tests])].filter(({ ok }) => !ok)
for (const { title } of broken) console.error(`${title} failed`)
if (!chromium) console.error('browser tests were skipped: no Chromium')
if (counts?.skipped) console.log(`${counts.skipped} skipped`)
const failed = (counts?.failed ?? 0) + broken.length
console.log(`${counts?.passed ?? 0} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
