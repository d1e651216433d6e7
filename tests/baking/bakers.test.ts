import { describe, expect, it, vi } from 'vitest'
import type { Baker, BakeNode } from '../../src/baking/bakers/baker'
import { Trigger } from '../../src/schema/builtIn'
import { component } from '../../src/schema/component'
import { entityRef, f32, hardRef, text, u8 } from '../../src/schema/fields'
import { idOfPath } from '../../src/schema/stableId'
import { createInput, type Input } from './inputs'
import { entityAt, read, refusal, valuesOf } from './readInputs'

const Door = component('Door', { angle: f32, locked: u8, key: entityRef, behind: hardRef, label: text })
const Lift = component('Lift', { height: f32 })

function house(): Input {
  const input = createInput()
  const box = input.box('Box', [2, 4, 1], input.material('Oak'))
  const root = input.node('House', null, [10, 0, 0]).setExtras({ floors: 2 })
  input.node('DOOR_front', box, [0, 1, 0], root).setRotation([0, 1, 0, 0]).setScale([2, 1, 1])
  input.node('DOOR_back', box, [0, 0, -8], root)
  input.node('Wall', box, [0, 0, 3], root)
  return input
}

describe('a baker', () => {
  it('sees every node, parents first, with its name, path, properties, place and geometry', () => {
    const seen: BakeNode[] = []
    read(house(), { bakers: [(node) => void seen.push(node)] })
    expect(seen.map(({ path }) => path)).toEqual(['House', 'House/DOOR_front', 'House/DOOR_back', 'House/Wall'])
    const [root, front] = seen
    expect(root).toMatchObject({ name: 'House', extras: { floors: 2 }, role: 'static', mesh: null, parent: null })
    expect(root.children).toEqual(seen.slice(1))
    expect(front.parent).toBe(root)
    expect(front.position).toEqual([10, 1, 0])
    expect(front.rotation).toEqual([0, 1, 0, 0])
    expect(front.scale).toEqual([2, 1, 1])
    expect([front.matrix[0], front.matrix[12]]).toEqual([-2, 10])
    expect(front.mesh).toMatchObject({ name: 'Box', materials: ['Oak'], box: [-1, -2, -0.5, 1, 2, 0.5] })
    expect([front.mesh?.positions().length, front.mesh?.indices().length]).toEqual([72, 36])
  })

  it('gives components, references and notes; what it refers to becomes an entity', () => {
    const doors: Baker = function doors(node, bake) {
      if (!node.name.startsWith('DOOR_')) return
      bake.add(node, Door, { angle: 1, behind: bake.ref('Wall'), label: node.name })
      bake.add(node, Door, { angle: 2, key: bake.ref('Nobody', { optional: true }) })
      bake.note(node, 'swings')
    }
    const scene = read(house(), { components: [Door, Lift], bakers: [doors] })
    const behind = { id: idOfPath('town.glb', 'House/Wall'), path: 'House/Wall' }
    expect(valuesOf(scene, 'House/DOOR_back', Door)).toEqual({ angle: 2, behind, label: 'DOOR_back' })
    expect(scene.entities.map(({ path }) => path)).toEqual(['House/DOOR_front', 'House/DOOR_back', 'House/Wall'])
    expect(entityAt(scene, 'House/Wall').components.size).toBe(0)
    expect(scene.report.notes).toEqual([
      { node: 'House/DOOR_front', what: 'swings' },
      { node: 'House/DOOR_back', what: 'swings' },
    ])
    expect(scene.report.things).toMatchObject({ entities: 3, components: { Door: 2 } })
    expect(scene.report.authoring).toMatchObject({ config: null, bakers: ['doors'] })
    expect(scene.parts.length).toBe(3)
  })

  it('claims roles for what is below too, and sees what bakers before it claimed', () => {
    const input = house()
    const [claimed, seen]: string[][] = [[], []]
    const claim: Baker = (node, bake) => {
      if (node.name === 'House') bake.claim(node, 'none')
      if (node.name === 'DOOR_front') bake.claim(node, 'dynamic')
      if (node.name === 'DOOR_back') bake.claim(node, 'trigger')
      claimed.push(node.role)
    }
    const look: Baker = (node) => void seen.push(node.role)
    const scene = read(input, { bakers: [claim, look] })
    expect(claimed).toEqual(['none', 'dynamic', 'trigger', 'none'])
    expect(seen).toEqual(claimed)
    expect(scene.entities.map(({ path }) => path)).toEqual(['House/DOOR_front', 'House/DOOR_back'])
    expect(scene.figures.length).toBe(1)
    expect(valuesOf(scene, 'House/DOOR_back', Trigger)).toMatchObject({ halfX: 1, halfY: 2, halfZ: 0.5 })
    expect(scene.report.roles.map(({ role, because }) => [role, because])).toEqual([
      ['dynamic', 'by baker claim'],
      ['trigger', 'by baker claim'],
      ['none', 'by baker claim'],
    ])
  })

  it('comes before flat keys, column by column, and may give what is left out a component', () => {
    const input = createInput()
    input.node('Lift-noimp', null).setExtras({ terrane_Lift_height: 9 })
    input.node('Gate', null).setExtras({ terrane_Door_angle: 1, terrane_Door_locked: 1, terrane_meta_music: 'calm' })
    const metadata = { music: text, danger: u8 }
    const baker: Baker = (node, bake) => {
      if (node.name === 'Lift-noimp') bake.add(node, Lift, { height: 3 })
      if (node.name === 'Gate') bake.add(node, Door, { angle: 2 })
      if (node.name === 'Gate') bake.metadata(node, { danger: 4 })
    }
    const scene = read(input, { components: [Door, Lift], bakers: [baker], metadata })
    expect(valuesOf(scene, 'Lift-noimp', Lift)).toEqual({ height: 3 })
    expect(valuesOf(scene, 'Gate', Door)).toEqual({ angle: 2, locked: 1 })
    expect(scene.metadata).toMatchObject([{ path: 'Gate', values: { music: 'calm', danger: 4 } }])
  })

  it('knows a component by name and columns, whatever copy of the package declared it', () => {
    const copy = component('Lift', { height: f32 })
    const scene = read(house(), { components: [Lift], bakers: [(node, bake) => bake.add(node, copy, { height: 1 })] })
    expect(valuesOf(scene, 'House', Lift)).toEqual({ height: 1 })
  })

  const refused: [string, Baker, string][] = [
    [
      'an error of its own',
      (node) => void (node.mesh as never as { missing: { box: 1 } }).missing.box,
      `baker spec at "House" threw TypeError: Cannot read properties of null (reading 'missing'); expected it to end without an error.`,
    ],
    [
      'what is no error',
      () => {
        throw 'enough'
      },
      'baker spec at "House" threw enough;',
    ],
    [
      'a promise',
      (async () => {
        throw new Error('late')
      }) as never,
      'baker spec at "House": it answers a promise; expected a baker that is done',
    ],
    [
      'a wrong type',
      (node, bake) => bake.add(node, Door, { angle: 'x' as never }),
      'baker spec at "House": "House" with Door.angle "x"; expected a number (f32)',
    ],
    [
      'NaN',
      (node, bake) => bake.add(node, Door, { angle: NaN }),
      'baker spec at "House": "House" with Door.angle NaN; expected a number (f32)',
    ],
    [
      'a whole range',
      (node, bake) => bake.add(node, Door, { locked: -1 }),
      'Door.locked -1; expected a whole number from 0 to 255 (u8)',
    ],
    [
      'a name for a reference',
      (node, bake) => bake.add(node, Door, { key: 'Wall' as never }),
      'Door.key "Wall"; expected what bake.ref(…) answers',
    ],
    [
      'a column that is not there',
      (node, bake) => bake.add(node, Door, { angel: 1 } as never),
      '"House" with a value for Door.angel; expected a column of Door: angle, locked, key, behind, label',
    ],
    [
      'a component that is not listed',
      (node, bake) => bake.add(node, Lift),
      '"House" given the component Lift, which the config does not list; expected one of Trigger, Light, Lens, Mover, Door. List it in the components',
    ],
    [
      'other columns',
      (node, bake) => bake.add(node, component('Door', { angle: u8 })),
      'given the component Door, which the config lists with other columns',
    ],
    ['no component', (node, bake) => bake.add(node, {} as never), 'something else in place of a component'],
    ['no node', (_node, bake) => bake.add({ path: 'House' } as never, Door), 'something else in place of a node'],
    [
      'a dangling reference',
      (_node, bake) => void bake.ref('Cellar'),
      'baker spec at "House": "House" refers to "Cellar", which is not there; expected a node of the default scene',
    ],
    [
      'a made-up reference',
      (node, bake) => bake.add(node, Door, { key: { id: [1, 2], path: 'Cellar' } }),
      '"House" refers to "Cellar", which is not there',
    ],
    [
      'a role that is none',
      (node, bake) => bake.claim(node, 'scenery' as never),
      'baker spec at "House": role "scenery"; expected one of static, dynamic',
    ],
    [
      'metadata without a type',
      (node, bake) => bake.metadata(node, { music: 'x' }),
      `"House" with metadata "music"; expected a name among the config's metadata: none`,
    ],
  ]
  it.each(refused)('is refused for %s, in one line that names it and the node', (_what, run, line) => {
    const spec = Object.defineProperty(run.bind(null) as Baker, 'name', { value: 'spec' })
    const message = refusal(house(), { components: [Door], bakers: [spec] })
    expect(message).toContain(line)
    expect(message).toMatch(/^baker spec at "House"[^\n]*\[bake-input\]$/)
  })

  it('that refers to what is left out is refused, both ends named', () => {
    const claim: Baker = (node, bake) => {
      if (node.name === 'Wall') bake.claim(node, 'none')
      if (node.name === 'DOOR_back') bake.add(node, Door, { behind: bake.ref('Wall') })
    }
    expect(refusal(house(), { components: [Door], bakers: [claim] })).toContain(
      '"House/DOOR_back" refers to "House/Wall", whose role is none',
    )
  })

  it('is called once for each node, baker after baker', () => {
    const [first, second] = [vi.fn(), vi.fn()]
    read(house(), { bakers: [first, second] })
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([4, 4])
    expect(first.mock.invocationCallOrder[3]).toBeLessThan(second.mock.invocationCallOrder[0])
  })
})

