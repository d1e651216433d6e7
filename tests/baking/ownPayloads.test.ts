import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { composeWorld, createFocus, disposeWorld, openWorld, payload, step, streaming } from '../../src'
import { bakeWorld } from '../../src/baking/bakeWorld'
import type { Baker } from '../../src/baking/bakers/baker'
import { sectionName } from '../../src/blobs/sectionBlob'
import { directorySource } from '../../src/sources/directorySource'
import { inlinePool } from '../../src/workers/inlinePool'
import { readTable, temporaryFolder } from './bakedWorld'
import { createInput, writeInput } from './inputs'
import { read, refusal } from './readInputs'

const bytesOf = (text: string) => new TextEncoder().encode(text)

/** A node with the property `sound` sounds. */
const zones: Baker = function zones(node, bake) {
  if (typeof node.extras.sound === 'string') bake.payload(node, 'audio', bytesOf(node.extras.sound))
}

/** Two zones in one cell, one of them out of sight; one far away with a radius and a layer of its own. */
function quay() {
  const input = createInput()
  const box = input.box('Box', [4, 2, 4])
  input.node('Quay', input.box('Quay', [30, 1, 30], input.material('stone')), [15, 0, 15])
  input.node('Sea-noimp', box, [10, 1, 10]).setExtras({ sound: 'waves' })
  input.node('Bell', null, [20, 6, 20]).setExtras({ sound: 'ding' })
  const far = input.node('Island', null, [500, 0, 0]).setExtras({ terrane_enterRadius: 90, terrane_layer: 'storm' })
  input.node('Buoy', box, [10, 0, 0], far).setExtras({ sound: 'dong', terrane_priority: 2 })
  return input
}

const config = { bakers: [zones], kinds: { audio: { enterRadius: 25 } } }

async function bakeQuay(jobs = 1) {
  const folder = await temporaryFolder()
  const out = join(folder, 'world')
  const result = await bakeWorld(await writeInput(quay(), folder, 'quay.glb'), { out, jobs, config })
  return { out, result, table: await readTable(out) }
}

describe('a payload that a baker gives', () => {
  it('is a section called after its node, with the bytes as they are', async () => {
    const { out, table, result } = await bakeQuay()
    const kind = table.info.kinds.indexOf('audio')
    const rows = [...table.kind.keys()].filter((row) => table.kind[row] === kind)
    const names = ['Bell/audio', 'Island/Buoy@storm^2/audio', 'Sea-noimp/audio']
    expect(rows.map((row) => sectionName(table, row)).sort()).toEqual(names)
    const rowOf = (name: string) => rows.find((row) => sectionName(table, row) === name)!
    const [bell, buoy, sea] = names.map(rowOf)
    expect([...table.bounds.subarray(6 * sea, 6 * sea + 6)]).toEqual([8, 0, 8, 12, 2, 12])
    expect([...table.bounds.subarray(6 * bell, 6 * bell + 6)]).toEqual([20, 6, 20, 20, 6, 20])
    expect([bell, buoy, sea].map((row) => table.enterRadius[row])).toEqual([25, 90, 25])
    expect([table.priority[buoy], table.info.layers[Math.log2(table.layer[buoy])]]).toEqual([2, 'storm'])
    expect([table.cpuBytes[sea], table.gpuBytes[sea], table.fileBytes[sea]]).toEqual([5, 0, 5])
    const files = result.sections.flatMap(({ record }, i) => (record.kind === 'audio' ? [i] : []))
    expect(files).toHaveLength(3)
    const manifest = JSON.parse(await readFile(join(out, result.pointer.manifest.path), 'utf8')) as {
      other_sections: { section_id: string; kind: string; path_relative_to_manifest: string }[]
    }
    const file = manifest.other_sections.find(({ section_id }) => section_id === 'Sea-noimp/audio')
    expect(file?.kind).toBe('audio')
    expect(await readFile(join(out, file!.path_relative_to_manifest), 'utf8')).toBe('waves')
  })

  it('is the same with any number of jobs', async () => {
    const [first, second] = [await bakeQuay(1), await bakeQuay(3)]
    expect(second.result.pointer).toEqual(first.result.pointer)
  })

  it('comes and goes with who is near, through the kind of the game', async () => {
    const { out } = await bakeQuay()
    const heard: string[] = []
    const audio = payload('audio', {
      adopt: ({ row, world }, bytes: ArrayBuffer) =>
        `${sectionName(world.terrane.table, row)} ${new TextDecoder().decode(bytes)}`,
      enter: (_, sound) => void heard.push(`+ ${sound}`),
      leave: (_, sound) => void heard.push(`- ${sound}`),
      release: () => {},
    })
    const sections = await openWorld(directorySource(out))
    const stream = streaming({ sections, kinds: ['audio'], pool: inlinePool(), settings: { graceSeconds: 0 } })
    const world = composeWorld({ features: [stream, audio] })
    const walker = { x: 10, y: 0, z: -20 }
    createFocus(world, { follow: walker })
    const walk = async (x: number, until: number) => {
      walker.x = x
      for (let frame = 0; frame < 40 || (heard.length < until && frame < 5000); frame++) {
        step(world, 1 / 60)
        await new Promise((done) => setTimeout(done, 1))
      }
      return heard.splice(0).sort()
    }
    expect(await walk(10, 0)).toEqual([])
    walker.z = -10
    expect(await walk(10, 1)).toEqual(['+ Sea-noimp/audio waves'])
    expect(await walk(430, 2)).toEqual(['+ Island/Buoy@storm^2/audio dong', '- Sea-noimp/audio waves'])
    disposeWorld(world)
    expect(heard).toEqual(['- Island/Buoy@storm^2/audio dong'])
  })

  it('may be all that a world has', async () => {
    const input = createInput()
    input.node('Bell', null).setExtras({ sound: 'ding' })
    const folder = await temporaryFolder()
    const result = await bakeWorld(await writeInput(input, folder), { out: join(folder, 'world'), config })
    expect(result.sections.map(({ record }) => record.kind)).toEqual(['audio'])
  })

  it('counts as what it decodes to, where the baker says so', () => {
    const scene = read(quay(), {
      bakers: [(node, bake) => node.name === 'Bell' && bake.payload(node, 'audio', bytesOf('x'), { cpuBytes: 4000 })],
    })
    expect(scene.ownPayloads.map(({ size }) => size)).toEqual([{ cpuBytes: 4000, gpuBytes: 0 }])
  })

  it('keeps what it was when the baker goes on with its buffer', () => {
    const buffer = new Uint8Array(1)
    const scene = read(quay(), {
      bakers: [
        (node, bake) => {
          if (node.name !== 'Bell' && node.name !== 'Buoy') return
          buffer[0]++
          bake.payload(node, 'audio', buffer)
        },
      ],
    })
    expect(scene.ownPayloads.map(({ bytes }) => bytes[0])).toEqual([1, 2])
  })
})

