import { build } from 'esbuild'
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { folderStore } from '../../src/state/folderStore'
import { createRandom } from '../worlds'

let parent = ''
let folders = 0
beforeAll(async () => void (parent = await mkdtemp(join(tmpdir(), 'terrane-saves-'))))
afterAll(() => rm(parent, { recursive: true }))

const newFolder = () => join(parent, `folder ${++folders}`)
const filled = (value: number, length = 1000) => new Uint8Array(length).fill(value)

describe('a folder of saves', () => {
  it('is made by the first write, and answers what was written', async () => {
    const store = folderStore(join(newFolder(), 'deep'))
    expect(await store.read('game')).toBeNull()
    await store.write('game', filled(1))
    await store.write('other', filled(2))
    await store.write('game', filled(3, 10))
    expect([await store.read('game'), await store.read('other')]).toEqual([filled(3, 10), filled(2)])
  })

  it('leaves nothing but the saves', async () => {
    const folder = newFolder()
    await folderStore(folder).write('game', filled(1))
    expect(await readdir(folder)).toEqual(['game.save'])
  })

  it('takes every name', async () => {
    const folder = newFolder()
    const names = ['..', '.', 'a/b', 'a\\b', 'Höhle №1 – 夜', '*?<>|"', 'game', 'game.save', '%2F']
    const store = folderStore(folder)
    for (const [i, name] of names.entries()) await store.write(name, filled(i))
    for (const [i, name] of names.entries()) expect(await store.read(name), name).toEqual(filled(i))
    const files = await readdir(folder)
    expect(files.length).toBe(names.length)
    expect(files.filter((file) => /[/\\*?<>|":]/.test(file))).toEqual([])
  })

  it.each(['', '\ud800'])('refuses the name %j', async (name) => {
    const store = folderStore(newFolder())
    await expect(store.read(name)).rejects.toMatchObject({ code: 'argument' })
    await expect(store.write(name, filled(1))).rejects.toThrow('a name in Unicode')
  })

  it('keeps the bytes of the moment, and the last of several calls', async () => {
    const store = folderStore(newFolder())
    const bytes = filled(1)
    const writes = [store.write('game', bytes)]
    bytes.fill(9)
    for (let i = 2; i < 20; i++) writes.push(store.write('game', filled(i, 1000 * (20 - i))))
    await Promise.all(writes.slice(0, 1))
    expect((await store.read('game'))![0]).not.toBe(9)
    await Promise.all(writes)
    expect(await store.read('game')).toEqual(filled(19))
  })

  it('says in one line what cannot be read or written, and goes on', async () => {
    const folder = newFolder()
    await mkdir(join(folder, 'game.save'), { recursive: true })
    const store = folderStore(folder)
    await expect(store.read('game')).rejects.toThrow(/^\S.*game\.save cannot be read \(EISDIR\); expected .+ \[file\]$/)
    await expect(store.write('game', filled(1))).rejects.toThrow(
      /game\.save cannot be written \(EISDIR\); .+ \[file\]$/,
    )
    await store.write('other', filled(2))
    expect(await store.read('other')).toEqual(filled(2))
    expect((await readdir(folder)).sort()).toEqual(['game.save', 'other.save'])
  })

  it('is refused where a file is in its place', async () => {
    const folder = newFolder()
    await writeFile(folder, 'no folder')
    await expect(folderStore(folder).write('game', filled(1))).rejects.toMatchObject({ code: 'file' })
  })
})

describe('a write that ends early', () => {
  it('leaves the old save at whatever byte it ended', async () => {
    const folder = newFolder()
    const store = folderStore(folder)
    await store.write('game', filled(1))
    for (const length of [0, 1, 500, 999, 1000]) {
      await writeFile(join(folder, `.game.save.${process.pid + length}-1.tmp`), filled(2, length))
      expect(await store.read('game'), `${length} bytes`).toEqual(filled(1))
    }
    await store.write('game', filled(3))
    expect(await store.read('game')).toEqual(filled(3))
  })

  it('leaves a file that is taken away after an hour, and no sooner', async () => {
    const folder = newFolder()
    const store = folderStore(folder)
    await store.write('game', filled(1))
    const age = async (name: string, minutes: number) => {
      await writeFile(join(folder, name), filled(2))
      const then = Date.now() / 1000 - 60 * minutes
      await utimes(join(folder, name), then, then)
    }
    await age('.game.save.77-1.tmp', 61)
    await age('.game.save.77-2.tmp', 50)
    await age('.game2.save.77-3.tmp', 61)
    await age('notes.tmp', 1000)
    await store.write('game', filled(3))
    expect((await readdir(folder)).sort()).toEqual([
      '.game.save.77-2.tmp',
      '.game2.save.77-3.tmp',
      'game.save',
      'notes.tmp',
    ])
  })

  it('because its process was killed leaves a whole save: the last one done, or the one after', async () => {
    const script = join(parent, 'killedWriter.mjs')
    const entry = fileURLToPath(new URL('killedWriter.ts', import.meta.url))
    await build({
      entryPoints: [entry],
      outfile: script,
      bundle: true,
      format: 'esm',
      platform: 'node',
      logLevel: 'silent',
    })
    const random = createRandom(11)
    let unfinished = 0
    // Twelve, and more where the machine was never caught in the middle of a write.
    for (let round = 0; round < 12 || (unfinished === 0 && round < 100); round++) {
      const folder = newFolder()
      const bytes = random.whole(1, 3_000_000)
      const done = await writeUntilKilled([script, folder, String(bytes)], random.whole(0, 60))
      const found = await folderStore(folder).read('game')
      const what = `round ${round} of seed 11: ${bytes} bytes, ${done} done`
      const value = found?.[0] ?? 0
      expect([done, (done % 255) + 1], what).toContain(value)
      if (found) expect(found.length === bytes && found.every((byte) => byte === value), what).toBe(true)
      unfinished += (await readdir(folder)).filter((name) => name.endsWith('.tmp')).length
      await folderStore(folder).write('game', filled(7))
      expect(await folderStore(folder).read('game'), what).toEqual(filled(7))
    }
    expect(unfinished, 'writes that were cut off').toBeGreaterThan(0)
  })
})

/** Runs a writer and kills it some milliseconds after its first save is done. Answers the value of the last one that it reported. */
async function writeUntilKilled(parameters: readonly string[], ms: number): Promise<number> {
  const child = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'inherit'] })
  let reported = ''
  const ended = new Promise((resolve) => child.on('close', resolve))
  child.stdout.on('data', (text) => {
    if (reported === '') setTimeout(() => child.kill('SIGKILL'), ms)
    reported += String(text)
  })
  await ended
  return Number(reported.trim().split('\n').at(-1))
}
