import { describe, expect, it } from 'vitest'
import { createEntityIndex, createWorld, query, withVersioning } from 'bitecs'
import { refById, resolve } from '../../src/entities/references'
import { storeOf } from '../../src/entities/stores'
import { entities } from '../../src/entitiesFeature'
import { Transform, Trigger } from '../../src/schema/builtIn'
import { component } from '../../src/schema/component'
import { entityRef, f32, f64, u8 } from '../../src/schema/fields'
import { formatStableId } from '../../src/schema/stableId'
import { bakedOf, cellTable, Door, gameComponents, idOf, Key, Lamp, openCells } from './entityCells'

const withDoor = (door: ReturnType<typeof component>) => () =>
  openCells({ cells: [cellTable(0)], components: [door, Key, Lamp] })

describe('a game that declares a component otherwise than the bake', () => {
  it('is refused at once, by component and column', () => {
    const refused = (door: ReturnType<typeof component>, message: RegExp) => expect(withDoor(door)).toThrow(message)
    refused(
      component('Door', { angle: f64, locked: u8, key: entityRef }),
      /Door\.angle: f32 in the world, Door\.angle: f64 in the game; expected the same columns.*\[schema-mismatch\]/,
    )
    refused(
      component('Door', { angle: f32, key: entityRef, locked: u8 }),
      /Door\.locked: u8 in the world, Door\.key: entityRef in the game.*\[schema-mismatch\]/,
    )
    refused(
      component('Door', { angle: f32, locked: u8 }),
      /Door\.key: entityRef in the world, no column after 2 in the game/,
    )
    refused(
      component('Door', { angle: f32, locked: u8, key: entityRef, open: u8 }),
      /no column after 3 in the world, Door\.open: u8 in the game/,
    )
  })

  it('may persist otherwise', () => {
    expect(withDoor(component('Door', Door.fields, { persist: ['key'] }))).not.toThrow()
  })

  it('leaves the bitECS world as it was', () => {
    const world = {}
    const wrong = component('Door', { angle: f64, locked: u8, key: entityRef })
    expect(() => openCells({ cells: [cellTable(0)], components: [wrong, Key, Lamp], world })).toThrow()
    expect('terrane' in world).toBe(false)
  })
})

describe('a baked component that the game does not list', () => {
  it('is refused by name', () => {
    expect(() => openCells({ cells: [cellTable(0)], components: [Door, Key] })).toThrow(
      /component Lamp in the world, which the game does not list; expected one of .*Door, Key\. Add it to entities.*\[schema-mismatch\]/,
    )
  })

  it('is left out where the game says so, and its entities come without it', async () => {
    const cells = openCells({ cells: [cellTable(0)], components: [Door], entities: { unknown: 'ignore' } })
    cells.goTo(0)
    await cells.until('SectionLoaded', 0)
    const { world } = cells
    expect(query(world, [storeOf(world, Door)]).length).toBe(3)
    expect(resolve(world, refById(world, formatStableId(idOf('lamp 0'))))).toBeGreaterThan(0)
    expect(world.terrane.entities!.stores.size).toBe(1)
  })

  it('may be in a payload only: then its section fails', async () => {
    const cells = openCells({ cells: [cellTable(0)], components: [Door, Key], baked: bakedOf([Door, Key]) })
    cells.goTo(0)
    await cells.until('SectionFailed', 0)
    expect(cells.describe(0).lastError).toMatch(/^entities: component Lamp in the world.*\[schema-mismatch\]$/)
    expect(cells.world.terrane.entities!.reserved).toBe(0)
  })
})

describe('built-in components', () => {
  it('are known to every world, and take no memory before they are used', () => {
    const { world } = openCells({ cells: [cellTable(0)] })
    expect(world.terrane.entities!.stores.size).toBe(0)
    expect(storeOf(world, Trigger).halfX.length).toBe(65_536)
    expect(storeOf(world, Transform).x).toBeInstanceOf(Float64Array)
    expect(world.terrane.entities!.stores.size).toBe(2)
  })

  it('cannot be declared otherwise', () => {
    expect(() => entities([component('Transform', { x: f32 })])).toThrow(/two components "Transform".*\[argument\]/)
    expect(() => entities([component('Transform', Transform.fields)])).not.toThrow()
    expect(() => entities([Door, component('Door', { angle: f64 })])).toThrow(/two components "Door".*\[argument\]/)
  })
})

describe('a payload', () => {
  it('that refers to a section which is not required fails its section', async () => {
    const table = cellTable(0)
    const lamps = { ...table.components[2], values: [{ power: 1, looks: 2 }] }
    const cells = openCells({ cells: [{ ...table, components: [lamps] }] })
    cells.goTo(0)
    await cells.until('SectionFailed', 0)
    expect(cells.describe(0).lastError).toMatch(
      /^entities: required section 2; expected at most 1.*\[payload-corrupt\]$/,
    )
    expect(cells.world.terrane.entities!.reserved).toBe(0)
  })

  it('that is broken fails its section', async () => {
    const cells = openCells({ cells: [cellTable(0)] })
    new Uint32Array(cells.files['cells/0'])[0] = 7
    cells.goTo(0)
    await cells.until('SectionFailed', 0)
    expect(cells.describe(0).lastError).toMatch(/^entities: a payload that begins with 0x7.*\[blob-foreign\]$/)
  })
})

describe('entities(…)', () => {
  it('comes once in a world', () => {
    const features = [entities(gameComponents)]
    expect(() => openCells({ cells: [cellTable(0)], features })).toThrow(
      /two systems named "entities".*List the feature once/,
    )
  })

  it('needs ids without versions', () => {
    const world = createWorld(createEntityIndex(withVersioning(8)))
    expect(() => openCells({ cells: [cellTable(0)], world })).toThrow(/a bitECS world with versioned ids.*\[argument\]/)
  })
})
