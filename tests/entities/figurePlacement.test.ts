import { addComponents, addEntity, removeComponent, removeEntity } from 'bitecs'
import { describe, expect, it } from 'vitest'
import { placeFigures } from '../../src/entities/figurePlacement'
import { ownerOf } from '../../src/entities/references'
import { storeOf } from '../../src/entities/stores'
import { composeMatrix } from '../../src/payloads/transform'
import { createFocus } from '../../src/focuses'
import { pin, unpin } from '../../src/pins'
import { placeScene } from '../../src/placeScene'
import { Figure, Transform } from '../../src/schema/builtIn'
import type { SectionId } from '../../src/sectionId'
import { disposeWorld, step } from '../../src/world'
import { openFigureWorld } from './figureWorld'

const everything = ['cart', 'barrel', 'keg', 'stayer', 'rover']

describe('figures', () => {
  it('are placed when their entities enter, say nothing while they stand, and go with them', async () => {
    const { goTo, run, tick, live, row, copies, told, adopted, pins } = await openFigureWorld()
    expect(copies.size).toBe(0)
    goTo(32)
    await run(() => live('cart') > 0)
    expect([...copies].map(([eid, { row }]) => [eid, row])).toEqual(
      expect.arrayContaining(
        [
          ['cart', 'cart'],
          ['barrel', 'barrel'],
          ['keg', 'barrel'],
          ['stayer', 'stayer'],
          ['rover', 'rover'],
        ].map(([path, figure]) => [live(path), row(figure)]),
      ),
    )
    expect(copies.size).toBe(5)
    for (const { row: each } of copies.values()) expect(adopted.has(each)).toBe(true)
    const matrix = [...composeMatrix([30, 1, 10], [0, 0.6, 0, 0.8], [-2, 1, 3])]
    copies.get(live('keg'))!.matrix.forEach((value, i) => expect(value).toBeCloseTo(matrix[i], 6))
    for (let ticks = 0; ticks < 30; ticks++) tick()
    expect(told).toEqual({ placed: 5, unplaced: 0 })
    expect(['cart', 'barrel', 'stayer', 'rover'].map(pins)).toEqual([0, 0, 0, 0])
  })

  it('stand in their scene, wherever it is placed: their Transforms and copies stay as they are', async () => {
    const { world, run, live, copies, told } = await openFigureWorld()
    const [x, y, z] = [1e4, -20, 300]
    placeScene(world, { position: [x, y, z], scale: 2 })
    createFocus(world, { position: [x + 64, y, z + 64] })
    await run(() => copies.size === 5)
    expect(copies.get(live('cart'))!.matrix.slice(12)).toEqual([10, 1, 10, 1])
    const before = { ...told }
    placeScene(world, { position: [x + 1, y, z] })
    step(world, 1 / 60)
    expect(told).toEqual(before)
  })

  it('follow their Transform, in the tick or at once, and nobody else is told of', async () => {
    const { world, goTo, run, tick, live, copies, told } = await openFigureWorld()
    goTo(32)
    await run(() => copies.size === 5)
    const transform = storeOf(world, Transform)
    const cart = live('cart')
    const before = told.placed
    transform.x[cart] = 11.25
    tick()
    expect(copies.get(cart)!.matrix.slice(12)).toEqual([11.25, 1, 10, 1])
    const columns = ['x', 'y', 'z', 'qx', 'qy', 'qz', 'qw', 'sx', 'sy', 'sz'] as const
    for (const column of columns) {
      transform[column][cart] += 0.125
      placeFigures(world)
    }
    const t = columns.map((column) => transform[column][cart])
    expect(copies.get(cart)!.matrix).toEqual([...composeMatrix(t.slice(0, 3), t.slice(3, 7), t.slice(7))])
    tick()
    expect(told.placed).toBe(before + 1 + columns.length)
  })

  it('are copies of whatever section their column names; none, nonsense, and what is no mesh are not drawn', async () => {
    const { world, goTo, run, tick, live, row, figure, copies, pins } = await openFigureWorld()
    goTo(32)
    await run(() => copies.size === 5)
    const cart = live('cart')
    const { section } = storeOf(world, Figure)
    section[cart] = figure('barrel')
    tick()
    expect(copies.get(cart)!.row).toBe(row('barrel'))
    for (const wrong of [
      0,
      NaN,
      -1,
      5,
      figure('cart') + 0.5,
      figure('cart') + 1e6,
      figure('cart') + 2 ** 32,
      ownerOf(world, cart),
    ]) {
      section[cart] = wrong as SectionId
      tick()
      expect(copies.has(cart)).toBe(false)
      section[cart] = figure('cart')
      tick()
      expect(copies.get(cart)!.row).toBe(row('cart'))
    }
    expect([pins('cart'), pins('barrel')]).toEqual([0, 0])
  })

  it('go when the game removes entity, Figure or Transform; an entity that gets the same id is another', async () => {
    const { world, goTo, run, tick, live, row, figure, copies } = await openFigureWorld()
    goTo(32)
    await run(() => copies.size === 5)
    const [cart, barrel, keg] = ['cart', 'barrel', 'keg'].map(live)
    removeComponent(world, barrel, storeOf(world, Figure))
    removeComponent(world, keg, storeOf(world, Transform))
    tick()
    expect([...copies.keys()].sort()).toEqual([cart, live('stayer'), live('rover')].sort())
    removeEntity(world, cart)
    const other = addEntity(world)
    expect(other).toBe(cart)
    addComponents(world, other, storeOf(world, Figure), storeOf(world, Transform))
    storeOf(world, Figure).section[other] = figure('rover')
    tick()
    expect(copies.get(other)!.row).toBe(row('rover'))
    removeEntity(world, other)
    tick()
    expect(copies.size).toBe(2)
  })

  it('keep their mesh by a pin while nobody else does, once each way', async () => {
    const { world, goTo, run, live, row, copies, adopted, pins } = await openFigureWorld()
    goTo(32)
    await run(() => copies.size === 5)
    const stayer = live('stayer')
    goTo(-1e5)
    await run(() => live('cart') === 0 && !adopted.has(row('cart')))
    expect([...copies.keys()]).toEqual([stayer])
    expect([live('stayer'), ownerOf(world, stayer), pins('stayer')]).toEqual([stayer, 0, 1])
    expect(adopted).toEqual(new Set([row('stayer')]))
    for (const turn of [1, 2, 3]) {
      goTo(32)
      await run(() => live('cart') > 0)
      expect([live('stayer'), pins('stayer'), turn]).toEqual([stayer, 1, turn])
      goTo(-1e5)
      await run(() => live('cart') === 0 && adopted.size === 1)
    }
    expect([...copies.keys()]).toEqual([stayer])
    removeEntity(world, stayer)
    await run(() => adopted.size === 0)
    expect([copies.size, pins('stayer')]).toEqual([0, 0])
  })

  it('are pinned while their entity belongs to a section that does not require them, and no longer when it is home', async () => {
    const { world, goTo, run, live, row, copies, adopted, pins } = await openFigureWorld()
    goTo(64)
    await run(() => live('post') > 0 && live('rover') > 0)
    const { x } = storeOf(world, Transform)
    const [rover, home] = [live('rover'), ownerOf(world, live('rover'))]
    x[rover] = 80
    await run(() => ownerOf(world, rover) === ownerOf(world, live('post')))
    expect(pins('rover')).toBe(1)
    x[rover] = 20
    await run(() => ownerOf(world, rover) === home)
    expect(pins('rover')).toBe(0)
    x[rover] = 80
    await run(() => pins('rover') === 1)
    goTo(160)
    await run(() => live('cart') === 0 && !adopted.has(row('cart')))
    expect([copies.has(rover), adopted.has(row('rover'))]).toEqual([true, true])
    goTo(-1e5)
    await run(() => adopted.size === 1)
    expect([live('rover'), pins('rover')]).toEqual([0, 0])
  })

  it('survive an unpin too many', async () => {
    const { world, goTo, run, tick, live, figure, copies, adopted, pins } = await openFigureWorld()
    goTo(32)
    await run(() => copies.size === 5)
    goTo(-1e5)
    await run(() => pins('stayer') === 1)
    unpin(world, figure('stayer'))
    removeEntity(world, live('stayer'))
    tick()
    await run(() => adopted.size === 0)
    expect(pins('stayer')).toBe(0)
  })

  it('that the game made are drawn and pinned, and wait for their mesh while the live sections are full', async () => {
    const { world, run, tick, figure, row, copies, adopted, pins } = await openFigureWorld({
      settings: { capacity: 3 },
    })
    const made = addEntity(world)
    addComponents(world, made, storeOf(world, Figure), storeOf(world, Transform))
    for (const name of ['cart', 'barrel', 'stayer']) pin(world, figure(name))
    storeOf(world, Figure).section[made] = figure('rover')
    for (let ticks = 0; ticks < 10; ticks++) tick()
    expect([copies.get(made)!.row, pins('rover')]).toEqual([row('rover'), 0])
    unpin(world, figure('cart'))
    await run(() => adopted.has(row('rover')))
    expect(pins('rover')).toBe(1)
    removeEntity(world, made)
    await run(() => !adopted.has(row('rover')))
    expect(['barrel', 'stayer', 'rover'].map(pins)).toEqual([1, 1, 0])
  })

  it('stay placed through a lost context, and their meshes come again', async () => {
    const { goTo, run, copies, adopted, lose, told } = await openFigureWorld()
    goTo(32)
    await run(() => copies.size === 5)
    lose()
    expect(adopted.size).toBe(0)
    await run(() => adopted.size === 4)
    expect([copies.size, told.unplaced]).toEqual([5, 0])
  })

  it('are nobody’s business on a server without meshes', async () => {
    const { goTo, run, live, told, pins, tick } = await openFigureWorld({ kinds: ['entities'] })
    goTo(32)
    await run(() => live('cart') > 0)
    goTo(-1e5)
    await run(() => live('cart') === 0)
    tick()
    expect([told, pins('stayer')]).toEqual([{ placed: 0, unplaced: 0 }, 0])
    expect(everything.filter((path) => live(path) > 0)).toEqual(['stayer'])
  })

  it('are taken back when the world is disposed of', async () => {
    const { world, goTo, run, copies, adopted } = await openFigureWorld()
    goTo(32)
    await run(() => copies.size === 5)
    disposeWorld(world)
    expect([copies.size, adopted.size]).toEqual([0, 0])
  })
})
