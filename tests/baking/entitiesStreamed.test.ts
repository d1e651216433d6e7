import { query } from 'bitecs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { BakeScene, SceneEntity } from '../../src/baking/bakeScene'
import { writeWorld } from '../../src/baking/bakeWorld'
import type { BakeOptions } from '../../src/baking/options'
import { entities } from '../../src/entitiesFeature'
import { ownerOf, refById, resolve } from '../../src/entities/references'
import { storeOf } from '../../src/entities/stores'
import { createEventCursor, eventNames, readEvents } from '../../src/eventReaders'
import { createFocus, moveFocus } from '../../src/focuses'
import { describeSection } from '../../src/inspection'
import { openWorld } from '../../src/openWorld'
import { Figure, Parent, Transform } from '../../src/schema/builtIn'
import { component } from '../../src/schema/component'
import { f32, hardRef, text } from '../../src/schema/fields'
import { formatStableId, idOfPath } from '../../src/schema/stableId'
import { directorySource } from '../../src/sources/directorySource'
import { streaming } from '../../src/streaming'
import { inlinePool } from '../../src/workers/inlinePool'
import { composeWorld, disposeWorld, step } from '../../src/world'
import { temporaryFolder } from './bakedWorld'
import { entityAt, figureOf, planOf, quad, targetOf } from './scenes'

const Door = component('Door', { angle: f32, note: text, hinge: hardRef })

const door = (note: string, to?: string): Pick<SceneEntity, 'components'> => ({
  components: new Map([[Door, { note, ...(to && { hinge: targetOf(to) }) }]]),
})

/** Bakes a scene to disk and walks through it. */
async function play(scene: Partial<BakeScene>, options: BakeOptions) {
  const out = join(await temporaryFolder(), 'world')
  await writeWorld(await planOf(scene, options), out)
  const world = composeWorld({
    features: [
      streaming({ sections: await openWorld(directorySource(out)), pool: inlinePool(), settings: { graceSeconds: 0 } }),
      entities([Door], { capacity: 8192 }),
    ],
  })
  onTestFinished(() => disposeWorld(world))
  const focus = createFocus(world, { position: [-1e6, 0, 0] })
  const cursor = createEventCursor(world)
  const events: string[] = []
  const run = async (until: () => boolean) => {
    for (let frame = 0; frame < 2000 && !until(); frame++) {
      await new Promise((done) => setTimeout(done, 1))
      step(world, 1 / 60)
      readEvents(world, cursor, (kind, section) =>
        events.push(`${eventNames[kind]} ${describeSection(world, section).name}`),
      )
    }
    expect(until()).toBe(true)
  }
  const live = (path: string) => resolve(world, refById(world, formatStableId(idOfPath('town.glb', path))))
  return { world, events, run, live, goTo: (x: number) => moveFocus(world, focus, x, 0, 32, true) }
}

describe('a baked world of entities, streamed', () => {
  it('brings what hard references lead to first, and keeps it as long', async () => {
    const scene = {
      entities: [
        entityAt('gate', [10, 0, 10], door('gate', 'post')),
        entityAt('gate/handle', [10, 1, 10], { ...door('handle'), parent: 0, figure: 0 }),
        entityAt('post', [2000, 0, 10], door('post', 'deep')),
        entityAt('deep', [-3000, 0, 10], door('deep')),
        entityAt('beside', [2000, 0, 10], { ...door('beside'), settings: { layer: 'other' } }),
      ],
      meshes: [quad('handle', [0, 0, 0], 1)],
      figures: [figureOf('gate/handle', [[0, [0, 0, 0]]])],
    }
    const { world, events, run, live, goTo } = await play(scene, { enterRadius: 40 })
    goTo(32)
    await run(() => live('gate') > 0)
    const loaded = events.filter((event) => event.startsWith('SectionLoaded'))
    expect(loaded.filter((event) => event.includes('entities'))).toEqual([
      'SectionLoaded cell_-47_0/entities',
      'SectionLoaded cell_31_0/entities',
      'SectionLoaded cell_0_0/entities',
    ])
    expect(loaded.indexOf('SectionLoaded figure/gate/handle')).toBeLessThan(loaded.length - 1)
    expect(loaded).toContain('SectionLoaded figure/gate/handle')
    const [doors, figures, transforms] = [storeOf(world, Door), storeOf(world, Figure), storeOf(world, Transform)]
    const [gate, handle, post] = ['gate', 'gate/handle', 'post'].map(live)
    expect([gate, handle, post].map((eid) => doors.note[eid])).toEqual(['gate', 'handle', 'post'])
    expect(resolve(world, doors.hinge[gate])).toBe(post)
    expect(resolve(world, storeOf(world, Parent).of[handle])).toBe(gate)
    expect(describeSection(world, figures.section[handle] as never).name).toBe('figure/gate/handle')
    expect([transforms.x[post], transforms.qw[post], transforms.sx[post]]).toEqual([2000, 1, 1])
    expect(describeSection(world, ownerOf(world, post) as never).name).toBe('cell_31_0/entities')
    expect([live('beside'), query(world, [doors]).length]).toEqual([0, 4])
    goTo(-1e6)
    await run(() => live('gate') === 0 && live('post') === 0 && live('deep') === 0)
    expect(query(world, [doors]).length).toBe(0)
  })

  it('brings every entity of a place that had to be split', async () => {
    const many = Array.from({ length: 5000 }, (_, i) => entityAt(`n${i}`, [i % 60, 0, i / 100], door(`n${i}`)))
    const { world, run, live, goTo } = await play({ entities: many }, { enterRadius: 40 })
    goTo(32)
    await run(() => query(world, [storeOf(world, Door)]).length === 5000)
    const notes = [0, 1234, 4999].map((i) => storeOf(world, Door).note[live(`n${i}`)])
    expect(notes).toEqual(['n0', 'n1234', 'n4999'])
  })
})
