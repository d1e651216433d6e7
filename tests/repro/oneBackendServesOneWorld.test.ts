import { expect, test } from 'vitest'
import { createSimulatedBackend } from '../../src/backends/simulatedBackend'
import { engineFeature } from '../../src/engineFeature'
import { composeWorld, disposeWorld } from '../../src/world'
import { gridRecords, openRecords } from '../worlds'

test('a backend that serves another world is refused', () => {
  const table = openRecords(gridRecords(2))
  const shared = createSimulatedBackend({ table })
  const feature = () => engineFeature({ table, backend: () => shared })
  const world = composeWorld({ features: [feature()] })
  expect(() => composeWorld({ features: [feature()] })).toThrow('[foreign-world]')
  disposeWorld(world)
})
