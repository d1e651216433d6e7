import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bakeWorld } from '../../src/baking/bakeWorld'
import type { Baker } from '../../src/baking/bakers/baker'
import { openEntityBlob } from '../../src/blobs/entityBlob'
import { sectionContent } from '../../src/blobs/sectionBlob'
import { component } from '../../src/schema/component'
import { entityRef, f32, text, u8 } from '../../src/schema/fields'
import { readTable, temporaryFolder } from './bakedWorld'

const street = '../shared/data/genesis-street/street.glb'
const missing = !existsSync(street)
if (missing) console.warn(`SKIPPED: the street baked with bakers, no ${street}`)

const Lamp = component('Lamp', { brightness: f32, lit: u8, near: entityRef })
const Bench = component('Bench', { seats: u8, name: text })

/** The street's lamps shine and know a bench; every second bench can be moved. */
const furnish: Baker = function furnish(node, bake) {
  if (/Lapms|Lamps/.test(node.name)) {
    const brightness = 100 + node.position[0] / 10
    bake.add(node, Lamp, { brightness, lit: 1, near: bake.ref('Street_Bancos.001') })
  }
  if (!node.name.startsWith('Street_Bancos')) return
  bake.add(node, Bench, { seats: 4, name: node.name })
  if (Number(node.name.replace(/\D/g, '')) % 2 === 0) bake.claim(node, 'dynamic')
}

const config = { components: [Lamp, Bench], bakers: [furnish] }

/** Every file of a folder with the hash of its bytes. */
function hashFiles(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const hashed = names.map(({ parentPath, name }) => {
    const file = join(parentPath, name)
    return [file.slice(folder.length), createHash('sha256').update(readFileSync(file)).digest('hex')] as const
  })
  return Object.fromEntries(hashed.sort(([a], [b]) => (a < b ? -1 : 1)))
}

describe.skipIf(missing)(`the street baked with bakers${missing ? ` (SKIPPED: no ${street})` : ''}`, () => {
  it('has the same bytes with one job and with two, and every lamp and bench once', { timeout: 300_000 }, async () => {
    const folder = await temporaryFolder()
    const [one, two] = [join(folder, 'one'), join(folder, 'two')]
    const name = 'street'
    const { report } = await bakeWorld(street, { out: one, jobs: 1, config, name })
    await bakeWorld(street, { out: two, jobs: 2, config, name })
    const files = hashFiles(one)
    expect(Object.keys(files).length).toBeGreaterThan(50)
    expect(hashFiles(two)).toEqual(files)
    expect(report.triangles.input).toBe(171_574)

    const table = await readTable(one)
    const kind = table.info.kinds.indexOf('entities')
    const rows = [...table.kind.keys()].filter((row) => table.kind[row] === kind)
    const ids = new Set<string>()
    const counts: Record<string, number> = {}
    for (const row of rows) {
      const bytes = readFileSync(join(one, sectionContent(table, row)))
      const entities = openEntityBlob(new Uint8Array(bytes).buffer)
      for (let i = 0; i < entities.count; i++) ids.add(`${entities.ids[2 * i]} ${entities.ids[2 * i + 1]}`)
      for (const { name: component, entities: rowsOf } of entities.components)
        counts[component] = (counts[component] ?? 0) + rowsOf.length
    }
    expect(counts).toMatchObject({ Lamp: 68, Bench: 104, Transform: 172, Figure: 52 })
    expect(ids.size).toBe(172)
  })
})
