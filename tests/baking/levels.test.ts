import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { existsSync, readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeCity } from '../../examples/city/city'
import { bakeWorld, type BakeResult } from '../../src/baking/bakeWorld'
import { distanceOf } from '../../src/baking/levels/levelRules'
import type { PlannedSection } from '../../src/baking/plannedSection'
import { sectionName, type SectionTable } from '../../src/blobs/sectionBlob'
import { profiles } from '../../src/components/profile'
import type { SimulateReport } from '../../src/forecast/report'
import { run } from '../cli/captured'
import { readTable, readWorld } from './bakedWorld'

const paths = resolve('../shared/data/paths')
const recorded = existsSync(paths) ? readdirSync(paths).filter((file) => file.endsWith('.csv')) : []
if (recorded.length === 0) console.warn('SKIPPED: recorded paths through baked trees, ../shared/data/paths is absent')

/** Small cells, so that trees of several levels stand over it. */
const options = { cell: 32, enterRadius: 64, horizon: 1024, textureSize: 64, lods: 2, hlod: true, atlasSize: 128 }

let folder: string
let input: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'terrane-levels-'))
  input = join(folder, 'town.glb')
  await writeFile(input, await writeCity({ size: 256 }))
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

for (const partition of ['grid', 'quadtree', 'kdtree'] as const)
  describe(`a town with levels on a ${partition}`, () => {
    let result: BakeResult
    let table: SectionTable
    let world: string
    const above = ({ record }: PlannedSection) =>
      record.parent === undefined ? undefined : result.sections[record.parent]
    /** Tiles but those of landmarks, which have radii of their own. */
    const tiles = () => result.sections.filter(({ tile, record }) => tile && /^(cell|F00)_/.test(record.name))
    const levels = (kind: string) => result.sections.filter(({ level }) => level?.kind === kind)

    beforeAll(async () => {
      world = join(folder, partition)
      result = await bakeWorld(input, { ...options, out: world, partition, leafTriangles: 4096 })
      table = await readTable(world)
    }, 120_000)

    it('has trees: every tile in the open refines HLODs, through its LODs', () => {
      expect(levels('hlod').length).toBeGreaterThan(4)
      for (const tile of tiles()) {
        let at: PlannedSection | undefined = tile
        while (at && at.level?.kind !== 'hlod') at = above(at)
        expect(at?.level?.kind, tile.record.name).toBe('hlod')
      }
      const roots = [...Array(table.rootCount).keys()].filter((row) => sectionName(table, row).endsWith('/hlod'))
      expect(roots.length).toBeGreaterThan(0)
      for (const row of roots) expect(table.enterRadius[row]).toBe(1024)
    })

    it('hands over by error, the finer the nearer, and each level saves a quarter at least', () => {
      for (const section of [...levels('lod'), ...levels('hlod')]) {
        const { error = 0, refineDistance = 0 } = section.record
        expect(refineDistance).toBeCloseTo(distanceOf(error, 2), 5)
        const coarser = above(section)
        if (coarser) expect(coarser.record.error).toBeGreaterThanOrEqual(error)
      }
      for (const tile of tiles())
        for (let fine = tile, coarse = above(fine); coarse?.level?.kind === 'lod'; fine = coarse, coarse = above(fine))
          expect(coarse.triangles).toBeLessThanOrEqual(0.75 * fine.triangles)
    })

    it('draws each HLOD in few calls, within its bounds, with one picture', () => {
      for (const { record, draws, triangles, level } of levels('hlod')) {
        expect(draws).toBeLessThanOrEqual(3)
        expect(triangles).toBeGreaterThan(0)
        expect(triangles).toBeLessThanOrEqual(16_384 * 1.1)
        expect(level?.kind === 'hlod' && level.atlas).toBeLessThanOrEqual(128)
        expect(record.requires).toHaveLength(1)
      }
    })

    it('holds the same as its payloads, and leaves no drafts', async () => {
      const { sections } = await readWorld(world)
      const trianglesOf = new Map(result.sections.map(({ record, triangles }) => [record.name, triangles]))
      for (const { name, corners } of sections) expect(corners.length / 9).toBe(trianglesOf.get(name))
      expect((await readdir(world)).filter((name) => name.endsWith('.baking'))).toEqual([])
    })

    const simulate = async (path: string, ...flags: string[]): Promise<SimulateReport> => {
      const { out, err } = await run('simulate', world, '--path', path, '--json', ...flags)
      expect(err).toBe('')
      return JSON.parse(out) as SimulateReport
    }
    const sound = { holes: 0, doubles: 0, queuesAtRest: true }

    it('streams without a hole or a double, far ends slow and failing too', async () => {
      const path = join(folder, 'loop.csv')
      const turn = (t: number) => `${t},${150 * Math.cos(t / 4)},2,${150 * Math.sin(t / 3)}`
      const points = Array.from({ length: 30 }, (_, i) => turn(2 * i))
      await writeFile(path, `t,x,y,z\n${points.join('\n')}\n60,900,40,900\n75,0,2,0\n`)
      for (const flags of [[], ['--latency-ms', '200', '--fail', '0.02'], ['--budget-mb', '12']]) {
        const report = await simulate(path, ...flags)
        expect(report).toMatchObject(sound)
        expect(report.loads).toBeGreaterThan(50)
      }
    })

    it.runIf(recorded.length > 0)(
      'streams along recorded paths without a hole or a double',
      async () => {
        for (const file of recorded)
          for (const profile of Object.keys(profiles))
            for (const flags of [[], ['--latency-ms', '200', '--fail', '0.02']])
              expect(await simulate(join(paths, file), '--profile', profile, ...flags)).toMatchObject(sound)
      },
      120_000,
    )
  })
