import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { directorySource } from '../../src/sources/directorySource'
import { memorySource } from '../../src/sources/memorySource'
import type { Source } from '../../src/sources/source'
import { countingBytes } from './badServer'

const file = countingBytes(1000)
let parent = ''
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'terrane-sources-'))
  await mkdir(join(parent, 'world/payloads'), { recursive: true })
  await writeFile(join(parent, 'world/payloads/a.bin'), file)
  await writeFile(join(parent, 'secret'), 'no')
})
afterAll(() => rm(parent, { recursive: true }))

const sources: Record<string, () => Source> = {
  directorySource: () => directorySource(join(parent, 'world')),
  'memorySource of a map': () => memorySource(new Map([['payloads/a.bin', file]])),
  'memorySource of a record': () => memorySource({ 'payloads/a.bin': file.slice().buffer }),
}

for (const [name, open] of Object.entries(sources))
  describe(name, () => {
    it('reads whole files and ranges, into buffers of their own', async () => {
      const source = open()
      const whole = await source.read('payloads/a.bin')
      expect([...new Uint8Array(whole)]).toEqual([...file])
      new Uint8Array(whole).fill(0)
      const part = await source.read('payloads/a.bin', { offset: 300, length: 5 })
      expect([...new Uint8Array(part)]).toEqual([44, 45, 46, 47, 48])
      expect((await source.read('payloads/a.bin', { offset: 990 })).byteLength).toBe(10)
      expect((await source.read('payloads/a.bin', { offset: 1000, length: 0 })).byteLength).toBe(0)
    })

    it('says in one line what is missing or too short', async () => {
      const source = open()
      await expect(source.read('payloads/b.bin')).rejects.toThrow(/^no file .*payloads\/b\.bin.*\[file\]$/)
      await expect(source.read('payloads/a.bin', { offset: 995, length: 10 })).rejects.toThrow(
        /of 1000 bytes; expected at least 1005.*\[file\]/,
      )
      await expect(source.read('payloads/a.bin', { offset: 2000 })).rejects.toThrow(/\[file\]/)
    })

    it('stops for a signal, with its reason', async () => {
      const signal = AbortSignal.abort('left')
      await expect(open().read('payloads/a.bin', { signal })).rejects.toBe('left')
    })
  })

describe('directorySource', () => {
  it('stays in its folder', async () => {
    const source = directorySource(join(parent, 'world'))
    for (const path of ['../secret', '/etc/hostname', 'payloads/../../secret', ''])
      await expect(source.read(path)).rejects.toThrow(/expected one inside/)
  })

  it('names a folder that is read as a file', async () => {
    await expect(directorySource(parent).read('world')).rejects.toThrow(/cannot be read \(EISDIR\).*\[file\]/)
  })
})
