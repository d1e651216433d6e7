import { build } from 'esbuild'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const source = (path: string) => fileURLToPath(new URL(`../../src/${path}`, import.meta.url))

/** The page as the build makes it, for servers that serve the viewer themselves. */
export async function buildViewer(folder: string): Promise<void> {
  const entries = { viewer: source('viewer/viewer.ts'), worker: source('workers/workerEntry.ts') }
  await build({
    entryPoints: entries,
    outdir: folder,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
  })
  for (const file of ['index.html', 'viewer.css']) await copyFile(source(`viewer/${file}`), join(folder, file))
}
