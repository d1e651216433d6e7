// Everything that must hold before a change goes in: build, sizes, lint, format, types, tests. Ends with one plain line: N passed, N failed.
//   npm test                        all of it
//   npm test -- tests/baking        the same checks, and only these tests; further arguments are vitest's
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ensureChromium } from './chromium.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const results = `${root}.cache/test-results.json`
const bin = (path) => `${root}node_modules/${path}`

const chromium = ensureChromium()
const env = { ...process.env, ...(chromium && { CHROMIUM: chromium }) }

/** Runs a script of Node. @returns Whether it ended well. */
function run(file, args = []) {
  const child = spawn(process.execPath, [file, ...args], { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] })
  return new Promise((done) => child.once('close', (code) => done(code === 0)).once('error', () => done(false)))
}

/** They run side by side. Each counts as one failure where it fails; none hides what comes after it. */
const checks = {
  build: () => run(`${root}scripts/build.mjs`),
  lint: () => run(bin('eslint/bin/eslint.js'), ['.']),
  format: () => run(bin('prettier/bin/prettier.cjs'), ['--check', '--log-level', 'warn', '.']),
  types: () => run(bin('typescript/bin/tsc'), ['--noEmit']),
}

/** @returns Names of those that fail. */
async function runChecks() {
  const held = await Promise.all(Object.values(checks).map((check) => check()))
  const broken = Object.keys(checks).filter((_, i) => !held[i])
  for (const name of broken) console.error(`FAILED: ${name}`)
  return broken
}

async function runTests(args) {
  mkdirSync(`${root}.cache`, { recursive: true })
  rmSync(results, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`]
  const passed = await run(bin('vitest/vitest.mjs'), ['run', ...reporters, ...args])
  return countTests(passed)
}

/** A file that could not be loaded has no tests of its own, and counts as one that failed. */
function countTests(passed) {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(results, 'utf8'))
    const unloaded = testResults.filter(
      ({ status, assertionResults }) =>
        status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
    ).length
    const failed = numFailedTests + unloaded
    return { passed: numPassedTests, failed: passed ? failed : Math.max(1, failed) }
  } catch {
    return { passed: 0, failed: 1 }
  }
}

const broken = await runChecks()
if (!chromium) broken.push('chromium')
if (!broken.includes('build') && !(await run(`${root}scripts/sizes.mjs`))) broken.push('sizes')
const tests = await runTests(process.argv.slice(2))
if (broken.length > 0) console.error(`FAILED before the tests: ${broken.join(', ')}`)
const failed = tests.failed + broken.length
console.log(`${tests.passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
