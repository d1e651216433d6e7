import { KHRLightsPunctual, Light as GltfLight, EXTMeshGPUInstancing } from '@gltf-transform/extensions'
import { describe, expect, it } from 'vitest'
import { Figure, Lens, Light, LightType, Mover, Parent, Transform, Trigger } from '../../src/schema/builtIn'
import { component } from '../../src/schema/component'
import { entityRef, f32, hardRef, text, u8 } from '../../src/schema/fields'
import { idOfKey, idOfPath } from '../../src/schema/stableId'
import { createInput } from './inputs'
import { entityAt, read, refusal, valuesOf } from './readInputs'

const Door = component('Door', { angle: f32, locked: u8, key: entityRef, twin: hardRef, label: text })
const Burning = component('Burning', {})

describe('what moves', () => {
  it('becomes an entity with a figure: its mesh and what is below it, relative to it, and leaves the parts', () => {
    const input = createInput()
    const box = input.box('Box', [1, 1, 1])
    input.node('Ground', box)
    const cart = input.node('Cart', box, [10, 0, 0]).setExtras({ terrane_role: 'dynamic' })
    const axle = input.node('Axle', null, [0, 1, 0], cart)
    input.node('Wheel', input.box('Wheel', [1, 2, 1]), [0, 0, 2], axle)
    input.node('Shadow', box, [0, 0, 5], axle).setExtras({ terrane_role: 'static' })
    input.node('Driver', box, [0, 3, 0], axle).setExtras({ terrane_role: 'dynamic' })
    const scene = read(input)
    expect(scene.parts.map(({ path }) => path)).toEqual(['Ground', 'Cart/Axle/Shadow'])
    expect(scene.entities.map(({ path, parent }) => [path, parent])).toEqual([
      ['Cart', null],
      ['Cart/Axle/Driver', 0],
    ])
    const [cartFigure, driverFigure] = scene.entities.map(({ figure }) => scene.figures[figure as number])
    const places = cartFigure.parts.map(({ path, matrix }) => [path, ...matrix.slice(12, 15)])
    expect(places).toEqual([
      ['Cart', 0, 0, 0],
      ['Cart/Axle/Wheel', 0, 1, 2],
    ])
    expect(driverFigure.parts.map(({ matrix }) => [...matrix.slice(12, 15)])).toEqual([[0, 0, 0]])
    expect([...entityAt(scene, 'Cart/Axle/Driver').matrix.slice(12, 15)]).toEqual([10, 4, 0])
    expect(scene.report.triangles).toMatchObject({ input: 60, drawn: 24, dynamic: 36 })
    expect(scene.schemas).toEqual([Transform, Parent, Figure])
  })

  it('shares a figure where several have one mesh and nothing below, and has none where nothing is drawn', () => {
    const input = createInput()
    const box = input.box('Box', [1, 1, 1])
    const dynamic = { terrane_role: 'dynamic' }
    for (let i = 0; i < 3; i++) input.node('Crate', box, [i, 0, 0]).setExtras(dynamic)
    input.node('Lid', box, [0, 1, 0], input.node('Chest', box).setExtras(dynamic))
    const lines = input.mesh('Lines', [0, 0, 0, 1, 0, 0])
    lines.listPrimitives()[0].setMode(1)
    input.node('Wire', lines).setExtras(dynamic)
    input.node('Marker', null).setExtras(dynamic)
    const scene = read(input)
    expect(scene.figures.map(({ name, parts }) => [name, parts.length])).toEqual([
      ['Crate', 1],
      ['Chest', 2],
    ])
    expect(scene.entities.map(({ path, figure }) => [path, figure])).toEqual([
      ['Crate', 0],
      ['Crate#2', 0],
      ['Crate#3', 0],
      ['Chest', 1],
      ['Wire', null],
      ['Marker', null],
    ])
    expect(scene.report.things).toMatchObject({ entities: 6, moving: 4, figures: 2 })
  })

  it('moves with all its instances, and is no ground', () => {
    const input = createInput()
    const box = input.box('Box', [1, 1, 1])
    const instancing = input.document.createExtension(EXTMeshGPUInstancing)
    const translations = input.document
      .createAccessor()
      .setType('VEC3')
      .setArray(Float32Array.of(1, 0, 0, 2, 0, 0))
    const train = input.node('Train-col', box, [5, 0, 0]).setExtras({ terrane_role: 'dynamic' })
    train.setExtension(
      'EXT_mesh_gpu_instancing',
      instancing.createInstancedMesh().setAttribute('TRANSLATION', translations),
    )
    input.node('Hull-colonly', box, [0, 0, 0], train)
    const scene = read(input)
    expect(scene.figures[0].parts.map(({ path, matrix }) => [path, matrix[12]])).toEqual([
      ['Train-col[0]', 1],
      ['Train-col[1]', 2],
    ])
    expect(scene.colliders).toEqual([])
    expect(scene.report.triangles.solid).toMatchObject({ undrawn: 12, drawn: 24, moving: 36, baked: 0 })
    expect(scene.report.notCarried.map(({ node }) => node)).toEqual([
      'Train-col[0]',
      'Train-col[1]',
      'Train-col/Hull-colonly',
    ])
  })
})

