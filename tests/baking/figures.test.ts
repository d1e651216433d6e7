import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { BakeScene, SourceMesh } from '../../src/baking/bakeScene'
import { writeWorld } from '../../src/baking/bakeWorld'
import { readLook } from '../../src/baking/looks'
import { Lane, sectionContent, sectionName, SectionFlag } from '../../src/blobs/sectionBlob'
import { decodeMeshPayload } from '../../src/payloads/decodeMesh'
import { measureDraw } from '../../src/payloads/measure'
import { boxOf, readTable, readTriangles, temporaryFolder } from './bakedWorld'
import { entityAt, figureOf, planOf, quad } from './scenes'

async function bakeFigures(parts: Partial<BakeScene>) {
  const out = join(await temporaryFolder(), 'world')
  await writeWorld(await planOf(parts), out)
  const table = await readTable(out)
  const rows = Object.fromEntries(Array.from({ length: table.count }, (_, row) => [sectionName(table, row), row]))
  const path = (name: string) => join(out, sectionContent(table, rows[name]))
  return { table, rows, path }
}

const cloud = (count: number, size: number): SourceMesh => {
  const mesh = quad('cloud', [0, 0, 0], size)
  const { look, geometry } = mesh.surfaces[0]
  const positions = Float32Array.from({ length: 9 * count }, (_, i) => size * (0.5 + 0.5 * Math.sin(i * i)))
  const normals = Float32Array.from({ length: 9 * count }, (_, i) => (i % 3 === 2 ? 1 : 0))
  const indices = Uint32Array.from({ length: 3 * count }, (_, i) => i)
  return { name: 'cloud', surfaces: [{ look, geometry: { ...geometry, positions, normals, indices } }] }
}

describe('a figure', () => {
  it('is a placeless mesh around its own zero, once for all that are drawn with it', async () => {
    const figures = [figureOf('Gate/door', [[0, [10, 0, 0]]])]
    const entities = [0, 1, 2].map((i) => entityAt(`door${i}`, [5000 * i, 0, 0], { figure: 0 }))
    const { table, rows, path } = await bakeFigures({ figures, entities, meshes: [quad('door', [0, 0, 0], 2)] })
    const row = rows['figure/Gate/door']
    expect(Object.keys(rows).filter((name) => name.startsWith('figure/'))).toEqual(['figure/Gate/door'])
    expect([table.flags[row], table.lane[row], table.stage[row]]).toEqual([SectionFlag.Placeless, Lane.Asset, 1])
    expect([...table.bounds.subarray(6 * row, 6 * row + 6), table.enterRadius[row]]).toEqual([0, 0, 0, 0, 0, 0, 0])
    const { value } = await decodeMeshPayload(new Uint8Array(await readFile(path('figure/Gate/door'))).buffer)
    expect(value.origin).toEqual([0, 0, 0])
    expect([table.cpuBytes[row], table.gpuBytes[row]]).toEqual(Object.values(measureDraw(value)))
    const { corners } = await readTriangles(path('figure/Gate/door'))
    expect(boxOf(corners).map((value) => Math.round(1e4 * value) / 1e4)).toEqual([10, 0, 0, 12, 2, 0])
  })

  it('is one with others of the same parts at the same places', async () => {
    const parts = (x: number) =>
      [
        [0, [0, 0, 0]],
        [1, [x, 0, 0]],
      ] as const
    const figures = [figureOf('a', parts(1)), figureOf('b', parts(2)), figureOf('c', parts(1))]
    const entities = ['a', 'b', 'c'].map((name, figure) => entityAt(name, [0, 0, 0], { figure }))
    const meshes = [quad('body', [0, 0, 0], 2), quad('wheel', [0, 0, 0], 1)]
    const { rows } = await bakeFigures({ figures, entities, meshes })
    expect(
      Object.keys(rows)
        .filter((name) => name.startsWith('figure/'))
        .sort(),
    ).toEqual(['figure/a', 'figure/b'])
  })

  it('is one draw a look, whatever it is made of', async () => {
    const looks = [readLook(null, () => -1), { ...readLook(null, () => -1), key: 'other', baseColor: [1, 0, 0, 1] }]
    const meshes = [quad('wood', [0, 0, 0], 1), quad('wood2', [0, 0, 0], 1), quad('iron', [0, 0, 0], 1, 1)]
    const figures = [
      figureOf('cart', [
        [0, [0, 0, 0]],
        [1, [2, 0, 0]],
        [0, [4, 0, 0]],
        [2, [6, 0, 0]],
      ]),
    ]
    const { path } = await bakeFigures({
      looks,
      meshes,
      figures,
      entities: [entityAt('cart', [0, 0, 0], { figure: 0 })],
    })
    const { draws, corners } = await readTriangles(path('figure/cart'))
    expect([draws, corners.length / 9]).toEqual([2, 8])
  })

  it.each([0.001, 1, 30, 3000])(
    'of %d m is rounded by half a step of which 32,768 reach it, or as the world is',
    async (size) => {
      const mesh = cloud(200, size)
      const figures = [figureOf('rock', [[0, [0, 0, 0]]])]
      const { path } = await bakeFigures({
        meshes: [mesh],
        figures,
        entities: [entityAt('rock', [0, 0, 0], { figure: 0 })],
      })
      const { corners } = await readTriangles(path('figure/rock'))
      const source = mesh.surfaces[0].geometry.positions
      const key = (values: ArrayLike<number>, at: number) =>
        Array.from({ length: 9 }, (_, i) => Math.round((values[at + i] / size) * 1000)).join(' ')
      const baked = new Map(Array.from({ length: corners.length / 9 }, (_, i) => [key(corners, 9 * i), 9 * i]))
      let [found, worst] = [0, 0]
      for (let at = 0; at < source.length; at += 9) {
        const other = baked.get(key(source, at))
        if (other === undefined) continue
        found++
        for (let i = 0; i < 9; i++) worst = Math.max(worst, Math.abs(source[at + i] - corners[other + i]))
      }
      expect(found).toBeGreaterThan(150)
      expect(worst).toBeLessThan(Math.min(size / 65_530, 0.0007))
    },
  )
})
