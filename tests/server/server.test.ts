import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultPort, serve, type RunningServer } from '../../src/server/server'
import { serveStatic, serveWorld } from '../../src/server/serveWorld'
import { requestRaw } from './requests'

const hashed = '0123456789abcdef'
let folder: string
let server: RunningServer
const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(server.url + path, { headers, method })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'terrane-server-'))
  const root = join(folder, 'root')
  await mkdir(join(root, 'payloads'), { recursive: true })
  await mkdir(join(folder, 'root-secrets'))
  await Promise.all([
    writeFile(join(folder, 'secret.txt'), 'secret'),
    writeFile(join(folder, 'root-secrets/secret.txt'), 'secret'),
    writeFile(join(root, 'index.html'), '<!doctype html>'),
    writeFile(join(root, 'world.json'), '{}'),
    writeFile(join(root, 'empty.bin'), ''),
    writeFile(join(root, 'a b%20ü.csv'), 't,x,y,z'),
    writeFile(join(root, `sections.${hashed}.bin`), 'x'),
    writeFile(join(root, `payloads/${hashed}.glb`), '0123456789'),
    symlink(join(folder, 'secret.txt'), join(root, 'link.txt')),
  ])
  server = await serveStatic(root, { port: 0 })
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

describe('a file', () => {
  it('comes with its type, length and nosniff', async () => {
    const answer = await get(`payloads/${hashed}.glb`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('model/gltf-binary')
    expect(answer.headers.get('content-length')).toBe('10')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await answer.text()).toBe('0123456789')
    expect((await get('')).headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(await (await get(`${encodeURIComponent('a b%20ü.csv')}?query=1`)).text()).toBe('t,x,y,z')
    expect((await get('empty.bin')).headers.get('content-length')).toBe('0')
  })

  it('is kept for ever where its name is its hash, and asked for again elsewhere', async () => {
    const caching = async (path: string) => (await get(path)).headers.get('cache-control')
    expect(await caching(`payloads/${hashed}.glb`)).toContain('immutable')
    expect(await caching(`sections.${hashed}.bin`)).toContain('immutable')
    expect(await caching('world.json')).toBe('no-cache')
  })

  it('costs no body while it is unchanged', async () => {
    const etag = (await get('world.json')).headers.get('etag') ?? ''
    const again = await get('world.json', { 'if-none-match': `"other", ${etag}` })
    expect([again.status, await again.text()]).toEqual([304, ''])
    expect((await get('world.json', { 'if-none-match': '"other"' })).status).toBe(200)
    await writeFile(join(folder, 'root/world.json'), '{ "changed": true }')
    expect((await get('world.json', { 'if-none-match': etag })).status).toBe(200)
  })

  it('is read in parts', async () => {
    const path = `payloads/${hashed}.glb`
    const part = await get(path, { range: 'bytes=2-4' })
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 2-4/10', '234'])
    const beyond = await get(path, { range: 'bytes=10-' })
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */10'])
    const changed = await get(path, { range: 'bytes=2-4', 'if-range': '"other"' })
    expect([changed.status, await changed.text()]).toEqual([200, '0123456789'])
  })

  it('is described to HEAD', async () => {
    const head = await get(`payloads/${hashed}.glb`, {}, 'HEAD')
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', ''])
  })
})

describe('what is not there', () => {
  it('is 404 with one line that says so', async () => {
    const answer = await get('nothing.glb')
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([404, 'no-store'])
    expect(await answer.text()).toMatch(/^\/nothing\.glb is not here; expected .*\.\n$/)
    expect((await get('payloads')).status).toBe(404)
    expect((await get('world.json/more')).status).toBe(404)
  })

  it.each([
    '/../secret.txt',
    '/payloads/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/payloads/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '/../root-secrets/secret.txt',
    '//etc/passwd',
    '/link.txt',
    '/%00',
    '/%ff',
  ])('is whatever lies outside the folder: %s', async (path) => {
    const { status, body } = await requestRaw(server.port, `GET ${path}`)
    expect([400, 404]).toContain(status)
    expect(body).not.toContain('secret\n')
    expect(body).not.toBe('secret')
  })

  it('is every method but GET and HEAD', async () => {
    expect((await get('world.json', {}, 'POST')).status).toBe(405)
  })
})

describe('a port', () => {
  const occupy = (port: number) =>
    new Promise<Server | null>((resolve) => {
      const other = createServer()
      other.once('error', () => resolve(null))
      other.listen(port, 'localhost', () => resolve(other))
    })
  const portOf = (other: Server) => (other.address() as AddressInfo).port

  it('that is asked for and taken is refused in one line', async () => {
    const other = (await occupy(0)) as Server
    const taken = serve({}, { port: portOf(other) })
    await expect(taken).rejects.toThrow(
      /^port \d+ on localhost, which is taken; expected a free port\. .* \[argument\]$/,
    )
    other.close()
  })

  it('that nobody asked for is the next free one', async () => {
    const other = await occupy(defaultPort)
    const [one, two] = [await serve({}), await serve({})]
    expect(one.port).toBeGreaterThan(other ? defaultPort : defaultPort - 1)
    expect(two.port).toBeGreaterThan(one.port)
    await Promise.all([one.close(), two.close()])
    other?.close()
  })

  it('is free again after closing', async () => {
    const first = await serve({}, { port: 0 })
    await first.close()
    const second = await serve({}, { port: first.port })
    await second.close()
    expect(second.port).toBe(first.port)
  })

  it.each([-1, 1.5, NaN, 65_536])('of %s is refused', async (port) => {
    await expect(serve({}, { port })).rejects.toThrow(/expected a whole number from 0 to 65535/)
  })
})

it('refuses folders that are none or hold no world', async () => {
  await expect(serveStatic(join(folder, 'none'))).rejects.toThrow(/^no folder .*none; expected one that is there/)
  await expect(serveWorld(join(folder, 'root-secrets'))).rejects.toThrow(/\[file\]$/)
})
