import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { planBake } from '../../src/baking/plan'
import { overridesPath, readOverrides } from '../../src/baking/reading/overrides'
import { component } from '../../src/schema/component'
import { f32 } from '../../src/schema/fields'
import { temporaryFolder } from './bakedWorld'
import { createInput, writeInput } from './inputs'
import { read, refusal, valuesOf } from './readInputs'

const Door = component('Door', { angle: f32 })

function town() {
  const input = createInput()
  const box = input.box('Box', [1, 1, 1])
  const house = input.node('House', box).setExtras({ terrane_enterRadius: 50, terrane_Door_angle: 1, loot: 'gold' })
  input.node('Lamp', box, [0, 0, 0], house)
  return input
}

/** Overrides as the file would give them. */
async function overrides(value: unknown) {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'town.overrides.json'), typeof value === 'string' ? value : JSON.stringify(value))
  return readOverrides(join(folder, 'town.glb'))
}

describe('overrides', () => {
  it('lie beside the input under its name', () => {
    expect(overridesPath('a.b/town.v2.glb')).toBe('a.b/town.v2.overrides.json')
    expect(overridesPath('a.b/town')).toBe('a.b/town.overrides.json')
  })

  it('come over the properties of the file, with and without prefix; null takes a key away', async () => {
    const over = await overrides({
      House: { enterRadius: null, terrane_priority: 3, Door_angle: 2, loot: 'silver' },
      'House/Lamp': { role: 'dynamic', enterRadius: 20 },
    })
    const loot: unknown[] = []
    const config = { components: [Door], bakers: [(node: { extras: object }) => void loot.push(node.extras)] }
    const scene = read(town(), config, { overrides: over })
    expect(scene.parts[0]).toMatchObject({ path: 'House', owner: null, settings: { priority: 3 } })
    expect(scene.entities[1]).toMatchObject({ path: 'House/Lamp', owner: 'House/Lamp', settings: { enterRadius: 20 } })
    expect(valuesOf(scene, 'House', Door)).toEqual({ angle: 2 })
    expect(loot[0]).toMatchObject({ loot: 'silver' })
    expect(scene.report.hints).toEqual([])
    expect(scene.report.authoring).toMatchObject({ overrides: 'town.overrides.json', overridden: 2 })
  })

  it('that are stale or misspelt are hints', async () => {
    const over = await overrides({ House: { enterRadus: 3 }, 'House/Lantern': { role: 'none' } })
    expect(read(town(), { components: [Door] }, { overrides: over }).report.hints).toEqual([
      'town.overrides.json: "House" has no property enterRadus, and it means nothing here',
      'town.overrides.json: no node "House/Lantern"; correct its path, or take it out',
    ])
  })

  it('are refused where a value is wrong, as in the file itself', async () => {
    const over = await overrides({ House: { role: 'scenery' } })
    expect(refusal(town(), { components: [Door] }, { overrides: over })).toContain(
      '"House" with terrane_role "scenery"',
    )
  })

  it.each([
    ['{ "House": }', '"town.overrides.json" cannot be parsed (Unexpected token'],
    ['[]', '"town.overrides.json" is not an object; expected an object of paths'],
    ['{ "House": 80 }', '"town.overrides.json" gives "House" 80; expected an object of paths, each with an object'],
    ['', '"town.overrides.json" cannot be parsed'],
  ])('%s is refused', async (text, line) => {
    await expect(overrides(text)).rejects.toThrow(line)
  })

  it('are found by a bake, byte order mark and all', async () => {
    const folder = await temporaryFolder()
    const path = await writeInput(town(), folder, 'town.glb')
    await writeFile(join(folder, 'town.overrides.json'), '\ufeff{ "House": { "enterRadius": 99 } }')
    const { sections, report } = await planBake(path, { config: { components: [Door] } })
    expect(sections.find(({ record }) => record.name === 'House')?.record.enterRadius).toBe(99)
    expect(report.authoring.overrides).toBe('town.overrides.json')
  })
})
