import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runServe } from '../../src/cli/serve'
import { recordingVersion } from '../../src/replay'
import { createInput, writeInput } from '../baking/inputs'
import { bake, temporaryFolder } from './bakedWorlds'
import { run } from './captured'

const { folder, remove } = temporaryFolder()
afterAll(remove)

const file = (name: string) => join(folder, name)

function write(name: string, text: string): string {
  writeFileSync(file(name), text)
  return file(name)
}

async function bakeBoxes(name: string, count: number): Promise<string> {
  const input = createInput()
  const box = input.box('box', [8, 8, 8], input.material('stone'))
  for (let i = 0; i < count; i++) input.node(`box ${i}`, box, [64 * i + 32, 4, 32])
  return bake(await writeInput(input, folder, `${name}.glb`), file(name))
}

describe('terrane serve --replay', () => {
  let [world, other, recording, text] = ['', '', '', '']
  beforeAll(async () => {
    world = await bakeBoxes('world', 4)
    other = await bakeBoxes('other', 3)
    recording = file('a walk.jsonl')
    const path = write('walk.csv', 't,x,y,z\n0,0,2,0\n3,90,2,0\n')
    expect((await run('simulate', world, '--path', path, '--record', recording)).err).toBe('')
    text = readFileSync(recording, 'utf8')
    write('index.html', '<!doctype html><html><head><title>Viewer</title></head></html>')
  }, 60_000)

  /** Serves until `look` has looked, and gives what was printed. */
  async function serve(options: Parameters<typeof runServe>[1], look: (url: string) => Promise<void> = async () => {}) {
    const stop = new AbortController()
    let out = ''
    const io = { out: (said: string) => void (out += said), err: () => {}, terminal: false }
    const ended = runServe(world, { viewer: folder, port: 0, signal: stop.signal, ...options }, io)
    while (out === '') await Promise.race([ended, new Promise((done) => setTimeout(done, 5))])
    await look(/http:[^"\s]+/.exec(out)![0])
    stop.abort()
    await ended
    return out
  }

  it('without one, tells the page what the flags of the viewer say', async () => {
    const address = async (options: Parameters<typeof runServe>[1]) => {
      let said = ''
      await serve(options, async (url) => {
        said = /<meta name="terrane-address" content="([^"]+)">/.exec(await (await fetch(url)).text())?.[1] ?? 'nothing'
      })
      return said
    }
    expect(await address({ budgetMb: 256, tiled: true })).toBe('budget=256&amp;tiled=1')
    expect(await address({ budgetMb: 'none' })).toBe('budget=none')
    expect(await address({})).toBe('nothing')
    expect((await run('serve', world, '--budget-mb', '-1')).err).toMatch(
      /^terrane serve: --budget-mb -1; expected megabytes above 0, or none\. Pass --budget-mb 256/,
    )
  })

  it('prints one line with the length, and serves the recording to a page that knows of it', async () => {
    const out = await serve({ replay: recording }, async (url) => {
      const page = await (await fetch(url)).text()
      const [, path] = /<meta name="terrane-replay" content="([^"]+)"><\/head>/.exec(page)!
      expect(path).toBe('replay/a%20walk.jsonl')
      const answer = await fetch(url + path)
      expect([answer.headers.get('content-type'), await answer.text()]).toEqual([
        'application/jsonl; charset=utf-8',
        text,
      ])
      expect((await fetch(`${url}replay/walk.csv`)).status).toBe(404)
    })
    expect(out).toMatch(/^http:\/\/localhost:\d+\/ {2}a walk\.jsonl, \d+\.\d s {2}Ctrl-C ends\.\n$/)
  })

  it('says the same as JSON', async () => {
    const told = JSON.parse(await serve({ replay: recording, json: true })) as { replay: Record<string, unknown> }
    expect(told).toMatchObject({ folder: world, baking: 0 })
    expect(told.replay).toMatchObject({ file: recording, from: 0, ended: true, torn: false })
    expect(told.replay.to).toBe((told.replay.ticks as number) / 60)
  })

  it('serves one that a crash cut off, and says so', async () => {
    const cut = write('cut.jsonl', text.slice(0, text.length * 0.7))
    expect(await serve({ replay: cut })).toMatch(
      /cut\.jsonl, \d\.\d s, its last line is not whole and was left out {2}Ctrl-C/,
    )
  })

  it('tells a page without a recording nothing', async () => {
    await serve({}, async (url) => expect(await (await fetch(url)).text()).not.toContain('terrane-replay'))
  })

  const mistakes: [what: string, args: () => string[], says: RegExp][] = [
    [
      'a recording of another world',
      () => [other, '--replay', recording],
      /^terrane serve: a recording of another world \(4 sections, [0-9a-f]{16}\); expected one of this world \(3 sections, [0-9a-f]{16}\)\. Replay it on the bake/,
    ],
    [
      'no file',
      () => [world, '--replay', file('none.jsonl')],
      /^terrane serve: no file or folder .*none\.jsonl; expected one that is there\./,
    ],
    [
      'a folder',
      () => [world, '--replay', folder],
      /^terrane serve: .* cannot be read \(EISDIR\); expected one that is there\./,
    ],
    [
      'what is no recording',
      () => [world, '--replay', file('walk.csv')],
      /^terrane serve: .*walk\.csv, which begins with "t,x,y,z"; expected a line with "format":"terrane-recording"/,
    ],
    [
      'a line that was changed',
      () => [world, '--replay', write('broken.jsonl', text.replace('\n{"tick"', '\nnonsense\n{"tick"'))],
      /^terrane serve: .*broken\.jsonl:2, which is "nonsense"; expected a line of a recording/,
    ],
    [
      'a newer version',
      () => [world, '--replay', write('newer.jsonl', text.replace(`"version":${recordingVersion}`, '"version":9'))],
      /^terrane serve: .*newer\.jsonl: a recording of version 9, by terrane .*; expected version \d\./,
    ],
    [
      'a path as well',
      () => [world, '--replay', recording, '--path', file('walk.csv')],
      /^terrane serve: option '--replay <RECORDING>' cannot be used with option '--path <CSV>'; expected one of the two\./,
    ],
    [
      'a model that is not baked',
      () => [file('world.glb'), '--replay', recording, '--cache', file('cache')],
      /^terrane serve: --replay with .*world\.glb, which is not baked yet; expected the world that was recorded\. Bake it first/,
    ],
  ]

  it.each(mistakes)('refuses %s in one line, before a browser opens', async (_, args, says) => {
    const { code, out, err } = await run('serve', ...args(), '--port', '0')
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(says)
    expect(err.split('\n')).toHaveLength(2)
  })
})
