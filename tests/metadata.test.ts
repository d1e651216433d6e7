import { describe, expect, expectTypeOf, it } from 'vitest'
import { openSectionBlob } from '../src/blobs/sectionBlob'
import { buildSectionBlob } from '../src/blobs/sectionBlobBuild'
import { sectionName } from '../src/blobs/sectionBlob'
import { metadataColumn, metadataOf } from '../src/metadata'
import { sectionId } from '../src/sectionId'
import { f32, text, u8 } from '../src/schema/fields'
import { gridRecords, makeWorld } from './worlds'

const place = { danger: f32, biome: u8, music: text }
const songs = ['', 'town', 'cave']

/** A grid whose sections say things by their number; every third says nothing. */
const records = gridRecords(5).map((record, i) =>
  i % 3 === 0 ? record : { ...record, metadata: { danger: i / 4, biome: i, music: songs[i % 3] } },
)
const table = openSectionBlob(buildSectionBlob(records, { metadata: place }))

describe('metadata', () => {
  it('is read of any section while nothing is loaded', () => {
    const world = makeWorld(table)
    for (let row = 0; row < table.count; row++) {
      const i = records.findIndex(({ name }) => name === sectionName(table, row))
      const said = metadataOf(world, sectionId(world.terrane, row), place)
      expect(said).toEqual(
        i % 3 === 0 ? { danger: 0, biome: 0, music: '' } : { danger: i / 4, biome: i, music: songs[i % 3] },
      )
    }
    expect(world.terrane.live.count).toBe(0)
  })

  it('is typed as declared', () => {
    const world = makeWorld(table)
    const { danger, music } = metadataOf(world, sectionId(world.terrane, 0), place)
    expectTypeOf(danger).toEqualTypeOf<number>()
    expectTypeOf(music).toEqualTypeOf<string>()
    expectTypeOf(metadataColumn(world, 'danger', f32)).toExtend<Float32Array>()
  })

  it('is a view into the blob by row', () => {
    const world = makeWorld(table)
    const danger = metadataColumn(world, 'danger', f32)
    expect([danger.length, danger.buffer]).toEqual([table.count, table.bounds.buffer])
  })

  it('that the world does not have is refused, with what it has', () => {
    const world = makeWorld(table)
    const section = sectionId(world.terrane, 0)
    expect(() => metadataOf(world, section, { weather: text })).toThrow(/"weather: text".*biome.*\[schema-mismatch\]$/)
    expect(() => metadataOf(world, section, { biome: f32 })).toThrow(/"biome: f32".*"biome: u8".*\[schema-mismatch\]$/)
  })

  it('costs nothing where nobody declares any, and has the same bytes in any order of the records', () => {
    expect(openSectionBlob(buildSectionBlob(gridRecords(5))).metadata).toBeNull()
    const turned = buildSectionBlob([...records].reverse(), { metadata: { music: text, biome: u8, danger: f32 } })
    expect(new Uint8Array(turned)).toEqual(new Uint8Array(buildSectionBlob(records, { metadata: place })))
  })
})
