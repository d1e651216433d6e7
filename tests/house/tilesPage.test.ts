import { expect, it } from 'vitest'
import { defaultBudgetSettings } from '../../src/budgets/budgets'
import { defaultSettings, profiles } from '../../src/components/profile'
import { defaultPrefetch } from '../../src/prefetch/prefetch'
import { tiledSettings } from '../../src/tiles/tiledScene'
import { readText } from './sources'

/** Rows of the table of numbers: T-, what it is, setting, value in a tiled scene, value elsewhere. */
const rows = readText('docs/tiles.md')
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter((cells) => cells.length === 7 && /^\d+$/.test(cells[1]))
  .map(([, , what, setting, tiled, otherwise]) => ({ what, setting: setting.replaceAll('`', ''), tiled, otherwise }))

/** A setting by its path, as the page writes it. */
function valueOf(settings: object, path: string): string {
  const value = path.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], settings)
  return typeof value === 'number' ? String(Math.round(value * 1e4) / 1e4) : String(value)
}

/** What a world has that nothing is said of, and what its features have. */
const defaults = { ...defaultSettings, budgets: defaultBudgetSettings, prefetch: defaultPrefetch }

it.each(rows)('docs/tiles.md: $setting, $what', ({ setting, tiled, otherwise }) => {
  expect(valueOf({ ...defaults, ...tiledSettings }, setting)).toBe(tiled)
  expect(valueOf(defaults, setting)).toBe(otherwise)
})

it('docs/tiles.md lists every setting that a tiled scene changes', () => {
  const listed = new Set(rows.map(({ setting }) => setting.split('.')[0]))
  expect(Object.keys(tiledSettings).filter((name) => !listed.has(name))).toEqual([])
  expect([profiles.default.concurrent, profiles.default.unloadsPerTick]).toEqual([2, 2])
})
