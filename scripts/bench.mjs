// Runs a benchmark of benches/ with the garbage collector at hand.
//   npm run bench -- tick [arguments]
import { build } from 'esbuild'
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const [name, ...args] = process.argv.slice(2)

/** Modules that no other one imports: those are benchmarks, the rest is what they share. */
function listBenches() {
  const files = readdirSync(`${root}benches`).filter((file) => file.endsWith('.ts'))
  const texts = files.map((file) => readFileSync(`${root}benches/${file}`, 'utf8'))
  const shared = (file) => texts.some((text) => text.includes(`from './${file}'`))
  return files.map((file) => file.replace(/\.ts$/, '')).filter((file) => !shared(file))
}

if (!name || !existsSync(`${root}benches/${name}.ts`)) {
  const got = name ? `no benchmark "${name}"` : 'no benchmark named'
  console.error(`${got}; expected one of: ${listBenches().join(', ')}. Run npm run bench -- ${listBenches()[0]}.`)
  process.exitCode = 1
} else {
  const outfile = `${root}.cache/benches/${name}.mjs`
  await build({
    absWorkingDir: root,
    entryPoints: [`benches/${name}.ts`],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    target: 'es2022',
    sourcemap: 'inline',
    logLevel: 'warning',
  })
  const node = ['--expose-gc', '--enable-source-maps', outfile, ...args]
  process.exitCode = spawnSync(process.execPath, node, { cwd: root, stdio: 'inherit' }).status ?? 1
}