describe('triggers, lights, cameras and movers', () => {
  it('give entities a box in their own space', () => {
    const input = createInput()
    const zones = input.node('Zones-trigger', null, [100, 0, 0])
    input
      .node('Gate', input.mesh('Gate', [0, 0, 0, 4, 0, 0, 0, 2, -6], [0, 1, 2]), [0, 0, 1], zones)
      .setScale([2, 1, 1])
    input.node('Yard', null, [5, 0, 0]).setExtras({ terrane_role: 'trigger' })
    const scene = read(input)
    expect(scene.entities.map(({ path }) => path)).toEqual(['Zones-trigger/Gate', 'Yard'])
    const gate = { centerX: 2, centerY: 1, centerZ: -3, halfX: 2, halfY: 1, halfZ: 3 }
    expect(valuesOf(scene, 'Zones-trigger/Gate', Trigger)).toEqual(gate)
    expect(valuesOf(scene, 'Yard', Trigger)).toMatchObject({ centerX: 0, halfX: 1, halfY: 1, halfZ: 1 })
    expect(scene.report.triangles).toMatchObject({ input: 1, drawn: 0, undrawn: { trigger: 1 } })
  })

  it('are read from KHR_lights_punctual and cameras; flat keys come before what the file says', () => {
    const input = createInput()
    const { document } = input
    const lights = document.createExtension(KHRLightsPunctual)
    const light = (type: string) =>
      lights
        .createLight()
        .setType(type as 'spot')
        .setColor([1, 0.5, 0.25])
        .setIntensity(80)
    const spot = light(GltfLight.Type.SPOT).setRange(20).setInnerConeAngle(0.5).setOuterConeAngle(1)
    input.node('Lamp', null).setExtension('KHR_lights_punctual', spot).setExtras({ terrane_Light_intensity: 5 })
    input.node('Sun', null).setExtension('KHR_lights_punctual', light(GltfLight.Type.DIRECTIONAL))
    input.node('Off-noimp', null).setExtension('KHR_lights_punctual', light(GltfLight.Type.POINT))
    const camera = document.createCamera().setYFov(0.8).setZNear(0.1).setZFar(500)
    input.node('View', null).setCamera(camera)
    const flat = document.createCamera().setType('orthographic').setXMag(4).setYMag(2).setZNear(1).setZFar(9)
    input.node('Map', null).setCamera(flat)
    const scene = read(input)
    const [type, r, g, b] = [LightType.Spot, 1, 0.5, 0.25]
    const cone = { innerCone: 0.5, outerCone: 1 }
    expect(valuesOf(scene, 'Lamp', Light)).toEqual({ type, r, g, b, intensity: 5, range: 20, ...cone })
    expect(valuesOf(scene, 'Sun', Light)).toEqual({ type: 0, r, g, b, intensity: 80, range: 0 })
    expect(valuesOf(scene, 'View', Lens)).toEqual({ type: 0, yfov: 0.8, aspect: 0, near: 0.1, far: 500 })
    expect(valuesOf(scene, 'Map', Lens)).toEqual({ type: 1, yfov: 2, aspect: 2, near: 1, far: 9 })
    expect(scene.entities.length).toBe(4)
    expect(scene.report.things.components).toEqual({ Lens: 2, Light: 2 })
    expect(scene.report.notCarried).toEqual([])
  })

  it('say what becomes of what leaves', () => {
    const input = createInput()
    for (const policy of ['transfer', 'keep', 'sendHome']) input.node(policy, null).setExtras({ terrane_mover: policy })
    const scene = read(input)
    expect(scene.entities.map(({ path }) => valuesOf(scene, path, Mover)?.policy)).toEqual([1, 2, 3])
    input.node('Cat', null).setExtras({ terrane_mover: 'wander' })
    expect(refusal(input)).toBe(
      '"Cat" with terrane_mover "wander"; expected one of none, transfer, keep, sendHome. Correct the property and bake again. [bake-input]',
    )
  })
})

