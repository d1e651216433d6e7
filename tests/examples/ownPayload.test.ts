import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import decodeSound from '../../examples/own-payload/decodeSound'
import makeScene from '../../examples/own-payload/scene'
import { measureSound, readSound, writeSound } from '../../examples/own-payload/sound'
import { bakeWorld } from '../../src/baking/bakeWorld'
import { sectionContent, sectionName } from '../../src/blobs/sectionBlob'
import { readTable, temporaryFolder } from '../baking/bakedWorld'
import { root } from '../house/sources'

async function bakeQuay() {
  const folder = await temporaryFolder()
  const [input, out] = [join(folder, 'own-payload.glb'), join(folder, 'world')]
  await writeFile(input, await makeScene())
  const result = await bakeWorld(input, { out, config: `${root}examples/own-payload/terrane.config.ts` })
  return { out, result, table: await readTable(out) }
}

describe('the example own-payload', () => {
  it('bakes a section for each zone, and promises exactly what its decoder makes of it', async () => {
    const { out, table } = await bakeQuay()
    const rows = [...table.kind.keys()].filter((row) => table.info.kinds[table.kind[row]] === 'audio')
    expect(rows.map((row) => sectionName(table, row)).sort()).toEqual(
      ['Buoy', 'Church', 'Clock', 'Sea', 'Smithy'].map((name) => `${name}-noimp/audio`),
    )
    for (const row of rows) {
      const file = await readFile(join(out, sectionContent(table, row)))
      const { value, transfer } = await decodeSound(new Uint8Array(file).buffer, new AbortController().signal)
      expect(transfer).toEqual([value.samples.buffer])
      expect(measureSound(value)).toEqual({ cpuBytes: table.cpuBytes[row], gpuBytes: table.gpuBytes[row] })
      expect(value.samples.every((sample) => Math.abs(sample) <= 1)).toBe(true)
      expect(value.samples.some((sample) => Math.abs(sample) > 0.05)).toBe(true)
    }
  })

  it('has the same bytes every time', async () => {
    const [first, second] = [await bakeQuay(), await bakeQuay()]
    expect(second.result.pointer).toEqual(first.result.pointer)
  })

  it('keeps a sound to within half a step of 16 bits', () => {
    const samples = Float32Array.of(-1, -0.3, 0, 1e-5, 0.7, 1)
    const back = readSound(writeSound({ rate: 8000, samples }).buffer as ArrayBuffer)
    expect(back.rate).toBe(8000)
    for (const [i, sample] of back.samples.entries())
      expect(Math.abs(sample - samples[i])).toBeLessThan(0.5001 / 32_767)
  })

  it.each([
    ['nothing', new ArrayBuffer(0)],
    ['less than a header', new ArrayBuffer(8)],
    ['something else', new ArrayBuffer(64)],
    ['half of one', writeSound({ rate: 8000, samples: new Float32Array(8) }).buffer.slice(0, 20) as ArrayBuffer],
    ['one and a bit', new Uint8Array([...writeSound({ rate: 8000, samples: new Float32Array(1) }), 0, 0]).buffer],
  ])('refuses %s as a sound, in one line', (_, bytes) => {
    expect(() => readSound(bytes)).toThrow(
      /^\d+ bytes that are no sound; expected SNDZ and its samples\. Bake again\.$/,
    )
  })
})
