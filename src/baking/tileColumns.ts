import type { AboutWorld } from '../blobs/sectionBlobBuild'
import { tileValues, usedTileFields, type TileWords } from '../manifest/tileColumns'
import type { PlannedSection, TileFacts } from './plannedSection'

const wordsOf = ({ floor, nodeId, tier, interior }: TileFacts): TileWords => ({
  floor: floor ?? null,
  nodeId: nodeId ?? '',
  tier: tier ?? '',
  interior,
  prefetchRadius: 0,
})

/** Gives tiles and their LODs the columns that a manifest of version 4 gives them: floor, node, tier, interior. Nothing changes where no tile says any of it. */
export function addTileColumns(
  sections: readonly PlannedSection[],
  about: AboutWorld,
): { sections: readonly PlannedSection[]; about: AboutWorld } {
  const words = new Map<string, TileWords>()
  for (const { record, tile } of sections) if (tile) words.set(record.name, wordsOf(tile))
  const fields = usedTileFields([...words.values()])
  if (Object.keys(fields).length === 0) return { sections, about }
  const told = sections.map((section) => {
    const said = words.get(section.level?.kind === 'lod' ? section.level.tile : section.record.name)
    if (!said) return section
    return { ...section, record: { ...section.record, metadata: { ...tileValues(said), ...section.record.metadata } } }
  })
  return { sections: told, about: { ...about, metadata: { ...fields, ...about.metadata } } }
}
