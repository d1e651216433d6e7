import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserStore } from '../../src/state/browserStore'
import type {} from './browserStorePage'
import { browserMissing, browserTitle, openPage, type OpenPage } from './harness'

describe.skipIf(browserMissing)(browserTitle('saves in a browser'), () => {
  let opened: OpenPage
  beforeAll(async () => void (opened = await openPage({ entry: new URL('browserStorePage.ts', import.meta.url) })))
  afterAll(() => opened.close())

  it('come back after the page was loaded again', async () => {
    const { page, problems } = opened
    expect(await page.evaluate(() => window.saves.read('plain', 'game'))).toBeNull()
    await page.evaluate(() => window.saves.write('plain', 'game', [1, 2, 3]))
    await page.evaluate(() => window.saves.write('plain', 'Höhle/№1', [4]))
    await page.evaluate(() => window.saves.write('plain', 'game', [5, 6]))
    await page.reload()
    const read = (name: string) => page.evaluate((which) => window.saves.read('plain', which), name)
    expect([await read('game'), await read('Höhle/№1'), await read('other')]).toEqual([[5, 6], [4], null])
    expect(problems).toEqual([])
  })

  it('are the bytes of the moment and of the last call', async () => {
    expect(await opened.page.evaluate(() => window.saves.writeMany('many'))).toEqual(new Array(40).fill(19))
  })

  it('are whole when the page goes in the middle of a write: the old one or the new one', async () => {
    const { page } = opened
    const length = 5_000_000
    await page.evaluate((bytes) => window.saves.beginWrite('cut', 1, bytes), length)
    await page.waitForFunction(() => window.saves.summary('cut'))
    for (let value = 2; value < 10; value++) {
      await page.evaluate(([of, bytes]) => window.saves.beginWrite('cut', of, bytes), [value, length])
      await page.reload()
      const found = await page.evaluate(() => window.saves.summary('cut'))
      expect(found).toMatchObject({ length, same: true })
      expect(found!.value).toBeLessThanOrEqual(value)
    }
  })

  it('say in one line why they cannot be kept', async () => {
    const { page } = opened
    await page.evaluate(() => window.saves.occupy('newer', 7))
    await page.evaluate(() => window.saves.occupy('foreign', 1))
    const line = (cause: string) =>
      new RegExp(`^TerraneError: the database ".+" cannot be used \\(${cause}.*\\[file\\]$`)
    expect(await page.evaluate(() => window.saves.refusal('newer'))).toMatch(line('VersionError'))
    expect(await page.evaluate(() => window.saves.refusal('foreign'))).toMatch(line('NotFoundError'))
  })
})

describe('saves without a browser', () => {
  it('are refused with the way to go', async () => {
    await expect(browserStore().read('game')).rejects.toThrow("use folderStore from 'terrane/node'")
    await expect(browserStore().write('', new Uint8Array())).rejects.toThrow('a name in Unicode')
  })
})
