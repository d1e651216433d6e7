import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bakeWorld } from '../../src/baking/bakeWorld'
import { mapMetadata, metadataAt } from '../../src/baking/placeMetadata'
import { placeOf } from '../../src/baking/places'
import { viewMetadata } from '../../src/blobs/metadataColumns'
import { sectionName } from '../../src/blobs/sectionBlob'
import { text, u8 } from '../../src/schema/fields'
import { readTable, temporaryFolder } from './bakedWorld'
import { createInput, writeInput } from './inputs'

const at = (path: string, box: number[], values: Record<string, number | string>, owner: string | null = null) => ({
  path,
  owner,
  box: Float64Array.from(box),
  values,
})

describe('metadata of a cell', () => {
  const cellOf = (x: number, z: number) => placeOf({ settings: {}, owner: null }, [x, z])

  it('is, value by value, that of the node nearest to its middle', () => {
    const map = mapMetadata(
      [
        at('Far', [1, 0, 1, 2, 0, 2], { music: 'far', danger: 1 }),
        at('Near', [28, 0, 30, 30, 0, 30], { music: 'near' }),
        at('Next', [63, 0, 30, 65.5, 0, 30], { music: 'next' }),
      ],
      64,
    )
    expect(metadataAt(map, cellOf(0, 0))).toEqual({ music: 'near', danger: 1 })
    expect(metadataAt(map, cellOf(1, 0))).toEqual({ music: 'next' })
    expect(metadataAt(map, cellOf(-1, 0))).toBeUndefined()
  })

  it('is that of the smallest around the middle, and of what reaches in from elsewhere', () => {
    const map = mapMetadata(
      [
        at('Country', [-1000, 0, -1000, 1000, 0, 1000], { music: 'wind', danger: 1 }),
        at('Town', [0, 0, 0, 150, 0, 60], { music: 'town' }),
      ],
      64,
    )
    expect([cellOf(0, 0), cellOf(2, 0), cellOf(3, 0), cellOf(5, 5)].map((place) => metadataAt(map, place))).toEqual([
      { music: 'town', danger: 1 },
      { music: 'wind', danger: 1 },
      { music: 'wind', danger: 1 },
      { music: 'wind', danger: 1 },
    ])
    expect(metadataAt(map, cellOf(16, 0))).toBeUndefined()
  })

  it('of a place of its own is that of the node that gives the radius, before those below', () => {
    const map = mapMetadata(
      [
        at('Cave/Lake', [0, 0, 0, 0, 0, 0], { music: 'drops', danger: 3 }, 'Cave'),
        at('Cave', [0, 0, 0, 0, 0, 0], { music: 'echo' }, 'Cave'),
      ],
      64,
    )
    const cave = placeOf({ settings: { layer: 'night', priority: 2 }, owner: 'Cave' }, null)
    expect(metadataAt(map, cave)).toEqual({ music: 'echo', danger: 3 })
  })
})

it('is in the table of a baked world, the same for all kinds of a place', async () => {
  const input = createInput()
  const box = input.box('Box', [2, 2, 2])
  input.node('House-col', box, [10, 0, 10]).setExtras({ terrane_meta_music: 'calm', terrane_meta_danger: 2 })
  input.node('Cart', box, [12, 0, 12]).setExtras({ terrane_role: 'dynamic' })
  input.node('Wall', box, [100, 0, 10])
  input.node('Cave', box, [100, 0, 10]).setExtras({ terrane_enterRadius: 30, terrane_meta_music: 'echo' })
  const folder = await temporaryFolder()
  const config = { metadata: { music: text, danger: u8 } }
  const { report } = await bakeWorld(await writeInput(input, folder), { out: join(folder, 'w'), config })
  expect(report.things.metadata).toBe(2)
  const table = await readTable(join(folder, 'w'))
  const [danger, music] = table.info.metadata.map((column) => viewMetadata(table, column))
  const rows = Array.from({ length: table.count }, (_, row) => [
    sectionName(table, row),
    table.info.metadataTexts[music[row]],
    danger[row],
  ])
  expect(rows.sort()).toEqual([
    ['Cave', 'echo', 0],
    ['cell_0_0', 'calm', 2],
    ['cell_0_0/collider', 'calm', 2],
    ['cell_0_0/entities', 'calm', 2],
    ['cell_1_0', '', 0],
    ['figure/Cart', '', 0],
  ])
})
