import { SectionFlag, type SectionTable } from '../blobs/sectionBlob'

/** Triangles of a world with every place in full detail; 0 where its table does not say. */
export function countFullTriangles(table: SectionTable): number {
  let sum = 0
  for (let row = 0; row < table.count; row++)
    if (table.childCount[row] === 0 && (table.flags[row] & SectionFlag.Placeless) === 0) sum += table.triangles[row]
  return sum
}
