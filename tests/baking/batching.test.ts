import { query } from 'bitecs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bakeWorld } from '../../src/baking/bakeWorld'
import { hasContent, SectionFlag, sectionContent } from '../../src/blobs/sectionBlob'
import { createEventCursor, EventKind, readEvents } from '../../src/eventReaders'
import { createFocus, moveFocus, removeFocus } from '../../src/focuses'
import { openWorld } from '../../src/openWorld'
import { decodeMeshPayload } from '../../src/payloads/decodeMesh'
import { nullPresenter, type Presenter, type Row } from '../../src/presenter'
import type { TerraneWorld } from '../../src/engine'
import { directorySource } from '../../src/sources/directorySource'
import { streaming } from '../../src/streaming'
import { inlinePool } from '../../src/workers/inlinePool'
import { composeWorld, disposeWorld, step } from '../../src/world'
import { createRandom } from '../worlds'
import { readWorld, temporaryFolder } from './bakedWorld'
import { createInput, writeInput } from './inputs'

/** Objects in a street of three looks, every one a mesh of its own: what a modelling tool gives, and nothing of it instanced. */
const objects = 120
const looks = ['Stone', 'Wood', 'Glass']

async function bakeStreet(folder: string) {
  const random = createRandom(7)
  const input = createInput()
  const materials = looks.map((look, i) => input.material(look).setBaseColorFactor([0.2 + 0.3 * i, 0.5, 0.4, 1]))
  for (let i = 0; i < objects; i++) {
    const size: [number, number, number] = [random.between(1, 6), random.between(1, 9), random.between(1, 6)]
    const box = input.box(`Box ${i}`, size, materials[i % looks.length])
    input.node(`Object ${i}`, box, [random.between(2, 126), 0, random.between(2, 126)])
  }
  const out = join(folder, 'world')
  const levels = { lods: 1, hlod: true, cell: 32, enterRadius: 64, atlasSize: 64, horizon: 2000 }
  await bakeWorld(await writeInput(input, folder), { out, config: false, ...levels })
  return out
}

describe('what stands still', () => {
  it('is baked to one draw a look and cell, an HLOD to one or two, and the table says how many', async () => {
    const out = await bakeStreet(await temporaryFolder())
    const { table } = await readWorld(out)
    let [full, tiles] = [0, 0]
    for (let row = 0; row < table.count; row++) {
      if (!hasContent(table, row) || table.info.kinds[table.kind[row]] !== 'mesh') continue
      const bytes = new Uint8Array(await readFile(join(out, sectionContent(table, row)))).buffer
      const { value } = await decodeMeshPayload(bytes)
      expect(table.draws[row]).toBe(value.draws.length)
      const triangles = value.draws.map(
        ({ primitive, matrices }) => (value.primitives[primitive].indices.length / 3) * (matrices.length / 16),
      )
      expect(table.triangles[row]).toBe(triangles.reduce((a, b) => a + b, 0))
      expect(table.draws[row]).toBeLessThanOrEqual(looks.length)
      if (table.childCount[row] > 0 || table.flags[row] & SectionFlag.Placeless) continue
      full += table.draws[row]
      tiles++
    }
    expect(tiles).toBe(16)
    expect(full).toBeLessThanOrEqual(tiles * looks.length)
    expect(full).toBeLessThan(objects / 2)
  })

  it('joins the picture whole, in one step, and leaves it before its section unloads and its handle is removed', async () => {
    const sections = await openWorld(directorySource(await bakeStreet(await temporaryFolder())))
    const log: [what: string, row: Row][] = []
    const adopted = new Set<Row>()
    const hasHandle = (row: Row) => {
      const { components, live } = world.terrane
      return query(world, [components.Section]).some((eid) => live.row[components.Section.live[eid]] === row)
    }
    const presenter: Presenter = {
      ...nullPresenter(),
      adopt: (row) => (adopted.add(row), 'done'),
      show: (row) => void log.push([adopted.has(row) ? 'shown' : 'shown in part', row]),
      hide: (row) => void log.push([hasHandle(row) ? 'hidden' : 'hidden late', row]),
      release: (row) => void (log.push(['released', row]), adopted.delete(row)),
    }
    const world: TerraneWorld = composeWorld({ features: [streaming({ sections, presenter, pool: inlinePool() })] })
    const cursor = createEventCursor(world)
    const focus = createFocus(world, { position: [64, 0, 64] })
    const run = async (frames: number) => {
      for (let frame = 0; frame < frames; frame++) {
        await new Promise((wait) => setTimeout(wait, 1))
        step(world, 1 / 30)
        readEvents(world, cursor, (kind, section) => {
          if (kind === EventKind.Unloading) log.push(['unloading', section % 2 ** 32])
        })
      }
    }
    await run(120)
    moveFocus(world, focus, 64, 0, 900)
    await run(300)
    removeFocus(world, focus)
    await run(300)
    const rows = new Set(log.filter(([what]) => what.startsWith('shown')).map(([, row]) => row))
    expect(rows.size).toBeGreaterThan(8)
    for (const row of rows) {
      const order = log.filter(([, of]) => of === row).map(([what]) => what)
      expect(order.join(', ')).toMatch(/^((shown, hidden, )*(released, unloading|unloading, released)(, )?)+$/)
    }
    disposeWorld(world)
  })
})