describe('flat keys of components', () => {
  it('give components without code, switches as 0 and 1, references by path, id or name', () => {
    const input = createInput()
    const house = input.node('House', null)
    const extras = { terrane_Door_angle: 1.5, terrane_Door_locked: true, terrane_Door_label: 'Mind the gap' }
    const references = { terrane_Door_key: 'brass', terrane_Door_twin: 'House/Back', terrane_Burning: 1 }
    input.node('Front', null, [0, 0, 0], house).setExtras({ ...extras, ...references })
    input.node('Back', null, [0, 0, 0], house).setExtras({ terrane_Door_twin: 'Front', terrane_Door_key: '' })
    input.node('Key', null).setExtras({ terrane_id: 'brass' })
    const scene = read(input, { components: [Door, Burning] })
    const brass = { id: idOfKey('town.glb', 'brass'), path: 'Key' }
    const back = { id: idOfPath('town.glb', 'House/Back'), path: 'House/Back' }
    const front = { angle: 1.5, locked: 1, label: 'Mind the gap', key: brass, twin: back }
    expect(valuesOf(scene, 'House/Front', Door)).toEqual(front)
    expect(valuesOf(scene, 'House/Front', Burning)).toEqual({})
    expect(valuesOf(scene, 'House/Back', Door)).toEqual({
      twin: { id: idOfPath('town.glb', 'House/Front'), path: 'House/Front' },
    })
    expect(entityAt(scene, 'Key').components.size).toBe(0)
    expect(scene.schemas).toEqual([Transform, Door, Burning])
  })

  it.each([
    [{ terrane_Door_angle: 'wide' }, '"Gate" with Door.angle "wide"; expected a number (f32)'],
    [{ terrane_Door_locked: 300 }, '"Gate" with Door.locked 300; expected a whole number from 0 to 255 (u8)'],
    [{ terrane_Door_locked: 0.5 }, '"Gate" with Door.locked 0.5; expected a whole number'],
    [{ terrane_Door_label: 7 }, '"Gate" with Door.label 7; expected a text'],
    [{ terrane_Door_key: 7 }, '"Gate" with Door.key 7; expected the path, terrane_id or name of a node'],
    [
      { terrane_Door_angel: 1 },
      '"Gate" with terrane_Door_angel; expected a column of Door: angle, locked, key, twin, label',
    ],
    [{ terrane_Burning: 'yes' }, '"Gate" with terrane_Burning "yes"; expected true or false'],
    [
      { terrane_Door_key: 'Nobody' },
      '"Gate" refers to "Nobody", which is not there (Door.key); expected a node of the default scene',
    ],
    [
      { terrane_Door_key: 'Lamp' },
      '"Gate" refers to "Lamp", the name of 2 nodes: Hall/Lamp, Attic/Lamp; expected a path',
    ],
    [{ terrane_Door_key: 'Junk-noimp' }, '"Gate" refers to "Junk-noimp", whose role is none'],
    [{ terrane_Parent_of: 'Hall' }, '"Gate" given the component Parent; expected a component of the game'],
    [{ terrane_meta_music: 'calm' }, `"Gate" with metadata "music"; expected a name among the config's metadata: none`],
  ])('%j is refused', (extras, line) => {
    const input = createInput()
    input.node('Gate', null).setExtras(extras)
    input.node('Junk-noimp', null)
    for (const room of ['Hall', 'Attic']) input.node('Lamp', null, [0, 0, 0], input.node(room, null))
    expect(
      refusal(input, { components: [Door, Burning] }).startsWith(line),
      refusal(input, { components: [Door, Burning] }),
    ).toBe(true)
  })

  it('names a copy by its path even where its own name is taken', () => {
    const input = createInput()
    input.node('Gate', null).setExtras({ terrane_Door_key: 'Lamp#2' })
    for (const x of [1, 2]) input.node('Lamp', null, [x, 0, 0])
    const scene = read(input, { components: [Door] })
    expect(scene.entities.map(({ path }) => path)).toEqual(['Gate', 'Lamp#2'])
  })
})

