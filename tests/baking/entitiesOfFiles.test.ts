import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { Baker } from '../../src/baking/bakers/baker'
import { bakeWorld, writeWorld } from '../../src/baking/bakeWorld'
import type { BakeConfig } from '../../src/baking/config'
import type { BakeOptions } from '../../src/baking/options'
import { planBake } from '../../src/baking/plan'
import { openEntityBlob } from '../../src/blobs/entityBlob'
import { findBakedRow, openEntityIndex } from '../../src/blobs/entityIndex'
import { sectionContent, sectionName } from '../../src/blobs/sectionBlob'
import { openWorld } from '../../src/openWorld'
import { component } from '../../src/schema/component'
import { f32, hardRef } from '../../src/schema/fields'
import { idOfKey, idOfPath, type IdHalves } from '../../src/schema/stableId'
import { directorySource } from '../../src/sources/directorySource'
import { areaOf, boxOf, readTriangles, temporaryFolder } from './bakedWorld'
import { createInput, writeInput, type Input } from './inputs'

const Lift = component('Lift', { height: f32, top: hardRef })

/** A lift leads to the node that its property `top` names. */
const lifts: Baker = (node, bake) => {
  if (node.name.startsWith('Lift')) bake.add(node, Lift, { height: 3, top: bake.ref(String(node.extras.top)) })
}
const config: BakeConfig = { components: [Lift], bakers: [lifts] }

/** Houses that stand, carts that move: a painted box with two wheels each, and a lift in one cell whose top is in another. */
async function yard(): Promise<Input> {
  const input = createInput()
  const pixels = Uint8Array.from({ length: 3 * 64 * 64 }, (_, i) => (i * 7) % 256)
  const image = await sharp(pixels, { raw: { width: 64, height: 64, channels: 3 } })
    .png()
    .toBuffer()
  const paint = input.document.createTexture('Paint').setImage(new Uint8Array(image)).setMimeType('image/png')
  const red = input.material('Red').setBaseColorTexture(paint)
  const [house, cart, wheel] = [
    input.box('House', [8, 6, 8], red),
    input.box('Cart', [2, 1, 1], red),
    input.box('Wheel', [0.5, 0.5, 0.1]),
  ]
  for (let i = 0; i < 6; i++) input.node(`House${i}`, house, [40 * i, 3, 0])
  for (let i = 0; i < 3; i++) {
    const moving = input.node(`Cart${i}`, cart, [70 * i, 1, 20]).setExtras({ terrane_role: 'dynamic' })
    for (const side of [-1, 1]) input.node('Wheel', wheel, [0, -0.5, side], moving)
  }
  for (let i = 0; i < 5; i++)
    input
      .node(`Ball${i}`, wheel, [9 * i, 0, 30])
      .setScale([3, 3, 3])
      .setExtras({ terrane_role: 'dynamic' })
  input.node('Lift', null, [5, 0, 5]).setExtras({ top: 'Attic', terrane_id: 'the lift' })
  input.node('Attic', null, [205, 9, 5])
  return input
}

async function bakeYard(options: BakeOptions = {}, change: (input: Input) => void = () => {}) {
  const folder = await temporaryFolder()
  const input = await yard()
  change(input)
  const path = await writeInput(input, folder, 'yard.glb')
  const out = join(folder, 'world')
  const result = await bakeWorld(path, { out, config, ...options })
  const { table, source, pointer } = await openWorld(directorySource(out))
  const rows = Object.fromEntries(Array.from({ length: table.count }, (_, row) => [sectionName(table, row), row]))
  const requires = (name: string) =>
    Array.from(table.requires.subarray(table.requireStart[rows[name]], table.requireStart[rows[name] + 1]), (row) =>
      sectionName(table, row),
    )
  const index = openEntityIndex(await source.read(pointer.entities!.path), table.count)
  const sectionOf = (id: IdHalves) => sectionName(table, findBakedRow(index, ...id))
  return { path, out, result, table, rows, requires, sectionOf, index }
}

const hashesOf = async (out: string) => [...(await readdir(out)), ...(await readdir(join(out, 'payloads')))].sort()

