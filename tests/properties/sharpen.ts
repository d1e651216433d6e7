import { SectionFlag } from '../../src/blobs/sectionBlob'
import type { SectionRecord } from '../../src/blobs/sectionRecord'
import type { Engine } from '../../src/engine'
import { findLive } from '../../src/live/rowTable'
import { shortOf } from '../../src/memory/ledger'
import { createRandom } from '../worlds'

/** Gives most shared assets of a forest a sharper version: larger, and wanted from near only. */
export function sharpen(records: readonly SectionRecord[], seed: number): SectionRecord[] {
  const random = createRandom(seed ^ 0x5ea7)
  const sharper: SectionRecord[] = []
  const blurred = records.map((record, i) => {
    if (((record.flags ?? 0) & SectionFlag.Placeless) === 0 || random.chance(0.2)) return record
    const { name, stage = 0, gpuBytes = 0 } = record
    const own = { parent: i, requires: [i], stage: stage + 1, refineDistance: 0 }
    sharper.push({ ...record, ...own, name: `${name} sharp`, content: `${name} sharp`, gpuBytes: 3 * gpuBytes })
    return { ...record, refineDistance: random.between(10, 80) }
  })
  return [...blurred, ...sharper]
}

/**
 * What textures are shed for (T-17): steps that the plan refuses although everything it admits, sharper textures left out unless they are pinned, would fit together with them. There is
 * none, whatever is resident.
 */
export function countWronglyRefused(engine: Engine): number {
  const { live, cut, ledger } = engine
  if (!cut.overBudget || cut.resting) return 0
  const all = Array.from(live.order.subarray(0, live.count))
  const planned = new Set<number>()
  for (const s of all) if (live.active[s] || live.pins[s] > 0) addClosure(engine, s, planned)
  return all.filter((s) => {
    if (!live.refused[s] || live.pins[s] > 0 || live.upgradeInSquared[s] >= 0) return false
    const closure = new Set(planned)
    if (live.active[s] || live.structural[s]) addBelow(engine, s, closure)
    addClosure(engine, s, closure)
    let [bytes, textureBytes] = [0, 0]
    for (const c of closure) {
      bytes += live.bytes[c]
      textureBytes += live.textureBytes[c]
    }
    return shortOf(ledger, bytes, textureBytes) === ''
  }).length
}

function addBelow(engine: Engine, s: number, closure: Set<number>): void {
  const { live } = engine
  for (let child = live.firstChild[s]; child >= 0; child = live.nextSibling[child]) {
    addClosure(engine, child, closure)
    if (live.structural[child]) addBelow(engine, child, closure)
  }
}

function addClosure(engine: Engine, s: number, closure: Set<number>): void {
  const { live, table, rows } = engine
  if (closure.has(s)) return
  closure.add(s)
  if (live.parent[s] >= 0) addClosure(engine, live.parent[s], closure)
  const row = live.row[s]
  for (let i = table.requireStart[row]; i < table.requireStart[row + 1]; i++)
    addClosure(engine, findLive(rows, table.requires[i]), closure)
}