describe('stable ids', () => {
  it('come from the file name and the path, or from terrane_id, which survives a move', () => {
    const ids = (build: (input: ReturnType<typeof createInput>) => void) => {
      const input = createInput()
      build(input)
      return Object.fromEntries(read(input).entities.map(({ path, id }) => [path, id]))
    }
    const dynamic = { terrane_role: 'dynamic' }
    const before = ids((input) => {
      input.node('Cart', null, [0, 0, 0], input.node('Yard', null)).setExtras(dynamic)
      input.node('Hero', null).setExtras({ ...dynamic, terrane_id: 'hero' })
    })
    const after = ids((input) => {
      input.node('New', null).setExtras(dynamic)
      input.node('Cart', null, [500, 0, 0], input.node('Yard', null)).setExtras(dynamic)
      input.node('Renamed', null, [0, 0, 0], input.node('House', null)).setExtras({ ...dynamic, terrane_id: 'hero' })
    })
    expect(before).toEqual({ 'Yard/Cart': idOfPath('town.glb', 'Yard/Cart'), Hero: idOfKey('town.glb', 'hero') })
    expect(after['Yard/Cart']).toEqual(before['Yard/Cart'])
    expect(after['House/Renamed']).toEqual(before.Hero)
  })

  it('are refused twice, both nodes named; odd names never share a path', () => {
    const input = createInput()
    input.node('A', null).setExtras({ terrane_id: 'hero' })
    input.node('B', null, [0, 0, 0], input.node('Group', null)).setExtras({ terrane_id: 'hero' })
    expect(refusal(input)).toBe(
      '"A" and "Group/B" with one id (terrane_id "hero"); expected an id for each node. Give one of them another terrane_id. [bake-input]',
    )
    const odd = createInput()
    for (const name of ['A#2', 'A', 'A', 'B/C']) odd.node(name, null).setExtras({ terrane_role: 'dynamic' })
    odd.node('C', null, [0, 0, 0], odd.node('B', null)).setExtras({ terrane_role: 'dynamic' })
    const paths = read(odd).entities.map(({ path }) => path)
    expect(paths).toEqual(['A#2', 'A', 'A#2#2', 'B/C', 'B/C#2'])
  })
})

describe('colliders', () => {
  it('are what has the role, and what is drawn and says so; boxes by name or key', () => {
    const input = createInput()
    const box = input.box('Box', [2, 2, 2], input.material('Paint'))
    input.node('Street_collider', input.box('Bare', [2, 2, 2]), [1, 0, 0])
    input.node('Wall-col', box)
    input.node('UBX_Crate', box)
    input.node('UCX_Rock', box)
    const town = input.node('Town', null).setExtras({ terrane_collider: true })
    input.node('House', box, [7, 0, 0], town)
    input.node('Shed', box, [9, 0, 0], town).setExtras({ terrane_collider: 'box', terrane_enterRadius: 30 })
    input.node('Bush', box, [0, 0, 0], town).setExtras({ terrane_collider: 0 })
    input.node('Zone-trigger', box, [0, 0, 0], town)
    const scene = read(input)
    expect(scene.colliders.map(({ path, shape, owner, matrix }) => [path, shape, owner, matrix[12]])).toEqual([
      ['Street_collider', 'mesh', null, 1],
      ['Wall-col', 'mesh', null, 0],
      ['UBX_Crate', 'box', null, 0],
      ['UCX_Rock', 'mesh', null, 0],
      ['Town/House', 'mesh', null, 7],
      ['Town/Shed', 'box', 'Town/Shed', 9],
    ])
    expect(scene.colliders[0].id).toEqual(idOfPath('town.glb', 'Street_collider'))
    expect(scene.colliderMeshes.map(({ surfaces }) => surfaces[0].geometry.indices.length)).toEqual([36, 36])
    expect(scene.parts.map(({ path }) => path)).toEqual(['Wall-col', 'Town/House', 'Town/Shed', 'Town/Bush'])
    expect(scene.report.triangles.solid).toEqual({
      undrawn: 36,
      drawn: 36,
      baked: 48,
      boxed: 24,
      zeroArea: 0,
      notFinite: 0,
      moving: 0,
    })
    expect(scene.looks.map(({ name }) => name)).toEqual(['Paint'])
    expect(scene.report.roles.filter(({ collides }) => collides).length).toBe(6)
  })

  it('drop triangles without an area, and never ask for the images of their materials', () => {
    const input = createInput()
    const material = input.material('Photo')
    material.setBaseColorTexture(
      input.document.createTexture('broken').setImage(new Uint8Array(4)).setMimeType('image/png'),
    )
    const positions = [0, 0, 0, 1, 0, 0, 0, 0, 1, 5, 0, 0, 5, 0, 0, 5, 0, 0]
    input.node('Floor-colonly', input.mesh('Floor', positions, [0, 1, 2, 3, 4, 5], material))
    input.node('Flat-colonly', input.mesh('Flat', [5, 0, 0, 5, 0, 0, 5, 0, 0], [0, 1, 2]))
    const scene = read(input)
    expect(scene.report.triangles.solid).toMatchObject({ undrawn: 3, baked: 1, zeroArea: 2 })
    expect(scene.colliders.map(({ path }) => path)).toEqual(['Floor-colonly'])
    expect(scene.report.notCarried).toEqual([{ node: 'Flat-colonly', what: 'collider without a triangle' }])
    expect(scene.images).toEqual([])
  })

  it.each(['sphere', 2, {}])('refuses terrane_collider %j', (value) => {
    const input = createInput()
    input.node('Wall', null).setExtras({ terrane_collider: value })
    expect(refusal(input)).toContain(`expected true, false, 'mesh' or 'box'`)
  })
})