describe('a config', () => {
  it.each([
    [[], 'the config is no object'],
    [
      { bakery: [] },
      'the config has "bakery"; expected some of components, bakers, rolePatterns, kinds, metadata, layers',
    ],
    [{ components: Door }, 'the config has components that are no list'],
    [{ components: [{ name: 'Door' }] }, 'the config has components[0], which is no component'],
    [{ components: [{ ...Door, name: 'Gate' }] }, 'components[0], which is no component'],
    [{ components: [Door, Door] }, 'the config has two components "Door"; expected each name once'],
    [
      { components: [component('Light', { lumen: f32 })] },
      'a component "Light"; expected a name that no built-in component has',
    ],
    [{ bakers: ['doors'] }, 'bakers[0], which is no function'],
    [{ rolePatterns: [{ pattern: 'LIGHT', role: 'none' }] }, 'rolePatterns[0], which is no pattern'],
    [{ kinds: { texture: {} } }, 'kinds.texture; expected '],
    [
      { kinds: { collider: { enterRadius: -1 } } },
      'kinds.collider.enterRadius -1; expected enterRadius, a length above 0',
    ],
    [{ kinds: { collider: 30 } }, 'kinds.collider that is no object'],
    [{ metadata: { music: 'string' } }, 'metadata "music" of type "string"; expected one of f32'],
    [{ metadata: { 'my music': text } }, 'metadata "my music"; expected an identifier'],
    [{ layers: { quest: 'gone' } }, 'layer "quest" "gone"; expected one of on, hidden, off'],
  ])('%j is refused', (config, line) => {
    const message = refusal(createInput(), config as never)
    expect(message).toContain(line)
    expect(message.startsWith('the config ')).toBe(true)
  })

  it('may list built-in components, and adds its patterns after those of the options', () => {
    const input = createInput()
    const box = input.box('Box', [1, 1, 1])
    input.node('LIGHT_a', box)
    input.node('HULL_b', box)
    const config = {
      components: [Trigger, Door],
      rolePatterns: [
        { pattern: /^LIGHT_/, role: 'dynamic' },
        { pattern: /^HULL_/, role: 'collider', collider: 'box' },
      ],
    } as const
    const scene = read(input, config, { rolePatterns: [{ pattern: /^LIGHT_/, role: 'none' }] })
    expect(scene.report.roles.map(({ role }) => role)).toEqual(['none', 'collider'])
    expect(scene.colliders[0].shape).toBe('box')
    expect(scene.schemas).toEqual([Door])
  })
})
