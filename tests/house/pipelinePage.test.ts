import { expect, it } from 'vitest'
import { defaultSettings } from '../../src/components/profile'
import { pipeline } from '../../src/pipeline'
import { PrefetchAhead } from '../../src/prefetch/prefetchAhead'
import { readText } from './sources'

const page = readText('docs/pipeline.md')

it('the contract has every system in its order, that of prefetch() in its place, with what it reads and writes', () => {
  const rows = [...page.matchAll(/^\| `(\w+)` +\| (.*?) +\| (.*?) +\|$/gm)]
  const names = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name)
  expect(rows.map(([, name, reads, writes]) => ({ name, reads: names(reads), writes: names(writes) }))).toEqual(
    pipeline
      .flatMap((system) => (system.name === PrefetchAhead.after ? [system, PrefetchAhead] : [system]))
      .map(({ name, reads, writes }) => ({ name, reads, writes })),
  )
})

it('the contract has the numbers of the code', () => {
  expect(page).toContain(`\`settings.tickHz\` ticks a second, ${defaultSettings.tickHz} if nothing is said`)
  expect(page).toContain(`\`maxTicksPerStep\` (${defaultSettings.maxTicksPerStep}) at most`)
})