describe('a file with things that move', () => {
  it('gives each an entity, and what they are drawn with once, with all that hangs on it', async () => {
    const { out, table, rows, requires, sectionOf, index, result } = await bakeYard()
    expect(
      Object.keys(rows)
        .filter((name) => name.startsWith('figure/'))
        .sort(),
    ).toEqual(['figure/Ball0', 'figure/Cart0'])
    expect(requires('figure/Cart0')).toEqual(['texture/Paint'])
    expect(requires('cell_0_0/entities').sort()).toEqual(['cell_3_0/entities', 'figure/Ball0', 'figure/Cart0'])
    expect(requires('cell_1_0/entities')).toEqual(['figure/Cart0'])
    expect(index.count).toBe(10)
    expect(sectionOf(idOfPath('yard.glb', 'Cart2'))).toBe('cell_2_0/entities')
    expect(sectionOf(idOfKey('yard.glb', 'the lift'))).toBe('cell_0_0/entities')
    expect(sectionOf(idOfPath('yard.glb', 'Attic'))).toBe('cell_3_0/entities')
    const cart = await readTriangles(join(out, sectionContent(table, rows['figure/Cart0'])))
    expect(cart.corners.length / 9).toBe(3 * 12)
    expect(boxOf(cart.corners)).toEqual([-1, -0.75, -1.05, 1, 0.5, 1.05].map((value) => expect.closeTo(value, 3)))
    expect(areaOf(cart.corners)).toBeCloseTo(2 * (2 + 2 + 1) + 2 * 2 * (0.25 + 0.05 + 0.05), 2)
    expect(result.report.triangles).toMatchObject({ dynamic: 3 * 36 + 5 * 12, drawn: 6 * 12 })
    expect(table.info.components.map(({ name }) => name)).toEqual(['Figure', 'Lift', 'Transform'])
  })

  it('has the same bytes with any number of jobs, whatever is encoded first', async () => {
    const [one, three] = [await bakeYard(), await bakeYard({ jobs: 3 })]
    expect(await hashesOf(three.out)).toEqual(await hashesOf(one.out))
    const plan = await planBake(one.path, { config })
    for (let i = plan.sections.length - 1; i >= 0; i--) await plan.encode(i)
    const again = join(await temporaryFolder(), 'again')
    await writeWorld(plan, again)
    expect(await hashesOf(again)).toEqual(await hashesOf(one.out))
  })

  it('keeps ids and payloads of everything else when a node is added elsewhere', async () => {
    const before = await bakeYard()
    const after = await bakeYard({}, (input) => {
      const crate = input.box('Crate', [1, 1, 1])
      input.node('Crate', crate, [900, 0, 900]).setExtras({ terrane_role: 'dynamic' })
    })
    const added = await readdir(join(after.out, 'payloads'))
    expect((await readdir(join(before.out, 'payloads'))).filter((file) => !added.includes(file))).toEqual([])
    const wider = await bakeYard({ cell: 500 })
    for (const path of ['Cart0', 'Cart1', 'Ball4', 'Attic'])
      expect([after, wider].map((baked) => baked.sectionOf(idOfPath('yard.glb', path)))).toEqual([
        before.sectionOf(idOfPath('yard.glb', path)),
        'cell_0_0/entities',
      ])
    const payload = await readFile(join(wider.out, sectionContent(wider.table, wider.rows['cell_0_0/entities'])))
    expect(openEntityBlob(new Uint8Array(payload).buffer).count).toBe(10)
  })

  it('is refused where hard references of different places go round, by the names of the nodes', async () => {
    const round = bakeYard({}, (input) => {
      input.node('Lift back', null, [210, 9, 5]).setExtras({ top: 'Floor' })
      input.node('Floor', null, [6, 0, 5])
    })
    await expect(round).rejects.toThrow(
      /^hard references that go round: "Lift" \(cell_0_0\) → "Attic", "Lift back" \(cell_3_0\) → "Floor"; expected .*\[bake-input\]$/,
    )
  })
})
