import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bakeWorld, type BakeResult } from '../../src/baking/bakeWorld'
import { partitions } from '../../src/baking/partition'
import { areaOf, boxOf, readTriangles, readWorld, triangleArea, type ReadWorld, type Triangles } from './bakedWorld'
import { centroids, countUnmatched, crossesCell } from './matching'

const data = resolve(import.meta.dirname, '../../../shared/data')

interface Level {
  readonly file: string
  readonly instances: number
  readonly meshes: number
  /** As the file draws them. */
  readonly triangles: number
  readonly area: number
  readonly collider: number
  readonly zeroArea: number
  readonly bounds: readonly number[] | null
  /** Nodes larger than a cell: the only ones that are cut. */
  readonly large: readonly string[]
}

const street: Level = {
  file: 'genesis-street/street.glb',
  instances: 627,
  meshes: 177,
  triangles: 171_574,
  area: 108_839.921,
  collider: 14_486,
  zeroArea: 78,
  bounds: [0, -0.406, -304, 320, 15.914, 0],
  large: ['Ground'],
}
const protoLevel: Level = {
  file: 'proto-level/proto-level.glb',
  instances: 348,
  meshes: 334,
  triangles: 26_773,
  area: 14_709.322,
  collider: 0,
  zeroArea: 0,
  bounds: null,
  large: [],
}

/** A lattice step of 1/1024 m moves a corner by half of it an axis at most, and a centroid as well. */
const roundingMetres = 1 / 2048 + 1e-9

const cases = [street, protoLevel].flatMap((level) => partitions.map((partition) => ({ level, partition })))

for (const { level, partition } of cases) {
  const path = join(data, level.file)
  const present = existsSync(path)
  if (!present) console.warn(`SKIPPED: ${level.file} is not in ../shared/data, so its conservation is not tested`)
  describe.skipIf(!present)(
    `${level.file}, ${partition}, cells of 64 m${present ? '' : ' (SKIPPED: file absent)'}`,
    () => {
      let folder: string
      let result: BakeResult
      let world: ReadWorld
      let source: Triangles
      let large: Triangles
      let collider: Triangles

      beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), 'terrane-level-'))
        result = await bakeWorld(path, { out: folder, partition, textureSize: 64 })
        world = await readWorld(folder)
        const isCollider = (name: string) => name.includes('collider')
        source = await readTriangles(path, (name) => isCollider(name) || level.large.includes(name))
        large = await readTriangles(path, (name) => !level.large.includes(name))
        collider = await readTriangles(path, (name) => !isCollider(name))
      }, 120_000)
      afterAll(() => rm(folder, { recursive: true, force: true }))

      it('accounts for every triangle: drawn + collider + zero area, and what cutting adds', () => {
        const { triangles, roles } = result.report
        expect(roles.length).toBe(level.instances)
        expect(triangles.input).toBe(level.triangles)
        expect(triangles.undrawn.collider ?? 0).toBe(level.collider)
        expect(triangles.zeroArea).toBe(level.zeroArea)
        expect(triangles.drawn).toBe(level.triangles - level.collider - level.zeroArea)
        expect(triangles.dynamic).toBe(0)
        const { undrawn, drawn, baked: solid, boxed, zeroArea, notFinite, moving } = triangles.solid
        expect(undrawn + drawn).toBe(solid + boxed + zeroArea + notFinite + moving)
        expect([undrawn, drawn, boxed, notFinite, moving]).toEqual([level.collider, 0, 0, 0, 0])
        const baked = world.sections.reduce((sum, section) => sum + section.corners.length / 9, 0)
        expect(baked).toBe(triangles.drawn - result.cuts.cut + result.cuts.pieces)
      })

      it('conserves the area to a thousandth, rounding included', () => {
        const drawn = areaOf(source.corners) + areaOf(large.corners)
        expect(drawn + areaOf(collider.corners)).toBeCloseTo(level.area, 2)
        const baked = world.sections.reduce((sum, section) => sum + areaOf(section.corners), 0)
        console.info(`${level.file}, ${partition}: area ${drawn.toFixed(3)} m² drawn, ${baked.toFixed(3)} baked`)
        expect(Math.abs(baked / drawn - 1)).toBeLessThan(1e-3)
      })

      it('keeps triangles that were not cut one to one in place', () => {
        const baked = world.sections.flatMap((section) => centroids(section.corners))
        const wanted = [source, large].flatMap(({ corners }) =>
          centroids(
            corners,
            (at) => triangleArea(corners, at) > 1e-12 && !(corners === large.corners && crossesCell(corners, at, 64)),
          ),
        )
        expect(wanted.length).toBe(result.report.triangles.drawn - result.cuts.cut)
        expect(countUnmatched(wanted, baked, roundingMetres)).toBe(0)
      })

      it('has boxes that hold what is drawn, and no more than a rounding beyond it', () => {
        for (const { row, corners } of world.sections) {
          const box = boxOf(corners)
          for (let axis = 0; axis < 6; axis++) {
            const slack = world.table.bounds[6 * row + axis] - box[axis]
            expect(axis < 3 ? slack : -slack).toBeLessThanOrEqual(1e-6)
            expect(Math.abs(slack)).toBeLessThan(0.01)
          }
        }
        if (!level.bounds) return
        const all = boxOf([
          ...boxOf(world.sections.flatMap(({ corners }) => boxOf(corners))),
          ...boxOf(collider.corners),
        ])
        level.bounds.forEach((value, axis) => expect(Math.abs(all[axis] - value)).toBeLessThan(2e-3))
      })

      it('draws each place in few calls', () => {
        const draws = world.sections.reduce((sum, section) => sum + section.draws, 0)
        expect(draws).toBeLessThan(level.instances / 3)
      })
    },
  )
}
