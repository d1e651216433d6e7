import type { SectionRecord } from '../../src/blobs/sectionRecord'
import { boxDocument, writeGlb } from '../payloads/glbFiles'

/** Metres from one box of a tile to the next. */
export const boxSpacing = 10

/** A `.glb` of so many boxes of 6 × 4 × 18 metres in a row along x, the first at `at`, each a mesh of its own: what shares its geometry would be one draw. */
export function writeBoxes(count: number, at = 0): Promise<ArrayBuffer> {
  const { document, mesh, root } = boxDocument()
  const [box] = mesh.listPrimitives()
  const red = document.createMaterial().setBaseColorFactor([0.8, 0.02, 0.02, 1])
  for (let i = 0; i < count; i++) {
    const primitive = document.createPrimitive().setMaterial(red).setIndices(box.getIndices()!.clone())
    for (const name of ['POSITION', 'NORMAL']) primitive.setAttribute(name, box.getAttribute(name)!.clone())
    const node = document.createNode().setMesh(document.createMesh().addPrimitive(primitive))
    root.addChild(node.setTranslation([at + boxSpacing * i, 0, 0]).setScale([3, 1, 3]))
  }
  return writeGlb(document)
}

/** The record of such a tile. */
export function boxTile(count: number, content: string, parts: Partial<SectionRecord> = {}, at = 0): SectionRecord {
  return {
    name: content,
    bounds: [at - 3, -2, -9, at + boxSpacing * (count - 1) + 3, 2, 9],
    enterRadius: 1000,
    kind: 'mesh',
    content,
    ...parts,
  }
}
