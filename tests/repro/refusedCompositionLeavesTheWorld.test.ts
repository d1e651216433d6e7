import { addEntity, createWorld, getAllEntities } from 'bitecs'
import { expect, test } from 'vitest'
import type { BackendSite } from '../../src/backends/backend'
import { createSimulatedBackend } from '../../src/backends/simulatedBackend'
import { SectionFlag } from '../../src/blobs/sectionBlob'
import { engineFeature } from '../../src/engineFeature'
import { composeWorld } from '../../src/world'
import { gridRecords, openRecords } from '../worlds'

const backend = ({ table }: BackendSite) => createSimulatedBackend({ table })

test('a world whose composition was refused can be composed again and holds no entity of ours', () => {
  const game = createWorld()
  addEntity(game)
  const table = openRecords(gridRecords(2))
  const lost = { name: 'lost', after: 'Nothing', run: () => {} }
  expect(() => composeWorld({ world: game, features: [engineFeature({ table, backend }), lost] })).toThrow(
    '[feature-order]',
  )
  const pinned = openRecords(gridRecords(3, 16, { flags: SectionFlag.AlwaysLoaded }))
  const tight = engineFeature({ table: pinned, backend, settings: { capacity: 4 } })
  expect(() => composeWorld({ world: game, features: [tight] })).toThrow('[capacity]')
  expect(getAllEntities(game).length).toBe(1)
  expect(composeWorld({ world: game, features: [engineFeature({ table, backend })] })).toBe(game)
})
