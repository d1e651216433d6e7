import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadOrder } from '../../examples/quest-priority/orders'
import makeScene, { bake, questHuts } from '../../examples/quest-priority/scene'
import { bakeWorld } from '../../src/baking/bakeWorld'
import { openWorld } from '../../src/openWorld'
import { directorySource } from '../../src/sources/directorySource'
import { temporaryFolder } from '../baking/bakedWorld'
import { root } from '../house/sources'
import { startExample } from './startExample'

const huts = (quest: string) => questHuts[quest].map(([column, row]) => `cell_${column}_${row}`)

async function openVillage() {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'village.glb'), await makeScene())
  const config = `${root}examples/quest-priority/terrane.config.ts`
  await bakeWorld(join(folder, 'village.glb'), { ...bake, out: join(folder, 'world'), config })
  return openWorld(directorySource(join(folder, 'world')))
}

test('P-10: what a quest needs loads first, by a system and by a score alike; all else keeps its order', async () => {
  const village = await openVillage()
  for (const quest of Object.keys(questHuts)) {
    const wanted = huts(quest)
    const plain = loadOrder(village, 'distance', quest)
    const sooner = [...plain.filter((name) => wanted.includes(name)), ...plain.filter((name) => !wanted.includes(name))]
    expect(plain.indexOf(wanted[0])).toBeGreaterThan(wanted.length)
    expect(sooner.slice(0, wanted.length).sort()).toEqual([...wanted].sort())
    expect(loadOrder(village, 'system', quest)).toEqual(sooner)
    expect(loadOrder(village, 'score', quest)).toEqual(sooner)
  }
})

test('P-10: a quest that nobody has changes nothing', async () => {
  const village = await openVillage()
  const plain = loadOrder(village, 'distance', 'no such quest')
  expect(plain.length).toBeGreaterThan(30)
  expect(loadOrder(village, 'system', 'no such quest')).toEqual(plain)
  expect(loadOrder(village, 'score', 'no such quest')).toEqual(plain)
})

test('npm run example -- quest-priority prints the three orders and ends', { timeout: 120_000 }, async () => {
  const example = startExample('quest-priority')
  expect(await example.ended).toBe(0)
  const [, plain, system, score] = example.text().match(/distance {2}(.*)\nsystem {4}(.*)\nscore {5}(.*)\n/)!
  expect(example.text()).toMatch(/^quest-priority: What a quest needs loads first: .*\.\nbaked \d+ sections in /)
  expect(
    system
      .split('  ')
      .slice(0, 3)
      .every((name) => name.startsWith('*')),
  ).toBe(true)
  expect(score).toBe(system)
  expect(plain.startsWith('*')).toBe(false)
})
