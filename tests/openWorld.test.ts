import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { buildSectionBlob } from '../src/blobs/sectionBlobBuild'
import { openWorld } from '../src/openWorld'
import { directorySource } from '../src/sources/directorySource'
import { memorySource } from '../src/sources/memorySource'
import { openBadServer, serveBytes, type BadServer } from './sources/badServer'
import { gridRecords } from './worlds'

const blob = new Uint8Array(buildSectionBlob(gridRecords(3)))
const good = {
  format: 'terrane-world',
  version: 1,
  name: 'town',
  sections: { path: 'sections.0123.bin', bytes: blob.byteLength },
  manifest: { path: 'manifest.0123.json', bytes: 2 },
}
const bytesOf = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
const world = (pointer: unknown = good, sections: Uint8Array = blob) =>
  memorySource({ 'world.json': bytesOf(pointer), 'sections.0123.bin': sections }, '/town/')

let server: BadServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

describe('openWorld', () => {
  it('opens from anything that reads', async () => {
    const source = world()
    const opened = await openWorld(source)
    expect([opened.name, opened.table.count, opened.pointer.version]).toEqual(['town', 9, 1])
    expect(opened.source).toBe(source)
  })

  it('tells where the entity index is, where there is one', async () => {
    const entities = { path: 'entities.0123.idx', bytes: 16 }
    expect((await openWorld(world({ ...good, entities }))).pointer.entities).toEqual(entities)
    expect((await openWorld(world())).pointer.entities).toBeUndefined()
  })

  it('opens over HTTP by folder or by world.json, in two requests, the pointer past any cache', async () => {
    const cacheHeaders: unknown[] = []
    server = await openBadServer({
      'town/world.json': (request, response, time) => {
        cacheHeaders.push(request.headers['cache-control'])
        serveBytes(bytesOf(good))(request, response, time)
      },
      'town/sections.0123.bin': serveBytes(blob),
    })
    for (const address of ['town/', 'town', 'town/world.json', new URL('town/', server.url)]) {
      const opened = await openWorld(typeof address === 'string' ? server.url + address : address)
      expect(opened.table.count).toBe(9)
      expect(opened.source.name).toBe(`${server.url}town/`)
    }
    expect(cacheHeaders).toEqual(Array.from({ length: 4 }, () => 'no-cache'))
    expect([...server.asked.values()]).toEqual([4, 4])
  })

  it('opens a folder on disk', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'terrane-world-'))
    await writeFile(join(folder, 'world.json'), bytesOf(good))
    await writeFile(join(folder, 'sections.0123.bin'), blob)
    expect((await openWorld(directorySource(folder))).table.rootCount).toBe(9)
    await rm(folder, { recursive: true })
  })

  it('stops for a signal', async () => {
    await expect(openWorld(world(), { signal: AbortSignal.abort('left') })).rejects.toBe('left')
  })
})

describe('openWorld refuses in one line', () => {
  const cases: Record<string, [() => Parameters<typeof openWorld>[0], RegExp]> = {
    'a folder without a world': [() => memorySource({}, '/town/'), /^no file "world\.json" in \/town\/.*\[file\]$/],
    'a page instead of a world': [() => world('<!doctype html>'), /not of terrane.*\[world-format\]$/],
    'an empty pointer': [() => world('null'), /not of terrane.*\[world-format\]$/],
    'a newer world': [
      () => world({ ...good, version: 2 }),
      /world version 2; expected version 1\. Update terrane.*\[world-format\]$/,
    ],
    'a pointer without sections': [
      () => world({ ...good, sections: undefined }),
      /without sections.*\[world-format\]$/,
    ],
    'a pointer with half a manifest': [
      () => world({ ...good, manifest: { path: 'x' } }),
      /without manifest.*\[world-format\]$/,
    ],
    'a pointer with half an entity index': [
      () => world({ ...good, entities: { bytes: 12 } }),
      /without entities.*\[world-format\]$/,
    ],
    'a pointer with nothing for an entity index': [
      () => world({ ...good, entities: null }),
      /without entities.*\[world-format\]$/,
    ],
    'a truncated table': [
      () => world(good, blob.slice(0, -8)),
      /of \d+ bytes; expected \d+, as world\.json says.*\[blob-truncated\]$/,
    ],
    'a table of something else': [() => world(good, new Uint8Array(blob.byteLength)), /\[blob-foreign\]$/],
  }
  for (const [name, [source, message]] of Object.entries(cases))
    it(name, async () => {
      await expect(openWorld(source())).rejects.toThrow(message)
      await openWorld(source()).catch((error: Error) => expect(error.message).not.toContain('\n'))
    })

  it('an address without a world', async () => {
    server = await openBadServer({})
    await expect(openWorld(server.url)).rejects.toThrow(/world\.json answered 404.*\[network\]$/)
    expect(server.asked.get('world.json')).toBe(1)
  })

  it('a path where a URL is wanted', async () => {
    await expect(openWorld('./town')).rejects.toThrow(/directorySource\(path\).*\[argument\]$/)
  })
})
