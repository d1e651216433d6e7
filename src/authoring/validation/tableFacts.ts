import {
  SectionFlag,
  sectionContent,
  sectionGuid,
  sectionName,
  viewSectionBlob,
  type SectionTable,
} from '../../blobs/sectionBlob'
import { checkStructure } from '../../blobs/sectionBlobChecks'
import { TerraneError } from '../../errors'
import { boxStride } from '../../math/box'
import type { LayerFacts, Limits, SectionFacts, WorldFacts } from './facts'
import { faultOf, type Fault, type FaultCode } from './faults'
import { validateFacts } from './validateFacts'

/**
 * Every fault of a section table, each once; a table that cannot be read at all is one fault. Works on a table as it lies there: what opening a
 * world would refuse at the first thing wrong is listed in full.
 */
export function validateTable(blob: ArrayBuffer, limits?: Limits): Fault[] {
  try {
    const table = viewSectionBlob(blob)
    const faults = validateSections(table, limits)
    if (!faults.some(({ code }) => structural.has(code))) checkStructure(table)
    return faults
  } catch (error) {
    if (!(error instanceof TerraneError)) throw error
    const { got, wanted, next } = error.problem
    return [faultOf('', -1, { code: 'table-broken', message: `${got}; expected ${wanted}`, fix: next })]
  }
}

/** Every fault of a table that can be read, each once. */
export function validateSections(table: SectionTable, limits?: Limits): Fault[] {
  const { facts, found } = tableFacts(table)
  return validateFacts({ ...facts, ...(limits && { limits }) }, found)
}

/** What opening a world would refuse as well: said once is enough. */
const structural: ReadonlySet<FaultCode> = new Set([
  'cost-negative',
  'exit-below-enter',
  'not-finite',
  'radius-zero',
  'reference-unknown',
  'refines-cycle',
  'requires-cycle',
])

/** A table as the validator looks at it. Relations that lead nowhere are faults here. */
export function tableFacts(table: SectionTable): { facts: WorldFacts; found: Fault[] } {
  const found: Fault[] = []
  const layers = layersOf(table)
  const sections = Array.from({ length: table.count }, (_, row) => rowFacts(table, row, layers.length, found))
  return { facts: { sections, layers }, found }
}

/** Tables of before layers had a policy, and tables built by hand, forbid overlap. */
function layersOf({ info }: SectionTable): LayerFacts[] {
  const names = info.layers.length > 0 ? info.layers : ['base']
  return names.map((name, bit) => ({ name, overlap: readOverlap(info.layerOverlaps[bit]) }))
}

const readOverlap = (policy: number | 'allow' | 'forbid' | undefined) =>
  policy === 'allow' ? Infinity : typeof policy === 'number' ? policy : 0

function rowFacts(table: SectionTable, row: number, layerCount: number, found: Fault[]): SectionFacts {
  const name = sectionName(table, row)
  const root = table.parent[row] < 0
  const placeless = (table.flags[row] & SectionFlag.Placeless) !== 0
  const stated = (value: number) => (value === 0 ? null : value)
  const links = linksOf(table, row, name, found)
  return {
    name,
    id: sectionGuid(table, row),
    kind: table.info.kinds[table.kind[row]] ?? `kind ${table.kind[row]}`,
    bounds: boxOf(table.bounds, row),
    rangeBox: table.rangeBox ? boxOf(table.rangeBox, row) : null,
    enterRadius: root && !placeless ? table.enterRadius[row] : stated(table.enterRadius[row]),
    exitRadius: stated(table.exitRadius[row]),
    refineDistance: stated(table.refineDistance[row]),
    priority: table.priority[row],
    costs: { 'cost in ms': table.costMs[row], error: table.error[row] },
    content: contentOf(table, row),
    layers: layersOfRow(table, row, layerCount, name, found),
    ...links,
    placeless,
    decodedBytes: table.cpuBytes[row] + table.gpuBytes[row],
  }
}

const boxOf = (boxes: Float64Array, row: number) => [...boxes.subarray(boxStride * row, boxStride * (row + 1))]

/** Payloads in a pack share its path. */
function contentOf(table: SectionTable, row: number): string {
  const path = sectionContent(table, row)
  return path !== '' && table.contentOffset ? `${path}@${table.contentOffset[row]}` : path
}

function layersOfRow({ layer }: SectionTable, row: number, count: number, name: string, found: Fault[]): number[] {
  const bits = Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => (layer[row] >>> bit) & 1)
  const known = bits.filter((bit) => bit < count)
  const message = bits.length === 0 ? 'it is of no layer' : `layer ${bits.find((bit) => bit >= count)} is not there`
  if (known.length === 0 || known.length < bits.length)
    found.push(faultOf(name, row, { code: 'layer-unknown', message, fix: 'Bake the world again.' }))
  return known
}

function linksOf(table: SectionTable, row: number, name: string, found: Fault[]) {
  const { parent, attachedTo, requireStart, requires, count } = table
  const refuse = (relation: string, to: number) => {
    const message = `it ${relation} row ${to}, and there are ${count}`
    found.push(faultOf(name, row, { code: 'reference-unknown', message, fix: 'Bake the world again.' }))
    return -1
  }
  const link = (relation: string, to: number) => (to < -1 || to >= count ? refuse(relation, to) : to)
  const required = [...requires.subarray(requireStart[row], requireStart[row + 1])]
  return {
    parent: link('refines', parent[row]),
    attachedTo: link('is attached to', attachedTo[row]),
    requires: required.filter((to) => link('requires', to) >= 0),
  }
}
