import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { needPackage, wantPackage } from '../../src/baking/packages'
import { runBake, type BakeCommandOptions } from '../../src/cli/bake'
import { temporaryFolder } from './bakedWorld'
import { createInput, writeInput } from './inputs'

/** Runs the command's body on a small scene and answers what it wrote. */
async function run(options: Partial<BakeCommandOptions> = {}, terminal = false) {
  const folder = await temporaryFolder()
  const input = createInput()
  const house = input.node('House', input.box('Box', [4, 4, 4]), [10, 0, 10])
  house.setSkin(input.document.createSkin().addJoint(house))
  input.node('House-colonly', input.box('Hull', [4, 4, 4]), [10, 0, 10])
  input.node('View', null).setCamera(input.document.createCamera())
  const written = { out: '', err: '' }
  const io = {
    out: (text: string) => void (written.out += text),
    err: (text: string) => void (written.err += text),
    terminal,
  }
  await runBake(await writeInput(input, folder), { out: join(folder, 'w'), ...options }, io)
  return written
}

describe('terrane bake', () => {
  it('prints how triangles add up, the table of roles, and what is not carried', async () => {
    const { out, err } = await run()
    expect(err).toBe('')
    expect(out).toContain('24 triangles in: 12 drawn, 12 collider, 0 without an area, 0 not finite')
    expect(out).toContain('roles: 1 static, 1 collider')
    expect(out).toContain('  House-colonly: collider, collides (its name matches -(conv)?colonly$)')
    expect(out).toContain('1 entity: 1 Lens\n1 collider: 12 triangles\n')
    expect(out).toContain('not carried:\n  House: skin: drawn in its rest pose')
  })

  it('writes one JSON document and nothing else with --json, progress only to a terminal', async () => {
    const { out, err } = await run({ json: true }, true)
    expect(err).toBe('')
    const document = JSON.parse(out) as { triangles: object; roles: unknown[] }
    expect(document).toMatchObject({
      meshSections: 1,
      textureSections: 0,
      things: { entities: 1, components: { Lens: 1 }, colliders: 1 },
      triangles: { input: 24, baked: 12 },
    })
    expect(document.roles.length).toBe(2)
    const { err: progress } = await run({}, true)
    expect(progress).toContain('encoding 1 of ')
    expect(progress.endsWith('\r\u001b[K')).toBe(true)
  })
})

describe('packages that only the bake needs', () => {
  const missing = () => Promise.reject(Object.assign(new Error('gone'), { code: 'ERR_MODULE_NOT_FOUND' }))

  it('are named with the command that installs them, or done without', async () => {
    await expect(needPackage('sharp', 'shrinking images', missing)).rejects.toThrow(
      'shrinking images without the package sharp; expected sharp to be installed. Run: npm install --save-dev sharp [bake-input]',
    )
    expect(await wantPackage(missing)).toBeNull()
    await expect(wantPackage(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  })
})
