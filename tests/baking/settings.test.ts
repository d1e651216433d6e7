import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bakeWorld, type BakeWorldOptions } from '../../src/baking/bakeWorld'
import { SectionFlag, sectionName } from '../../src/blobs/sectionBlob'
import { readWorld, temporaryFolder } from './bakedWorld'
import { createInput, writeInput, type Input } from './inputs'

async function bake(input: Input, options: Omit<BakeWorldOptions, 'out'> = {}) {
  const folder = await temporaryFolder()
  const result = await bakeWorld(await writeInput(input, folder), { out: join(folder, 'w'), ...options })
  const world = await readWorld(join(folder, 'w'))
  const { table } = world
  const section = (name: string) => {
    const row = Array.from({ length: table.count }, (_, i) => i).find((i) => sectionName(table, i) === name)
    if (row === undefined)
      throw new Error(`no section "${name}" among ${world.sections.map((each) => each.name).join(', ')}`)
    return {
      row,
      enter: table.enterRadius[row],
      exit: table.exitRadius[row],
      priority: table.priority[row],
      layer: table.layer[row],
      flags: table.flags[row],
    }
  }
  return { result, world, section, names: world.sections.map(({ name }) => name).sort() }
}

describe('settings on nodes', () => {
  it('makes what has a radius of its own a section of its own, with all that is below it', async () => {
    const input = createInput()
    const box = input.box('Box', [1, 1, 1])
    const house = input.node('House', box, [10, 0, 10]).setExtras({ terrane_enterRadius: 120, terrane_exitRadius: 150 })
    input.node('Roof', box, [100, 5, 0], house)
    input.node('Chimney', box, [0, 8, 0], house).setExtras({ terrane_enterRadius: 40 })
    input.node('Fence', box, [20, 0, 10])
    const { names, section } = await bake(input)
    expect(names).toEqual(['House', 'House/Chimney', 'cell_0_0'])
    expect(section('House')).toMatchObject({ enter: 120, exit: 150 })
    expect(section('House/Chimney')).toMatchObject({ enter: 40, exit: 0 })
    expect(section('cell_0_0')).toMatchObject({ enter: 256, exit: 0 })
  })

  it('streams what differs in priority, layer or pinning apart, inherited from the nearest ancestor; the mesh is nearer than the parent', async () => {
    const input = createInput()
    const box = input.box('Box', [1, 1, 1]).setExtras({ terrane_priority: 2 })
    const shops = input.node('Shops', null, [0, 0, 0]).setExtras({ terrane_layer: 'interiors', terrane_priority: 5 })
    input.node('Shelf', box, [10, 0, 10], shops)
    input.node('Sign', box, [12, 0, 10], shops).setExtras({ terrane_priority: 3, terrane_alwaysLoaded: 1 })
    const { names, section, world } = await bake(input)
    expect(names).toEqual(['cell_0_0@interiors^2', 'cell_0_0@interiors^3!'])
    expect(world.table.info.layers).toEqual(['base', 'interiors'])
    expect(section('cell_0_0@interiors^2')).toMatchObject({ priority: 2, layer: 2, flags: 0 })
    expect(section('cell_0_0@interiors^3!')).toMatchObject({ priority: 3, flags: SectionFlag.AlwaysLoaded })
  })

  it('makes a focus of a node that asks for one', async () => {
    const input = createInput()
    input.node('Ground', input.box('Box', [1, 1, 1]))
    const group = input.node('Spawns', null, [100, 0, 0]).setExtras({ terrane_focus: 'ignored by children' })
    input.node('Gate', null, [0, 2, -30], group).setExtras({ terrane_focus: true, terrane_radiusScale: 0.5 })
    input.node('NoFocus', null, [0, 2, -30], group)
    const { world } = await bake(input)
    expect(world.table.info.focusNames).toEqual(['ignored by children', 'Spawns/Gate'])
    expect([...world.table.focusPoint]).toEqual([100, 0, 0, 1, 100, 2, -30, 0.5])
  })

  it('refuses values that mean nothing, naming node and key', async () => {
    const refused = async (extras: Record<string, unknown>) => {
      const input = createInput()
      input.node('House', input.box('Box', [1, 1, 1])).setExtras(extras)
      return bake(input).then(
        () => 'baked',
        (error: Error) => error.message,
      )
    }
    expect(await refused({ terrane_priority: 12 })).toBe(
      '"House" with terrane_priority 12; expected an integer from -8 to 8. Correct the property and bake again. [bake-input]',
    )
    expect(await refused({ terrane_enterRadius: -1 })).toContain('terrane_enterRadius -1; expected a length above 0')
    expect(await refused({ terrane_enterRadius: 'far' })).toContain('terrane_enterRadius "far"')
    expect(await refused({ terrane_role: 'scenery' })).toContain('one of static, dynamic, collider, trigger, none')
    expect(await refused({ terrane_enterRadius: 10, terrane_exitRadius: 10 })).toContain(
      'an exit radius above the enter radius',
    )
    expect(await refused({ terrane_exitRadius: 200 })).toContain('exit radius 200 and enter radius 256')
    expect(await refused({ terrane_focus: true, terrane_radiusScale: 0 })).toContain('terrane_radiusScale 0')
  })

  it('hints at keys that are misspelt', async () => {
    const input = createInput()
    input.node('House', input.box('Box', [1, 1, 1])).setExtras({ terrane_enterradius: 5, other: 1 })
    expect((await bake(input)).result.report.hints).toEqual(['"House": the key terrane_enterradius means nothing here'])
  })
})

