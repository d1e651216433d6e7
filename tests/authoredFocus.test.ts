import { expect, it } from 'vitest'
import { authoredFocus } from '../src/authoredFocus'
import { buildSectionBlob } from '../src/blobs/sectionBlobBuild'
import { openSectionBlob } from '../src/blobs/sectionBlob'
import { createFocus, focusIndex } from '../src/focuses'
import { gridRecords, makeWorld } from './worlds'

const focuses = [
  { name: 'Spawn', position: [1, 2, 3] as const },
  { name: 'Lift', position: [4, 5, 6] as const, radiusScale: 2 },
]
const focusSettings = [
  { follow: null, captureVelocity: true },
  { follow: 'Cabin', captureVelocity: false },
]

it('gives a focus as it was authored: place, reach, what it follows, and whether its velocity is measured (P-4)', () => {
  const table = openSectionBlob(buildSectionBlob(gridRecords(2), { focuses, focusSettings }))
  expect(authoredFocus(table)).toEqual({
    name: 'Spawn',
    position: [1, 2, 3],
    radiusScale: 1,
    captureVelocity: true,
    followName: null,
  })
  const lift = authoredFocus(table, 'Lift')
  expect(lift.followName).toBe('Cabin')
  const cabin = { x: 7, y: 8, z: 9 }
  const world = makeWorld(gridRecords(2))
  const columns = world.terrane.focuses
  const at = focusIndex(world.terrane, createFocus(world, { ...lift, follow: cabin }))
  expect([columns.radiusScale[at], columns.captureVelocity[at], columns.x[at]]).toEqual([2, 0, 4])
})

it('without settings measures velocities; a name that is not there is told with those that are', () => {
  const table = openSectionBlob(buildSectionBlob(gridRecords(2), { focuses }))
  expect(authoredFocus(table, 'Lift')).toMatchObject({ captureVelocity: true, followName: null })
  expect(() => authoredFocus(table, 'Left')).toThrow(
    /^an authored focus "Left"; expected one of "Spawn", "Lift"\. .* \[argument\]$/,
  )
  const none = openSectionBlob(buildSectionBlob(gridRecords(2)))
  expect(() => authoredFocus(none)).toThrow(/^no authored focus; expected a world that was authored with one\. /)
})
