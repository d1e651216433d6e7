import { describe, expect, it } from 'vitest'
import { startExample } from './startExample'

const patience = 120_000

describe('npm run example', { timeout: patience }, () => {
  it.each([
    ['an unknown name', ['castle'], 'no example "castle"'],
    ['no name', [], 'no example named'],
    ['a folder that is no example', ['city'], 'no example "city"'],
    ['a path', ['../examples/server'], 'no example "../examples/server"'],
    ['two names', ['server', 'own-payload'], '2 examples named'],
    ['an option that is none', ['server', '--fast'], "Unknown option '--fast'"],
  ])('with %s lists those that there are, in one line', async (_, args, got) => {
    const example = startExample(...args)
    expect(await example.ended).toBe(1)
    const list =
      'expected one of: doors, first-play, own-payload, quest-priority, server, three. Run npm run example -- doors [--port N] [--host ADDRESS].'
    expect(example.text()).toBe(`npm run example: ${got}; ${list}\n`)
  })

  it.each(['x', '-1', '65536', ''])('with "%s" for a port refuses it in one line', async (port) => {
    const example = startExample('own-payload', `--port=${port}`)
    expect(await example.ended).toBe(1)
    const wanted = 'expected a whole number from 0 to 65535. Leave --port out for a free one.'
    expect(example.text()).toBe(`npm run example: port "${port}"; ${wanted}\n`)
  })

  it('serves page, workers and world until it is interrupted', async () => {
    const example = startExample('own-payload', '--port', '0')
    const [url] = await example.waitFor(/http:\/\/localhost:\d+\//)
    const typeOf = async (path: string) => (await fetch(url + path)).headers.get('content-type')
    expect(await (await fetch(url)).text()).toContain('<script type="module" src="page.js">')
    for (const file of ['page.js', 'worker.js', 'decodeSound.js'])
      expect(await typeOf(file)).toMatch(/^text\/javascript/)
    const pointer = (await (await fetch(`${url}world/world.json`)).json()) as { name: string }
    expect(pointer.name).toBe('own-payload')
    expect(example.text()).toMatch(
      /^own-payload: A kind of payload of the game's own: .*\.\nbaked \d+ sections in [\d.]+ s\n/,
    )
    expect(await example.stop()).toBe(0)
    await expect(fetch(url)).rejects.toThrow()
  })
})
