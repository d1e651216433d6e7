// What reaches a browser, minified and gzipped (G-23). Run after a build.
//   npm run sizes
import { build } from 'esbuild'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Games, by what they import from the package. */
const games = {
  'the game of the README': 'openWorld, composeWorld, streaming, createFocus, moveFocus, step',
  'the same with entities, colliders and saves':
    'openWorld, composeWorld, streaming, createFocus, moveFocus, step, entities, colliders, openSave, saveWorld',
}
const workers = { 'decode worker': 'worker.js', 'manifest worker': 'manifestJob.js' }

async function sizeOf(names) {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${names} } from './dist/index.js'`, resolveDir: root },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    external: ['bitecs'],
    logLevel: 'error',
  })
  return gzipSync(outputFiles[0].contents, { level: 9 }).length
}

const rows = {}
for (const [name, names] of Object.entries(games)) rows[name] = await sizeOf(names)
for (const [name, file] of Object.entries(workers))
  rows[name] = gzipSync(await readFile(`${root}dist/${file}`), { level: 9 }).length
console.table(Object.fromEntries(Object.entries(rows).map(([name, bytes]) => [name, { 'KB gzipped': bytes / 1e3 }])))
