import type { SectionRecord } from '../blobs/sectionRecord'
import { emptyBox, growBox } from '../math/box'
import type { BakeScene } from './bakeScene'
import { placeBox } from './geometry'
import type { EntityGroup } from './groupEntities'

/**
 * Bounds of an entity section. Of a cell: its whole square, so that whoever crosses its border is in the next one's; as high as
 * what stands in it. Of a place of its own: the box of what stands there. `figureBox` is in the entity's space.
 */
export function entityBounds(
  { entities }: BakeScene,
  { members, cell }: EntityGroup,
  cellSize: number,
  figureBox: (figure: number) => Float64Array,
): SectionRecord['bounds'] {
  const box = new Float64Array(6)
  emptyBox(box, 0)
  for (const index of members) {
    const { matrix, figure } = entities[index]
    growBox(box, 0, [...matrix.subarray(12, 15), ...matrix.subarray(12, 15)], 0)
    if (figure !== null) growBox(box, 0, placeBox(figureBox(figure), [matrix]), 0)
  }
  const [x, y, z, maxX, maxY, maxZ] = box
  if (!cell) return [x, y, z, maxX, maxY, maxZ]
  return [cell[0] * cellSize, y, cell[1] * cellSize, (cell[0] + 1) * cellSize, maxY, (cell[1] + 1) * cellSize]
}
