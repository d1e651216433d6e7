import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (file: string) => fileURLToPath(new URL(`./src/${file}`, import.meta.url))

/** Examples import the package by its name, as games do; here that is its source. As in tsconfig.json. */
const alias = [
  { find: /^terrane$/, replacement: source('index.ts') },
  { find: /^terrane\/render$/, replacement: source('render/index.ts') },
  { find: /^terrane\/debug$/, replacement: source('debug/index.ts') },
  { find: /^terrane\/(bake|testing|node)$/, replacement: source('$1.ts') },
]

/** Bakes, browsers and worker threads take their time on small machines; no test measures time. */
export default defineConfig({
  resolve: { alias },
  test: { include: ['tests/**/*.test.ts'], testTimeout: 90_000, hookTimeout: 180_000 },
})
