import { expect, test } from 'vitest'
import { pin } from '../../src/pins'
import { sectionId, type SectionId } from '../../src/sectionId'
import { gridRecords, makeWorld } from '../worlds'

test('a section id that is not whole is refused', () => {
  const world = makeWorld(gridRecords(2))
  const id = sectionId(world.terrane, 1)
  expect(() => pin(world, (id + 0.5) as SectionId)).toThrow('[section-unknown]')
  expect(() => pin(world, (id + 3) as SectionId)).toThrow('[section-unknown]')
  for (const odd of [NaN, Infinity, -1, undefined])
    expect(() => pin(world, odd as unknown as SectionId), String(odd)).toThrow('[foreign-world]')
})