describe('a payload that cannot be', () => {
  const give = (...given: readonly unknown[]) =>
    refusal(quay(), {
      bakers: [
        (node, bake) => void (node.name === 'Bell' && (bake.payload as (...all: unknown[]) => void)(node, ...given)),
      ],
    })
  it.each([
    [
      'a kind of the engine',
      ['mesh', bytesOf('x')],
      /Bell.*kind "mesh"; expected a name of the game's own, beside mesh/,
    ],
    ['a kind without a name', ['', bytesOf('x')], /kind ""; expected a name/],
    ['a kind that is no name', ['a/b', bytesOf('x')], /kind "a\/b"; expected a name/],
    ['no bytes', ['audio', new Uint8Array(0)], /without bytes; expected a Uint8Array/],
    ['a text', ['audio', 'waves'], /without bytes; expected a Uint8Array/],
    ['nothing', ['audio'], /without bytes; expected a Uint8Array/],
    [
      'a size below zero',
      ['audio', bytesOf('x'), { cpuBytes: -1 }],
      /of -1 CPU and 0 GPU bytes; expected whole numbers/,
    ],
    ['half a byte', ['audio', bytesOf('x'), { gpuBytes: 0.5 }], /of 1 CPU and 0.5 GPU bytes; expected whole numbers/],
  ])('%s', (_, given, message) => expect(give(...given)).toMatch(message))

  it('two of a kind at one node', () => {
    const twice: Baker = (node, bake) => {
      for (const text of ['a', 'b']) bake.payload(node, 'audio', bytesOf(text))
    }
    expect(refusal(quay(), { bakers: [twice] })).toMatch(/"Quay".*kind "audio" a second time; expected one payload/)
  })

  it('a place that is not finite is told, and left out', () => {
    const input = createInput()
    input.node('Bell', null, [NaN, 0, 0]).setExtras({ sound: 'ding' })
    const scene = read(input, config)
    expect(scene.ownPayloads).toEqual([])
    expect(scene.report.notCarried).toContainEqual({
      node: 'Bell',
      what: 'payload of kind audio: its place is not a finite number',
    })
  })

  it('a kind that nothing here is of is a hint: most likely it is misspelt', () => {
    expect(read(quay(), { ...config, kinds: { ...config.kinds, colider: { enterRadius: 9 } } }).report.hints).toEqual([
      'the config: kinds.colider, but nothing here is of that kind',
    ])
    expect(() => read(quay(), { kinds: { texture: { enterRadius: 9 } } })).toThrow(
      /kinds.texture; expected mesh, collider/,
    )
  })
})
