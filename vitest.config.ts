import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (file: string) => fileURLToPath(new URL(`./src/${file}`, import.meta.url))

/** Examples import the package by its name, as games do; here that is its source. As in tsconfig.json. */
const alias = [
  { find: /^terrane$/, replacement: source('index.ts') },
  { find: /^terrane\/render$/, replacement: source('render/index.ts') },
  { find: /^terrane\/three$/, replacement: source('three/index.ts') },
  { find: /^terrane\/debug$/, replacement: source('debug/index.ts') },
  { find: /^terrane\/(bake|testing|node)$/, replacement: source('$1.ts') },
]

/** Modules hold no state between worlds, so that files may share them: loading them anew for each file took longer than the tests. */
const node = {
  name: 'node',
  include: ['tests/**/*.test.ts'],
  exclude: ['tests/browser/**'],
  isolate: false,
  testTimeout: 90_000,
  hookTimeout: 180_000,
}
/** Two of them may draw at once, on two processors that have no graphics. */
const browser = { name: 'browser', include: ['tests/browser/**/*.test.ts'], testTimeout: 240_000, hookTimeout: 300_000 }

/** Bakes, browsers and worker threads take their time on small machines; no test measures time. Half of that time a browser or a disk is waited for. */
export default defineConfig({
  resolve: { alias },
  test: {
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [node, browser].map((test) => ({ extends: true as const, test })),
  },
})
