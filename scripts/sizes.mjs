// What reaches a browser, minified and gzipped, beside its limits (G-23). Run after a build; exits 1 where something is larger than it may be.
//   npm run sizes
import { build } from 'esbuild'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const root = fileURLToPath(new URL('..', import.meta.url))
const readmes = 'openWorld, composeWorld, streaming, createFocus, moveFocus, step'

/**
 * Games by what they import from the package, and files. `limit` is the requirement's, KB (1,000 bytes); `most` is what fails the tests: where the limit is not reached yet, what
 * has been reached, so that nothing grows unseen. Lower it with what is gained.
 */
const rows = [
  { name: 'the game of the README', imports: readmes, limit: 30, most: 33.5 },
  { name: 'with budgets, prefetch and views', imports: `${readmes}, budgets, prefetch, views` },
  { name: 'with entities, colliders and saves', imports: `${readmes}, entities, colliders, openSave, saveWorld` },
  { name: 'decode worker', file: 'worker.js', limit: 25 },
  { name: 'manifest worker', file: 'manifestJob.js', limit: 25 },
]

const kilobytes = (contents) => gzipSync(contents, { level: 9 }).length / 1000

async function bundleGame(imports) {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${imports} } from './dist/index.js'`, resolveDir: root },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    external: ['bitecs'],
    logLevel: 'error',
  })
  return outputFiles[0].contents
}

const measured = await Promise.all(
  rows.map(async ({ name, imports, file, limit, most = limit }) => {
    const size = kilobytes(imports ? await bundleGame(imports) : await readFile(`${root}dist/${file}`))
    const verdict = limit === undefined ? '' : size <= limit ? 'within' : `${(size - limit).toFixed(1)} over`
    return { name, size, limit, most, verdict }
  }),
)
console.table(
  Object.fromEntries(
    measured.map(({ name, size, limit = '', verdict }) => [name, { 'KB gzipped': size, limit, '': verdict }]),
  ),
)
const grown = measured.filter(({ size, most }) => size > most)
for (const { name, size, most } of grown)
  console.error(
    `${name} takes ${size} KB; expected at most ${most}. Make what not every world needs a feature, or what a function imports.`,
  )
if (grown.length > 0) process.exitCode = 1
