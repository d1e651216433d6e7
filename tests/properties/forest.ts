import { SectionFlag } from '../../src/blobs/sectionBlob'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import type { Random } from '../worlds'

type Shape = 'flat' | 'chain' | 'quad' | 'mixed'

export interface Forest {
  readonly records: SectionRecord[]
  readonly shape: Shape
  /** Metres a side. */
  readonly size: number
  readonly bytes: number
}

/** A random forest as CUT.md's simulation has them: flat, chains, quads, holes, structural nodes, attached roots, shared assets in chains. */
export function makeForest(random: Random): Forest {
  const shape = random.pick<Shape>(['flat', 'chain', 'quad', 'mixed'])
  const side = random.whole(2, 4)
  const cell = random.pick([32, 64])
  const records: SectionRecord[] = []
  const assets = random.chance(0.5) ? addAssets(random, records) : []
  const roots: number[] = []
  for (let i = 0; i < side * side; i++) {
    if (random.chance(0.1)) continue
    const x = (i % side) * cell
    const z = Math.floor(i / side) * cell
    const depth = shape === 'flat' ? 0 : random.whole(1, 3)
    roots.push(addNode(random, records, assets, shape, [x, 0, z, x + cell, 10, z + cell], depth, undefined))
  }
  const attachable = records.flatMap((record, i) => ((record.flags ?? 0) & SectionFlag.Placeless ? [] : [i]))
  for (const root of roots) if (random.chance(0.15)) addAttached(random, records, random.pick(attachable), root)
  const bytes = records.reduce((sum, record) => sum + (record.cpuBytes ?? 0) + (record.gpuBytes ?? 0), 0)
  return { records, shape, size: side * cell, bytes }
}

/** Shared assets in requires-chains: each may require one of the assets before it, which has a lower stage. */
function addAssets(random: Random, records: SectionRecord[]): number[] {
  const count = random.whole(1, 5)
  for (let i = 0; i < count; i++)
    records.push({
      name: `asset ${i}`,
      bounds: [0, 0, 0, 0, 0, 0],
      enterRadius: 0,
      kind: 'texture',
      flags: SectionFlag.Placeless,
      stage: i,
      content: `asset${i}`,
      gpuBytes: random.whole(50, 400),
      fileBytes: 100,
      requires: i > 0 && random.chance(0.4) ? [random.whole(0, i - 1)] : [],
    })
  return records.map((_, i) => i)
}

function addNode(
  random: Random,
  records: SectionRecord[],
  assets: readonly number[],
  shape: Shape,
  bounds: readonly [number, number, number, number, number, number],
  depth: number,
  parent: number | undefined,
): number {
  const index = records.length
  const structural = depth > 0 && random.chance(0.15)
  const cell = bounds[3] - bounds[0]
  records.push({
    name: `node ${index}`,
    bounds,
    enterRadius: parent === undefined ? random.between(40, 140) : 0,
    exitRadius: 0,
    refineDistance: depth > 0 && !structural ? cell * random.between(0.4, 1.2) : 0,
    kind: 'mesh',
    stage: 10,
    parent,
    content: structural ? '' : `payload ${index}`,
    cpuBytes: structural ? 0 : random.whole(50, 500),
    gpuBytes: structural ? 0 : random.whole(50, 500),
    fileBytes: structural ? 0 : random.whole(100, 1000),
    requires: assets.length > 0 && !structural && random.chance(0.5) ? [random.pick(assets)] : [],
  })
  if (depth === 0) return index
  const quad = shape === 'quad' || (shape === 'mixed' && random.chance(0.6))
  for (const box of quad ? quarters(bounds) : [bounds]) {
    if (quad && random.chance(0.12)) continue
    addNode(random, records, assets, shape, box, depth - 1, index)
  }
  if (records[index].content === '' && !records.some((record) => record.parent === index))
    addNode(random, records, assets, shape, bounds, 0, index)
  return index
}

function quarters(bounds: readonly number[]): [number, number, number, number, number, number][] {
  const [x0, y0, z0, x1, y1, z1] = bounds
  const x = (x0 + x1) / 2
  const z = (z0 + z1) / 2
  return [
    [x0, y0, z0, x, y1, z],
    [x, y0, z0, x1, y1, z],
    [x0, y0, z, x, y1, z1],
    [x, y0, z, x1, y1, z1],
  ]
}

function addAttached(random: Random, records: SectionRecord[], to: number, like: number): void {
  records.push({
    name: `attached ${records.length}`,
    bounds: records[like].bounds,
    enterRadius: random.between(30, 120),
    kind: 'mesh',
    stage: 10,
    content: `payload ${records.length}`,
    cpuBytes: random.whole(20, 200),
    fileBytes: 100,
    attachedTo: to,
  })
}
