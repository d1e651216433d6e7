import { defineConfig } from 'vitest/config'

/** Bakes, browsers and worker threads take their time on small machines; no test measures time. */
export default defineConfig({
  test: { include: ['tests/**/*.test.ts'], testTimeout: 30_000, hookTimeout: 120_000 },
})