describe('roles', () => {
  it('come from the nearest key or name, a key before a name on one node', async () => {
    const input = createInput()
    const box = input.box('Box', [1, 1, 1], input.material('Paint'))
    const bare = input.box('Bare', [1, 1, 1])
    const hidden = input.node('Helpers-noimp', null)
    input.node('Lamp', box, [0, 0, 0], hidden)
    input.node('Shown', box, [2, 0, 2], hidden).setExtras({ terrane_role: 'static' })
    input.node('Wall-col', box, [4, 0, 2])
    input.node('Rock-colonly.001', box, [4, 0, 2])
    input.node('UCX_Rock', box, [4, 0, 2])
    input.node('Town_collider', bare, [4, 0, 2])
    input.node('Painted_collider', box, [6, 0, 2])
    input.node('Crate', box, [8, 0, 2]).setExtras({ terrane_role: 'dynamic' })
    input.node('LIGHT_sun', box, [4, 0, 2])
    const { result, world } = await bake(input, { rolePatterns: [{ pattern: /^LIGHT_/, role: 'none' }] })
    const rows = Object.fromEntries(
      result.report.roles.map(({ node, role, drawn }) => [node, `${role}${drawn ? '' : ', not drawn'}`]),
    )
    expect(rows).toEqual({
      'Helpers-noimp/Lamp': 'none, not drawn',
      'Helpers-noimp/Shown': 'static',
      'Wall-col': 'static',
      'Rock-colonly.001': 'collider, not drawn',
      UCX_Rock: 'collider, not drawn',
      Town_collider: 'collider, not drawn',
      Painted_collider: 'static',
      Crate: 'dynamic',
      LIGHT_sun: 'none, not drawn',
    })
    expect(result.report.hints).toEqual([
      '"Painted_collider" is named like a collider but has a material, so it is drawn; set terrane_role to collider',
    ])
    const cell = world.sections.find(({ name }) => name === 'cell_0_0')
    expect(cell?.corners.length).toBe(3 * 12 * 9)
    expect(cell?.draws).toBe(1)
    expect(result.report.triangles.undrawn).toEqual({ none: 24, collider: 36 })
    expect(result.report.triangles.dynamic).toBe(12)
  })

  it('lists what is not carried, by node', async () => {
    const input = createInput()
    const box = input.box('Box', [1, 1, 1])
    const { document } = input
    const node = input.node('Door', box, [1, 0, 1])
    box
      .listPrimitives()[0]
      .addTarget(
        document.createPrimitiveTarget().setAttribute('POSITION', box.listPrimitives()[0].getAttribute('POSITION')),
      )
    document
      .createAnimation('Swing')
      .addChannel(document.createAnimationChannel().setTargetNode(node).setTargetPath('rotation'))
    input.node('View', null).setCamera(document.createCamera())
    node.setSkin(document.createSkin().addJoint(node))
    const lines = input.mesh('Lines', [0, 0, 0, 1, 0, 0])
    lines.listPrimitives()[0].setMode(1)
    input.node('Wire', lines)
    document.createScene('Other')
    const { result } = await bake(input)
    expect(result.report.notCarried.map(({ node: name, what }) => `${name}: ${what}`)).toEqual([
      'Door: skin: drawn in its rest pose',
      'Door: morph targets',
      'Wire: points or lines',
      'Other: scene beside the default one',
      'Door: animation "Swing"',
    ])
  })
})
