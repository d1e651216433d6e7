import { expect, it } from 'vitest'
import { entitiesPerSection } from '../../src/blobs/entityBlobBuild'
import { profiles } from '../../src/components/profile'
import { eventNames } from '../../src/live/events'
import { scoreWeights } from '../../src/scoring/defaultScore'
import { readText } from './sources'

const page = readText('docs/authoring.md').replaceAll(/\s+/g, ' ')

/** The contract says what the code does: a change of one is a change of the other. */
it('the authoring rules have the numbers of the code', () => {
  expect(page).toContain(`the ratio of the profile in force (${profiles.default.exitRatio})`)
  expect(page).toContain(`One step is worth ${scoreWeights.priorityMetres} m in the order of loading`)
  expect(page).toContain(`where there are more than ${entitiesPerSection.toLocaleString('en')}`)
  expect(scoreWeights.costMetresPerMebibyte).toBe(1)
  expect(page).toContain('A mebibyte counts as 1 m of distance')
})

it('the authoring rules have every event', () => {
  const rows = [...page.matchAll(/\| `((?:Section|Floor)\w+)`/g)].map(([, name]) => name)
  expect(rows.sort()).toEqual([...eventNames].sort())
})