describe('metadata', () => {
  const config = { metadata: { music: text, danger: u8 } } as const

  it('goes to the cell that a node is in, or to what has a radius of its own, handed down', () => {
    const input = createInput()
    const box = input.box('Box', [2, 2, 2])
    const forest = input
      .node('Forest', null, [100, 0, 0])
      .setExtras({ terrane_meta_music: 'birds', terrane_meta_danger: 1 })
    input.node('Tree', box, [10, 1, 0], forest)
    const cave = input
      .node('Cave', null, [50, 0, 0], forest)
      .setExtras({ terrane_enterRadius: 40, terrane_meta_danger: 9 })
    input.node('Rock', box, [0, 0, 0], cave)
    input.node('Well', null, [7, 0, 0]).setExtras({ terrane_meta_music: 'drops' })
    const scene = read(input, config)
    expect(scene.metadata.map(({ path, owner, values }) => [path, owner, values])).toEqual([
      ['Forest/Tree', null, { music: 'birds', danger: 1 }],
      ['Forest/Cave', 'Forest/Cave', { music: 'birds', danger: 9 }],
      ['Well', null, { music: 'drops' }],
    ])
    expect(scene.metadata.map(({ box }) => [...box])).toEqual([
      [109, 0, -1, 111, 2, 1],
      [150, 0, 0, 150, 0, 0],
      [7, 0, 0, 7, 0, 0],
    ])
  })

  it.each([
    [{ terrane_meta_danger: 'high' }, '"Zone" with metadata danger "high"; expected a whole number from 0 to 255 (u8)'],
    [
      { terrane_meta_musik: 'x' },
      `"Zone" with metadata "musik"; expected a name among the config's metadata: music, danger`,
    ],
  ])('refuses %j', (extras, line) => {
    const input = createInput()
    input.node('Zone', null).setExtras(extras)
    expect(refusal(input, config)).toContain(line)
  })
})

describe('a file', () => {
  it('may nest as deep as it likes', () => {
    const input = createInput()
    const depth = 20_000
    let node = input.node('Root', null).setExtras({ terrane_role: 'dynamic' })
    for (let i = 1; i < depth; i++) node = input.node('N', null, [0, 0, 0.5], node)
    node.setMesh(input.box('Leaf', [1, 1, 1])).setExtras({ terrane_Door_angle: 1 })
    const scene = read(input, {
      components: [Door],
      bakers: [(each, bake) => each.name === 'N' && each.position[2] < 2 && bake.claim(each, 'static')],
    })
    expect(scene.entities.length).toBe(2)
    expect(scene.parts[0].matrix[14]).toBe((depth - 1) / 2)
  })

  it('without a finite place has no entity, and may not be referred to', () => {
    const input = createInput()
    const lost = input.node('Lost', null, [NaN, 0, 0]).setExtras({ terrane_role: 'dynamic' })
    input.node('Arm', input.box('Box', [1, 1, 1]), [0, 0, 0], lost)
    const scene = read(input)
    expect(scene.entities).toEqual([])
    expect(scene.report.triangles).toMatchObject({ input: 12, dynamic: 0, notFinite: 12 })
    expect(scene.report.notCarried.map(({ node }) => node)).toEqual(['Lost/Arm', 'Lost'])
    input.node('Gate', null).setExtras({ terrane_Door_key: 'Lost' })
    expect(refusal(input, { components: [Door] })).toContain(
      '"Gate" refers to "Lost", whose place is not a finite number',
    )
  })
})
