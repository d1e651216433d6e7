import { addEntity, removeEntity } from 'bitecs'
import { describe, expect, it } from 'vitest'
import { storeOf } from '../../src/entities/stores'
import { entities } from '../../src/entitiesFeature'
import { createFocus } from '../../src/focuses'
import { cellTable, centreOf, Door, openCells, type Cells } from './entityCells'

/** Two cells of 7 entities, and room for `capacity` entities and a little. */
const crowded = (capacity: number) => openCells({ cells: [cellTable(0), cellTable(1)], entities: { capacity } })

const reserved = ({ world }: Cells) => world.terrane.entities!.reserved

describe('a section without room', () => {
  it('waits, says for what, and goes on when the game makes room', async () => {
    const cells = crowded(64)
    const mine = Array.from({ length: 56 }, () => addEntity(cells.world))
    cells.goTo(0)
    expect(await cells.untilWaiting(0)).toBe('7 entities, 5 free of 64')
    expect(cells.describe(0).state).toBe('Loading')
    expect(reserved(cells)).toBe(0)
    for (const eid of mine.splice(0, 4)) removeEntity(cells.world, eid)
    await cells.until('SectionLoaded', 0)
    expect(storeOf(cells.world, Door).angle.length).toBe(64)
  })

  it('goes on when another section has made room', async () => {
    const cells = crowded(18)
    cells.goTo(0)
    await cells.until('SectionLoaded', 0)
    cells.goTo(1)
    await cells.until('SectionLoaded', 1)
    for (const cell of [0, 1, 0]) {
      cells.goTo(cell)
      await cells.until('SectionLoaded', cell)
    }
  })

  it('waits for room that is kept for one which comes in the same tick', async () => {
    const cells = crowded(16)
    cells.goTo(0)
    createFocus(cells.world, { position: [centreOf(1), 0, 50] })
    const first = async () => {
      for (;;) {
        await cells.run(1)
        for (const cell of [0, 1]) if (cells.describe(cell).state === 'Loaded') return cell
      }
    }
    const other = 1 - (await first())
    expect(await cells.untilWaiting(other)).toBe('7 entities, 5 free of 16')
    await cells.run(20)
    expect([0, 1].map((cell) => cells.describe(cell).failures)).toEqual([0, 0])
  })

  it('can be given up while it waits', async () => {
    const cells = crowded(64)
    for (let i = 0; i < 60; i++) addEntity(cells.world)
    cells.goTo(0)
    await cells.untilWaiting(0)
    cells.leave()
    await cells.run(20)
    expect(reserved(cells)).toBe(0)
    expect(cells.describe(0).waitsFor).toBe('')
  })

  it('fails and comes later when the game takes the room that was kept', async () => {
    const mine: number[] = []
    // Room is kept when the payload is adopted, before the ticks of a frame.
    const greedy = openCells({
      cells: [cellTable(0)],
      entities: { capacity: 64 },
      features: [
        {
          name: 'greedy',
          before: 'StateSync',
          run(world) {
            if (world.terrane.entities!.reserved > 0 && mine.length === 0)
              for (let i = 0; i < 60; i++) mine.push(addEntity(world))
          },
        },
      ],
    })
    greedy.goTo(0)
    await greedy.until('SectionFailed', 0)
    expect(greedy.describe(0).lastError).toMatch(/entities: 7 more entities; expected ids below 64.*\[capacity\]/)
    await greedy.run(3)
    expect(reserved(greedy)).toBe(0)
    for (const eid of mine) removeEntity(greedy.world, eid)
    await greedy.until('SectionLoaded', 0)
    expect(reserved(greedy)).toBe(0)
  })

  it('is not a matter of what was there once: ids are used again', async () => {
    const cells = crowded(40)
    for (let round = 0; round < 12; round++) {
      const cell = round % 2
      cells.goTo(cell)
      await cells.until('SectionLoaded', cell)
    }
    expect(storeOf(cells.world, Door).angle.length).toBe(40)
  })
})

describe('entities(…)', () => {
  it.each([0, 1, 1.5, NaN, -4, 2 ** 25])('refuses a capacity of %s', (capacity) => {
    expect(() => entities([], { capacity })).toThrow(
      /capacity .*; expected a whole number from 2 to 16777216.*\[argument\]/,
    )
  })
})
